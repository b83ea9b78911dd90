"""Reconcile a plan with what robots report: what was made, the ledger as it is, whose fault what failed is.

A report covers the transfers of its instrument in the steps that it speaks of. A planned transfer among them that
no reported move matches was not run. What is still to be done is :mod:`.redo`'s business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.ledger import Corrected, corrected
from tilth.foundry.build.readback.course import Course, Past
from tilth.foundry.build.readback.faults import Fault, FaultKind, attribute
from tilth.foundry.build.readback.giving_up import Shortfall
from tilth.foundry.build.readback.matching import Matched, match
from tilth.foundry.build.readback.redo import Redo, plan_redo
from tilth.foundry.build.readback.report import Moved, Report
from tilth.foundry.build.robots.carriers import Carrier, ancestors, carrier_of_steps
from tilth.foundry.build.transfer import Place, Transfer

__all__ = ["Line", "Outcome", "Reconciled", "Unlisted", "reconcile"]

DROP = 2_500
"""The smallest drop a robot makes (pL): a move that is off by less is as planned."""

_NO_PAST = Past()
_SOURCES = (FaultKind.SOURCE_DEPLETED, FaultKind.SOURCE_UNREADABLE)


class Outcome(StrEnum):
    """What became of a planned transfer."""

    MADE = "made"
    PARTIAL = "partial"
    OVER = "over"
    FAILED = "failed"
    NOT_RUN = "not_run"


class Unlisted(StrEnum):
    """What to make of a planned transfer that the report does not list: it was not made; or it was, since the
    report lists exceptions only.
    """

    MISSING = "missing"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Line:
    """A planned transfer that a report covers: its ``index`` in the plan, the pL that were moved, and the fault
    where it was not made as planned.
    """

    index: int
    planned: Transfer
    moved: int
    outcome: Outcome
    fault: Fault | None = None


@dataclass(frozen=True)
class Reconciled:
    """``lines`` are the planned transfers that the reports cover, in the plan's order; ``unplanned`` the moves
    that no planned transfer matches. ``ledger`` is the plan as it went, with those moves at its end, and its state
    holds what instruments measured in wells after their runs. ``course`` is how far the plan has come with it,
    ``shortfalls`` what is missing of that.
    """

    lines: tuple[Line, ...]
    unplanned: tuple[Moved, ...]
    ledger: Corrected
    course: Course
    shortfalls: tuple[Shortfall, ...]

    @cached_property
    def redo(self) -> Redo:
        """What was done and has to be done again. Cost as :func:`~.redo.plan_redo`."""
        return plan_redo(self.course, self.shortfalls)

    @property
    def faults(self) -> tuple[Line, ...]:
        """The lines that were not made as planned."""
        return tuple(line for line in self.lines if line.fault is not None)

    @property
    def owed(self) -> tuple[Line, ...]:
        """Those of the faults that have to be made good: not those of wells that nobody uses any more."""
        lost = self.course.lost
        return tuple(line for line in self.faults if self.course.well(line.index) not in lost)


def reconcile(
    plan: BuildPlan,
    *reports: Report,
    unlisted: Unlisted = Unlisted.MISSING,
    clients: Collection[str] = (),
    handed_in: Collection[Place] = (),
    done: Collection[str] = (),
    plates: Mapping[str, str] | None = None,
    past: Past = _NO_PAST,
) -> Reconciled:
    """Match ``reports`` to ``plan``.

    ``clients`` are the liquids that clients handed in, ``handed_in`` the wells with what is theirs where a liquid
    is in others too: only where those ran out does a client pay. ``done`` are
    the steps that have been carried out since, besides those reported: what came short before them is redone
    whole. ``plates`` maps a plate's name in the reports to the piece's id, where they differ. ``past`` is what is
    known besides, where the plan has come further than these reports. O(transfers + moves).
    """
    names = plates or {}
    moves = [_renamed(move, names) for report in reports for move in report.moves]
    planned = _planned(plan, reports, past)
    matched = match(planned, moves)
    lines = tuple(_lines(planned, reports, matched, unlisted, _theirs(plan, clients, handed_in)))
    extra = tuple(Transfer(move.source, move.target, move.moved) for move in matched.unplanned if move.moved)
    known = {piece.id for piece in plan.transfers.labware}
    strange = tuple(one for one in extra if {one.source.labware, one.target.labware} <= known)
    went = replace(plan.transfers, transfers=plan.transfers.transfers + strange)
    told = dict(past.moved) | {line.index: line.moved for line in lines}
    ledger = corrected(went, told)
    for place, volume in _left(reports, names).items():
        ledger.checked.state.survey(place, volume)
    course = Course(
        plan,
        _done(plan, lines, done),
        told,
        dict.fromkeys(past.spent, 0) | _measured(reports, lines, names),
        past.stand_ins,
        frozenset(past.left_out),
        frozenset(past.topups),
        past.roots,
    )
    return Reconciled(lines, matched.unplanned, ledger, course, _shortfalls(course, past.owed, lines))


def _shortfalls(course: Course, owed: Mapping[int, int], lines: Iterable[Line]) -> tuple[Shortfall, ...]:
    """What is missing: as it is owed already, and as the reports say; in no well that nobody uses any more."""
    missing = dict(owed) | {
        line.index: line.planned.volume - line.moved for line in lines if line.fault is not None
    }
    lost = course.lost
    return tuple(
        Shortfall(index, volume) for index, volume in sorted(missing.items()) if course.well(index) not in lost
    )


def _renamed(move: Moved, names: Mapping[str, str]) -> Moved:
    return replace(move, source=_place(move.source, names), target=_place(move.target, names))


def _place(place: Place, names: Mapping[str, str]) -> Place:
    return Place(names.get(place.labware, place.labware), place.well)


def _planned(plan: BuildPlan, reports: Sequence[Report], past: Past) -> dict[int, Transfer]:
    """The transfers that the reports can be of, by their index: those of their instruments."""
    carriers = {report.carrier for report in reports}
    steps = carrier_of_steps(plan)
    return {
        index: one
        for index, one in enumerate(plan.transfers.transfers)
        if (None in carriers or steps.get(one.step, Carrier.LIQUID_HANDLER) in carriers)
        and (past.among is None or index in past.among)
    }


def _lines(
    planned: Mapping[int, Transfer],
    reports: Sequence[Report],
    matched: Matched,
    unlisted: Unlisted,
    theirs: frozenset[Place],
) -> Iterator[Line]:
    """A line for every planned transfer of the steps that the reports speak of, in the plan's order. What ended a
    run early is the fault of the first transfer that was not run.
    """
    spoken = {planned[index].step for index in matched.moves}
    stops = [report.stop for report in reports if report.stop[0]]
    for index, one in planned.items():
        move = matched.moves.get(index)
        if move is None and one.step not in spoken:
            continue
        owned = one.source in theirs
        if move is not None:
            yield _line(index, one, move, owned)
        elif unlisted is Unlisted.MADE:
            yield Line(index, one, one.volume, Outcome.MADE)
        else:
            code, words = stops.pop(0) if stops else ("not_run", "")
            yield Line(index, one, 0, Outcome.NOT_RUN, attribute(code, words, clients_stock=owned))


def _theirs(plan: BuildPlan, clients: Collection[str], handed_in: Collection[Place]) -> frozenset[Place]:
    """The wells that hold what clients handed in."""
    liquids = {filling.place: filling.liquid for filling in plan.transfers.fillings}
    sources = {one.source: liquids.get(one.source, one.liquid) for one in plan.transfers.transfers}
    return frozenset(handed_in) | {place for place, liquid in sources.items() if liquid in clients}


def _line(index: int, one: Transfer, move: Moved, owned: bool) -> Line:
    missing = one.volume - move.moved
    if abs(missing) < DROP and (move.moved or not one.volume):
        return Line(index, one, move.moved, Outcome.MADE)
    outcome = Outcome.OVER if missing < 0 else Outcome.PARTIAL if move.moved else Outcome.FAILED
    return Line(index, one, move.moved, outcome, attribute(move.code, move.status, clients_stock=owned))


def _done(plan: BuildPlan, lines: Iterable[Line], done: Collection[str]) -> frozenset[str]:
    """The steps carried out: those said to be, those in which something was moved, and all before them."""
    operations = {one.id: one for one in plan.operations}
    steps = {*done, *(line.planned.step for line in lines if line.moved)} & operations.keys()
    return frozenset(steps.union(*(ancestors(step, operations) for step in steps)))


def _measured(reports: Iterable[Report], lines: Iterable[Line], names: Mapping[str, str]) -> dict[Place, int]:
    """What is in source wells (pL) as instruments say; nothing where a source failed and no volume was told."""
    found: dict[Place, int] = {}
    for line in lines:
        if line.fault is not None and line.fault.kind in _SOURCES:
            found[line.planned.source] = 0
    return found | _left(reports, names)


def _left(reports: Iterable[Report], names: Mapping[str, str]) -> dict[Place, int]:
    """What instruments measured in wells (pL) after their runs: the last that spoke of a well."""
    return {_place(place, names): volume for report in reports for place, volume in report.left.items()}
