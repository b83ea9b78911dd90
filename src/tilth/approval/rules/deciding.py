"""Whether an event may happen to a case: the event and what follows from it, or every reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tilth.approval.case import Case
from tilth.approval.clock.standing import Phase, Standing, standing
from tilth.approval.completeness import ineligible, missing
from tilth.approval.events import (
    Accepted,
    AnswersReceived,
    Appealed,
    CaseEvent,
    CaseOpened,
    CaseWithdrawn,
    Decided,
    DossierSealed,
    EvidenceAdded,
    FactStated,
    InterestDeclared,
    LaneTaken,
    PartSubmitted,
    Paused,
    QuestionsAsked,
    Recognised,
    Resumed,
    ReviewerAssigned,
    StepWithdrawn,
    Submitted,
    Voted,
)
from tilth.approval.model import APPEAL, Procedure, Step
from tilth.approval.rules.ended import closed
from tilth.approval.rules.reviewing import assigned, decided, voted
from tilth.approval.rules.saying import no
from tilth.approval.terms import Start, StopBegins
from tilth.kernel.refusal import Reason, Refused

__all__ = ["decide"]

_HASH = re.compile(r"[0-9a-f]{64}")
_OPEN = (Phase.WAITING, Phase.READY, Phase.SUBMITTED, Phase.RUNNING, Phase.STOPPED)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a decision about a step rests on."""

    case: Case
    procedure: Procedure
    step: Step
    now: Standing


def decide(
    case: Case | None, event: CaseEvent, procedure: Procedure, today: date
) -> tuple[CaseEvent, ...] | Refused:
    """``event``, and the decision that it completes, where the rules allow it; otherwise every reason why not.

    ``case`` is folded from all that happened by the day of the event, ``procedure`` the one that it pins,
    ``today`` the day on which the event is recorded. Raises IntegrityError where the procedure is another one.
    """
    if event.on > today:
        return no(
            "future",
            "This is dated {on}, and today is {today}.",
            "Date it today or earlier.",
            event,
            today=str(today),
        )
    if isinstance(event, CaseOpened):
        return _opened(case, event, procedure)
    if case is None:
        return no("missing", "There is no such case.", "Open it first.", event)
    if event.on < case.opened:
        return no("early", "This is dated {on}, before the case was opened.", "Mend the date.", event)
    if case.withdrawn:
        return no("withdrawn", "The case was withdrawn.", "Open another one.", event)
    match event:
        case FactStated() | InterestDeclared() | CaseWithdrawn():
            return (event,)
        case EvidenceAdded():
            return _added(case, event)
        case _:
            step = procedure.step(event.step)
            if step is None:
                return no("step", "The procedure has no step {step}.", "Name one of its steps.", event)
            return _stepped(_Place(case, procedure, step, standing(case, procedure, event.on)[step.id]), event)


def _opened(case: Case | None, event: CaseOpened, procedure: Procedure) -> tuple[CaseEvent, ...] | Refused:
    if case is not None:
        return no("exists", "The case is there already.", "Open another one.", event)
    pinned = (event.procedure, event.version, event.digest)
    if pinned != (procedure.id, procedure.version, procedure.digest):
        return no("pin", "The case would pin another procedure.", "Pin id, version and digest of this one.", event)
    begins, ends = procedure.effective.begins, procedure.effective.ends
    if event.on < begins or (ends and event.on > ends):
        return no("effect", "The procedure is not in force on {on}.", "Use the version that is.", event)
    return (event,)


def _added(case: Case, event: EvidenceAdded) -> tuple[CaseEvent, ...] | Refused:
    if not _HASH.fullmatch(event.sha256):
        return no("hash", "This is no SHA-256 in hex.", "Give 64 digits 0 to 9, a to f.", event)
    if any((item.kind, item.sha256) == (event.kind, event.sha256) for item in case.evidence):
        return no("twice", "This document is there already as {kind}.", "Leave it.", event)
    return (event,)


def _stepped(place: _Place, event: CaseEvent) -> tuple[CaseEvent, ...] | Refused:
    """The rules for what happens to one step."""
    now, state = place.now, place.case.step(place.step.id)
    signed = event.statement if isinstance(event, Voted | Decided | Recognised) else ""
    if signed and not _HASH.fullmatch(signed):
        return no("hash", "The statement is no SHA-256 in hex.", "Give the hash of what was signed.", event)
    if isinstance(event, Appealed):
        return _appealed(place, event)
    if now.phase not in _OPEN:
        return closed(event, now)
    match event:
        case LaneTaken():
            return _lane_taken(place, event)
        case ReviewerAssigned():
            return assigned(place.case, place.step, event)
        case DossierSealed() | PartSubmitted() | Submitted():
            return _handed_in(place, event)
        case Recognised():
            return _recognised(place, event)
        case StepWithdrawn():
            return (event,)
        case Accepted() | QuestionsAsked() | AnswersReceived() | Paused() | Resumed():
            return _timed(place, event)
        case Voted():
            return voted(place.case, place.step, now.phase, event)
        case Decided():
            return decided(place.step, now.phase, state, event)
        case _:
            raise AssertionError(event)


