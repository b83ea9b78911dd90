"""What is seen of a screening, and by whom: the officer everything, everybody else how the request stands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from gates import GREEN, Gate, done, stretch

from screened import review
from tilth.approval.gate import Standing
from tilth.foundry.request.screening import Status
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.accounts.models import User
from tilth_site.accounts.tokens import Scope, mint
from tilth_site.pages.inbox import gather
from tilth_site.parties.actors import actor_of

pytestmark = pytest.mark.django_db(transaction=True)

OFFICER, FOUNDER = ("foundry", Role.BIOSAFETY_OFFICER), ("firm", Role.FOUNDER)
PASSWORD = "a long password for tests"
FOUND = ("planted_0", "matches the database")


@pytest.fixture
def flagged(gate: Gate) -> str:
    cache.clear()
    return gate.screened(GREEN, stretch(GREEN))


def page(gate: Gate, who, address: str, status: int = 200) -> str:
    answer = gate.sign_in(*who).get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def bearer(person: str) -> dict[str, str]:
    """The header of a program that speaks for the person, who has a login."""
    now = timezone.now()
    minted = mint(person, "a program", list(Scope), now=now, expires=now + timedelta(days=1))
    return {"HTTP_AUTHORIZATION": f"Bearer {minted.secret}"}


def decide(gate: Gate, id: str, client, status: int = 302, **more):
    given = {
        "key": new_id("form"), "report": gate.record(id).result.report, "decision": "clear",
        "reason": "A marker of the kit.", "password": PASSWORD, **more,
    }  # fmt: skip
    answer = client.post(f"/screening/{id}/decide/", given)
    assert answer.status_code == status, answer.content.decode()
    return answer


def test_the_officer_finds_it_waiting_and_reads_what_was_found(gate, flagged) -> None:
    queue = page(gate, OFFICER, "/screening/")
    assert f"/screening/{flagged}/" in queue
    assert "made-up 1" in queue
    assert "no proof of safety" in queue
    shown = page(gate, OFFICER, f"/screening/{flagged}/")
    for words in (*FOUND, "Exact windows, both strands", "did not run", "Sign the decision", "no proof of safety"):
        assert words in shown
    assert re.search(r"<svg[^>]*role=\"img\"", shown)
    waiting = [item.title for items in gather(gate.officer.actor).values() for item in items]
    assert any("waits for your review" in title for title in waiting)
    report = gate.sign_in(*OFFICER).get(f"/screening/{flagged}/report")
    assert b"planted_0" in b"".join(report.streaming_content)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("firm", Role.FOUNDER), ("firm", Role.BIOSAFETY_OFFICER), ("foundry", Role.FOUNDRY_SCIENTIST),
        ("other", Role.BIOSAFETY_OFFICER), ("operator", Role.ADMINISTRATOR),
    ],
)  # fmt: skip
def test_nobody_else_learns_what_was_found(gate, flagged, name, role) -> None:
    for address in ("", "report", "decide/"):
        page(gate, (name, role), f"/screening/{flagged}/{address}", status=404)
    listed = page(gate, (name, role), "/screening/")
    assert flagged not in listed
    person = gate.cast.person(name, role)
    gate.sign_in(name, role)
    client, auth = Client(), bearer(person)
    for address in (f"screenings/{flagged}", f"screenings/{flagged}/report"):
        assert client.get(f"/api/v1/{address}", **auth).status_code == 404
    assert client.get(f"/api/v1/history/screening/{flagged}", **auth).status_code in (404, 422)
    items = client.get("/api/v1/screenings", **auth).json()["items"]
    assert all(item["request"] != flagged for item in items)
    digest = gate.record(flagged).result.report
    for address in (f"evidence/{digest}/document", f"evidence/{digest}"):
        assert client.get(f"/api/v1/{address}", **auth).status_code in (404, 422)
    jobs = client.get("/api/v1/jobs", **auth).content.decode()
    request = client.get(f"/api/v1/requests/{flagged}", **auth).content.decode()
    history = client.get(f"/api/v1/history/request/{flagged}", **auth).content.decode()
    for told in (jobs, request, history):
        assert not any(words in told for words in FOUND)


def test_the_customer_is_told_that_it_is_in_review_and_no_more(gate, flagged) -> None:
    shown = page(gate, FOUNDER, f"/requests/{flagged}/")
    assert "In review" in shown
    assert "The biosafety officers of the foundry review it." in shown
    assert not any(words in shown for words in FOUND)
    assert f"/screening/{flagged}/" not in shown
    assert f"/screening/{flagged}/" in page(gate, OFFICER, f"/requests/{flagged}/")


def test_without_a_database_the_pages_say_what_to_do(gate) -> None:
    id = gate.design()
    for who, address in ((FOUNDER, f"/requests/{id}/"), (OFFICER, "/screening/")):
        shown = page(gate, who, address)
        assert "No screening database is mounted" in shown
        assert "TILTH_SCREENING_INDEX" in shown


def test_two_officers_decide_on_the_page_each_with_a_password(gate, flagged) -> None:
    client = gate.sign_in(*OFFICER)
    decide(gate, flagged, client, 422, password="not mine")
    decide(gate, flagged, client, 422, reason="")
    assert "was screened again since" in decide(gate, flagged, client, 409, report="0" * 64).content.decode()
    decide(gate, flagged, client)
    assert "the second decision is another officer" in page(gate, OFFICER, f"/screening/{flagged}/")
    gate.hire()
    client.force_login(User.objects.create_user("second@foundry.example", PASSWORD, gate.second))
    decide(gate, flagged, client)
    assert gate.request(flagged).screening.status is Status.CLEARED
    shown = client.get(f"/screening/{flagged}/").content.decode()
    assert shown.count("A marker of the kit.") == 2
    assert "Sign the decision" not in shown


def test_an_officer_with_a_role_at_the_customer_is_turned_away(gate, flagged) -> None:
    from tilth.parties import commands as ask
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.journal.actions import Call
    from tilth_site.parties.actions import carry_out

    grant = ask.GrantRole(gate.cast.firm, gate.cast.person(*OFFICER), Role.REVIEWER)
    done(carry_out(Call(OPERATOR, timezone.now()), grant))
    assert "You have a role at the customer" in page(gate, OFFICER, f"/screening/{flagged}/")
    assert "You have a role" in decide(gate, flagged, gate.sign_in(*OFFICER), 409).content.decode()


def test_an_officer_has_a_design_screened_again_and_decisions_begin_anew(gate, flagged) -> None:
    done(review(gate.officer, flagged))
    client = gate.sign_in(*OFFICER)
    key = new_id("form")
    for _ in range(2):
        assert client.post(f"/screening/{flagged}/again/", {"key": key}).status_code == 302
    gate.work()
    record = gate.record(flagged)
    assert (record.standing, record.reviews) == (Standing.IN_REVIEW, ())


def test_a_program_of_the_officer_reads_the_report_and_asks_again(gate, flagged) -> None:
    person = gate.officer.actor.person
    gate.sign_in(*OFFICER)
    client, auth = Client(), bearer(person)
    listed = client.get("/api/v1/screenings?standing=in_review", **auth).json()["items"]
    assert [item["request"] for item in listed] == [flagged]
    one = client.get(f"/api/v1/screenings/{flagged}", **auth).json()
    assert one["not_passed"][0]["hits"][0]["label"] == "planted_0"
    assert one["screening"]["found"] == 1
    again = {"HTTP_IDEMPOTENCY_KEY": "again-1", **auth}
    jobs = {client.generic("POST", f"/api/v1/screenings/{flagged}/repeat", **again).json()["id"] for _ in range(2)}
    assert len(jobs) == 1


def test_the_pages_are_in_chinese_too(gate, flagged) -> None:
    client = gate.sign_in(*OFFICER)
    shown = client.get(f"/screening/{flagged}/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "两名生物安全官" in shown
    for english in ("both strands", "six frames", "no reference", "ordered earlier", "筛查:"):
        assert english not in shown, english
    assert actor_of(gate.officer.actor.person).organisations
