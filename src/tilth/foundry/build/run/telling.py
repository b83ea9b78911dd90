"""What the reports of a run told so far, as the next report and the next redo have to know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tilth.foundry.build.readback.course import Past
from tilth.foundry.build.run.amending import Amended, Origin
from tilth.foundry.build.run.model import Report, Run

__all__ = ["Told", "past_of", "told_of"]


class Told(NamedTuple):
    """A transfer that was not made as planned: where it stands ``at`` in the plan of its step (the run's, or that
    of a redo), the pL ``moved`` and ``missing`` (below 0: what came in too much). ``spent`` is whether its source
    ran out or could not be read.
    """

    at: int
    moved: int
    missing: int
    spent: bool


def told_of(run: Run, lines: Mapping[int, Sequence[Told]]) -> dict[Origin, int]:
    """What was moved (pL) of the transfers that were not made as planned; ``lines`` are those of each report."""
    return {origin: line.moved for _, origin, line in _lines(run, lines)}


def past_of(run: Run, stands: Amended, lines: Mapping[int, Sequence[Told]], step: str) -> Past:
    """What is known of the course of ``run`` when a report of ``step`` is read, or made good. O(transfers)."""
    here = {origin: index for index, origin in enumerate(stands.origins)}
    owing = {report.number for report in run.owing}
    transfers = stands.plan.transfers.transfers
    owed: dict[int, int] = {}
    spent, left_out = set(), set()
    for report, origin, line in _lines(run, lines):
        one = transfers[here[origin]]
        if line.spent:
            spent.add(one.source)
        if report.number in owing and report.step != step:
            owed[here[origin]] = line.missing
        if report.number in run.left_out:
            left_out.add(here[origin])
    return Past(
        moved=stands.here(told_of(run, lines)),
        owed=owed,
        spent=frozenset(spent),
        stand_ins=stands.stand_ins,
        left_out=frozenset(left_out),
        topups=stands.topups,
        roots=stands.roots,
        among=stands.of_step(step),
    )


def _lines(run: Run, lines: Mapping[int, Sequence[Told]]) -> Iterator[tuple[Report, Origin, Told]]:
    redos = {part.id: number for number, redo in enumerate(run.redos, start=1) for part in redo.parts}
    for report in run.reports:
        for line in lines.get(report.number, ()):
            yield report, Origin(redos.get(report.step, 0), line.at), line
