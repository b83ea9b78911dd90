"""What the pages of a case show of it, as plain rows for the templates, computed from the case as seen on a day.

The three times of a clock (the authority's, the stopped, the actual) are never added up or mixed: each is a number
of its own, with the unit that it is counted in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from tilth.approval import Case, Procedure, Step
from tilth.approval.case import Outcome, StepState
from tilth.approval.clock import Phase, Reading, Standing
from tilth.approval.model import Lane, Source
from tilth.approval.rules.reviewing import counted
from tilth.approval.terms import Expiry, Party
from tilth.kernel.calendars import Due
from tilth.kernel.refusal import Reason
from tilth_site.approval.queries import CaseSeen
from tilth_site.approval.wording import (
    EXPIRY,
    PARTIES,
    PHASES,
    amount,
    fact_name,
    joined,
    kind_name,
    lane_title,
    reason_words,
    said,
    step_title,
    value_name,
)

__all__ = [
    "Badge",
    "ClockRow",
    "Lack",
    "LaneRow",
    "StepRow",
    "lacks",
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
class ClockRow:
    """A clock in words. ``used``, ``stopped`` and ``actual`` are the three times; ``share`` is the part of the
    limit that is used, in percent (at most 100). ``due_label`` says what ``due`` is: the last day, or the one if a
    stop ended today. ``follows`` is what the passing of the last day means.
    """

    limit: str
    used: str
    stopped: str
    parties: str
    actual: str
    days: str
    earlier: str
    share: int
    started: date
    due_label: str
    due: Due | None
    latest: Due | None
    follows: str
    late: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """A document that is missing: which, how many of how many are there, and the rule with its version."""

    kind: str
    name: str
    found: int
    wanted: int
    unfit: int
    clause: str
    rule: str
    procedure: str
    version: int


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane of a step: whether the step is ``taken`` through it, and why it cannot be (``failing`` clauses)."""

    lane: Lane
    title: str
    limit: str
    taken: bool
    failing: tuple[tuple[str, str], ...]


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
        note=_note(step, state, stands),
        turn=_turn(one, step, state, stands),
        lane=lane_title(lane) if lane and len(step.every_lane) > 1 else "",
        clock=_clock(lane, stands) if lane and stands.clock else None,
        lacks=lacks(one.missing[id]) if stands.phase in (Phase.WAITING, Phase.READY) else (),
        needs=tuple(_titles(one.procedure, step.needs)),
    )


def lacks(missing: tuple[Reason, ...]) -> tuple[Lack, ...]:
    """What is missing, item by item."""
    found = []
    for reason in missing:
        facts = reason.data
        found.append(
            Lack(
                kind=str(facts["kind"]),
                name=kind_name(str(facts["kind"])),
                found=int(str(facts["found"])),
                wanted=int(str(facts["wanted"])),
                unfit=int(str(facts["unfit"])),
                clause=said(str(facts["clause"])),
                rule=said(str(facts["rule"])),
                procedure=str(facts["procedure"]),
                version=int(str(facts["version"])),
            )
        )
    return tuple(found)


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


def _clock(lane: Lane, stands: Standing) -> ClockRow | None:
    reading = stands.clock
    if reading is None or lane.clock is None:
        return None
    unit = reading.unit
    parties = [
        gettext("%(party)s %(time)s") % {"party": PARTIES[party], "time": amount(time, unit)}
        for party, time in reading.by_party
        if time
    ]
    label, due = _due(reading)
    closed = stands.since is not None
    return ClockRow(
        limit=amount(reading.limit, unit),
        used=amount(reading.statutory, unit),
        stopped=amount(reading.stopped, unit),
        parties=joined(parties),
        actual=amount(reading.actual, unit),
        days=ngettext("%(days)d day by the calendar", "%(days)d days by the calendar", reading.days)
        % {"days": reading.days},
        earlier=amount(reading.earlier, unit) if reading.earlier else "",
        share=max(0, min(100, round(100 * reading.statutory / reading.limit))) if reading.limit else 100,
        started=reading.started,
        due_label=label,
        due=due,
        latest=reading.at_latest,
        follows="" if closed else _follows(lane),
        late=reading.over and not closed,
    )


