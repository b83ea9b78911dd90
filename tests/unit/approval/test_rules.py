"""What may happen to a case, and why something may not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import tilth.approval.rules
from approval_cases import ORG, TODAY, Story, digest, trial_application
from tilth.approval import EVENTS, Outcome, Procedure, apply, decide, fold, fold_until, missing, the_procedure
from tilth.approval.clock import Phase
from tilth.approval.completeness import ineligible
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
    case_stream,
)
from tilth.approval.model import Clause, Lane, Required
from tilth.approval.refusals import REFUSALS
from tilth.approval.rules.reviewing import counted
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Refused

DAY = date(2026, 1, 5)
DEMO = the_procedure("demo-first-in-human")


def demo(**facts: str) -> Story:
    return Story(DEMO, DAY, **facts)


def with_letters() -> Procedure:
    """The demonstration, whose biosafety officers may ask questions."""
    stops = the_procedure("cn-ethics").steps[0].stops
    return replace(
        DEMO, steps=tuple(replace(step, stops=stops) if step.id == "biosafety" else step for step in DEMO.steps)
    )


def reviewed(procedure: Procedure = DEMO) -> Story:
    """The demonstration's biosafety dossier, handed in, with two reviewers."""
    story = Story(procedure, DAY).evidence("biosafety", DAY)
    story.tell(Submitted(step="biosafety", manifest=digest("dossier"), on=DAY))
    return story.tell(
        *(
            ReviewerAssigned(step="biosafety", person=person, role="biosafety_officer", on=DAY)
            for person in ("p1", "p2")
        )
    )


def vote(person: str, outcome: Outcome = Outcome.APPROVED, on: date = DAY) -> Voted:
    return Voted(step="biosafety", person=person, outcome=outcome, reason="read", on=on)


def test_every_code_of_a_refusal_is_listed_with_its_meaning() -> None:
    folder = Path(tilth.approval.rules.__file__).parent
    text = "".join(path.read_text() for path in folder.glob("*.py"))
    said = {f"approval.case.{code}" for code in re.findall(r'\bno\(\s*"([a-z_]+)"', text)}
    assert said == {code for code in REFUSALS if code.startswith("approval.case.")}
    others = "".join(path.read_text() for path in folder.parent.glob("*.py") if path.name != "refusals.py")
    others += "".join(path.read_text() for path in (folder.parent / "forecast").glob("*.py"))
    listed = {code for code in REFUSALS if not code.startswith("approval.case.")}
    assert listed <= set(re.findall(r'"(approval\.[a-z_.]+)"', others))


def test_events_have_names_of_their_own() -> None:
    assert len({event.TYPE for event in EVENTS}) == len(EVENTS)
    assert all(event.TYPE.startswith(("approval.case.", "approval.step.")) for event in EVENTS)
    assert case_stream("case_1") == "case/case_1"


def test_completeness_names_each_missing_item_with_rule_and_version() -> None:
    story = demo()
    found = missing(story.case(DAY), DEMO, DEMO.step("biosafety"))  # type: ignore[arg-type]
    assert [(reason.data["kind"], reason.data["procedure"], reason.data["version"]) for reason in found] == [
        ("sequence_verification", "demo-first-in-human", 1),
        ("risk_assessment", "demo-first-in-human", 1),
    ]
    assert "The construct was sequenced and is what was designed." in found[0].advice
    answer = story.ask(Submitted(step="biosafety", manifest=digest("dossier"), on=DAY))
    assert isinstance(answer, Refused)
    assert answer.reasons == found


def test_evidence_that_fails_a_clause_is_there_and_does_not_count() -> None:
    story = demo()
    for name in ("rat", "dog"):
        glp = "yes" if name == "rat" else "no"
        story.tell(EvidenceAdded(kind="toxicology_report", sha256=digest(name), on=DAY, facts={"glp": glp}))
    [reason] = missing(story.case(DAY), DEMO, DEMO.step("preclinical-audit"))  # type: ignore[arg-type]
    assert (reason.data["wanted"], reason.data["found"], reason.data["unfit"]) == (2, 1, 1)
    assert "good laboratory practice" in reason.message


