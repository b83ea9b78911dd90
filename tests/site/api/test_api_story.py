"""A design request from draft to queue, by calls of the API alone, and what each call answers."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
import rfc8785
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tilth.foundry.request import Side
from tilth.parties.model import Role

CIDAR = Path(__file__).resolve().parents[3] / "examples" / "cidar" / "DESIGN.toml"

# Jobs commit as they go, so the story needs a database with real commits.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def founder(program):
    return program("firm", Role.FOUNDER)


@pytest.fixture
def scientist(program):
    return program("foundry", Role.FOUNDRY_SCIENTIST)


def opened(founder, cast, **headers):
    body = {"title": "CIDAR units", "owner": cast.firm, "provider": cast.foundry, "customer_class": "industry"}
    return founder.post("/requests", body, **headers)


def next_week() -> str:
    year, week, _ = (timezone.localdate() + timedelta(days=7)).isocalendar()
    return f"{year}-W{week:02}"


def assessed() -> None:
    from tilth_site.jobs import worker

    worker.run(stop_when_idle=True)


def good(response, status: int = 200):
    assert response.status_code == status, response.content
    return response.json()


def quoted(founder, scientist, cast) -> str:
    id = good(opened(founder, cast), 201)["request"]["id"]
    good(founder.post(f"/requests/{id}/design", {"plan": CIDAR.read_text()}))
    assessed()
    good(founder.post(f"/requests/{id}/submit"))
    good(scientist.post(f"/requests/{id}/accept"))
    good(scientist.post(f"/requests/{id}/quote", {"terms": "Thirty days."}))
    return id


def test_a_request_goes_from_draft_to_quote(founder, scientist, cast) -> None:
    answer = opened(founder, cast)
    made = good(answer, 201)["request"]
    assert answer.headers["Location"] == f"/api/v1/requests/{made['id']}"
    id = made["id"]
    handed = good(founder.post(f"/requests/{id}/design", {"plan": CIDAR.read_text()}))
    assert handed["request"]["design"]["version"] == 1
    job = good(founder.get(f"/jobs?subject=request/{id}"))["items"][0]
    assert job["state"] == "waiting"
    assessed()
    assert good(founder.get(f"/jobs/{job['id']}"))["state"] == "done"
    found = good(founder.get(f"/requests/{id}/assessment"))["assessment"]
    assert sum(group["constructs"] for group in found["groups"]) == 486
    assert ("internal_site", "R0063_AB") in {(one["code"], one["part"]) for one in found["problems"]["first"]}
    assert len(json.loads(b"".join(founder.get(f"/requests/{id}/report")))["constructs"]) == 486
    assert len(json.loads(b"".join(founder.get(f"/requests/{id}/constructs")))) == 486
    good(founder.post(f"/requests/{id}/submit"))
    assert good(scientist.get("/requests?standpoint=provider&state=submitted"))["items"][0]["id"] == id
    good(scientist.post(f"/requests/{id}/accept"))
    extra = {"key": "courier", "what": "Courier", "quantity": 2, "unit_price": 5000}
    good(scientist.post(f"/requests/{id}/quote", {"terms": "Thirty days.", "extra": [extra]}))
    shown = good(founder.get(f"/requests/{id}"))
    assert (shown["state"], shown["statement"]["unsigned"]) == ("quoted", ["owner", "provider"])
    (statement,) = good(founder.get(f"/requests/{id}/statements"))["items"]
    assert hashlib.sha256(rfc8785.dumps(statement["statement"])).hexdigest() == statement["sha256"]
    assert statement["statement"]["lines"][-1]["amount"] == {"minor": 10000, "currency": "CNY"}


def test_a_program_cannot_sign_and_is_told_who_can(founder, scientist, cast) -> None:
    id = quoted(founder, scientist, cast)
    refused = founder.post(f"/requests/{id}/sign")
    assert refused.status_code == 403
    assert refused.json()["code"] == "signature.by_person"


def test_a_second_quote_is_compared_with_the_first(founder, scientist, cast) -> None:
    id = quoted(founder, scientist, cast)
    good(scientist.post(f"/requests/{id}/quote", {"terms": "Sixty days."}))
    changes = good(founder.get(f"/requests/{id}/statements/2/changes?since=1"))
    assert [(one["key"], one["old"], one["new"]) for one in changes["fields"]] == [
        ("terms", "Thirty days.", "Sixty days.")
    ]
    assert changes["lines"] == []
    assert founder.get(f"/requests/{id}/statements/3").status_code == 404


def test_a_signed_request_takes_a_place_and_is_not_started_unscreened(founder, scientist, cast, story) -> None:
    story.until_signed()
    slot = good(scientist.post("/slots", {"provider": cast.foundry, "week": next_week(), "places": 1}), 201)[
        "slot"
    ]["id"]
    assert good(scientist.post(f"/requests/{story.id}/queue", {"slot": slot}))["request"]["state"] == "queued"
    assert good(scientist.get(f"/slots/{slot}"))["taken"] == 1
    refused = scientist.post(f"/requests/{story.id}/start")
    assert (refused.status_code, refused.json()["code"]) == (409, "screening.not_screened")
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_the_history_of_a_request_is_a_page_of_entries_with_their_hashes(founder, story) -> None:
    story.until_quoted()
    first = good(founder.get(f"/history/request/{story.id}?limit=4"))
    rest = good(founder.get(f"/history/request/{story.id}?cursor={first['next']}"))
    entries = first["items"] + rest["items"]
    assert [entry["type"].rpartition(".")[2] for entry in entries] == [
        "opened", "designed", "assessed", "submitted", "accepted", "quoted",
    ]  # fmt: skip
    assert rest["next"] is None
    assert all(hashlib.sha256(entry["body"].encode()).hexdigest() == entry["hash"] for entry in entries)


def test_a_design_is_handed_in_as_files_and_its_delivery_with_a_report(founder, scientist, cast, story) -> None:
    id = good(opened(founder, cast), 201)["request"]["id"]
    plan = SimpleUploadedFile("DESIGN.toml", CIDAR.read_bytes())
    answer = good(founder.upload(f"/requests/{id}/design-files", {"plan": plan}, Idempotency_Key="one"))
    (file,) = answer["request"]["design"]["files"]
    assert b"".join(founder.get(f"/requests/{id}/files/{file['name']}")) == CIDAR.read_bytes()
    again = SimpleUploadedFile("DESIGN.toml", CIDAR.read_bytes())
    replayed = founder.upload(f"/requests/{id}/design-files", {"plan": again}, Idempotency_Key="one")
    assert replayed.headers["Idempotency-Replayed"] == "true"
    assert replayed.json() == answer
    report = SimpleUploadedFile("report.csv", b"construct,colonies\nTU1,4\n")
    early = scientist.upload(f"/requests/{id}/complete", {"constructs": "1", "report": report})
    assert (early.status_code, early.json()["code"]) == (409, "request.state")


def test_a_job_is_stopped_once_and_tried_again(founder, cast) -> None:
    id = good(opened(founder, cast), 201)["request"]["id"]
    good(founder.post(f"/requests/{id}/design", {"plan": CIDAR.read_text()}))
    job = good(founder.get("/jobs"))["items"][0]["id"]
    assert good(founder.post(f"/jobs/{job}/cancel"))["state"] == "cancelled"
    refused = founder.post(f"/jobs/{job}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "job.ended")
    assert good(founder.post(f"/jobs/{job}/retry"))["state"] == "waiting"


def test_pages_follow_each_other_without_gap_or_repeat(founder, cast) -> None:
    ids = [good(opened(founder, cast), 201)["request"]["id"] for _ in range(5)]
    for order, expected in (("newest", ids[::-1]), ("oldest", ids)):
        found, following = [], ""
        while following is not None:
            cursor = f"&cursor={following}" if following else ""
            page = good(founder.get(f"/requests?standpoint=owner&order={order}&limit=2{cursor}"))
            found += [one["id"] for one in page["items"]]
            following = page["next"]
        assert found == expected


def test_an_unchanged_request_is_not_sent_again(founder, cast) -> None:
    id = good(opened(founder, cast), 201)["request"]["id"]
    tag = founder.get(f"/requests/{id}").headers["ETag"]
    same = founder.get(f"/requests/{id}", If_None_Match=tag)
    assert (same.status_code, same.content) == (304, b"")
    good(founder.post(f"/requests/{id}/withdraw", {}))
    assert good(founder.get(f"/requests/{id}", If_None_Match=tag))["state"] == "withdrawn"


def test_a_replayed_quote_is_the_first_answer_whatever_happened_since(founder, scientist, cast) -> None:
    id = good(opened(founder, cast, Idempotency_Key="open"), 201)["request"]["id"]
    assert good(opened(founder, cast, Idempotency_Key="open"), 201)["request"]["id"] == id
    good(founder.post(f"/requests/{id}/design", {"plan": CIDAR.read_text()}))
    assessed()
    good(founder.post(f"/requests/{id}/submit"))
    good(scientist.post(f"/requests/{id}/accept"))
    first = scientist.post(f"/requests/{id}/quote", {"terms": "A."}, Idempotency_Key='"quote"')
    good(scientist.post(f"/requests/{id}/quote", {"terms": "B."}))
    again = scientist.post(f"/requests/{id}/quote", {"terms": "A."}, Idempotency_Key='"quote"')
    assert (again.status_code, again.content) == (200, first.content)
    other = scientist.post(f"/requests/{id}/quote", {"terms": "C."}, Idempotency_Key='"quote"')
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.reused")
    assert Side.OWNER in good(founder.get(f"/requests/{id}"))["statement"]["unsigned"]
