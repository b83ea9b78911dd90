"""What stands in the wells of a run as far as it has come: by the plan, the steps that were done, and what robots
reported of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.run import Run
from tilth.foundry.build.transfer import Place
from tilth_site.build.plans import plan_of
from tilth_site.build.results import Result, result_of

__all__ = ["Bench", "bench_of"]


@dataclass(frozen=True, slots=True)
class Bench:
    """Volumes by well: ``planned``, what each holds once everything planned was moved into it (pL), ``held`` what
    it holds now. ``short`` are the names of products that lack something, ``lost`` of those that were left out,
    ``filled`` of those into whose wells all was moved.
    """

    planned: Mapping[Place, int]
    held: Mapping[Place, int]
    short: frozenset[str]
    lost: frozenset[str]
    filled: frozenset[str]


def bench_of(run: Run, plan: BuildPlan) -> Bench:
    """The bench of ``run``. O(transfers)."""
    results = {report.number: result_of(report.reconciliation) for report in run.reports}
    redone = {redo.report for redo in run.redos if redo.step in run.confirmed}
    lost = _names(results, run.left_out)
    open_reports = [report.number for report in run.reports if report.number not in (*redone, *run.left_out)]
    short = _names(results, open_reports) - lost
    moved = {line.index: line.moved for number, one in results.items() for line in one.lines
             if run.reports[number - 1].step in {step.id for step in plan.operations}}  # fmt: skip
    planned: dict[Place, int] = {}
    held: dict[Place, int] = {}
    for filling in plan.transfers.fillings:
        planned[filling.place] = planned.get(filling.place, 0) + filling.volume
        held[filling.place] = held.get(filling.place, 0) + filling.volume
    done = set(run.confirmed)
    waiting: set[Place] = set()
    for index, one in enumerate(plan.transfers.transfers):
        planned[one.target] = planned.get(one.target, 0) + one.volume
        if one.step not in done:
            waiting.add(one.target)
            continue
        volume = moved.get(index, one.volume)
        held[one.source] = held.get(one.source, 0) - volume
        held[one.target] = held.get(one.target, 0) + volume
    for redo in run.redos:
        if redo.step in done:
            _add(held, plan_of(redo.plan))
    filled = frozenset(one.name for one in plan.products if one.place not in waiting) - short - lost
    return Bench(planned, held, short, lost, filled)


def _add(held: dict[Place, int], plan: BuildPlan) -> None:
    for one in plan.transfers.transfers:
        held[one.source] = held.get(one.source, 0) - one.volume
        held[one.target] = held.get(one.target, 0) + one.volume


def _names(results: Mapping[int, Result], numbers: Collection[int]) -> frozenset[str]:
    listed: Iterable[str] = (name for number in numbers for name in results[number].affected)
    return frozenset(listed)