def test_the_clause_that_is_quoted_is_the_one_that_fails() -> None:
    glp = Clause(fact="glp", says="It was made under GLP.", any_of=("yes",))
    signed = Clause(fact="signed", says="It is signed.", any_of=("yes",))
    wanted = Required(kind="report", rule="Two reports are wanted.", count=2, where=(glp, signed))
    step = replace(DEMO.steps[0], evidence=(wanted,))
    story = demo()
    story.tell(EvidenceAdded(kind="report", sha256=digest("a"), on=DAY, facts={"glp": "yes", "signed": "no"}))
    [reason] = missing(story.case(DAY), DEMO, step)
    assert (reason.data["unfit"], reason.data["clause"]) == (1, "It is signed.")
    story.tell(EvidenceAdded(kind="report", sha256=digest("b"), on=DAY, facts={"glp": "yes", "signed": "yes"}))
    [reason] = missing(story.case(DAY), DEMO, step)
    assert (reason.data["found"], reason.data["clause"]) == (1, "It is signed.")


def test_a_dossier_waits_for_the_steps_before_it_and_its_parts_do_not() -> None:
    story = demo().evidence("acceptance", DAY)
    whole = Submitted(step="acceptance", manifest=digest("all"), on=DAY)
    assert story.code(whole) == "approval.case.needs"
    story.tell(PartSubmitted(step="acceptance", part="quality", manifest=digest("part"), on=DAY))
    assert story.case(DAY).step("acceptance").parts == ("quality",)
    assert story.stands("acceptance", DAY).phase is Phase.WAITING
    part = PartSubmitted(step="biosafety", part="1", manifest=digest("part"), on=DAY)
    assert story.code(part) == "approval.case.rolling"


def test_a_reviewer_with_equity_in_the_applicant_cannot_be_assigned() -> None:
    story = demo()
    story.tell(
        InterestDeclared(person="p1", kind="equity", organisation=ORG, on=DAY),
        InterestDeclared(person="p2", kind="equity", organisation="org_other", on=DAY),
        InterestDeclared(person="p3", kind="friendship", organisation=ORG, on=DAY),
    )
    asked = ReviewerAssigned(step="biosafety", person="p1", role="biosafety_officer", on=DAY)
    answer = story.ask(asked)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "approval.case.conflict"
    assert "p1 has an interest in the applicant (equity)." in str(answer)
    for person in ("p2", "p3"):
        story.tell(replace(asked, person=person))


def test_an_interest_declared_later_takes_the_vote_away() -> None:
    story = reviewed().tell(vote("p1"), InterestDeclared(person="p1", kind="equity", organisation=ORG, on=DAY))
    assert counted(story.case(DAY), DEMO.step("biosafety")) == ()  # type: ignore[arg-type]
    assert story.code(vote("p1")) == "approval.case.conflict"
    story.tell(vote("p2"))
    assert story.stands("biosafety", DAY).phase is Phase.RUNNING, "one vote of two that count"


@pytest.mark.parametrize("procedure", ["demo-first-in-human", "cn-ethics"])
def test_nobody_reviews_for_their_employer_whatever_the_procedure_says(procedure: str) -> None:
    model = the_procedure(procedure)
    voted = next(step for step in model.steps if step.quorum)
    bare = replace(model, steps=tuple(replace(step, conflict_of_interest=()) for step in model.steps))
    story = Story(bare, DAY).tell(
        InterestDeclared(person="p1", kind="employment", organisation=ORG, on=DAY),
        InterestDeclared(person="p2", kind="equity", organisation=ORG, on=DAY),
    )
    asked = ReviewerAssigned(step=voted.id, person="p1", role=voted.roles[0], on=DAY)
    assert story.code(asked) == "approval.case.conflict"
    assert not isinstance(story.ask(replace(asked, person="p2")), Refused), (
        "this one is the procedure's to exclude"
    )


def test_who_sealed_or_handed_in_a_dossier_of_the_case_reviews_none_of_its_steps() -> None:
    story = demo().evidence("biosafety", DAY)
    story.tell(DossierSealed(step="ethics", manifest=digest("d"), on=DAY, person="p8"))
    story.tell(Submitted(step="biosafety", manifest=digest("dossier"), on=DAY, person="p9"))
    for person in ("p8", "p9"):
        asked = ReviewerAssigned(step="biosafety", person=person, role="biosafety_officer", on=DAY)
        answer = story.ask(asked)
        assert isinstance(answer, Refused)
        assert f"{person} has an interest in the applicant (authorship)." in str(answer)


def test_a_reviewer_who_hands_the_answers_in_has_no_vote_any_more() -> None:
    story = reviewed(with_letters()).tell(vote("p1"))
    story.tell(*answered(digest("dossier"), "p1"))
    assert counted(story.case(DAY), story.procedure.step("biosafety")) == ()  # type: ignore[arg-type]
    assert story.code(vote("p1")) == "approval.case.conflict"


