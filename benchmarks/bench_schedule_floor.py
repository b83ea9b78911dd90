"""Delay on a foundry's floor: 480 operations with longest waits, nights and transport, in a fixed time.

The peer is plain CP-SAT on the same problem, with the same first schedule as a hint and the same time. Both
answers go through the checker.
"""

from __future__ import annotations

import time
from itertools import pairwise
from random import Random

from ortools.sat.python import cp_model

from measure import Row
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.dispatch import dispatch
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.model import Model
from tilth.foundry.build.schedule.problem import (
    Assignment,
    Job,
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
    Use,
    Window,
)
from tilth.foundry.build.schedule.solver import Progress, solve

SECONDS, WORKERS = 20, 2
MARKS = (5, 10, SECONDS)
PROMISED = 10
"""From when on there is less delay than the peer has."""
JOBS, DAY, DAYS, SHIFT = 60, 1440, 12, 600
WAITS = (30, 240, 30, 600, 60, 600, None)
"""The longest wait after each operation of a job but the last."""


def problem() -> Problem:
    """Sixty requests from a mix to a sequence, due within five days, on machines at three sites."""
    random = Random(1)
    nights = tuple(Window(day * DAY + SHIFT, (day + 1) * DAY) for day in range(DAYS))
    resources = (
        *(Resource(id, site=site) for id, site in (("ot1", "a"), ("ot2", "a"), ("flex", "b"))),
        *(Resource(f"tc{at}", site="a") for at in range(4)),
        Resource("incubator", 8, site="c"), Resource("picker", site="c"),
        Resource("sequencer", 2, site="b"), Resource("people", 3, closed=nights),
    )  # fmt: skip
    jobs, operations, lags, transports = [], [], [], []
    for number in range(JOBS):
        id = f"r{number}"
        jobs.append(Job(id, due=random.randrange(800, 5 * DAY), weight=random.choice((1, 1, 2, 5))))
        steps = [
            Operation(f"{id}.{name}", id, modes, random.choice((0, 0, 0, 500)) if name == "mix" else 0)
            for name, modes in _steps(random).items()
        ]
        operations += steps
        for (first, second), most in zip(pairwise(steps), WAITS, strict=True):
            lags.append(Lag(first.id, Point.END, second.id, Point.START, 0, most))
            transports.append(Transport(first.id, second.id))
    travel = {(first, second): 10 for first in "abc" for second in "abc" if first != second}
    return Problem(
        resources, tuple(jobs), tuple(operations), tuple(lags), tuple(transports), travel, Objective.TARDINESS
    )


def _steps(random: Random) -> dict[str, tuple[Mode, ...]]:
    """The operations of one request; people set machines up and go."""
    people = Use("people", length=10)
    mix = random.randrange(20, 60)
    return {
        "mix": tuple(Mode(mix, (Use(machine), people)) for machine in ("ot1", "ot2", "flex")),
        "cycle": tuple(Mode(150, (Use(f"tc{at}"),)) for at in range(4)),
        "transform": (Mode(40, (Use("people"),)),),
        "grow": (Mode(random.choice((600, 720)), (Use("incubator"),)),),
        "pick": (Mode(30, (Use("picker"), people)),),
        "culture": (Mode(800, (Use("incubator"),)),),
        "prep": tuple(Mode(60, (Use(machine), people)) for machine in ("ot1", "ot2")),
        "sequence": (Mode(300, (Use("sequencer"), people)),),
    }


def rows() -> list[Row]:
    """One row for each of some times after which the delay is looked at."""
    floor = problem()
    first = dispatch(Instance(floor), seconds=0)
    assert first is not None
    begun = Instance(floor).value([one.end for one in first])
    hint = Schedule(Status.FEASIBLE, first, begun, None, 0)
    seen: list[Progress] = []
    found = solve(floor, seconds=SECONDS, workers=WORKERS, hint=hint, watch=seen.append)
    faults = violations(floor, found)
    plain = _plain(floor, first, begun)
    return [
        Row(
            f"{len(floor.operations)} operations with waits and nights: weighted delay after {mark} s",
            f"{ours:,} from {begun:,}, bound {found.lower_bound:,}, {len(faults)} violations",
            f"plain CP-SAT from the same schedule: {theirs:,}",
            theirs / max(1, ours),
            "less delay, 0 violations" if mark >= PROMISED else "",
            ours < theirs and not faults if mark >= PROMISED else None,
        )
        for mark in MARKS
        for ours in [_after(mark, begun, [(one.seconds, one.value) for one in seen])]
        for theirs in [_after(mark, begun, plain)]
    ]


def _after(seconds: float, begun: int, seen: list[tuple[float, int | None]]) -> int:
    """The best value at a time."""
    return min([begun, *(value for at, value in seen if at <= seconds and value is not None)])


class _Seen(cp_model.CpSolverSolutionCallback):
    """Notes the value of each solution, and when it came."""

    def __init__(self, model: Model, begun: float) -> None:
        super().__init__()
        self.found: list[tuple[float, int | None]] = []
        self._model, self._begun = model, begun

    def on_solution_callback(self) -> None:
        self.found.append((time.perf_counter() - self._begun, self.value(self._model.tardiness)))


def _plain(floor: Problem, first: tuple[Assignment, ...], begun: int) -> list[tuple[float, int | None]]:
    """When CP-SAT on the whole problem found what, from the same schedule."""
    clock = time.perf_counter()
    instance = Instance(floor)
    model = Model(instance, instance.horizon)
    model.hint(first)
    model.cp.add(model.tardiness <= begun)
    model.cp.minimize(model.cost)
    seen = _Seen(model, clock)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = SECONDS, WORKERS
    solver.solve(model.cp, seen)
    return seen.found


if __name__ == "__main__":
    for row in rows():
        print(row)
