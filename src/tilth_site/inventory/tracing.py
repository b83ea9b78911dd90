"""Recall: which wells, runs, clones and ventures saw a lot.

Runs are recorded by the app above this one. When it starts it registers a source, which reads a foundry's runs
from the evidence; the index over them is built here and asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tilth.foundry.build.ledger.recall import Index, Recall, Run
from tilth.foundry.build.transfer import Place

__all__ = ["Ledger", "Named", "recall", "register_ledger"]


@dataclass(frozen=True, slots=True)
class Named:
    """A run or a clone as a page shows it: its title, and the address of its page (empty: it has none)."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A foundry's ``runs`` in the order in which they took place. ``clones`` names what is in a well, ``owners``
    the organisation or venture whose a clone is, ``named`` the runs by id and the clones by name.
    """

    runs: Sequence[Run] = ()
    clones: Mapping[Place, Sequence[str]] = field(default_factory=dict)
    owners: Mapping[str, Sequence[str]] = field(default_factory=dict)
    named: Mapping[str, Named] = field(default_factory=dict)


Source = Callable[[str], Ledger]

_SOURCES: list[Source] = []


def register_ledger(source: Source) -> None:
    """Ask ``source`` for the runs of a foundry, by its id."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def recall(foundry: str, lot: str) -> tuple[Recall, Ledger]:
    """Who saw the lot at ``foundry``, and the ledger it was read from. O(transfers)."""
    ledgers = [source(foundry) for source in _SOURCES]
    found = Ledger(
        [run for one in ledgers for run in one.runs],
        {place: names for one in ledgers for place, names in one.clones.items()},
        {clone: owners for one in ledgers for clone, owners in one.owners.items()},
        {id: named for one in ledgers for id, named in one.named.items()},
    )
    return Index(found.runs).recall(lot, found.clones, found.owners), found