def answered(manifest: str, person: str = "p0", *, full: bool = True) -> tuple[CaseEvent, ...]:
    """A letter on the biosafety dossier, and the answers."""
    answers = AnswersReceived(step="biosafety", manifest=manifest, full=full, on=DAY, person=person)
    return QuestionsAsked(step="biosafety", on=DAY), answers


def test_answers_with_another_dossier_take_the_votes_on_the_one_before_away() -> None:
    """p1 votes on the dossier; the answers to a letter bring another one; p2 votes on that, so one vote of two
    counts. p1 has to vote anew, and then two count.
    """
    story = reviewed(with_letters()).tell(vote("p1"), *answered(digest("second")), vote("p2"))
    assert [one.person for one in counted(story.case(DAY), story.procedure.step("biosafety"))] == ["p2"]  # type: ignore[arg-type]
    assert story.stands("biosafety", DAY).phase is Phase.RUNNING
    story.tell(vote("p1"))
    assert story.stands("biosafety", DAY).phase is Phase.APPROVED
    assert [one.manifest for one in story.case(DAY).step("biosafety").votes] == [digest("second")] * 2


def test_answers_that_leave_the_dossier_as_it_was_leave_the_votes() -> None:
    story = reviewed(with_letters()).tell(vote("p1"), *answered(digest("dossier")), vote("p2"))
    assert story.stands("biosafety", DAY).phase is Phase.APPROVED


def test_the_dossier_of_a_part_of_the_answers_is_under_decision_only_until_the_rest_comes() -> None:
    """p1 votes on the first dossier. A part of the answers brings a second; while the letter is open nobody votes.
    With the rest comes the first again: what p1 voted on is what is decided on, and the vote counts.
    """
    story = reviewed(with_letters()).tell(vote("p1"), *answered(digest("second"), full=False))
    assert story.case(DAY).step("biosafety").dossier == digest("second")
    assert story.code(vote("p2")) == "approval.case.running"
    story.tell(AnswersReceived(step="biosafety", manifest=digest("dossier"), full=True, on=DAY), vote("p2"))
    assert story.stands("biosafety", DAY).phase is Phase.APPROVED


def test_what_the_applicant_seals_during_the_review_is_not_what_is_voted_on() -> None:
    story = reviewed().tell(vote("p1"), DossierSealed(step="biosafety", manifest=digest("draft"), on=DAY))
    state = story.case(DAY).step("biosafety")
    assert (state.manifest, state.dossier) == (digest("draft"), digest("dossier"))
    story.tell(vote("p2"))
    assert story.stands("biosafety", DAY).phase is Phase.APPROVED


def test_the_quorum_of_equal_votes_decides() -> None:
    story = reviewed().tell(vote("p1"), vote("p2", Outcome.REFUSED))
    assert story.stands("biosafety", DAY).phase is Phase.RUNNING
    story.tell(vote("p2"))
    stands = story.stands("biosafety", DAY)
    assert (stands.phase, stands.since) == (Phase.APPROVED, DAY)
    decided = story.events[-1]
    assert isinstance(decided, Decided)
    assert (decided.by, decided.reason) == ("vote", "2 of 2 votes")


def test_a_lane_is_taken_only_by_a_case_that_is_eligible_and_the_failing_clause_is_quoted() -> None:
    lane = LaneTaken(step="review", lane="innovative-30", on=DAY)
    story = demo(registration_class="2", ground="rare_disease")
    answer = story.ask(lane)
    assert isinstance(answer, Refused)
    [reason] = answer.reasons
    assert reason.code == "approval.lane.clause"
    assert reason.data["clause"] == "The drug is an innovative drug of class 1."
    assert "registration_class is 2" in reason.message
    story.tell(FactStated(fact="registration_class", value="1", on=DAY), lane)
    assert story.stands("review", DAY).lane == "innovative-30"
    pilot = LaneTaken(step="review", lane="pilot-2024", on=DAY)
    closed = story.ask(pilot)
    assert isinstance(closed, Refused)
    assert [each.code for each in closed.reasons] == [
        "approval.lane.closed",
        "approval.lane.clause",
        "approval.lane.clause",
    ]
    assert "2025-09-11" in closed.reasons[0].message


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (date(2026, 2, 1), None, "opens on 2026-02-01; it is not open on 2026-01-05"),
        (date(2026, 2, 1), date(2026, 3, 1), "opens on 2026-02-01; it is not open on 2026-01-05"),
        (None, date(2026, 1, 4), "was open until 2026-01-04, not on 2026-01-05"),
        (date(2025, 2, 1), date(2026, 1, 4), "was open until 2026-01-04, not on 2026-01-05"),
    ],
)
def test_a_lane_that_is_closed_says_from_or_until_when_it_is_open(
    opens: date | None, closes: date | None, said: str
) -> None:
    lane = Lane(id="pilot", opens=opens, closes=closes)
    [reason] = ineligible(demo().case(DAY), DEMO, DEMO.steps[0], lane, DAY)
    assert reason.code == "approval.lane.closed"
    assert said in reason.message
    at_bounds = [ineligible(demo().case(DAY), DEMO, DEMO.steps[0], lane, day) for day in (opens, closes) if day]
    assert not any(at_bounds), "the first and the last day are open"


