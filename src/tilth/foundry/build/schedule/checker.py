"""Whether a schedule keeps everything its problem asks for, found out without the solver.

It shares no code with the solver and imports the vocabulary only, so that a mistake there cannot hide itself here.
Every fault is a value: its kind, the operations concerned, by how much, and one sentence for people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tilth.foundry.build.schedule.problem import (
    Assignment,
    Lag,
    Mode,
    Objective,
    Operation,
    Point,
    Problem,
    Resource,
    Schedule,
    Status,
    Transport,
)

__all__ = ["CODES", "Violation", "violations", "worth"]

CODES: Mapping[str, str] = {
    "missing": "An operation of the problem is not in the schedule.",
    "duplicate": "An operation is in the schedule more than once.",
    "unknown": "The schedule holds an operation that the problem does not.",
    "mode": "An operation has no mode of that number.",
    "job": "An operation is said to be of another job.",
    "resources": "An operation is said to be on other resources than its mode uses.",
    "duration": "An operation does not last as long as its mode says.",
    "release": "An operation starts before its release.",
    "latest": "An operation starts after its latest start.",
    "capacity": "More units of a resource are used at once than there are.",
    "closed": "A resource is used while it is closed.",
    "lag_short": "Two operations are closer than the least lag between them.",
    "lag_long": "Two operations are further apart than the longest lag between them.",
    "transport": "An operation starts before its labware can have come from where it was.",
    "value": "The value given is not that of the objective.",
    "bound": "The lower bound given is above the value, or an answer called optimal has another bound.",
}
"""Every kind of violation and what it means."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a schedule does not keep. ``amount`` is by how much, in units of time or of the resource
    (0 where no amount makes sense); ``resource`` is empty where none is concerned.
    """

    code: str
    operations: tuple[str, ...]
    message: str
    amount: int = 0
    resource: str = ""

    def as_dict(self) -> dict[str, object]:
        """The violation as JSON-ready values."""
        return {
            "code": self.code,
            "operations": list(self.operations),
            "resource": self.resource,
            "amount": self.amount,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class _Placed:
    """An operation of the problem, where the schedule puts it."""

    operation: Operation
    mode: Mode
    at: Assignment

    def time(self, point: Point) -> int:
        return self.at.start if point is Point.START else self.at.end


def violations(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Everything ``schedule`` does not keep, none where it is sound; O((n + u) log u) for n operations and lags
    and u uses of resources.

    An empty schedule whose status is infeasible or unknown claims nothing and has no violations.
    """
    if not schedule.assignments and schedule.status in (Status.INFEASIBLE, Status.UNKNOWN):
        return ()
    faults, placed = _placed(problem, schedule)
    for one in placed.values():
        faults += _times(one)
    for resource in problem.resources:
        faults += _resource(resource, placed)
    for lag in problem.lags:
        faults += _lag(lag, placed)
    for transport in problem.transports:
        faults += _transport(problem, transport, placed)
    if len(placed) == len(problem.operations):
        faults += _value(problem, schedule)
    return tuple(faults)


def _placed(problem: Problem, schedule: Schedule) -> tuple[list[Violation], dict[str, _Placed]]:
    """Who is where, by operation; and what cannot be placed at all."""
    operations = {operation.id: operation for operation in problem.operations}
    times = Counter(one.operation for one in schedule.assignments)
    faults = [Violation("missing", (id,), f"{id} is not in the schedule.") for id in operations if id not in times]
    placed: dict[str, _Placed] = {}
    for at in schedule.assignments:
        id = at.operation
        operation = operations.get(id)
        if operation is None:
            faults.append(Violation("unknown", (id,), f"{id} is no operation of the problem."))
        elif not 0 <= at.mode < len(operation.modes):
            faults.append(Violation("mode", (id,), f"{id} has no mode {at.mode}, only {len(operation.modes)}."))
        elif id not in placed:
            placed[id] = _Placed(operation, operation.modes[at.mode], at)
    faults += [
        Violation("duplicate", (id,), f"{id} is in the schedule {count} times.", count - 1)
        for id, count in times.items()
        if count > 1
    ]
    return faults, placed


def _times(one: _Placed) -> Iterator[Violation]:
    """Its duration, release and latest start."""
    id, start, length = one.at.operation, one.at.start, one.at.end - one.at.start
    off = length - one.mode.duration
    if off:
        words = f"{id} lasts {length}, but its mode takes {one.mode.duration}."
        yield Violation("duration", (id,), words, abs(off))
    early = one.operation.release - start
    if early > 0:
        yield Violation("release", (id,), f"{id} starts at {start}, {early} before its release.", early)
    latest = one.operation.latest
    if latest is not None and start > latest:
        late = start - latest
        yield Violation("latest", (id,), f"{id} starts at {start}, {late} after its latest start.", late)


