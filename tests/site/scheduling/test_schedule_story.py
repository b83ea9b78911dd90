"""The queue planned by the worker, looked at, adopted and changed, as the foundry and its clients see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from journeys import done, refused
from tilth.foundry.build.adoption import Cause, CauseKind, Priority, Standing
from tilth.foundry.build.adoption.commands import Prioritise
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.foundry.beside import expected_date
from tilth_site.journal.replay import check
from tilth_site.scheduling.actions import ask_for_plan, prioritise
from tilth_site.scheduling.asking import PlanQueue, ReplanQueue
from tilth_site.scheduling.evidence import problem_in, schedule_in
from tilth_site.scheduling.models import PromisedDate, ScheduleProposal

pytestmark = pytest.mark.django_db(transaction=True)

ENGINEER = ("foundry", Role.AUTOMATION_ENGINEER)


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_a_queue_is_planned_checked_adopted_and_changed(floor, sign_in) -> None:
    first, second = floor.queue("firm", 48), floor.queue("other", 6)
    client = sign_in(*ENGINEER)
    assert "No schedule is in force" in page(client, f"/schedule/{floor.foundry}/")
    proposal = floor.plan()
    row = ScheduleProposal.objects.get()
    assert (row.standing, row.violations) == ("proposed", 0)
    shown = page(client, f"/schedule/proposals/{proposal}/")
    assert "Adopt the schedule" in shown
    assert "finds nothing wrong" in shown
    assert "Schedule 1 waits to be adopted" in page(client, "/home/")
    key = {"key": new_id("form")}
    for _ in range(2):
        assert client.post(f"/schedule/proposals/{proposal}/adopt/", key).status_code == 302
    row.refresh_from_db()
    assert row.standing == Standing.IN_FORCE.value
    assert set(PromisedDate.objects.values_list("request", flat=True)) == {first, second}
    assert refused(floor.adopt(proposal)) == "schedule.adopted"

    # The incubator goes down for most of the time in which the plates should be in it.
    found, schedule = problem_in(row.problem), schedule_in(row.schedule)
    plates = next(one for one in schedule.assignments if one.operation == f"{first}/plates")
    since = found.axis.moment(plates.start)
    cause = Cause(CauseKind.DOWN, "incubator-1", since, since + timedelta(days=12))
    job = ask_for_plan(floor.call().actor, floor.foundry, ReplanQueue(floor.foundry, proposal, cause, 2))
    assert not isinstance(job, Refused)
    changed = floor.worked(job.pk)
    row = ScheduleProposal.objects.get(pk=changed)
    assert (row.replaces, row.cause, row.violations) == (proposal, "down", 0)
    assert row.moved > 0
    shown = page(client, f"/schedule/proposals/{changed}/")
    assert "Incubate plates overnight" in shown
    assert "An instrument is down" in shown
    done(floor.adopt(changed))
    assert ScheduleProposal.objects.get(pk=proposal).standing == Standing.SUPERSEDED.value
    assert "Schedule changed" in page(client, f"/schedule/{floor.foundry}/")
    assert check().differ == 0


def test_clients_see_their_own_operations_and_no_other_name(floor, sign_in) -> None:
    floor.queue("firm", 4)
    floor.queue("other", 4)
    proposal = floor.planned()
    mine = page(sign_in("firm", Role.FOUNDER), f"/schedule/{floor.foundry}/")
    assert "Other work" in mine
    assert f"/requests/{floor.requests[0]}/" in mine
    for hidden in (floor.requests[1], floor.cast.other, "The other", proposal):
        assert hidden not in mine
    assert "Weighted delay" not in mine
    assert page(sign_in("firm", Role.FOUNDER), f"/schedule/proposals/{proposal}/", 404)
    board = page(sign_in("firm", Role.FOUNDER), "/schedule/")
    assert floor.requests[0] in board
    assert floor.requests[1] not in board


def test_strangers_find_no_schedule(floor, sign_in) -> None:
    floor.queue("firm", 4)
    proposal = floor.planned()
    client = sign_in("other", Role.FOUNDER)
    here, nowhere = floor.foundry, new_id("org")
    for tail in ("", "plan/", "change/", "floor/", "floor/file", f"requests/{floor.requests[0]}/priority/"):
        for foundry in (here, nowhere):
            page(client, f"/schedule/{foundry}/{tail}", 404)
    for id in (proposal, new_id("sch")):
        for tail in ("", "withdraw/"):
            page(client, f"/schedule/proposals/{id}/{tail}", 404)
        assert client.post(f"/schedule/proposals/{id}/adopt/", {"key": new_id("form")}).status_code == 404


def test_a_queue_that_has_changed_needs_another_plan(floor, sign_in) -> None:
    first = floor.queue("firm", 4)
    proposal = floor.plan()
    asked = Prioritise(floor.foundry, first, Priority.URGENT)
    done(prioritise(floor.call(), floor.foundry, asked))
    assert refused(floor.adopt(proposal)) == "schedule.outdated"
    client = sign_in(*ENGINEER)
    shown = page(client, f"/schedule/proposals/{proposal}/")
    assert "The queue has changed since" in shown
    assert "Adopt the schedule" not in shown
    answer = client.post(f"/schedule/proposals/{proposal}/adopt/", {"key": new_id("form")})
    assert answer.status_code == 409
    form = {"key": new_id("form"), "reason": "Another is made."}
    assert client.post(f"/schedule/proposals/{proposal}/withdraw/", form).status_code == 302
    assert ScheduleProposal.objects.get().standing == Standing.WITHDRAWN.value


def test_an_empty_queue_gives_nothing_to_plan(floor) -> None:
    outcome = ask_for_plan(floor.call().actor, floor.foundry, PlanQueue(floor.foundry, 1))
    assert refused(outcome) == "schedule.empty_queue"
    stranger = floor.cast.call("firm", Role.FOUNDER).actor
    assert refused(ask_for_plan(stranger, floor.foundry, PlanQueue(floor.foundry, 1))) == "not_found"
    officer = floor.cast.call("foundry", Role.BIOSAFETY_OFFICER).actor
    assert refused(ask_for_plan(officer, floor.foundry, PlanQueue(floor.foundry, 1))) == "permission.denied"


def test_a_request_has_dates_before_it_is_queued_and_after(floor, sign_in) -> None:
    quoted, queued = floor.queue("firm", 4, to="quoted"), floor.queue("firm", 4)
    before = expected_date(quoted)
    assert before is not None
    assert not before.scheduled
    assert timezone.localdate() <= before.half <= before.ninety
    floor.planned()
    after = expected_date(queued)
    assert after is not None
    assert after.scheduled
    client = sign_in("firm", Role.FOUNDER)
    for address in (f"/requests/{quoted}/", f"/requests/{quoted}/statements/1/", f"/requests/{queued}/"):
        assert "When it is expected" in page(client, address)
    assert expected_date(floor.queue("firm", 4, to="draft")) is None


def test_the_floor_is_described_by_its_engineer(floor, sign_in, tmp_path) -> None:
    client = sign_in(*ENGINEER)
    assert "This is the example floor" in page(client, f"/schedule/{floor.foundry}/floor/")
    assert "Acoustic dispenser" in page(client, f"/schedule/{floor.foundry}/floor/")
    assert "acoustic_dispenser" not in page(client, f"/schedule/{floor.foundry}/floor/")
    text = client.get(f"/schedule/{floor.foundry}/floor/file").content
    assert b"[[instrument]]" in text

    def hand_in(content: bytes):
        file = tmp_path / "floor.toml"
        file.write_bytes(content)
        with file.open("rb") as opened:
            form = {"key": new_id("form"), "floor": opened}
            return client.post(f"/schedule/{floor.foundry}/floor/", form)

    broken = hand_in(b'name = "x"\nzone = "nowhere"\n')
    assert broken.status_code == 422
    assert hand_in(text.replace(b"Echo 525", b"Echo 655")).status_code == 302
    shown = page(client, f"/schedule/{floor.foundry}/floor/")
    assert "Echo 655" in shown
    assert "This is the example floor" not in shown
    scientist = sign_in("foundry", Role.FOUNDRY_SCIENTIST)
    assert "Describe the floor so" not in page(scientist, f"/schedule/{floor.foundry}/floor/")


def test_the_form_for_a_change_asks_only_for_what_happened(floor, sign_in) -> None:
    first = floor.queue("firm", 4)
    floor.planned()
    client = sign_in(*ENGINEER)
    address = f"/schedule/{floor.foundry}/change/"
    assert "An instrument is down" in page(client, address)
    key = new_id("form")
    lacking = client.post(address, {"key": key, "kind": "down", "seconds": "10"})
    assert lacking.status_code == 422
    assert lacking.content.decode().count("field__errors") == 3
    wrong = {"kind": "down", "instrument": "echo-1", "since": "2026-03-02T10:00", "until": "2026-03-02T09:00"}
    assert (
        "Give a time after it went down"
        in client.post(address, {"key": key, "seconds": "10", **wrong}).content.decode()
    )
    urgent = client.post(address, {"key": key, "kind": "urgent", "request": first, "seconds": "10"})
    assert urgent.status_code == 302
    assert urgent["Location"].startswith("/jobs/")
    form = {"key": new_id("form"), "priority": "high"}
    assert client.post(f"/schedule/{floor.foundry}/requests/{first}/priority/", form).status_code == 302
    assert "High" in page(client, "/schedule/")


def test_a_schedule_that_is_found_while_the_page_is_made_is_on_the_page(floor, sign_in, monkeypatch) -> None:
    from tilth_site.scheduling.views import schedule

    floor.queue("firm", 4)
    read = schedule.latest

    def after_the_end(actor, subject):
        floor.plan()
        return read(actor, subject)

    monkeypatch.setattr(schedule, "latest", after_the_end)
    answer = sign_in(*ENGINEER).get(f"/schedule/{floor.foundry}/")
    assert [row.number for row in answer.context["waiting"]] == [1]
