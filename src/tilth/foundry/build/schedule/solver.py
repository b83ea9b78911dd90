"""The best schedule that can be found in a time, and what is proven of it.

Like machines become pools, rules of priority give a first schedule, and then several searches share the time:
CP-SAT on the whole problem, which also proves a bound; for flexible job shops tabu search; for everything else
large-neighbourhood search. Whatever finds something better says so at once; all stop when the best is proven.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ortools.sat.python import cp_model

from tilth.foundry.build.schedule.best import Best, Progress
from tilth.foundry.build.schedule.dispatch import dispatch
from tilth.foundry.build.schedule.improving import improve
from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.pooling import pooled
from tilth.foundry.build.schedule.problem import Assignment, Problem, Schedule, Status
from tilth.foundry.build.schedule.proving import accept, prove
from tilth.foundry.build.schedule.symmetry import Alike, alike
from tilth.foundry.build.schedule.tabu import Tabu, suits
from tilth.foundry.build.schedule.validation import validate
from tilth.kernel.errors import OptionError

__all__ = ["Progress", "solve"]

_DISPATCHING = 0.05
"""The share of the time for trying rules of priority again."""
_ROUNDS = ((0.4, 0.6), (1.0, 0.0))
"""Rounds of the search, each the shares of the time left for the whole problem and then for neighbourhoods."""
_LARGE = 150
"""From how many operations on the whole problem is too much for CP-SAT to get far with delays."""
_ROUNDS_OF_DELAY = ((0.0, 0.85), (1.0, 0.0))
"""The rounds of such a problem, where there is a schedule to begin with; the second is for the bound."""
_MOST_WORKERS = 1_000


def solve(
    problem: Problem,
    *,
    seconds: float = 10,
    seed: int = 0,
    workers: int = 2,
    hint: Schedule | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Schedule:
    """The best schedule found in about ``seconds`` on ``workers`` cores, sooner where it is proven best.

    ``hint`` is a schedule to start from, such as the one before a change; it need not be feasible. ``watch`` is
    told of each better schedule and bound, from the thread that found it. One worker and one seed give the same
    schedule each time where the search ends by proof; where it ends by time, the machine decides how far it came.

    Raises InputError where the problem makes no sense, OptionError where an option is out of its range.
    """
    if not seconds > 0:
        raise OptionError("schedule.seconds", f"{seconds:g} seconds are no time.", mend="Give more than 0.")
    if not 1 <= workers <= _MOST_WORKERS:
        mend = f"Give 1 to {_MOST_WORKERS:,}."
        raise OptionError("schedule.workers", f"{workers:,} workers cannot be put to work.", mend=mend)
    begun = time.monotonic()
    validate(problem)
    pools = pooled(problem)
    if not all(operation.modes for operation in pools.problem.operations):
        return Schedule(Status.INFEASIBLE, (), None, None, time.monotonic() - begun)
    instance = Instance(pools.problem)
    best = Best(instance, seconds, begun, watch)
    given = pools.into(hint.assignments) if hint is not None else ()
    _first(best, given, seconds, seed)
    if not best.done:
        if suits(instance):
            _job_shop(best, alike(instance), workers, seed)
        else:
            _general(best, alike(instance), workers, seed, given)
    return Schedule(
        status=best.status,
        assignments=pools.out(best.assignments or ()),
        value=best.value,
        lower_bound=best.lower_bound,
        seconds=best.seconds,
    )


def _first(best: Best, given: tuple[Assignment, ...], seconds: float, seed: int) -> None:
    """The schedules to start from: what the rules find, and what was given where it keeps everything."""
    found = dispatch(best.instance, seconds=seconds * _DISPATCHING, seed=seed, like=given)
    if found is not None:
        best.offer(found)
    if len(given) == len(best.instance.problem.operations):
        accept(best, given)


def _job_shop(best: Best, groups: list[Alike], workers: int, seed: int) -> None:
    """Tabu search in this thread, and CP-SAT for the bound: beside it, or before it where there is one worker."""
    if workers == 1:
        prove(best, groups, seconds=best.left / 4, workers=1, seed=seed)
        _tabu(best, seed)
        return
    solvers: list[cp_model.CpSolver] = []
    with ThreadPoolExecutor(1) as pool:
        proof = pool.submit(
            prove, best, groups, seconds=best.left, workers=workers - 1, seed=seed, running=solvers.append
        )
        _tabu(best, seed)
        for solver in solvers:
            solver.stop_search()
        proof.result()


def _tabu(best: Best, seed: int) -> None:
    if best.assignments is None or best.done:
        return
    tabu = Tabu(best.instance, best.assignments, seed)
    tabu.run(lambda: best.done, lambda: best.offer(tabu.assignments()))


def _general(best: Best, groups: list[Alike], workers: int, seed: int, given: tuple[Assignment, ...]) -> None:
    """The whole problem, neighbourhoods of the best schedule, and the whole problem again from what they found."""
    large = best.instance.scale and len(best.assignments or ()) >= _LARGE
    for turn, (whole, parts) in enumerate(_ROUNDS_OF_DELAY if large else _ROUNDS):
        left = best.left
        if whole:
            prove(best, groups, seconds=left * whole, workers=workers, seed=seed + turn, hint=given)
        if best.done:
            return
        if parts and best.assignments is not None:
            with ThreadPoolExecutor(workers) as pool:
                seeds = range(seed * workers, (seed + 1) * workers)
                for one in [pool.submit(improve, best, seconds=left * parts, seed=one) for one in seeds]:
                    one.result()