def test_cell_therapy_is_not_in_the_pilot() -> None:
    facts = {"site": "shanghai", "registration_class": "1", "product": "cell_therapy"}
    story = Story(the_procedure("cn-nmpa-clinical-trial"), date(2024, 9, 2), **facts)
    answer = story.ask(LaneTaken(step="review", lane="pilot-2024", on=date(2024, 9, 2)))
    assert isinstance(answer, Refused)
    assert [each.data["fact"] for each in answer.reasons] == ["product"]


def test_another_bodys_decision_is_recognised_only_on_the_very_same_dossier() -> None:
    story = demo()
    asked = Recognised(
        step="ethics", body="lead-site-ethics", manifest=digest("v1"), document=digest("opinion"), on=DAY
    )
    assert story.code(asked) == "approval.case.manifest", "nothing is sealed yet"
    assert story.code(replace(asked, manifest="")) == "approval.case.manifest", "no dossier is the same as none"
    story.tell(DossierSealed(step="ethics", manifest=digest("v2"), on=DAY))
    assert story.code(asked) == "approval.case.manifest"
    assert story.code(replace(asked, body="somebody")) == "approval.case.body"
    story.tell(DossierSealed(step="ethics", manifest=digest("v1"), on=DAY), asked)
    assert story.stands("ethics", DAY).phase is Phase.APPROVED
    decision = story.case(DAY).step("ethics").decision
    assert decision is not None
    assert (decision.by, decision.document) == ("lead-site-ethics", digest("opinion"))


def test_what_is_deemed_approved_can_no_longer_be_refused() -> None:
    story = trial_application(date(2026, 1, 16))
    no = Decided(
        step="review", outcome=Outcome.REFUSED, by="authority", document=digest("no"), on=date(2026, 4, 20)
    )
    answer = story.ask(no)
    assert isinstance(answer, Refused)
    assert str(answer).startswith("The step review counts as approved since 2026-04-17: its limit passed.")
    assert not isinstance(story.ask(replace(no, on=date(2026, 4, 17))), Refused), "on the last day it still can"


def test_a_step_that_has_ended_says_how_in_a_sentence_without_codes() -> None:
    """Each end has a sentence of its own, which can be translated whole."""
    paper = Decided(
        step="review", outcome=Outcome.REFUSED, by="authority", document=digest("no"), on=date(2026, 3, 2)
    )
    ends: dict[CaseEvent, str] = {
        paper: "The step review was refused on 2026-03-02.",
        replace(paper, outcome=Outcome.APPROVED): "The step review was approved on 2026-03-02.",
        StepWithdrawn(
            step="review", on=date(2026, 3, 2)
        ): "The application for review was taken back on 2026-03-02.",
    }
    for end, sentence in ends.items():
        answer = trial_application(date(2026, 1, 16)).tell(end).ask(replace(paper, on=date(2026, 3, 3)))
        assert isinstance(answer, Refused)
        assert answer.reasons[0].message == sentence
        assert set(re.findall(r"{(\w+)}", answer.reasons[0].sentence)) == {"step", "since"}


OTHER = {"document": digest("d"), "outcome": Outcome.APPROVED, "by": "authority"}

