"""A published report is kept, sealed, made again byte for byte, and held against the journal's checkpoint."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from followed import AT, PLAN, codes, done, revised

from plan_examples import startups
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.parties import commands as parties
from tilth.plan.exchange.report_json import report_bytes
from tilth.plan.model import Definition, Rule, Words
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.journal.actions import Call
from tilth_site.journal.checkpoints import FOLDER
from tilth_site.journal.models import JournalEntry
from tilth_site.parties.actions import carry_out
from tilth_site.plan import actions, publishing, queries
from tilth_site.plan.models import PublishedReport
from tilth_site.plan.publishing import preview, publish, publish_unsealed, seal
from tilth_site.plan.verifying import rebuild, verification
from tilth_site.uploads.intake import store

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2025, 6, 30)


@pytest.fixture
def evidence(followed):
    for number in range(5):
        followed.counted(subject=f"firm {number}")
    followed.record(subject="firm 9")
    return followed


def published(followed, as_of: date = TODAY, **more) -> str:
    id = new_id("rep")
    done(publish(followed.officer(**more), followed.id, id, as_of))
    return id


def test_a_report_is_kept_published_and_sealed(evidence) -> None:
    id = published(evidence)
    row = queries.report_row(id)
    assert row is not None
    assert row.sealed
    assert queries.latest_report(evidence.id) == row
    assert (row.as_of, row.known_by, row.figures, row.seq) == (TODAY, TODAY, 3, row.first_seq - 1)
    figure = queries.kept_report(row).figure("startups")
    assert figure is not None
    assert (int(figure.low), int(figure.certain), int(figure.high)) == (5, 5, 6)
    entries = list(JournalEntry.objects.filter(stream=f"report/{id}").order_by("seq"))
    assert [entry.type for entry in entries] == ["plan.report.published", "plan.report.sealed"]
    assert row.sha256 in entries[0].body
    assert row.checkpoint in entries[1].body
    assert not store().verify([row.sha256, row.checkpoint])


def test_what_was_published_is_made_again_byte_for_byte_after_all_that_followed(evidence) -> None:
    id = published(evidence)
    for number in range(10, 14):
        evidence.counted(subject=f"firm {number}")
    first = queries.evidence(OPERATOR, evidence.id).order_by("id").first()
    assert first is not None
    done(actions.withdraw(evidence.officer(), first.id, "It never was one."))
    done(carry_out(Call(OPERATOR, AT), parties.MergeOrganisation(evidence.cast.other, evidence.cast.firm)))
    narrower = Definition(
        2, Words("Registered in Minhang"), TODAY, Rule(("startup.registered",), places=("minhang",))
    )
    changed = startups(definitions=(*startups().definitions, narrower))
    later = evidence.officer(at=AT + timedelta(days=40))
    done(actions.revise(later, evidence.id, revised(indicators=(changed, *PLAN.indicators[1:])), "Too wide."))
    again = rebuild(id)
    assert again is not None
    assert again.equal
    assert again.sha256 == PublishedReport.objects.get().sha256
    verified = verification(id)
    assert verified is not None
    assert verified.sound


def test_a_report_of_the_past_rests_on_what_is_known_today(evidence) -> None:
    id = published(evidence, date(2025, 3, 31), at=AT + timedelta(days=10))
    row = PublishedReport.objects.get(pk=id)
    assert (row.as_of, row.known_by) == (date(2025, 3, 31), date(2025, 7, 10))
    again = rebuild(id)
    assert again is not None
    assert again.equal


def test_of_one_day_and_journal_a_preview_is_what_is_published(evidence) -> None:
    shown = preview(evidence.id, TODAY, TODAY)
    assert not isinstance(shown, Refused)
    row = PublishedReport.objects.get(pk=published(evidence))
    assert report_bytes(shown) == store().get(row.sha256)
    assert codes(preview(new_id("pln"), TODAY, TODAY)) == ["not_found"]
    assert codes(preview(evidence.id, TODAY + timedelta(days=1), TODAY)) == ["plan.report.future"]


def test_while_readings_contradict_each_other_nothing_is_published(evidence) -> None:
    one, other = evidence.reading(410), evidence.reading(420)
    refused = publish(evidence.officer(), evidence.id, new_id("rep"), TODAY)
    assert codes(refused)[:2] == ["plan.report.blocked", "plan.reading.rivals"]
    assert not PublishedReport.objects.exists()
    evidence.accept(one, reason="The speech as printed.", over=(other,))
    published(evidence)


def test_only_an_officer_publishes_a_day_of_the_plan(evidence) -> None:
    id = new_id("rep")
    assert codes(publish(evidence.reviewer(), evidence.id, id, TODAY)) == ["permission.denied"]
    assert codes(publish(evidence.founder(), evidence.id, id, TODAY)) == ["not_found"]
    assert codes(publish(evidence.officer(), evidence.id, id, date(2023, 9, 1))) == ["plan.report.early"]
    assert codes(publish(evidence.officer(), new_id("pln"), id, TODAY)) == ["not_found"]


def test_asked_twice_under_one_key_it_is_published_and_sealed_once(evidence) -> None:
    id, call = new_id("rep"), evidence.officer(key="once")
    done(publish(call, evidence.id, id, TODAY))
    assert done(publish(call, evidence.id, id, TODAY)).repeated
    assert JournalEntry.objects.filter(stream=f"report/{id}").count() == 2
    assert codes(publish(evidence.officer(), evidence.id, id, TODAY)) == ["plan.report.exists"]


def test_where_sealing_fails_the_report_is_published_and_sealed_later(evidence, settings, caplog) -> None:
    key = settings.HOME / "checkpoint-key"
    key.write_text("no key")
    id = published(evidence)
    assert "not sealed" in caplog.text
    unsealed = verification(id)
    assert unsealed is not None
    assert (unsealed.rebuilt.equal, unsealed.signed, unsealed.sound) == (True, False, False)
    key.unlink()
    assert codes(seal(evidence.reviewer(), id)) == ["permission.denied"]
    done(seal(evidence.officer(), id))
    assert codes(seal(evidence.officer(), id)) == ["plan.report.sealed"]
    assert codes(seal(evidence.officer(), new_id("rep"))) == ["not_found"]
    verified = verification(id)
    assert verified is not None
    assert verified.sound


def test_sealing_that_failed_is_made_up_for_when_the_call_is_repeated(evidence, settings) -> None:
    id, call = new_id("rep"), evidence.officer(key="once")
    done(publish_unsealed(call, evidence.id, id, TODAY))
    assert done(publish(call, evidence.id, id, TODAY)).repeated
    assert PublishedReport.objects.get().sealed


def test_a_checkpoint_of_another_key_does_not_verify(evidence, settings) -> None:
    id = published(evidence)
    for file in (settings.HOME / FOLDER).glob("*.pub"):
        file.unlink()
    (settings.HOME / "checkpoint-key").unlink()
    lost = verification(id)
    assert lost is not None
    assert (lost.signed, lost.sound) == (False, False)
    published(evidence)
    other = verification(id)
    assert other is not None
    assert (other.signed, other.sound) == (False, False)
    assert len(other.faults) == 1


def test_a_row_of_evidence_altered_in_the_journal_shows(evidence, monkeypatch) -> None:
    id = published(evidence)
    true = publishing.make

    def altered(plan, ledger, as_of, known_by):
        place = ledger.making(["startup.registered"])[0]
        return true(plan, ledger.with_rows([_without(ledger, place)]), as_of, known_by)

    monkeypatch.setattr("tilth_site.plan.verifying.make", altered)
    again = rebuild(id)
    assert again is not None
    assert not again.equal
    differ = {difference.path: (difference.published, difference.rebuilt) for difference in again.differences}
    assert differ["report.figures[0].certain"] == ('"5"', '"4"')
    assert "report.figures[0].digest" in differ


def _without(ledger, place):
    """The row at ``place``, withdrawn on its own day."""
    from tilth.plan.evidence import Row

    on = date.fromordinal(int(ledger.on[place]))
    return Row(
        id=ledger.ids[place], claim="startup.registered", subject="firm 0", on=on, known=on, accepted=on, ended=on,
        place="pudong",
    )  # fmt: skip


def test_a_report_that_is_not_there_is_not_verified(followed) -> None:
    assert rebuild(new_id("rep")) is None
    assert verification(new_id("rep")) is None
