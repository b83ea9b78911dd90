"""The writes of the plan room: who may, what comes of it, and that nothing is written by halves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from followed import GOAL, PLAN, codes, done

from plan_examples import startups
from tilth.kernel.ids import new_id
from tilth.parties import commands as parties
from tilth.parties.model import Role
from tilth.plan.commands import AcceptEvidence
from tilth.plan.evidence import Verdict
from tilth_site.accounts.permissions import OPERATOR, Actor
from tilth_site.journal.actions import Call
from tilth_site.journal.models import JournalEntry
from tilth_site.parties.actions import carry_out
from tilth_site.parties.actors import actor_of
from tilth_site.plan import actions, queries
from tilth_site.plan.models import EvidenceRow, Plan
from tilth_site.uploads.intake import store

pytestmark = pytest.mark.django_db


def kept(text: str, by: str) -> str:
    """The hash of a document that this person handed in."""
    return store().put(
        text.encode(), media_type="text/plain", kind="upload.text", source=by, known_date=date(2024, 3, 1),
        licence="unknown",
    ).sha256  # fmt: skip


def test_a_plan_is_adopted_once_and_revised_with_a_reason(followed) -> None:
    assert Plan.objects.get().plan == PLAN
    assert codes(actions.adopt(followed.officer(), new_id("pln"), PLAN)) == ["plan.plan.exists"]
    later = replace(PLAN, indicators=(startups(owner="another office"), *PLAN.indicators[1:]))
    done(actions.revise(followed.officer(), followed.id, later, "The office was renamed."))
    kept = queries.current_plan()
    assert kept is not None
    assert (kept.plan, kept.revision) == (later, 2)
    assert queries.plan_row("pudong") == queries.plan_row(followed.id) == kept


def test_a_row_waits_is_accepted_by_another_and_withdrawn(followed) -> None:
    id = followed.record()
    row = EvidenceRow.objects.get()
    assert (row.standing, row.known, row.owner) == ("pending", date(2025, 6, 30), followed.cast.firm)
    own = actions.accept(followed.founder(), id, AcceptEvidence())
    assert codes(own) == ["permission.denied"]
    done(actions.accept(followed.reviewer(), id, AcceptEvidence("The register says so.")))
    done(actions.withdraw(followed.founder(), id, "We moved away."))
    row.refresh_from_db()
    assert (row.standing, row.reason, row.ended_reason) == ("ended", "The register says so.", "We moved away.")
    assert [entry.type for entry in queries.history(id)] == [
        "plan.evidence.recorded", "plan.evidence.accepted", "plan.evidence.withdrawn",
    ]  # fmt: skip


def test_an_officer_does_not_accept_what_he_recorded_under_another_record_of_his(followed) -> None:
    officer = followed.officer()
    row = followed.row(owner=followed.cast.operator)
    done(actions.record(officer, row))
    assert codes(actions.accept(officer, row.id, AcceptEvidence())) == ["plan.evidence.own"]
    again = new_id("per")
    tilth = Call(OPERATOR, officer.at)
    done(carry_out(tilth, parties.RegisterPerson(again)))
    done(carry_out(tilth, parties.GrantRole(followed.cast.operator, again, Role.REVIEWER)))
    done(carry_out(tilth, parties.MergePerson(officer.actor.person, again)))
    call = Call(actor_of(again), officer.at)
    assert codes(actions.accept(call, row.id, AcceptEvidence())) == ["plan.evidence.own"]


def test_a_local_day_counts_and_not_that_of_greenwich(followed) -> None:
    late = replace(followed.founder(), at=followed.founder().at.replace(hour=20))
    row = followed.row(on=date(2025, 7, 1))
    done(actions.record(late, row))
    assert EvidenceRow.objects.get().known == date(2025, 7, 1)


def test_of_two_readings_one_is_chosen_with_a_reason(followed) -> None:
    one, other = followed.reading(410), followed.reading(420)
    again = followed.reading(410)
    chosen = queries.evidence_row(followed.officer().actor, one)
    assert chosen is not None
    assert [row.id for row in queries.rivals_of(followed.id, chosen.row)] == [other]
    refused = actions.accept(followed.officer(), one, AcceptEvidence("It was printed."))
    assert codes(refused) == ["plan.evidence.rivals"]
    followed.accept(one, reason="It was printed.", over=(other,))
    chosen.refresh_from_db()
    assert (chosen.row.over, chosen.row.value) == ((other,), Decimal(410))
    followed.accept(again, reason="It says the same.", over=(other,))


def test_a_choice_is_withdrawn_before_the_other_reading_is_chosen(followed) -> None:
    one, other = followed.reading(410), followed.reading(420)
    followed.accept(one, reason="As printed.", over=(other,))
    turned = AcceptEvidence("As spoken.", over=(one,))
    assert codes(actions.accept(followed.reviewer(), other, turned)) == ["plan.evidence.chosen"]
    done(actions.withdraw(followed.officer(), one, "The print was wrong."))
    followed.accept(other)


def test_a_rejected_reading_is_no_rival(followed) -> None:
    one, other = followed.reading(410), followed.reading(420)
    done(actions.reject(followed.officer(), other, "A misprint."))
    followed.accept(one)


def test_a_milestone_is_judged(followed) -> None:
    id = followed.record(claim="verdict", subject="materials/resin", place="")
    assert GOAL.milestones[0].code == "resin"
    followed.accept(id, verdict=Verdict.MET)
    assert EvidenceRow.objects.get().verdict == "met"


def test_a_document_is_cited_by_the_entry_and_must_be_kept(followed) -> None:
    lost = sha256(b"lost").hexdigest()
    refused = actions.record(followed.founder(), followed.row(document=lost))
    assert codes(refused) == ["plan.evidence.document"]
    document = kept("the certificate", followed.founder().actor.person)
    id = followed.record(document=document)
    assert queries.history(id)[0].evidence == (document,)


def test_who_knows_the_hash_of_anothers_document_cannot_hand_it_in_as_his_own(followed) -> None:
    secret = kept("an unpublished contract", followed.officer().actor.person)
    assert codes(actions.record(followed.founder(), followed.row(document=secret))) == ["plan.evidence.document"]


def test_a_row_is_owned_by_somebody_who_is_there(followed) -> None:
    refused = actions.record(followed.officer(), followed.row(owner=new_id("org")))
    assert codes(refused) == ["plan.evidence.owner"]


def test_for_a_stranger_there_is_neither_the_row_nor_its_id(followed) -> None:
    id = followed.record()
    stranger = followed.cast.call("other", Role.FOUNDER)
    assert codes(actions.withdraw(stranger, id, "No.")) == ["not_found"]
    assert codes(actions.withdraw(stranger, new_id("evd"), "No.")) == ["not_found"]
    taken = replace(followed.row(owner=followed.cast.other), id=id)
    assert codes(actions.record(stranger, taken)) == ["not_found"]
    assert codes(actions.adopt(stranger, new_id("pln"), PLAN)) == ["not_found"]


def test_many_rows_are_recorded_and_accepted_at_once(followed) -> None:
    rows = [followed.row(subject=f"firm {number}") for number in range(30)]
    done(actions.record_many(followed.founder(), rows))
    assert EvidenceRow.objects.filter(standing="pending").count() == 30
    done(actions.accept_many(followed.reviewer(), [row.id for row in rows], "The register says so."))
    assert followed.certain == (30, 30, 30)


def test_of_many_rows_with_a_fault_none_is_recorded_and_each_says_why(followed) -> None:
    rows = [followed.row(), followed.row(subject="", source=""), followed.row(), followed.row(claim="no claim")]
    rows[2] = replace(rows[2], id=rows[0].id)
    refused = actions.record_many(followed.founder(), rows)
    assert [(reason.code, reason.where, reason.data["row"]) for reason in refused.reasons] == [
        ("plan.evidence.subject", "rows[1].subject", 2),
        ("plan.evidence.source", "rows[1].source", 2),
        ("plan.evidence.repeated", "rows[2].id", 3),
        ("plan.evidence.claim", "rows[3].claim", 4),
    ]
    assert not JournalEntry.objects.filter(type__startswith="plan.evidence").exists()
    assert all(reason.message and reason.advice for reason in refused.reasons)


def test_of_many_rows_of_which_one_cannot_be_accepted_none_is(followed) -> None:
    ids = [followed.record(), followed.reading(410), followed.reading(420)]
    refused = actions.accept_many(followed.reviewer(), ids, "They look right.")
    assert [(reason.code, reason.data["row"]) for reason in refused.reasons] == [
        ("plan.evidence.rivals", ids[1]), ("plan.evidence.rivals", ids[2]),
    ]  # fmt: skip
    assert not EvidenceRow.objects.exclude(standing="pending").exists()


def test_more_rows_than_are_taken_at_once_are_refused(followed) -> None:
    rows = [followed.row()] * (actions.MANY + 1)
    assert codes(actions.record_many(followed.founder(), rows)) == ["plan.evidence.many"]


def test_asked_twice_under_one_key_an_action_is_done_once(followed) -> None:
    row = followed.row()
    call = followed.founder(key="once")
    first, second = done(actions.record(call, row)), done(actions.record(call, row))
    assert (second.repeated, second.entries) == (True, first.entries)
    assert codes(actions.record(call, replace(row, subject="another"))) == ["idempotency.reused"]
    call = followed.reviewer(key="twice")
    done(actions.accept(call, row.id, AcceptEvidence()))
    assert done(actions.accept(call, row.id, AcceptEvidence())).repeated
    assert EvidenceRow.objects.count() == 1


def test_buttons_are_shown_to_who_may(followed) -> None:
    row = EvidenceRow.objects.get(pk=followed.record())
    reviewer, founder = followed.reviewer().actor, followed.founder().actor
    assert actions.may(reviewer, "plan.evidence.accept", row)
    assert not actions.may(founder, "plan.evidence.accept", row)
    assert actions.may(founder, "plan.evidence.withdraw", row)
    assert not actions.may(Actor(""), "plan.evidence.record")


def test_everybody_sees_what_counts_and_its_side_what_waits(followed) -> None:
    document = kept("the certificate", followed.founder().actor.person)
    waiting, counted = followed.record(document=document), followed.counted(document=document)
    opened = followed.counted(document=document, open=True)
    public, stranger = Actor(""), followed.cast.call("other", Role.FOUNDER).actor
    ours, reviewer = followed.founder().actor, followed.reviewer().actor
    for actor in (public, stranger):
        assert {row.id for row in queries.evidence(actor, followed.id)} == {counted, opened}
        assert queries.evidence_row(actor, waiting) is None
        seen = queries.rows_named(actor, [opened, waiting, counted])
        assert [queries.document_of(actor, row) for row in seen] == [document, ""]
    for actor in (ours, reviewer, OPERATOR):
        assert {row.id for row in queries.evidence(actor, followed.id)} == {waiting, counted, opened}
        assert [row.id for row in queries.waiting(actor, followed.id)] == [waiting]
        assert {queries.document_of(actor, row) for row in queries.evidence(actor, followed.id)} == {document}
