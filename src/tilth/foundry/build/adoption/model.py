"""What a foundry's schedule is: proposals, the one in force, and what was promised with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from tilth.foundry.build.schedule.problem import Status

__all__ = [
    "Board",
    "Broken",
    "Cause",
    "CauseKind",
    "Moved",
    "Priority",
    "Promise",
    "Proposal",
    "Standing",
]


class Priority(StrEnum):
    """How much a day of delay of a request costs, beside others."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def weight(self) -> int:
        """The weight of its tardiness: each step outweighs three of the one below."""
        return {Priority.NORMAL: 1, Priority.HIGH: 3, Priority.URGENT: 9}[self]


class CauseKind(StrEnum):
    """Why the schedule in force no longer fits the floor."""

    DOWN = "down"
    OVERRUN = "overrun"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Cause:
    """What happened. ``subject`` is the instrument that is down from ``since`` to ``until``, the operation that
    takes ``minutes`` longer, or the request that became urgent. ``interrupted`` are the operations that were
    running on the instrument and have to be done again.
    """

    kind: CauseKind
    subject: str
    since: datetime | None = None
    until: datetime | None = None
    minutes: int = 0
    interrupted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """When ``request`` is done: on or before ``half`` with a probability of 50 %, on or before ``ninety`` with
    90 %. ``due`` is the day that its statement of work names.
    """

    request: str
    half: date
    ninety: date
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """That a change moves the operation ``operation`` of ``job`` by ``minutes`` (negative: it begins sooner)."""

    operation: str
    job: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Broken:
    """That ``request``, promised for ``promised``, is expected on ``expected``."""

    request: str
    promised: date
    expected: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A schedule that can be adopted.

    ``problem`` and ``schedule`` are the hashes of what was asked and answered, among the evidence. ``queue`` says
    which queue it is for, in the planner's spelling: where the queue reads otherwise by now, the proposal is
    outdated. ``begins`` is the instant that is minute 0. ``status``, ``value`` and ``bound`` are the solver's,
    ``violations`` the checker's count. A change names the schedule that it ``replaces``, its ``cause``, and what
    it moves and breaks.
    """

    id: str
    problem: str
    schedule: str
    queue: str
    begins: datetime
    operations: int
    status: Status
    value: int | None
    bound: int | None
    violations: int
    promises: tuple[Promise, ...] = ()
    replaces: str = ""
    cause: Cause | None = None
    moved: tuple[Moved, ...] = ()
    broken: tuple[Broken, ...] = ()


class Standing(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Board:
    """Everything proposed at ``foundry``, in order, with where each proposal stands. ``floor`` is the hash of the
    description of its instruments and people (empty: none was handed in), ``priorities`` those of requests by id
    that are not normal.
    """

    foundry: str
    proposals: tuple[Proposal, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=lambda: MappingProxyType({}))
    floor: str = ""
    priorities: Mapping[str, Priority] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def in_force(self) -> Proposal | None:
        """The schedule that the floor follows."""
        return next((one for one in self.proposals if self.standings[one.id] is Standing.IN_FORCE), None)

    def priority(self, request: str) -> Priority:
        """The priority of a request."""
        return self.priorities.get(request, Priority.NORMAL)

    @property
    def made_urgent(self) -> frozenset[str]:
        """The requests that a change which was adopted made urgent."""
        adopted = (Standing.IN_FORCE, Standing.SUPERSEDED)
        return frozenset(
            one.cause.subject
            for one in self.proposals
            if one.cause and one.cause.kind is CauseKind.URGENT and self.standings[one.id] in adopted
        )

    def proposal(self, id: str) -> Proposal | None:
        """The proposal ``id``."""
        return next((one for one in self.proposals if one.id == id), None)
