"""From a design handed in to its release: screened by the worker, cleared at once or by two officers."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.utils import timezone
from gates import GREEN, RED, done, stretch

from journeys import refused
from screened import index_file, mount, mount_any, review, screen
from tilth.approval.gate import Decision, Standing
from tilth.approval.screening.model import OrderScreen
from tilth.approval.screening.model import Status as Found
from tilth.foundry.request.screening import Status
from tilth_site.accounts.permissions import WORKER
from tilth_site.foundry.release import objection_to_release
from tilth_site.jobs.actions import cancel
from tilth_site.jobs.models import Job
from tilth_site.journal.actions import Call
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.replay import check
from tilth_site.operations.checks import check_site
from tilth_site.screening.asking import screen_what_is_due
from tilth_site.screening.models import RequestScreening
from tilth_site.screening.mounting import mounted
from tilth_site.signatures.models import SignatureGiven
from tilth_site.uploads.intake import store

# Jobs commit as they go, so the story needs a database with real commits.
pytestmark = pytest.mark.django_db(transaction=True)


def report(gate, id: str) -> OrderScreen:
    return msgspec.json.decode(store().get(gate.record(id).result.report), type=OrderScreen)


def held(gate, id: str, today=None) -> str | None:
    """The code of what speaks against the release."""
    found = objection_to_release(gate.request(id), today or timezone.localdate())
    return found.reasons[0].code if found else None


def test_without_a_database_nothing_is_screened_and_nothing_released(gate) -> None:
    id = gate.design()
    gate.work()
    assert gate.request(id).screening.status is Status.NOT_SCREENED
    assert gate.record(id) is None
    assert held(gate, id) == "gate.unmounted"
    mount()
    gate.work()
    assert gate.request(id).screening.status is Status.CLEARED, "what waits is screened once a database is there"


def test_a_design_without_a_match_is_cleared_by_its_report(gate) -> None:
    id = gate.screened(GREEN)
    screening = gate.request(id).screening
    assert (screening.status, screening.database) == (Status.CLEARED, "made-up 1")
    assert screening.evidence == gate.record(id).result.report
    assert [query.status for query in report(gate, id).queries] == [Found.CLEAR]
    assert held(gate, id) is None
    assert check().differ == 0


def test_a_match_waits_for_two_officers_and_tells_the_customer_nothing(gate) -> None:
    id = gate.screened(GREEN, stretch(GREEN))
    request = gate.request(id)
    assert (request.screening.status, request.screening.reason) == (
        Status.FLAGGED, "The biosafety officers of the foundry review it.",
    )  # fmt: skip
    assert report(gate, id).queries[0].hits[0].label == "planted_0"
    told = " ".join(JournalEntry.objects.filter(stream=f"request/{id}").values_list("body", flat=True))
    assert "planted" not in told
    done(review(gate.officer, id))
    assert gate.request(id).screening.status is Status.FLAGGED
    assert refused(review(gate.officer, id)) == "gate.same_officer"
    done(review(gate.other_officer, id))
    screening = gate.request(id).screening
    assert screening.status is Status.CLEARED
    kept = msgspec.json.decode(store().get(screening.evidence))
    assert [one["officer"] for one in kept["reviews"]] == [gate.officer.actor.person, gate.second]
    assert kept["report"] == gate.record(id).result.report
    signed = SignatureGiven.objects.filter(subject=f"screening/{id}")
    assert set(signed.values_list("signer", flat=True)) == {gate.officer.actor.person, gate.second}
    assert held(gate, id) is None
    assert check().differ == 0


def test_one_officer_can_refuse_and_the_next_version_is_screened_afresh(gate) -> None:
    id = gate.screened(GREEN, stretch(GREEN))
    done(review(gate.officer, id, Decision.REFUSE, "It is what it looks like."))
    request = gate.request(id)
    assert request.screening.status is Status.FLAGGED
    assert "looks like" not in request.screening.reason
    assert gate.record(id).standing is Standing.REFUSED
    assert refused(review(gate.other_officer, id)) == "gate.not_in_review"
    mount(index_file("2", (stretch(GREEN),)))
    gate.work()
    assert gate.record(id).standing is Standing.REFUSED, "another database does not reopen a refusal"
    gate.hand_in(id, RED)
    gate.work()
    assert gate.request(id).screening.status is Status.CLEARED


def test_the_customer_and_the_bench_cannot_clear(gate) -> None:
    from tilth.parties.model import Role

    id = gate.screened(GREEN, stretch(GREEN))
    for name, role in (
        ("firm", Role.FOUNDER),
        ("firm", Role.BIOSAFETY_OFFICER),
        ("other", Role.BIOSAFETY_OFFICER),
    ):
        assert refused(review(gate.cast.call(name, role, at=timezone.now()), id)) == "not_found"
    scientist = gate.cast.call("foundry", Role.FOUNDRY_SCIENTIST, at=timezone.now())
    assert refused(review(scientist, id)) == "permission.denied"


def test_pieces_shared_between_two_orders_of_a_customer_are_found(gate) -> None:
    window = stretch(GREEN, 30) + stretch(RED, 30)
    first = gate.screened(GREEN, window)
    assert gate.request(first).screening.status is Status.CLEARED
    stranger = gate.design(RED, "other")
    second = gate.design(RED)
    gate.work()
    assert gate.request(stranger).screening.status is Status.CLEARED
    assert gate.request(second).screening.status is Status.FLAGGED
    assert gate.record(second).result.together == (first,)
    assert any(hit.partners for query in report(gate, second).queries for hit in query.hits)


def test_an_order_that_came_between_must_be_looked_at_too(gate) -> None:
    first, second = gate.screened(GREEN), gate.screened(RED)
    alone = gate.record(first).result
    from tilth_site.screening.actions import record_result
    from tilth_site.screening.asking import ScreenDesign

    assert second not in alone.together
    outcome = record_result(Call(WORKER, timezone.now()), ScreenDesign(first, 1), alone, 180)
    assert refused(outcome) == "gate.overtaken"


def test_another_database_makes_what_was_cleared_due_again(gate) -> None:
    id = gate.screened(GREEN)
    mount(index_file("2", (stretch(GREEN),)))
    assert held(gate, id) == "gate.other_database"
    gate.work()
    assert gate.request(id).screening.status is Status.FLAGGED
    mount(index_file("3"))
    gate.work()
    assert gate.request(id).screening.status is Status.CLEARED
    assert gate.request(id).screening.reason == "It was screened again."
    jobs = Job.objects.filter(kind="approval.screen").count()
    gate.work()
    assert Job.objects.filter(kind="approval.screen").count() == jobs, "once in each database"


def test_a_broken_or_expired_database_shuts_the_gate(gate, tmp_path) -> None:
    from datetime import date

    id = gate.screened(GREEN)
    assert held(gate, id, date(2100, 1, 1)) == "approval.screening.database.expired"
    broken = tmp_path / "broken"
    broken.write_bytes(index_file("1").read_bytes()[:-1])
    mount_any(broken)
    found = mounted(timezone.localdate())
    assert str(tmp_path) not in str(found)
    assert held(gate, id) == "gate.unusable"


def test_a_screening_that_was_stopped_is_taken_up_again(gate) -> None:
    id = gate.design()
    gate.work()
    mount()
    screen_what_is_due(timezone.now())
    stopped = cancel(WORKER, Job.objects.get(kind="approval.screen").id)
    assert stopped.state == "cancelled"
    gate.work()
    assert gate.request(id).screening.status is Status.CLEARED


@pytest.mark.parametrize(("days", "told"), [(30, 0), (7, 1), (-1, 1)])
def test_the_check_of_the_site_tells_of_a_database_that_is_about_to_expire(days, told) -> None:
    mount_any(index_file("soon", (), timezone.localdate() + timedelta(days)))
    found = [one for one in check_site() if one.id == "tilth.screening"]
    assert len(found) == told
    assert all("expired on" in one.message for one in found)


def test_a_screening_that_fails_shuts_a_gate_that_was_open(gate, monkeypatch) -> None:
    from tilth.kernel.errors import LimitError

    id = gate.screened(GREEN)

    def failing(*_args, **_more):
        raise LimitError("screening.memory", "The order is too large.", mend="Split it.", data={})

    monkeypatch.setattr("tilth.approval.screening.order.screen_order", failing)
    mount(index_file("2"))
    gate.work()
    assert gate.request(id).screening.status is Status.NOT_SCREENED
    assert gate.record(id).failure.message == "The order is too large."
    row = RequestScreening.objects.get(pk=id)
    assert (row.standing, row.order) == ("failed", gate.record(id).result.order)
    assert check().differ == 0


def test_a_result_sent_twice_by_a_worker_that_died_is_recorded_once(gate) -> None:
    id = gate.screened(GREEN)
    again = Call(WORKER, timezone.now() + timedelta(seconds=1), key="job:1")
    first, second = screen(again, id, 1), screen(again, id, 1)
    assert done(second).repeated
    assert done(first).entries == done(second).entries
