from __future__ import annotations

from dataclasses import replace

import pytest
from request_story import (
    OPEN,
    REPORT,
    TODAY,
    assessment,
    at,
    drafted,
    files,
    refused,
    run,
    screened,
)

from tilth.foundry.request.assessment import Failure
from tilth.foundry.request.commands import (
    Accept,
    AskForChanges,
    Assess,
    Complete,
    FailAssessment,
    Open,
    Queue,
    Reject,
    Revise,
    Screen,
    Start,
    Submit,
    Withdraw,
)
from tilth.foundry.request.events import Designed, Withdrawn
from tilth.foundry.request.model import Delivery, Design, FileRef, State
from tilth.foundry.request.rules import decide
from tilth.foundry.request.screening import Screening, Status
from tilth.kernel.refusal import Refused


def test_an_opened_request_is_a_draft_with_the_facts_it_was_opened_with() -> None:
    request = run(None, OPEN)
    assert request.state is State.DRAFT
    assert {name: getattr(request, name) for name in Open.__slots__} == {
        name: getattr(OPEN, name) for name in Open.__slots__
    }
    assert request.design is None
    assert request.screening == Screening()


def test_a_request_without_a_title_is_not_opened() -> None:
    assert refused(None, replace(OPEN, title="  ")) == "request.no_title"


def test_a_new_design_counts_up_and_drops_what_was_found_out_about_the_old_one() -> None:
    before = run(drafted(), screened(Status.CLEARED))
    after = run(before, Revise(files("DESIGN.toml", "parts.gb")))
    assert after.design == Design(2, files("DESIGN.toml", "parts.gb"))
    assert after.assessment is None
    assert after.screening == Screening(Status.NOT_SCREENED, 2)


def test_a_design_of_no_files_or_of_two_with_one_name_is_refused() -> None:
    assert refused(drafted(), Revise(())) == "request.no_files"
    assert refused(drafted(), Revise(files("a", "b", "a"))) == "request.repeated_file"


def test_the_same_files_in_another_order_are_no_new_design() -> None:
    request = run(drafted(), Revise(files("a", "b")))
    assert refused(request, Revise(tuple(reversed(files("a", "b"))))) == "request.same_design"


def test_more_files_than_an_event_holds_are_refused_with_both_sizes() -> None:
    many = tuple(FileRef(f"{number}.gb", "0" * 64, 1, "text/plain") for number in range(600))
    answer = decide(drafted(), Revise(many), TODAY)
    assert isinstance(answer, Refused)
    assert answer.reasons[0].code == "request.too_large"
    assert answer.reasons[0].data["most"] == 64_000


@pytest.mark.parametrize("command", [Submit(), Accept()])
def test_submitting_and_accepting_need_an_assessment_of_the_design_that_stands(command: Submit | Accept) -> None:
    state = State.DRAFT if isinstance(command, Submit) else State.SUBMITTED
    bare = replace(run(None, OPEN), state=state)
    assert refused(bare, command) == "request.no_design"
    assert refused(replace(at(state), assessment=None), command) == "request.not_assessed"
    assert refused(replace(at(state), assessment=assessment(1, 0)), command) == "request.no_constructs"


def test_a_revised_design_is_submitted_only_after_it_was_assessed_itself() -> None:
    request = run(drafted(), Revise(files("b.toml")))
    assert refused(request, Submit()) == "request.not_assessed"
    assert run(request, Assess(assessment(2)), Submit()).state is State.SUBMITTED


def test_an_assessment_of_an_older_version_comes_too_late() -> None:
    request = run(drafted(), Revise(files("b.toml")))
    assert refused(request, Assess(assessment(1))) == "request.stale_assessment"
    assert refused(request, FailAssessment(Failure(1, "x", "X."))) == "request.stale_assessment"
    assert refused(run(None, OPEN), Assess(assessment(1))) == "request.no_design"


def test_a_failed_assessment_is_told_and_one_that_succeeds_takes_its_place() -> None:
    failure = Failure(1, "parts.unreadable", "The record has no sequence.", "Add an ORIGIN section.")
    request = run(None, OPEN, Revise(files("a")), FailAssessment(failure))
    assert request.failure == failure
    assert refused(request, Submit()) == "request.not_assessed"
    assert run(request, Assess(assessment())).failure is None


def test_a_failed_second_run_leaves_the_first_assessment_standing() -> None:
    request = run(drafted(), FailAssessment(Failure(1, "x", "X.")))
    assert request.assessment == assessment()
    assert run(request, Submit()).state is State.SUBMITTED


@pytest.mark.parametrize("kind", [AskForChanges, Reject])
def test_the_foundry_says_why(kind: type[AskForChanges | Reject]) -> None:
    assert refused(at(State.SUBMITTED), kind(" ")) == "request.no_reason"
    assert run(at(State.SUBMITTED), kind("Toxic.")).reason == "Toxic."


def test_the_reason_stands_until_the_request_is_submitted_again() -> None:
    request = run(at(State.CHANGES_REQUESTED), Revise(files("b")), Assess(assessment(2)))
    assert request.reason
    assert run(request, Submit()).reason == ""


@pytest.mark.parametrize("state", [State.QUEUED, State.QUOTED, State.ACCEPTED])
def test_editing_an_accepted_design_asks_for_a_new_quote_and_gives_the_slot_up(state: State) -> None:
    before = at(state)
    events = decide(before, Revise(files("b")), TODAY)
    assert events == (Designed(Design(2, files("b")), before.slot),)
    after = run(before, Revise(files("b")))
    assert after.state is State.ACCEPTED
    assert after.slot is None
    assert refused(after, Queue("w11")) == "request.state"


def test_withdrawing_gives_the_slot_up_and_keeps_the_reason() -> None:
    before = at(State.QUEUED)
    assert decide(before, Withdraw("No money."), TODAY) == (Withdrawn("No money.", "w11"),)
    after = run(before, Withdraw("No money."))
    assert (after.state, after.slot, after.reason) == (State.WITHDRAWN, None, "No money.")


@pytest.mark.parametrize(
    ("screening", "code"),
    [
        (None, "screening.not_screened"),
        (Screening(Status.SCREENING, 1), "screening.running"),
        (Screening(Status.FLAGGED, 1, "db", REPORT, "Ricin."), "screening.flagged"),
    ],
)
def test_a_queued_request_is_not_released_to_build_before_it_is_cleared(
    screening: Screening | None, code: str
) -> None:
    request = replace(at(State.QUEUED), screening=Screening(design_version=1))
    if screening:
        request = run(request, Screen(screening))
    assert refused(request, Start()) == code


def test_a_cleared_request_is_released() -> None:
    assert run(at(State.QUEUED), Start()).state is State.IN_PROGRESS


def test_a_request_without_a_design_cannot_be_screened() -> None:
    assert refused(run(None, OPEN), screened(Status.CLEARED)) == "request.no_design"


@pytest.mark.parametrize(
    ("delivery", "code"),
    [
        (Delivery(49, REPORT), "request.delivery"),
        (Delivery(-1, REPORT), "request.delivery"),
        (Delivery(48, ""), "request.no_report"),
    ],
)
def test_no_more_is_delivered_than_was_promised_and_a_report_shows_it(delivery: Delivery, code: str) -> None:
    assert refused(at(State.IN_PROGRESS), Complete(delivery)) == code


def test_a_build_may_deliver_nothing_and_say_so() -> None:
    assert run(at(State.IN_PROGRESS), Complete(Delivery(0, REPORT))).delivery == Delivery(0, REPORT)
