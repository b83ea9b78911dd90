"""What is known of the liquids that wells are filled with: their lots, and the samples that lie in those wells.

A lot is one thing wherever it lies; a sample is what one well holds, with a last day and thaws of its own. Both
may be good or bad, each for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from tilth.foundry.build.ledger.contents import Lot
from tilth.foundry.build.transfer import Place

__all__ = ["NOTHING_KNOWN", "Aliquot", "Facts"]

_NO_LOTS: Mapping[str, Lot] = MappingProxyType({})
_NO_ALIQUOTS: Mapping[Place, Aliquot] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Aliquot:
    """What the ledger must know of the sample in a well: its ``name``, up to and on which day it may be used, how
    often its tube or plate was frozen and thawed and how often it may be. None: not known, no limit.
    """

    name: str
    expires: date | None = None
    thaws: int = 0
    most_thaws: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The ``lots`` by id, and the samples (``aliquots``) by their wells. ``all_lots`` says that these are all lots
    that there are, so that one which is not among them is an error; else nothing is known of it.
    """

    lots: Mapping[str, Lot] = field(default_factory=lambda: _NO_LOTS)
    aliquots: Mapping[Place, Aliquot] = field(default_factory=lambda: _NO_ALIQUOTS)
    all_lots: bool = False

    def __bool__(self) -> bool:
        """Whether anything is known, so that something could be refused for it."""
        return bool(self.lots or self.aliquots or self.all_lots)


NOTHING_KNOWN = Facts()
"""Where nobody keeps lots or samples."""
