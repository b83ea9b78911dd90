"""What stands in the wells of a run as far as it has come: by the plan as it stands now, the steps that were done,
and what robots reported of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tilth.foundry.build.run import Run
from tilth.foundry.build.run.telling import told_of
from tilth.foundry.build.transfer import Place
from tilth_site.build.plans import stands_of
from tilth_site.build.results import Result, lines_of, result_of

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


def bench_of(run: Run) -> Bench:
    """The bench of ``run``, which has a plan. O(transfers x redos)."""
    stands = stands_of(run)
    plan = stands.plan
    results = {report.number: result_of(report.reconciliation) for report in run.reports}
    done = set(run.confirmed)
    settled = {number for redo in run.redos if all(part.id in done for part in redo.parts)
               for number in redo.settles}  # fmt: skip
    lost = _names(results, run.left_out)
    open_reports = [number for number in results if number not in settled and number not in run.left_out]
    short = _names(results, open_reports) - lost
    moved = stands.here(told_of(run, lines_of(run)))
    planned: dict[Place, int] = {}
    held: dict[Place, int] = {}
    for filling in plan.transfers.fillings:
        planned[filling.place] = planned.get(filling.place, 0) + filling.volume
        held[filling.place] = held.get(filling.place, 0) + filling.volume
    waiting: set[Place] = set()
    for index, one in enumerate(plan.transfers.transfers):
        if index not in stands.topups:
            planned[one.target] = planned.get(one.target, 0) + one.volume
        if one.step not in done:
            waiting.add(one.target)
            continue
        volume = moved.get(index, one.volume)
        held[one.source] = held.get(one.source, 0) - volume
        held[one.target] = held.get(one.target, 0) + volume
    filled = frozenset(one.name for one in plan.products if one.place not in waiting) - short - lost
    return Bench(planned, held, short, lost, filled)


def _names(results: Mapping[int, Result], numbers: Collection[int]) -> frozenset[str]:
    listed: Iterable[str] = (name for number in numbers for name in results[number].affected)
    return frozenset(listed)
