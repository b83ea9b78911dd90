"""What waits for whom, until which day, and what is not said too early."""

from __future__ import annotations

from datetime import date

import pytest

from dockets import Docket, done
from tilth.approval import events
from tilth.parties.model import Role
from tilth_site.approval.reviewing import assign
from tilth_site.approval.waiting import What, waiting_in

pytestmark = pytest.mark.django_db

VOTER = ("operator", Role.BIOSAFETY_OFFICER)


def whats(docket: Docket, call, day: int) -> list[tuple[str, str]]:
    return [(one.step, one.what.value) for one in waiting_in(docket.seen(day), call.actor)]


def test_a_founder_is_told_what_he_may_hand_in_and_how_much_is_missing(docket: Docket) -> None:
    docket.open().add("risk_assessment", "low")
    (biosafety, ethics) = waiting_in(docket.seen(), docket.founder().actor)
    assert (biosafety.step, biosafety.what, biosafety.lacking) == ("biosafety", What.HAND_IN, 1)
    assert (ethics.step, ethics.due) == ("ethics", None)


def test_questions_wait_for_the_founder_alone(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer())
    docket.do(docket.officer(1), events.QuestionsAsked(step="biosafety", on=docket.on(1)))
    assert ("biosafety", "questions") in whats(docket, docket.founder(), 2)
    assert whats(docket, docket.as_reviewer(), 2) == []


def test_a_vote_is_not_overdue_on_its_last_day_and_is_announced_a_week_before(docket: Docket) -> None:
    # 15 working days from Monday 2 March 2026, whose day does not count: Monday 23 March.
    docket.submitted().assigned(docket.reviewer())
    actor = docket.as_reviewer().actor
    (early,), (near,) = (waiting_in(docket.seen(day), actor) for day in (13, 14))
    assert (early.due, early.soon, near.soon) == (date(2026, 3, 23), False, True)
    (last,), (after,) = (waiting_in(docket.seen(day), actor) for day in (21, 22))
    assert (last.over, after.over) == (False, True)


def test_officers_assign_until_the_quorum_can_be_met_and_are_told_of_what_is_late(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer(1))
    assert whats(docket, docket.officer(), 1) == [("biosafety", "assign")]
    docket.assigned(docket.reviewer(2), day=1)
    assert whats(docket, docket.officer(), 1) == []
    assert whats(docket, docket.officer(), 22) == [("biosafety", "decision")]


def test_who_voted_waits_for_the_others(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer(1), docket.reviewer(2))
    done(docket.vote(docket.as_reviewer(1, day=1)))
    assert whats(docket, docket.as_reviewer(1), 1) == []
    assert whats(docket, docket.as_reviewer(2), 1) == [("biosafety", "vote")]


def test_nothing_of_a_case_that_was_withdrawn_waits(docket: Docket) -> None:
    docket.open().do(docket.founder(), events.CaseWithdrawn(on=docket.on(0)))
    assert whats(docket, docket.founder(), 0) == []


def test_the_home_page_lists_what_waits_with_its_last_day(docket: Docket, sign_in, monkeypatch) -> None:
    docket.submitted()
    done(assign(docket.officer(), docket.id, docket.assigning(docket.cast.person(*VOTER))))
    monkeypatch.setattr("tilth_site.approval.inbox.timezone.localdate", lambda: docket.on(22))
    page = sign_in(*VOTER).get("/home/").content.decode()
    assert "To vote on: Biosafety committee of the centre" in page
    assert "The firm · overdue, was due by 23 Mar 2026" in page
