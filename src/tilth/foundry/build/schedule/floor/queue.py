"""The queue as one scheduling problem: alternatives, people, waits, ways, due dates and fair weights.

An operation can be done on any pool of its kind of instrument, with any group of people who have the skill, where
those work at its site; a person is needed for the attended part only. A request without a due date is due at once,
so that every minute counts; one with a date costs nothing before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.schedule.floor.batching import PLATE, SharedPlate, operation_id, share_plates
from tilth.foundry.build.schedule.floor.fair_share import factors, weight
from tilth.foundry.build.schedule.floor.model import Floor
from tilth.foundry.build.schedule.floor.modes import modes_of
from tilth.foundry.build.schedule.floor.pools import Pools, pools_of
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.floor.shared_runs import SharedRun, carried, shared_runs
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis
from tilth.foundry.build.schedule.problem import (
    Job,
    Lag,
    Mode,
    Objective,
    Operation,
    Point,
    Problem,
    Schedule,
    Transport,
)
from tilth.foundry.build.wells import Geometry
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason, Refused

__all__ = ["FloorProblem", "jobs_of", "problem_of"]

_NOTHING_USED: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class FloorProblem:
    """A problem with what only a floor knows of it.

    Opening hours are known up to minute ``horizon``; a schedule that goes beyond it means nothing there. ``kinds``
    maps each operation to the kind of its instrument, ``members`` each resource to its instruments or people.
    ``plates`` are what requests share. ``provisional`` and ``disputed`` are as in :class:`~.closures.Closures`.
    """

    problem: Problem
    axis: TimeAxis
    horizon: int
    kinds: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    plates: tuple[SharedPlate, ...] = ()
    provisional: date | None = None
    disputed: tuple[date, ...] = ()

    def within_horizon(self, schedule: Schedule) -> bool:
        """Whether all of ``schedule`` lies where the opening hours are known."""
        return (schedule.makespan or 0) <= self.horizon

    def is_provisional(self, minute: int) -> bool:
        """Whether a calendar on the way to ``minute`` was not yet published."""
        return self.provisional is not None and self.axis.moment(minute).date() >= self.provisional


def problem_of(
    queue: Sequence[QueuedRequest],
    floor: Floor,
    axis: TimeAxis,
    *,
    used: Mapping[str, float] = _NOTHING_USED,
    days: int | None = None,
    share: bool = True,
    geometry: Geometry = PLATE,
    patience: int = 1440,
) -> FloorProblem | Refused:
    """The problem of ``queue`` on ``floor``, from minute 0 of ``axis``; or every reason why it is none.

    ``used`` are the minutes each tenant has used (:func:`~.fair_share.decayed`), ``days`` how far opening hours
    are computed (None: three times what the work would take, and two weeks). With ``share``, plates of
    ``geometry`` are shared as :func:`~.batching.share_plates` says. The operations of a request are named
    ``request/operation``, those of a shared plate ``shared-1/1``, those of a run of several requests
    ``shared-<digits>/operation``; a request that ends with what is shared ends with an operation ``request/done``
    of no length.
    """
    queue = carried(queue)
    faults = list(_faults(queue))
    if faults:
        return Refused(tuple(faults))
    horizon = 1440 * (days if days is not None else _days(queue, floor))
    pools = pools_of(floor, axis, horizon)
    releases = {one.id: _release(one, axis) for one in queue}
    runs = shared_runs(queue)
    together = {one.id for run in runs for one in run.requests}
    alone = [one for one in queue if one.id not in together]
    plates = share_plates(alone, releases, geometry=geometry, patience=patience) if share else ()
    work = _put_together(pools, plates, alone, runs, releases)
    plates += tuple(run.plate for run in runs)
    if work.faults:
        return Refused(tuple(work.faults))
    problem = Problem(
        tuple(pools.resources.values()),
        (*jobs_of(queue, floor, axis, used=used), *(Job(one.id, title=one.title) for one in plates)),
        tuple(work.operations),
        tuple(dict.fromkeys(work.lags)),
        tuple(dict.fromkeys(work.transports)),
        floor.travel,
        Objective.TARDINESS,
        title=floor.name,
    )
    return FloorProblem(
        problem, axis, horizon, work.kinds, pools.members, plates, pools.provisional, pools.disputed
    )


class _Work:
    """The operations, lags and ways of a problem as they are put together, and what stands against them."""

    def __init__(self, pools: Pools, runs: Mapping[str, str]) -> None:
        self._pools, self._runs = pools, runs
        self._modes: dict[tuple[object, ...], tuple[Mode, ...] | Reason] = {}
        self.operations: list[Operation] = []
        self.lags: list[Lag] = []
        self.transports: list[Transport] = []
        self.kinds: dict[str, str] = {}
        self.faults: list[Reason] = []
        self._ends: dict[str, list[str]] = {}

    def add(self, one: UnitOperation, id: str, job: str, release: int) -> None:
        """Add one operation with all its modes, or the reason why it has none."""
        key = (one.instrument, one.minutes, one.skill, one.attended)
        if key not in self._modes:
            self._modes[key] = modes_of(one, self._pools)
        found = self._modes[key]
        if isinstance(found, Reason):
            self.faults.append(Reason(found.code, found.sentence, found.mend, id, {**found.data, "operation": id}))
            return
        self.operations.append(Operation(id, job, found, release, one.title))
        self.kinds[id] = one.instrument

    def add_request(self, request: QueuedRequest, release: int) -> None:
        """Add what is not shared of ``request``, and all its lags and ways."""
        last = {one.id for one in request.operations} - {id for one in request.operations for id in one.after}
        labware = {one.id: frozenset(one.labware) for one in request.operations}
        for one in request.operations:
            id = self._id(request, one.id)
            if operation_id(request.id, one.id) not in self._runs:
                self.add(one, id, request.id, release)
            waits = {wait.after: wait.minutes for wait in one.within}
            for first in dict.fromkeys((*one.after, *waits)):
                before = self._id(request, first)
                self.lags.append(Lag(before, Point.END, id, Point.START, 0, waits.get(first)))
                if labware[first] & labware[one.id]:
                    self.transports.append(Transport(before, id))
        ends = sorted(self._id(request, id) for id in last)
        self._ends[request.id] = ends
        if any(id in self._runs.values() for id in ends):
            self._add_end(request, release, ends)

    def add_end_of(self, request: QueuedRequest, release: int, run: str) -> None:
        """Add the end of ``request``, which is that of the run that builds it with others."""
        self._add_end(request, release, self._ends[run])

    def _add_end(self, request: QueuedRequest, release: int, after: Iterable[str]) -> None:
        done = operation_id(request.id, "done")
        self.operations.append(Operation(done, request.id, (Mode(0),), release, "done"))
        self.lags += [Lag(id, Point.END, done, Point.START) for id in after]

    def _id(self, request: QueuedRequest, operation: str) -> str:
        id = operation_id(request.id, operation)
        return self._runs.get(id, id)


def _put_together(
    pools: Pools,
    plates: Iterable[SharedPlate],
    alone: Iterable[QueuedRequest],
    runs: Iterable[SharedRun],
    releases: Mapping[str, int],
) -> _Work:
    """The work of plates, of requests that are built ``alone``, and of runs of several; it begins when the last of
    those that it is for is there.
    """
    work = _Work(pools, {member: run for plate in plates for member, run in plate.run_ids().items()})
    for plate in plates:
        for step in plate.runs:
            work.add(step, step.id, plate.id, max(releases[one.request] for one in plate.shares))
    for request in alone:
        work.add_request(request, releases[request.id])
    for run in runs:
        work.add_request(run.work, max(releases[one.id] for one in run.requests))
        for request in run.requests:
            work.add_end_of(request, releases[request.id], run.id)
    return work


def jobs_of(
    queue: Sequence[QueuedRequest], floor: Floor, axis: TimeAxis, *, used: Mapping[str, float] = _NOTHING_USED
) -> tuple[Job, ...]:
    """The job of each request of ``queue``: when it is due, and what a minute of its delay costs now. ``used`` is
    as for :func:`problem_of`.
    """
    fair = factors(used, floor.shares, [one.tenant for one in queue])
    return tuple(
        Job(
            one.id,
            axis.minute(one.due) if one.due else _release(one, axis),
            weight(one.priority, fair[one.tenant]),
            one.tenant,
            one.title,
        )
        for one in queue
    )


def _release(one: QueuedRequest, axis: TimeAxis) -> int:
    return max(0, axis.minute(one.arrived)) if one.arrived else 0


def _days(queue: Iterable[QueuedRequest], floor: Floor) -> int:
    """Three times the days that the busiest kind of instrument, the people and the longest request need, and two
    weeks.
    """
    slots: dict[str, int] = {}
    for machine in floor.instruments:
        slots[machine.kind] = slots.get(machine.kind, 0) + machine.slots
    busy: dict[str, float] = {}
    people, longest = 0.0, 0
    for request in queue:
        for one in request.operations:
            busy[one.instrument] = busy.get(one.instrument, 0.0) + one.minutes / slots.get(one.instrument, 1)
            people += one.attended / max(1, len(floor.people))
        longest = max(longest, sum(one.minutes for one in request.operations))
    return 14 + 3 * int(max([*busy.values(), longest]) / 1440 + people / 480 + 1) if busy else 14


def _faults(queue: Sequence[QueuedRequest]) -> list[Reason]:
    """What is wrong with the requests whatever the floor."""
    faults = []
    seen: set[str] = set()
    for request in queue:
        if request.id in seen:
            faults.append(_fault("floor.twice", "The request {request} is in the queue twice.", request.id))
        seen.add(request.id)
        ids = [one.id for one in request.operations]
        facts: dict[str, Fact] = {"request": request.id}
        if len(set(ids)) < len(ids):
            faults.append(_fault("floor.same_id", "Two operations of {request} have the same id.", request.id))
        named = {id for one in request.operations for id in (*one.after, *(wait.after for wait in one.within))}
        if unknown := named - set(ids):
            facts["operation"] = min(unknown)
            faults.append(
                Reason(
                    "floor.after", "An operation of {request} comes after {operation}, which is not among them.",
                    "Name operations of the same request.", request.id, facts,
                )
            )  # fmt: skip
        elif not _ordered(request):
            faults.append(_fault("floor.cycle", "The operations of {request} wait for each other.", request.id))
    return faults


def _fault(code: str, sentence: str, request: str) -> Reason:
    return Reason(code, sentence, "Mend the plan of this request.", request, {"request": request})


def _ordered(request: QueuedRequest) -> bool:
    waits = {one.id: (*one.after, *(wait.after for wait in one.within)) for one in request.operations}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return False
    return True
