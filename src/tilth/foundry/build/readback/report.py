"""What a robot says it did, in one form for all robots: a move for each draw it made or failed to make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tilth.foundry.build.robots.carriers import Carrier
from tilth.foundry.build.transfer import Place

__all__ = ["Moved", "Report"]


@dataclass(frozen=True, slots=True)
class Moved:
    """One move as reported: ``asked`` and ``moved`` pL. ``code`` is the robot's code for what went wrong (empty:
    nothing did) and ``status`` its words; ``at`` is the time as it is written there.
    """

    source: Place
    target: Place
    asked: int
    moved: int
    code: str = ""
    status: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report: which kind of instrument it is of (``carrier``; None: of any) and which one (``instrument``), the
    ``run``'s id, the ``moves`` in the order they stand in. ``stop`` is the code and the words of what ended the
    run early. ``surveyed`` and ``left`` are pL in source wells, as the instrument measured them before and
    reckoned them after. ``facts`` is what else its head says.
    """

    file: str
    carrier: Carrier | None
    moves: tuple[Moved, ...]
    stop: tuple[str, str] = ("", "")
    instrument: str = ""
    run: str = ""
    surveyed: Mapping[Place, int] = field(default_factory=lambda: MappingProxyType({}))
    left: Mapping[Place, int] = field(default_factory=lambda: MappingProxyType({}))
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
