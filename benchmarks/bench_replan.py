"""Replanning and the outlook: 500 operations in the middle of a plan, what moves, and what may yet happen.

The peer is the solver asked for a plan from scratch in the same time: it knows the new problem, in which what has
started is fixed, but not the old plan. Both answers go through the checker.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from measure import Row, median_seconds, spell
from tilth.foundry.build.operation import UnitOperation, Within
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.floor.happenings import Arrived, Down, Happening, Overran
from tilth.foundry.build.schedule.floor.montecarlo import outlook, spreads
from tilth.foundry.build.schedule.floor.moves import moves
from tilth.foundry.build.schedule.floor.planning import Planned, first_plan, plan_queue
from tilth.foundry.build.schedule.floor.read import default_floor
from tilth.foundry.build.schedule.floor.replan import Replanned, replan
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis
from tilth.foundry.build.schedule.problem import Assignment, Job, Mode, Operation, Use
from tilth.foundry.build.schedule.solver import solve

START = datetime(2026, 3, 2, tzinfo=UTC)
REQUESTS = 63
SLOW_RUNS = 3
SECONDS = 8
PROMISED = 10.0
TRIALS = 10_000


def operations() -> tuple[UnitOperation, ...]:
    """Golden Gate to sequence, eight operations with people, nights and longest waits."""
    return (
        _one("mix", "liquid_handler", 25, "automation", 10),
        _one("cycle", "thermocycler", 300, "automation", 5, "mix", 60),
        _one("transform", "liquid_handler", 40, "automation", 40, "cycle"),
        _one("plate", "incubator", 960, "bench", 5, "transform", 30),
        _one("pick", "colony_picker", 45, "automation", 15, "plate", 1440),
        _one("culture", "incubator", 960, "bench", 5, "pick"),
        _one("miniprep", "bench", 180, "bench", 180, "culture", 720),
        _one("sequence", "sequencer", 480, "sequencing", 60, "miniprep"),
    )


def _one(
    id: str, instrument: str, minutes: int, skill: str, attended: int, after: str = "", wait: int | None = None
) -> UnitOperation:
    within = () if wait is None else (Within(after, wait),)
    return UnitOperation(
        id, "", "", id, instrument, minutes, ("plate",), (after,) if after else (), within, skill, attended
    )


def queue() -> list[QueuedRequest]:
    """Requests of three tenants, due one after the other."""
    return [
        QueuedRequest(f"r{at}", f"t{at % 3}", operations(), due=START + timedelta(days=6 + 0.9 * at))
        for at in range(REQUESTS)
    ]


def rows() -> list[Row]:
    """Replanning, the first plan and the outlook, measured now."""
    floor = default_floor()
    planned = plan_queue(queue(), floor, TimeAxis(START, floor.zone), seconds=0)
    assert isinstance(planned, Planned)
    problem, schedule = planned.of.problem, planned.schedule
    size = f"{len(problem.operations)} operations"
    now = _busy(schedule.assignments, (schedule.makespan or 0) // 3)
    running = next(one for one in schedule.assignments if one.start < now < one.end)
    urgent = Arrived(
        (Job("urgent", now + 600, 500),),
        (Operation("u1", "urgent", (Mode(300, (Use("tc-1+tc-2+tc-3"),)),)),),
    )
    cases: list[tuple[str, Happening]] = [
        ("the colony picker is down for a day", Down("picker-1", now, now + 1440)),
        ("an operation overruns by two hours", Overran(running.operation, 120)),
        ("an urgent request arrives", urgent),
    ]
    return [
        *(_case(f"{what}, {size}: plan again", planned, now, happening) for what, happening in cases),
        _first_row(planned, size),
        _outlook_row(planned, size),
    ]


def _busy(assignments: tuple[Assignment, ...], after: int) -> int:
    """The first minute from ``after`` in which at least two operations run."""
    return next(
        minute for minute in range(after, after + 14_400)
        if sum(one.start < minute < one.end for one in assignments) > 1
    )  # fmt: skip


def _case(what: str, planned: Planned, now: int, happening: Happening) -> Row:
    old = planned.schedule
    begun = time.perf_counter()
    found = replan(planned.of.problem, old, now, [happening], seconds=SECONDS)
    taken = time.perf_counter() - begun
    assert isinstance(found, Replanned), found
    assert not violations(found.problem, found.schedule)
    begun = time.perf_counter()
    scratch = solve(found.problem, seconds=SECONDS)
    theirs = time.perf_counter() - begun
    if scratch.assignments:
        assert not violations(found.problem, scratch)
        moved = len(moves(old.assignments, scratch.assignments, found.fixed))
        said = f"{spell(theirs)}, {moved} moved, delay {scratch.value:,}"
    else:
        said = f"no plan in {spell(theirs)}"
    return Row(
        what,
        f"{spell(taken)}, {len(found.moved)} moved, delay {found.schedule.value:,}",
        f"solve from scratch: {said}",
        theirs / taken,
        f"less than {PROMISED:.0f} s",
        taken < PROMISED,
    )


def _first_row(planned: Planned, size: str) -> Row:
    taken = median_seconds(lambda: first_plan(planned.of.problem), SLOW_RUNS)
    return Row(f"the first plan of {size}", spell(taken))


def _outlook_row(planned: Planned, size: str) -> Row:
    spread = spreads(planned.of, default_floor().durations)
    taken = median_seconds(lambda: outlook(planned.of.problem, planned.schedule, spread, trials=TRIALS), SLOW_RUNS)
    return Row(f"the outlook of {size}: P50, P80, P90 of each request in {TRIALS:,} trials", spell(taken))


if __name__ == "__main__":
    for row in rows():
        print(row)