NOT_ALLOWED: list[tuple[CaseEvent, str]] = [
    (Submitted(step="biosafety", manifest=digest("x"), on=date(2030, 1, 1)), "future"),
    (Submitted(step="biosafety", manifest=digest("x"), on=date(2025, 12, 1)), "missing"),
    (Submitted(step="nothing", manifest=digest("x"), on=DAY), "step"),
    (Submitted(step="biosafety", manifest="x", on=DAY), "hash"),
    (Submitted(step="biosafety", manifest=digest("x"), on=DAY), "submitted"),
    (Submitted(step="review", manifest=digest("x"), on=DAY), "begins"),
    (Accepted(step="biosafety", on=DAY), "accept"),
    (AnswersReceived(step="biosafety", manifest=digest("x"), full=True, on=DAY), "halt"),
    (Resumed(step="biosafety", on=DAY), "halt"),
    (Paused(step="biosafety", reason="holiday", on=DAY), "stop"),
    (QuestionsAsked(step="preclinical-audit", on=DAY), "running"),
    (ReviewerAssigned(step="biosafety", person="p9", role="founder", on=DAY), "role"),
    (ReviewerAssigned(step="biosafety", person="p1", role="biosafety_officer", on=DAY), "assigned"),
    (vote("p9"), "reviewer"),
    (replace(vote("p1"), statement="signed"), "hash"),
    (replace(vote("p1"), reason=" "), "reason"),
    (Voted(step="ethics", person="p1", outcome=Outcome.APPROVED, reason="x", on=DAY), "running"),
    (Decided(step="biosafety", on=DAY, **OTHER), "quorum"),  # type: ignore[arg-type]
    (Decided(step="special-items", on=DAY, **OTHER), "running"),  # type: ignore[arg-type]
    (LaneTaken(step="review", lane="standard", on=DAY), "lane"),
    (LaneTaken(step="ethics", lane="appeal", on=DAY), "lane"),
    (Appealed(step="ethics", grounds="x", on=DAY), "refused"),
    (Appealed(step="biosafety", grounds="x", on=DAY), "appeal"),
    (EvidenceAdded(kind="risk_assessment", sha256=digest("risk_assessment 0"), on=DAY), "twice"),
    (EvidenceAdded(kind="risk_assessment", sha256="0", on=DAY), "hash"),
    (CaseOpened(id="c", applicant="o", procedure="p", version=1, digest="d", on=DAY), "exists"),
]


@pytest.mark.parametrize(("event", "code"), NOT_ALLOWED)
def test_what_is_not_allowed_is_refused_with_its_reason(event: CaseEvent, code: str) -> None:
    assert reviewed().code(event) == f"approval.case.{code}"


def test_a_decision_of_the_authority_rests_on_a_paper() -> None:
    story = trial_application(date(2026, 1, 16))
    no_paper = Decided(step="review", outcome=Outcome.APPROVED, by="authority", on=date(2026, 3, 2))
    assert story.code(no_paper) == "approval.case.document"


def test_a_case_pins_the_procedure_that_is_in_force() -> None:
    opened = demo().events[0]
    assert isinstance(opened, CaseOpened)
    other = decide(None, replace(opened, digest="0" * 64), DEMO, TODAY)
    assert isinstance(other, Refused)
    assert other.reasons[0].code == "approval.case.pin"
    early = decide(None, replace(opened, on=date(2025, 1, 1)), DEMO, TODAY)
    assert isinstance(early, Refused)
    assert early.reasons[0].code == "approval.case.effect"
    before = decide(demo().case(DAY), FactStated(fact="a", value="b", on=date(2025, 12, 1)), DEMO, TODAY)
    assert isinstance(before, Refused)
    assert before.reasons[0].code == "approval.case.early"


def test_nothing_happens_to_a_case_that_was_withdrawn_or_a_step_that_is_closed() -> None:
    story = demo().tell(StepWithdrawn(step="ethics", on=DAY))
    assert story.code(DossierSealed(step="ethics", manifest=digest("x"), on=DAY)) == "approval.case.closed"
    story.tell(CaseWithdrawn(on=DAY))
    assert story.stands("biosafety", DAY).phase is Phase.WITHDRAWN
    assert story.code(FactStated(fact="a", value="b", on=DAY)) == "approval.case.withdrawn"


def test_any_past_day_replays() -> None:
    story = reviewed().tell(vote("p1", on=date(2026, 1, 8)), vote("p2", on=date(2026, 1, 9)))
    assert story.stands("biosafety", date(2026, 1, 8)).phase is Phase.RUNNING
    assert story.stands("biosafety", date(2026, 1, 9)).phase is Phase.APPROVED
    assert len(story.case(date(2026, 1, 8)).step("biosafety").votes) == 1
    assert fold(story.events) == fold_until(story.events, TODAY)
    assert fold_until(story.events, date(2025, 1, 1)) is None


def test_a_stream_that_does_not_begin_with_its_opening_is_damaged() -> None:
    events = reviewed().events
    with pytest.raises(IntegrityError):
        fold(events[1:])
    with pytest.raises(IntegrityError):
        apply(fold(events), events[0])
