"""A scheduling problem and its answer, as plain values.

Times are whole numbers from 0 of whatever ``Problem.unit`` says (``minute`` in the foundry). An operation is
done in one of its modes; a mode lasts a time and uses units of resources for part or all of it. Between any two
operations, a lag bounds the distance from a point (start or end) of the first to a point of the second, below,
above or both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = [
    "Assignment",
    "Job",
    "Lag",
    "Mode",
    "Objective",
    "Operation",
    "Point",
    "Problem",
    "Resource",
    "Schedule",
    "Status",
    "Transport",
    "Use",
    "Window",
]

_NOWHERE: Mapping[tuple[str, str], int] = MappingProxyType({})


class Point(StrEnum):
    """An end of an operation."""

    START = "start"
    END = "end"


class Objective(StrEnum):
    """What is made small: the last end; or the jobs' weighted tardiness and, among equals, the last end."""

    MAKESPAN = "makespan"
    TARDINESS = "tardiness"


class Status(StrEnum):
    """What is known of an answer, in the solver's usual words."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Window:
    """The time ``[start, end)``, with ``start < end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Resource:
    """An instrument, a pool of like ones or a group of people: ``capacity`` units, none of them in a ``closed``
    window (maintenance, nights). ``site`` is where it stands, for transport; empty: nowhere in particular.
    """

    id: str
    capacity: int = 1
    closed: tuple[Window, ...] = ()
    site: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """``units`` of a resource over ``[offset, offset + length)`` from the operation's start; ``length`` None: to
    its end.
    """

    resource: str
    units: int = 1
    offset: int = 0
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Mode:
    """One way of doing an operation: how long it takes and what it uses. Its place, for transport, is the
    ``site`` of the first resource used.
    """

    duration: int
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """Something to be done once, without a break, in one of ``modes``, as part of ``job``. It starts at
    ``release`` or later and at ``latest`` or sooner (None: no bound); what already runs has both at its start.
    """

    id: str
    job: str
    modes: tuple[Mode, ...]
    release: int = 0
    title: str = ""
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class Lag:
    """``least <= time(second, second_point) - time(first, first_point) <= most``; None: no bound on that side.

    "Starts after the end of" is ``Lag(a, Point.END, b, Point.START, 0)``.
    """

    first: str
    first_point: Point
    second: str
    second_point: Point
    least: int | None = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Transport:
    """That labware goes from ``first`` to ``second``: the second starts no sooner than the first's end plus the
    travel time between the sites of the modes chosen (``Problem.travel``; absent: 0).
    """

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Job:
    """A request's work. ``due`` is when its last operation should have ended, ``weight`` what a unit of delay
    costs, ``tenant`` whose it is.
    """

    id: str
    due: int | None = None
    weight: int = 1
    tenant: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What must hold. ``travel`` maps a pair of sites to a time."""

    resources: tuple[Resource, ...]
    jobs: tuple[Job, ...]
    operations: tuple[Operation, ...]
    lags: tuple[Lag, ...] = ()
    transports: tuple[Transport, ...] = ()
    travel: Mapping[tuple[str, str], int] = field(default_factory=lambda: _NOWHERE)
    objective: Objective = Objective.MAKESPAN
    unit: str = "minute"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """That an operation runs over ``[start, end)`` in the mode numbered ``mode`` from 0."""

    operation: str
    start: int
    end: int
    mode: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """An answer. ``assignments`` is empty where none was found; ``value`` is that of the objective and
    ``lower_bound`` what is proven of it; ``seconds`` is how long the search took.
    """

    status: Status
    assignments: tuple[Assignment, ...]
    value: int | None
    lower_bound: int | None
    seconds: float

    @property
    def makespan(self) -> int | None:
        """The last end; None where there is no schedule."""
        return max((one.end for one in self.assignments), default=None)

    @property
    def gap(self) -> float | None:
        """``(value - lower_bound) / value``: 0 where it is proven best; None where either is unknown."""
        if self.value is None or self.lower_bound is None:
            return None
        return 0.0 if self.value == self.lower_bound else (self.value - self.lower_bound) / max(1, self.value)