def _lane_taken(place: _Place, event: LaneTaken) -> tuple[CaseEvent, ...] | Refused:
    lane = place.step.lane(event.lane)
    if lane is None or event.lane in (APPEAL, place.now.lane):
        return no("lane", "The step cannot be moved to {lane}.", "Name another of its lanes.", event)
    leaving, clock = place.step.lane(place.now.lane), place.now.clock
    if clock and leaving and leaving.notice is not None and clock.statutory > leaving.notice:
        return no(
            "notice",
            "The lane {lane} can be left until day {notice} of its clock, and this is day {day}.",
            "Decide within the lane.",
            event,
            lane=leaving.id,
            notice=leaving.notice,
            day=clock.statutory,
        )
    reasons = ineligible(place.case, place.procedure, place.step, lane, event.on)
    return Refused(reasons) if reasons else (event,)


def _handed_in(place: _Place, event: DossierSealed | PartSubmitted | Submitted) -> tuple[CaseEvent, ...] | Refused:
    step, state = place.step, place.case.step(place.step.id)
    if not _HASH.fullmatch(event.manifest):
        return no("hash", "The manifest is no SHA-256 in hex.", "Give the hash of the dossier.", event)
    if isinstance(event, DossierSealed):
        return (event,)
    if not step.is_submitted:
        return no("begins", "The step {step} begins by itself when its needs are met.", "Wait.", event)
    if state.submitted:
        return no("submitted", "The dossier was handed in on {when}.", "Wait.", event, when=str(state.submitted))
    if isinstance(event, PartSubmitted):
        if step.rolling:
            return (event,)
        return no("rolling", "The step {step} takes no parts.", "Hand in all of it at once.", event)
    reasons: list[Reason] = []
    if place.now.phase is Phase.WAITING:
        waiting = no(
            "needs",
            "The step {step} needs {needs} approved first.",
            "Wait for that.",
            event,
            needs=", ".join(step.needs),
        )
        reasons += waiting.reasons
    reasons += missing(place.case, place.procedure, step)
    return Refused(tuple(reasons)) if reasons else (event,)


def _recognised(place: _Place, event: Recognised) -> tuple[CaseEvent, ...] | Refused:
    step, own = place.step, place.case.step(place.step.id).dossier
    if event.body not in step.recognises:
        sentence = "The step {step} does not recognise decisions of {body}."
        mend = "Recognised are: {bodies}." if step.recognises else "It recognises none."
        return no("body", sentence, mend, event, bodies=", ".join(step.recognises))
    if not own or own != event.manifest:
        sentence = "The body decided on another dossier ({theirs}) than this one ({own})."
        if not own:
            sentence = "The body decided on the dossier {theirs}, and none is sealed or handed in here."
        mend = "Seal the very dossier that was decided on."
        return no("manifest", sentence, mend, event, theirs=event.manifest[:12], own=own[:12])
    return (event,)


def _timed(
    place: _Place, event: Accepted | QuestionsAsked | AnswersReceived | Paused | Resumed
) -> tuple[CaseEvent, ...] | Refused:
    now, state = place.now, place.case.step(place.step.id)
    lane = place.step.lane(now.lane)
    assert lane is not None
    if isinstance(event, Accepted):
        waits = now.phase is Phase.SUBMITTED and lane.clock and lane.clock.start_event is Start.ACCEPTED
        return (event,) if waits else no("accept", "Nothing waits for acceptance.", "Hand it in first.", event)
    if isinstance(event, QuestionsAsked | Paused):
        return _stopped(place, event)
    if isinstance(event, AnswersReceived):
        sentence, stops = (
            "No such letter is open on {on}.",
            list(state.letters_meant(event.letter, event.document)),
        )
    else:
        sentence = "No pause is open on {on}."
        stops = [one for one in state.halts if one.begins is StopBegins.PAUSE and one.until is None]
    if any(one.since <= event.on for one in stops):
        return (event,)
    return no("halt", sentence, "Record its beginning first.", event)


def _stopped(place: _Place, event: QuestionsAsked | Paused) -> tuple[CaseEvent, ...] | Refused:
    lane, letters = place.step.lane(place.now.lane), place.case.step(place.step.id).open_letters
    further = False
    if isinstance(event, QuestionsAsked):
        if event.document and any(one.document == event.document for one in letters):
            return no("letter", "This letter is open already.", "Wait for its answers.", event)
        further = bool(letters) and place.now.phase is Phase.STOPPED
    if place.now.phase is not Phase.RUNNING and not further:
        return no(
            "running",
            "The clock of {step} does not run on {on}.",
            "A stop begins while it does.",
            event,
        )
    begins = StopBegins.PAUSE if isinstance(event, Paused) else StopBegins.DEFICIENCY_LETTER
    reason = event.reason if isinstance(event, Paused) else ""
    known = [stop for stop in (lane.stops if lane else ()) if stop.begins is begins]
    if not any(stop.reason == reason or not reason for stop in known):
        mend = "It knows: {stops}." if known else "It knows no such stop."
        stops = ", ".join(stop.reason for stop in known)
        return no("stop", "The procedure does not stop this clock so.", mend, event, stops=stops)
    return (event,)


def _appealed(place: _Place, event: Appealed) -> tuple[CaseEvent, ...] | Refused:
    if place.step.lane(APPEAL) is None:
        return no("appeal", "The procedure knows no appeal in {step}.", "Open another case.", event)
    if place.now.phase is not Phase.REFUSED or place.case.step(place.step.id).appealed:
        return no("refused", "There is no refusal to appeal against.", "An appeal follows a refusal, once.", event)
    return (event,)
