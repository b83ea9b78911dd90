"""A new plan in the middle of the old one: what runs stays, delay is made small first and then what moves.

The model is the solver's own. To the jobs' weighted tardiness it adds, for every operation that was planned, an
hour where it moves and the minutes by which it does; a weighted minute of delay counts as much as 1,000 of those
minutes, and so does each minute by which a longest wait after something that has started cannot be held. The
search begins at the old plan shifted to the right.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from tilth.foundry.build.schedule.floor.happenings import Happening
from tilth.foundry.build.schedule.floor.insertion import insert
from tilth.foundry.build.schedule.floor.moves import (
    BrokenPromise,
    BrokenWait,
    JobMove,
    Move,
    broken_promises,
    broken_waits,
    job_moves,
    moves,
)
from tilth.foundry.build.schedule.floor.situation import Situation, situation
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.model import Model, solver_for
from tilth.foundry.build.schedule.problem import (
    Assignment,
    Job,
    Lag,
    Objective,
    Operation,
    Point,
    Problem,
    Schedule,
    Status,
)
from tilth.foundry.build.schedule.validation import validate
from tilth.kernel.refusal import Refused, refuse

__all__ = ["Replanned", "replan"]

_DELAY, _WAIT, _MOVE = 1000, 1000, 60
_SLACK = 2880
"""How much later than the shifted plan a better one may end."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new ``schedule`` of ``problem``, which is the old one after what happened.

    ``moved`` are the operations that move and ``jobs`` the jobs they are of, ``broken`` the promises that do not
    hold now, ``waits`` the longest waits that cannot be held, ``fixed`` what stays because it has started, and
    ``interrupted`` what has to be done again. ``proven`` says that no plan is better in delay and moves together.
    """

    problem: Problem
    schedule: Schedule
    moved: tuple[Move, ...]
    jobs: tuple[JobMove, ...]
    broken: tuple[BrokenPromise, ...]
    waits: tuple[BrokenWait, ...]
    fixed: frozenset[str]
    interrupted: frozenset[str]
    proven: bool


def replan(
    problem: Problem,
    schedule: Schedule,
    now: int,
    happenings: Sequence[Happening],
    *,
    started: Collection[str] | None = None,
    promised: Mapping[str, int] | None = None,
    seconds: float = 8,
    seed: int = 0,
    workers: int = 2,
) -> Replanned | Refused:
    """Plan again at minute ``now`` after ``happenings``.

    ``started`` are the operations that have started (None: as :func:`~.situation.situation` takes it).
    ``promised`` maps jobs to the minutes by which they were promised (None: their due dates). Refused where a
    happening contradicts the plan, or where no plan was found in ``seconds``; raises as
    :func:`~..validation.validate` where what arrived names what is not there.
    """
    begun = time.monotonic()
    known = situation(problem, schedule, now, happenings, started=started)
    if isinstance(known, Refused):
        return known
    validate(known.problem)
    search = _Search(known, schedule)
    left = max(0.1, seconds - (time.monotonic() - begun))
    status = search.run(left, seed, workers)
    if search.found is None:
        return _nothing(status)
    spent = time.monotonic() - begun
    return _answer(known, schedule, search.found, promised, spent, proven=status is Status.OPTIMAL)


def _answer(
    known: Situation,
    before: Schedule,
    after: tuple[Assignment, ...],
    promised: Mapping[str, int] | None,
    seconds: float,
    *,
    proven: bool,
) -> Replanned:
    """What the new plan ``after`` changes; ``proven`` says that no plan as late moves fewer operations."""
    mended = replace(known.problem, lags=(*known.problem.lags, *_held(known, after)))
    value = Instance(mended).value([one.end for one in after])
    # A tardiness of 0 is proven best by itself; of any other, the search for few moves proves no bound.
    best = not value and mended.objective is Objective.TARDINESS
    answer = Schedule(Status.OPTIMAL if best else Status.FEASIBLE, after, value, 0 if best else None, seconds)
    moved = moves(before.assignments, after, known.fixed)
    due = {job.id: job.due for job in mended.jobs if job.due is not None} if promised is None else promised
    return Replanned(
        mended,
        answer,
        moved,
        job_moves(mended, before.assignments, after, moved),
        broken_promises(mended, before.assignments, after, due),
        broken_waits(known, after),
        known.fixed,
        known.interrupted,
        proven,
    )


def _nothing(status: Status) -> Refused:
    if status is Status.INFEASIBLE:
        return refuse(
            "replan.infeasible", "What has started and what happened leave no plan for the rest.",
            "Check that what is said to have started can have.",
        )  # fmt: skip
    return refuse("replan.time", "No plan was found in the time given.", "Give it more seconds.")


def _held(known: Situation, after: Sequence[Assignment]) -> list[Lag]:
    """The longest waits after fixed operations, as long as they are in the plan where that is longer."""
    over = {(one.first, one.second, one.most): one.over for one in broken_waits(known, after)}
    return [
        replace(lag, least=None, most=lag.most + over.get((lag.first, lag.second, lag.most), 0))
        for lag in known.waits
        if lag.most is not None
    ]


class _Search:
    """The model of a situation with what moves as its objective; ``found`` is the best plan so far."""

    def __init__(self, known: Situation, schedule: Schedule) -> None:
        self.found: tuple[Assignment, ...] | None = None
        self._known = known
        self._old = {one.operation: one for one in schedule.assignments if one.operation not in known.fixed}
        # Tardiness counts whatever the objective of the problem is.
        self._instance = Instance(replace(known.problem, objective=Objective.TARDINESS))
        self._shifted = self._shift()
        horizon = self._instance.horizon
        if self._shifted is not None:
            horizon = min(horizon, max(one.end for one in self._shifted) + _SLACK)
        self._model = Model(self._instance, horizon)
        self._model.cp.minimize(self._objective())

    def run(self, seconds: float, seed: int, workers: int) -> Status:
        """Search for ``seconds``."""
        if self._shifted is not None:
            self._model.hint(self._shifted)
        solver = solver_for(seconds, workers=workers, seed=seed)
        outcome = self._model.solve(solver)
        if outcome in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.found = self._model.assignments(solver)
            return Status.OPTIMAL if outcome == cp_model.OPTIMAL else Status.FEASIBLE
        if outcome == cp_model.INFEASIBLE:
            return Status.INFEASIBLE
        self.found = self._shifted
        return Status.UNKNOWN

    def _shift(self) -> tuple[Assignment, ...] | None:
        """The old plan with every operation in its old mode and not sooner than before, shifted to where it fits;
        None where that is not found.
        """
        kept = tuple(map(self._kept, self._known.problem.operations))
        instance = Instance(replace(self._instance.problem, operations=kept))
        # New work goes before everything or after it, whichever delays less.
        plans = [
            insert(instance, {one.id: self._old[one.id].start if one.id in self._old else new for one in kept})
            for new in (0, self._instance.horizon)
        ]
        found = [one for one in plans if one is not None]
        if not found:
            return None
        best = min(found, key=lambda plan: instance.value([one.end for one in plan]))
        return tuple(
            replace(one, mode=self._old[one.operation].mode) if one.operation in self._old else one for one in best
        )

    def _kept(self, one: Operation) -> Operation:
        was = self._old.get(one.id)
        if was is None:
            return one
        return replace(one, modes=(one.modes[was.mode],), release=max(one.release, was.start))

    def _objective(self) -> cp_model.LinearExprT:
        model, cp = self._model, self._model.cp
        cost: list[cp_model.LinearExprT] = [_DELAY * job.weight * late for job, late in self._delays()]
        for id, was in self._old.items():
            at = self._instance.number[id]
            start, chosen = model.starts[at], model.chosen[at]
            moved = cp.new_bool_var(f"moved {id}")
            cp.add(start == was.start).only_enforce_if(~moved)
            if len(chosen) > 1:
                cp.add_implication(~moved, chosen[was.mode])
            by = cp.new_int_var(0, model.horizon, f"by {id}")
            cp.add(by >= start - was.start)
            cp.add(by >= was.start - start)
            cost += [_MOVE * moved, by]
        for lag in self._known.waits:
            if lag.most is not None:
                at = self._instance.number[lag.second]
                point = model.starts[at] if lag.second_point is Point.START else model.ends[at]
                over = cp.new_int_var(0, model.horizon, f"over {lag.second}")
                cp.add(over >= point - self._known.fixed_time(lag.first, lag.first_point) - lag.most)
                cost.append(_WAIT * over)
        return sum(cost)

    def _delays(self) -> list[tuple[Job, cp_model.IntVar]]:
        """By how much each job is late that has a due date."""
        problem, model = self._instance.problem, self._model
        due = {job.id: job.due for job in problem.jobs if job.due is not None and job.weight}
        late = {
            id: model.cp.new_int_var(0, max(0, model.horizon - when), f"late {id}") for id, when in due.items()
        }
        for one, end in zip(problem.operations, model.ends, strict=True):
            if one.job in due:
                model.cp.add(late[one.job] >= end - due[one.job])
        return [(job, late[job.id]) for job in problem.jobs if job.id in due]