def _due(reading: Reading) -> tuple[str, Due | None]:
    """What the date is that can be said, and the date: while a clock is stopped it has no last day."""
    if reading.due:
        return gettext("Last day"), reading.due
    return gettext("Last day if the clock ran again today"), reading.if_resumed


def _follows(lane: Lane) -> str:
    clock = lane.clock
    if clock is None:
        return ""
    words = str(EXPIRY[clock.on_expiry])
    if clock.on_expiry is Expiry.REVERT_TO and lane.notice:
        told = gettext("The applicant is told of it by day %(day)d.") % {"day": lane.notice}
        return f"{words} {told}"
    return words


def _note(step: Step, state: StepState, stands: Standing) -> str:
    """How the step came to stand where it does, where that is not plain."""
    if stands.deemed:
        return gettext("Deemed: the limit passed and nobody had decided.")
    if stands.reverted_from:
        lane = step.lane(stands.reverted_from)
        return gettext("It left the lane “%(lane)s”, whose limit passed.") % {
            "lane": lane_title(lane) if lane else stands.reverted_from
        }
    if state.decision and state.decision.by not in ("vote", "authority"):
        return gettext("Recognised: %(body)s decided on the same dossier.") % {"body": state.decision.by}
    if state.decision and state.decision.by == "vote":
        return gettext("Decided by vote.")
    return ""


def _turn(one: CaseSeen, step: Step, state: StepState, stands: Standing) -> str:
    """What waits for whom."""
    match stands.phase:
        case Phase.WAITING:
            open_ = [need for need in step.needs if one.standings[need].phase is not Phase.APPROVED]
            return gettext("Waits for: %(steps)s.") % {"steps": joined(_titles(one.procedure, tuple(open_)))}
        case Phase.READY:
            return _to_hand_in(one, step)
        case Phase.SUBMITTED:
            return gettext("%(authority)s accepts it, or says what is wrong with it.") % {
                "authority": said(step.authority)
            }
        case Phase.STOPPED:
            return _stopped(step, state, stands)
        case Phase.RUNNING:
            return _deciding(one.case, step, state)
        case _:
            return ""


def _to_hand_in(one: CaseSeen, step: Step) -> str:
    lacking = sum(lack.wanted - lack.found for lack in lacks(one.missing[step.id]))
    if not step.is_submitted:
        return gettext("It begins by itself.")
    if lacking:
        return ngettext(
            "The applicant adds %(count)d missing document, then hands it in.",
            "The applicant adds %(count)d missing documents, then hands it in.",
            lacking,
        ) % {"count": lacking}
    return gettext("Everything is there: the applicant hands it in.")


def _stopped(step: Step, state: StepState, stands: Standing) -> str:
    lane = step.lane(stands.lane)
    halt = state.halt
    stop = next((each for each in lane.stops if halt and each.begins is halt.begins), None) if lane else None
    if stop and stop.party is Party.AUTHORITY:
        return gettext("The clock stands still (%(reason)s): the authority goes on.") % {
            "reason": said(stop.reason)
        }
    reason = said(stop.reason) if stop else ""
    return gettext("The applicant answers (%(reason)s); until then the clock stands still.") % {"reason": reason}


def _deciding(case: Case, step: Step, state: StepState) -> str:
    if not step.quorum:
        return gettext("%(authority)s decides.") % {"authority": said(step.authority)}
    if len(state.reviewers) < step.quorum:
        missing = step.quorum - len(state.reviewers)
        return ngettext(
            "%(count)d reviewer has still to be assigned.",
            "%(count)d reviewers have still to be assigned.",
            missing,
        ) % {"count": missing}
    given = len(counted(case, step))
    return gettext("The reviewers vote: %(quorum)d equal votes decide, %(given)d are given.") % {
        "quorum": step.quorum,
        "given": given,
    }


def outcome_badge(outcome: Outcome) -> Badge:
    """A vote or a decision as a badge."""
    words, tone = PHASES[Phase(outcome.value)]
    return str(words), tone


def _titles(procedure: Procedure, ids: tuple[str, ...]) -> list[str]:
    steps = [procedure.step(id) for id in ids]
    return [step_title(step) for step in steps if step]


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
