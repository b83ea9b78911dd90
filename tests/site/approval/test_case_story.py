"""A case from its opening to a decision, by the people whose steps they are."""

from __future__ import annotations

import pytest

from dockets import Docket, code, done, ink
from tilth.approval import events
from tilth.approval.case import Outcome
from tilth.approval.clock import Phase
from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, Role
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.approval.actions import carry_out, open_case
from tilth_site.approval.candidates import candidates
from tilth_site.approval.dossiers import Answer, HandIn, hand_in
from tilth_site.approval.evidence import add_document
from tilth_site.approval.forecasting import forecast_of
from tilth_site.approval.models import ApprovalCase, CaseReviewer, CaseStep
from tilth_site.approval.queries import case_row, case_seen, objection, paper
from tilth_site.approval.reviewing import assign, interests_known, vote
from tilth_site.journal.actions import Call
from tilth_site.journal.replay import check
from tilth_site.parties import actions as parties
from tilth_site.signatures.models import SignatureGiven

pytestmark = pytest.mark.django_db


def test_a_committee_approves_and_the_next_steps_become_ready(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer(1), docket.reviewer(2))
    done(docket.vote(docket.as_reviewer(1, day=3)))
    assert docket.seen(3).standings["biosafety"].phase is Phase.RUNNING
    done(docket.vote(docket.as_reviewer(2, day=4)))
    standings = docket.seen(4).standings
    assert standings["biosafety"].phase is Phase.APPROVED
    assert (standings["special-items"].phase, standings["ethics"].phase) == (Phase.READY, Phase.READY)
    assert docket.seen(3).standings["special-items"].phase is Phase.WAITING
    row, step = ApprovalCase.objects.get(), CaseStep.objects.get(step="biosafety")
    assert (row.documents, row.submitted, row.decided) == (2, 1, 1)
    assert (step.outcome, step.decided_by, step.decided) == ("approved", "vote", docket.on(4))
    assert set(CaseReviewer.objects.values_list("vote", flat=True)) == {"approved"}
    assert SignatureGiven.objects.filter(subject=f"case/{docket.id}").count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_tables_of_cases_are_those_of_a_replay(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer(1), docket.reviewer(2))
    done(docket.vote(docket.as_reviewer(1, day=1)))
    for fact, value in (("registration_class", "1"), ("ground", "paediatric")):
        docket.do(docket.founder(1), events.FactStated(fact=fact, value=value, on=docket.on(1)))
    docket.do(docket.founder(1), events.LaneTaken(step="review", lane="innovative-30", on=docket.on(1)))
    compared = check()
    assert (compared.differ, compared.rows > 0) == (0, True)


def test_an_incomplete_dossier_is_refused_with_the_rule_that_wants_more(docket: Docket) -> None:
    docket.open().add("risk_assessment", "low")
    refused = hand_in(docket.founder(), docket.id, HandIn("biosafety"))
    assert code(refused) == "approval.missing"
    (reason,) = docket.seen().missing["biosafety"]
    assert reason.data["kind"] == "sequence_verification"
    assert reason.data["version"] == 1


def test_questions_stop_the_clock_until_they_are_answered_in_full(docket: Docket) -> None:
    docket.submitted()
    letter = docket.paper(docket.officer(1), "Which strain?").sha256
    docket.do(docket.officer(1), events.QuestionsAsked(step="biosafety", on=docket.on(1), document=letter))
    assert docket.seen(2).standings["biosafety"].phase is Phase.STOPPED
    before = docket.case.step("biosafety").manifest
    docket.add("strain", "DH5alpha", day=3)
    done(hand_in(docket.founder(3), docket.id, Answer("biosafety", full=True)))
    standing = docket.seen(3).standings["biosafety"]
    assert (standing.phase, standing.clock.stopped) == (Phase.RUNNING, 2)
    assert docket.case.step("biosafety").manifest != before
    assert [one.step for one in docket.seen(3).revisions] == ["biosafety", "biosafety"]
    assert paper(docket.seen(3), letter).media_type == "text/plain"


def test_a_founder_of_the_applicant_cannot_be_assigned(docket: Docket) -> None:
    docket.submitted()
    person = docket.reviewer()
    done(
        parties.carry_out(
            Call(OPERATOR, docket.officer().at), ask.GrantRole(docket.cast.firm, person, Role.FOUNDER)
        )
    )
    refused = assign(docket.officer(), docket.id, docket.assigning(person))
    assert code(refused) == "approval.case.conflict"
    assert refused.reasons[0].data["kinds"] == "equity"
    assert "equity" not in {one.kind for one in docket.case.interests}
    (found,) = candidates(docket.seen(), docket.seen().procedure.step("biosafety"))
    assert (found.person, found.conflicts) == (person, ("equity",))


def test_a_vote_is_refused_once_the_reviewer_is_employed_by_the_applicant(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer())
    hired = ask.GrantRole(docket.cast.firm, docket.reviewer(), Role.FOUNDRY_SCIENTIST)
    done(parties.carry_out(Call(OPERATOR, docket.officer().at), hired))
    assert code(docket.vote(docket.as_reviewer(day=1))) == "approval.case.conflict"


