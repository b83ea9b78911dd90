"""What the pages of a case show of its steps, as plain rows, computed from the case as seen on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from tilth.approval import Step
from tilth.approval.case import Outcome, StepState
from tilth.approval.clock import Phase, Standing
from tilth.approval.model import APPEAL, Lane, Source
from tilth_site.approval.clocks import ClockRow, clock_row
from tilth_site.approval.labels import PHASES
from tilth_site.approval.lacking import Lack, lacks
from tilth_site.approval.naming import fact_name, lane_title, step_title, step_titles, value_name
from tilth_site.approval.reasons import reason_words
from tilth_site.approval.seen import CaseSeen
from tilth_site.approval.turns import note, turn
from tilth_site.approval.wording import amount

__all__ = [
    "Badge",
    "LaneRow",
    "StepRow",
    "lanes",
    "outcome_badge",
    "source_words",
    "stated_facts",
    "step_row",
    "step_rows",
    "turns",
]


OPEN = (Phase.READY, Phase.SUBMITTED, Phase.RUNNING, Phase.STOPPED)
"""Phases in which somebody has something to do."""


Badge = tuple[str, str]
"""Words and the tone of a badge."""


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane of a step: whether the step is ``taken`` through it, and why it cannot be (``failing`` clauses)."""

    lane: Lane
    title: str
    limit: str
    taken: bool
    failing: tuple[tuple[str, str], ...]

    @property
    def appeals(self) -> bool:
        """Whether only an appeal leads into it, so that nobody chooses it."""
        return self.lane.id == APPEAL


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a case on a day. ``turn`` says what waits for whom; ``note`` how the phase came about."""

    step: Step
    state: StepState
    standing: Standing
    title: str
    badge: Badge
    note: str
    turn: str
    lane: str
    clock: ClockRow | None
    lacks: tuple[Lack, ...]
    needs: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether it is decided or taken back."""
        return self.standing.phase in (Phase.APPROVED, Phase.REFUSED, Phase.WITHDRAWN)


def step_rows(one: CaseSeen) -> tuple[StepRow, ...]:
    """A row for every step, in the order in which they need each other."""
    return tuple(step_row(one, id) for id in one.standings)


def step_row(one: CaseSeen, id: str) -> StepRow:
    """The row of the step ``id``."""
    step = one.procedure.step(id)
    assert step is not None, "a standing is of a step of the procedure"
    stands, state = one.standings[id], one.case.step(id)
    lane = step.lane(stands.lane)
    words, tone = PHASES[stands.phase]
    return StepRow(
        step=step,
        state=state,
        standing=stands,
        title=step_title(step),
        badge=(str(words), tone),
        note=note(step, state, stands),
        turn=turn(one, step, state, stands),
        lane=lane_title(lane) if lane and len(step.every_lane) > 1 else "",
        clock=clock_row(lane, stands) if lane and stands.clock else None,
        lacks=lacks(one.missing[id]) if stands.phase in (Phase.WAITING, Phase.READY) else (),
        needs=tuple(step_titles(one.procedure, step.needs)),
    )


def lanes(one: CaseSeen, step: Step) -> tuple[LaneRow, ...]:
    """Every lane of the step, with the clauses that keep the case out of it."""
    taken = one.standings[step.id].lane
    return tuple(
        LaneRow(
            lane=lane,
            title=lane_title(lane),
            limit=amount(lane.clock.limit, lane.clock.unit) if lane.clock else gettext("no limit"),
            taken=lane.id == taken,
            failing=tuple(
                reason_words(each, one.procedure) for each in one.ineligible.get((step.id, lane.id), ())
            ),
        )
        for lane in step.every_lane
    )


def turns(rows: tuple[StepRow, ...]) -> tuple[StepRow, ...]:
    """The steps in which somebody has something to do, those that are late first, then by their last day."""
    return tuple(sorted((row for row in rows if row.standing.phase in OPEN), key=_urgency))


def _urgency(row: StepRow) -> tuple[bool, date]:
    clock = row.clock
    return (not (clock and clock.late), clock.due.date if clock and clock.due else date.max)


def outcome_badge(outcome: Outcome) -> Badge:
    """A vote or a decision as a badge."""
    words, tone = PHASES[Phase(outcome.value)]
    return str(words), tone


def stated_facts(facts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Facts of a case in words."""
    return tuple((fact_name(fact), value_name(value)) for fact, value in facts.items())


def source_words(source: Source | None) -> tuple[str, Badge]:
    """A source in a line, and whether it was read in a published text."""
    if source is None:
        return gettext("not stated"), (gettext("Not verified"), "warn")
    parts = [part for part in (source.title, source.article) if part]
    badge = (gettext("Verified"), "good") if source.verified else (gettext("Not verified"), "warn")
    return ", ".join(parts), badge