def _resource(resource: Resource, placed: Mapping[str, _Placed]) -> Iterator[Violation]:
    """Its closed windows and, by a sweep over time, its capacity."""
    spans: list[tuple[int, int, int, str]] = []
    for id, one in placed.items():
        for use in one.mode.uses:
            if use.resource == resource.id and use.units:
                start = one.at.start + use.offset
                end = one.at.end if use.length is None else start + use.length
                if start < end:
                    spans.append((start, end, use.units, id))
    for start, end, _, id in spans:
        for window in resource.closed:
            shared = min(end, window.end) - max(start, window.start)
            if shared > 0:
                words = f"{id} uses {resource.id} for {shared} of its closed time {window.start} to {window.end}."
                yield Violation("closed", (id,), words, shared, resource.id)
    yield from _overloads(resource, spans)


def _overloads(resource: Resource, spans: list[tuple[int, int, int, str]]) -> Iterator[Violation]:
    """One violation for each stretch of time over which too many units are in use."""
    changes: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for start, end, units, id in spans:
        changes[start].append((units, id))
        changes[end].append((-units, id))
    holds: Counter[str] = Counter()
    level, began, worst, who = 0, 0, 0, set[str]()
    for time in sorted(changes):
        for units, id in changes[time]:
            level += units
            holds[id] += units
        over = level - resource.capacity
        if over > 0:
            began = began if who else time
            worst = max(worst, over)
            who |= {id for id, units in holds.items() if units > 0}
        elif who:
            words = f"{resource.id} is used by {worst} too many between {began} and {time}."
            yield Violation("capacity", tuple(sorted(who)), words, worst, resource.id)
            worst, who = 0, set()


def _lag(lag: Lag, placed: Mapping[str, _Placed]) -> Iterator[Violation]:
    first, second = placed.get(lag.first), placed.get(lag.second)
    if first is None or second is None:
        return
    apart = second.time(lag.second_point) - first.time(lag.first_point)
    pair = (lag.first, lag.second)
    named = f"From the {lag.first_point} of {lag.first} to the {lag.second_point} of {lag.second} is {apart}"
    if lag.least is not None and apart < lag.least:
        yield Violation("lag_short", pair, f"{named}, less than {lag.least}.", lag.least - apart)
    if lag.most is not None and apart > lag.most:
        yield Violation("lag_long", pair, f"{named}, more than {lag.most}.", apart - lag.most)


def _transport(problem: Problem, transport: Transport, placed: Mapping[str, _Placed]) -> Iterator[Violation]:
    first, second = placed.get(transport.first), placed.get(transport.second)
    if first is None or second is None:
        return
    places = (_site(problem, first.mode), _site(problem, second.mode))
    takes = problem.travel.get(places, 0)
    short = first.at.end + takes - second.at.start
    if short > 0:
        words = (
            f"{transport.second} starts {short} before its labware can have come from {transport.first} "
            f"({places[0] or 'nowhere'} to {places[1] or 'nowhere'} takes {takes})."
        )
        yield Violation("transport", (transport.first, transport.second), words, short)


def _site(problem: Problem, mode: Mode) -> str:
    """Where a mode is done: the site of the first resource it uses."""
    wanted = mode.uses[0].resource if mode.uses else None
    return next((resource.site for resource in problem.resources if resource.id == wanted), "")


def worth(problem: Problem, assignments: Iterable[Assignment]) -> int:
    """The value of the problem's objective for ``assignments``; what is no operation of it counts for nothing."""
    ends: dict[str, int] = defaultdict(int)
    jobs = {operation.id: operation.job for operation in problem.operations}
    for one in assignments:
        if one.operation in jobs:
            job = jobs[one.operation]
            ends[job] = max(ends[job], one.end)
    if problem.objective is Objective.TARDINESS:
        return sum(job.weight * max(0, ends[job.id] - job.due) for job in problem.jobs if job.due is not None)
    return max(ends.values(), default=0)


def _value(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    """The value of the objective, and what the answer claims of it."""
    value = worth(problem, schedule.assignments)
    if schedule.value != value:
        off = abs((schedule.value or 0) - value)
        yield Violation("value", (), f"The value is given as {schedule.value}, but it is {value}.", off)
    bound = schedule.lower_bound
    if bound is not None and bound > value:
        yield Violation("bound", (), f"The lower bound {bound} is above the value {value}.", bound - value)
    elif schedule.status is Status.OPTIMAL and bound != value:
        words = f"The value {value} is called optimal, but the lower bound is {bound}."
        yield Violation("bound", (), words, value - (bound or 0))