def test_only_an_officer_dates_what_happened_earlier(docket: Docket) -> None:
    docket.submitted(day=5)
    early = events.QuestionsAsked(step="biosafety", on=docket.on(6))
    docket.do(docket.officer(8), early)
    too_early = events.Paused(step="biosafety", reason="x", on=docket.on(5))
    assert code(carry_out(docket.officer(8), docket.id, too_early)) == "approval.case.order"
    asked = hand_in(docket.founder(8), docket.id, Answer("biosafety", full=True, on=docket.on(7)))
    assert code(asked) == "approval.case.dated"


def test_nobody_cites_a_paper_that_another_person_handed_in(docket: Docket) -> None:
    docket.open()
    theirs = docket.paper(docket.by("other", Role.FOUNDER), "their secret")
    refused = add_document(docket.founder(), docket.id, "risk_assessment", theirs, facts={})
    assert code(refused) == "approval.case.paper"


def test_a_reviewer_sees_the_cases_that_he_reviews_and_a_stranger_none(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer(1))
    day = docket.on(1)
    assert case_seen(docket.as_reviewer(1).actor, docket.id, day)
    assert case_row(docket.as_reviewer(2).actor, docket.id) is None
    assert case_row(docket.by("other", Role.FOUNDER).actor, docket.id) is None
    strange = carry_out(docket.by("other", Role.FOUNDER), docket.id, events.CaseWithdrawn(on=docket.on(0)))
    assert code(strange) == "not_found"


def test_asking_twice_under_one_key_acts_once(docket: Docket) -> None:
    call = docket.founder(key="once")
    first = done(open_case(call, docket.id, docket.cast.firm, docket.procedure, facts={}))
    again = done(open_case(call, docket.id, docket.cast.firm, docket.procedure, facts={}))
    assert (again.entries, again.repeated) == (first.entries, True)


def test_a_forecast_goes_on_from_the_case_as_it_stands(docket: Docket) -> None:
    docket.submitted()
    found = forecast_of(docket.seen(1), ["recognised=ethics"], trials=2_000)
    assert found.base.dates[0].date > docket.on(60)
    assert found.what_ifs[0].name == "recognised=ethics"
    assert forecast_of(docket.seen(1), ["recognised=ethics"], trials=2_000) is found
    assert code(forecast_of(docket.seen(1), ["recognised=nothing"], trials=2_000)) == "approval.what_if"


def test_what_would_be_refused_is_told_beforehand(docket: Docket) -> None:
    docket.submitted()
    seen = docket.seen(0)
    accepted = events.Accepted(step="biosafety", on=docket.on(0))
    assert code(objection(docket.officer(), seen, accepted)) == "approval.case.accept"
    assert code(objection(docket.founder(), seen, accepted)) == "permission.denied"
    assert objection(docket.founder(), seen, events.StepWithdrawn(step="biosafety", on=docket.on(0))) is None


def test_a_vote_is_signed_by_the_voter(docket: Docket) -> None:
    docket.submitted().assigned(docket.reviewer(1))
    call = docket.as_reviewer(1)
    event = events.Voted(
        step="biosafety", person=docket.reviewer(2), outcome=Outcome.APPROVED, reason="x", on=docket.on(0)
    )
    with pytest.raises(Exception, match="signed as"):
        vote(call, docket.id, event, ink(call))


def test_a_founder_of_the_venture_that_became_the_applicant_holds_equity(docket: Docket) -> None:
    venture, call = new_id("ven"), Call(OPERATOR, docket.officer().at)
    names = (Name("Seed", Language.EN, NameKind.SHORT),)
    founding = ask.RegisterVenture(venture, names, (docket.reviewer(),), docket.on(0))
    done(parties.carry_out(call, founding))
    done(parties.carry_out(call, ask.IncorporateVenture(venture, docket.cast.firm, docket.on(0))))
    (interest,) = interests_known(docket.reviewer(), docket.cast.firm)
    assert (interest.kind, interest.organisation) == ("equity", docket.cast.firm)
    assert interests_known(docket.reviewer(2), docket.cast.firm) == ()


def test_a_person_of_the_operator_without_the_role_cannot_be_assigned(docket: Docket) -> None:
    docket.submitted()
    officer = docket.assigning(docket.officer().actor.person)
    assert code(assign(docket.officer(), docket.id, officer)) == "approval.case.no_reviewer"


def test_the_clock_runs_again_only_when_every_open_letter_is_answered(docket: Docket) -> None:
    docket.submitted()
    letters = [docket.paper(docket.officer(1), text).sha256 for text in ("Which strain?", "Which vector?")]
    for letter in letters:
        docket.do(docket.officer(1), events.QuestionsAsked(step="biosafety", on=docket.on(1), document=letter))
    done(hand_in(docket.founder(2), docket.id, Answer("biosafety", full=True, letter=1)))
    assert docket.seen(2).standings["biosafety"].phase is Phase.STOPPED
    done(hand_in(docket.founder(3), docket.id, Answer("biosafety", full=True, letter=2)))
    assert docket.seen(3).standings["biosafety"].phase is Phase.RUNNING
