"""A plan from its adoption to a published report, by calls of the API alone, and what each call answers."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plan_examples import startups
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth.plan.exchange.report_json import read_report
from tilth.plan.model import Definition, Rule, Words
from tilth_site.journal.models import JournalEntry
from tilth_site.plan.models import EvidenceRow

TRAIL = Path(__file__).resolve().parents[3] / "examples" / "api" / "trail.sh"

# Publishing signs the journal as it is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(program):
    return program("operator", Role.CLUSTER_OFFICER)


@pytest.fixture
def reviewer(program):
    return program("operator", Role.REVIEWER)


@pytest.fixture
def founder(program):
    return program("firm", Role.FOUNDER)


@pytest.fixture
def stranger(program):
    return program("other", Role.FOUNDER)


def good(response, status: int = 200):
    assert response.status_code == status, response.content
    return response.json()


def refused(response, status: int, code: str) -> list[dict]:
    assert (response.status_code, response.json()["code"]) == (status, code), response.content
    return response.json()["reasons"]


def row(followed, **changes) -> dict[str, object]:
    return {
        "plan": followed.id, "owner": followed.cast.firm, "claim": "startup.registered", "subject": "firm 1",
        "on": "2024-03-01", "place": "pudong", "source": "the register", **changes,
    }  # fmt: skip


def reading(followed, value: str) -> dict[str, object]:
    return row(followed, claim="reading", subject="scale", on="2024-12-31", place="", value=value)


def recorded(caller, body: dict[str, object]) -> str:
    return good(caller.post("/evidence", body), 201)["evidence"]["id"]


def startups_of(answer) -> dict[str, object]:
    return next(one for one in good(answer)["report"]["figures"] if one["indicator"] == "startups")


def walked(caller, path: str) -> list[dict]:
    found, following = [], ""
    while following is not None:
        page = good(caller.get(f"{path}{'&' if '?' in path else '?'}limit=2&cursor={following}"))
        found += page["items"]
        following = page["next"]
    return found


def test_a_plan_is_adopted_in_the_shape_in_which_it_is_answered(officer, founder, followed) -> None:
    shown = good(founder.get(f"/plans/{followed.id}"))
    given = shown["plan"]["plan"] | {"code": "another"}
    answer = officer.post("/plans", {"plan": given})
    made = good(answer, 201)
    assert made["plan"]["plan"] == given
    assert answer.headers["Location"] == f"/api/v1/plans/{made['plan']['id']}"
    assert made["entries"][0]["type"] == "plan.plan.adopted"
    assert [one["code"] for one in walked(founder, "/plans")] == ["another", "pudong"]
    refused(officer.post("/plans", {"plan": given}), 409, "plan.plan.exists")


def test_a_plan_that_contradicts_itself_is_refused_with_every_contradiction(officer, followed) -> None:
    given = good(officer.get(f"/plans/{followed.id}"))["plan"]["plan"] | {"code": "another"}
    given["indicators"][0]["target"] |= {"lower": "5", "upper": "3"}
    given["indicators"][1]["target"]["deadline"] = "2020-12-31"
    reasons = refused(officer.post("/plans", {"plan": given}), 422, "plan.range")
    assert {("plan.range", "indicators[0].target"), ("plan.deadline", "indicators[1].target")} <= {
        (one["code"], one["where"]) for one in reasons
    }


def test_a_number_of_a_plan_is_a_text(officer, followed) -> None:
    given = good(officer.get(f"/plans/{followed.id}"))["plan"]["plan"]
    given["indicators"][0]["target"]["lower"] = 50
    (reason,) = refused(officer.post("/plans", {"plan": given}), 422, "call.invalid")
    assert reason["where"] == "plan.indicators.0.target.lower"


def test_a_revision_adds_a_version_and_alters_none(officer, followed) -> None:
    shown = good(officer.get(f"/plans/{followed.id}"))["plan"]["plan"]
    second = Definition(2, Words("Registered in Minhang"), timezone.localdate(), Rule(("startup.registered",)))
    wider = msgspec.to_builtins(startups(definitions=(*startups().definitions, second)))
    body = {"plan": {**shown, "indicators": [wider, *shown["indicators"][1:]]}, "reason": "The district says so."}
    revised = good(officer.post(f"/plans/{followed.id}/revise", body))["plan"]
    assert revised["revision"] == 2
    altered = {"plan": shown, "reason": "Back again."}
    refused(officer.post(f"/plans/{followed.id}/revise", altered), 409, "plan.plan.altered")
    refused(officer.post(f"/plans/{new_id('pln')}/revise", altered), 404, "not_found")
    refused(officer.post(f"/plans/{followed.id}/revise", body), 409, "plan.plan.same")


def test_a_plan_that_has_not_changed_is_not_sent_again(founder, followed) -> None:
    first = founder.get(f"/plans/{followed.id}")
    assert founder.get(f"/plans/{followed.id}", If_None_Match=first.headers["ETag"]).status_code == 304


def test_a_row_is_recorded_accepted_and_taken_back(founder, officer, reviewer, stranger, followed) -> None:
    id = recorded(founder, row(followed, facts={"name": "Loam", "employees": "7"}))
    refused(stranger.get(f"/evidence/{id}"), 404, "not_found")
    refused(stranger.post(f"/evidence/{id}/accept", {}), 404, "not_found")
    refused(founder.post(f"/evidence/{id}/accept", {}), 403, "permission.denied")
    assert good(reviewer.post(f"/evidence/{id}/accept", {"reason": "Seen."}))["evidence"]["standing"] == "accepted"
    shown = good(stranger.get(f"/evidence/{id}"))
    assert (shown["evidence"]["row"]["reason"], shown["evidence"]["row"]["facts"]["employees"]) == ("Seen.", "7")
    assert [one["type"] for one in shown["entries"]] == ["plan.evidence.recorded", "plan.evidence.accepted"]
    assert all(hashlib.sha256(one["body"].encode()).hexdigest() == one["hash"] for one in shown["entries"])
    taken = good(officer.post(f"/evidence/{id}/withdraw", {"reason": "It is another firm."}))["evidence"]
    assert (taken["standing"], taken["ended_reason"]) == ("ended", "It is another firm.")
    refused(stranger.get(f"/evidence/{id}"), 404, "not_found")
    refused(reviewer.post(f"/evidence/{id}/accept", {}), 409, "plan.evidence.standing")
    history = good(founder.get(f"/history/evidence/{id}"))["items"]
    assert [one["type"].rpartition(".")[2] for one in history] == ["recorded", "accepted", "withdrawn"]


def test_nobody_accepts_what_he_recorded_himself(officer, followed) -> None:
    id = recorded(officer, row(followed, owner=followed.cast.operator))
    refused(officer.post(f"/evidence/{id}/accept", {}), 409, "plan.evidence.own")


def test_what_no_row_can_say_is_refused_field_by_field(founder, followed) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    reasons = refused(
        founder.post("/evidence", row(followed, on=tomorrow, claim="startup.dreamt", source="")),
        422,
        "plan.evidence.future",
    )
    assert [one["where"] for one in reasons] == ["on", "claim", "source"]
    refused(founder.post("/evidence", row(followed, plan=new_id("pln"))), 422, "plan.missing")
    refused(founder.post("/evidence", row(followed, owner=followed.cast.other)), 404, "not_found")
    for wrong in (
        {"on": "2024-02-30"},
        {"value": 410},
        {"value": "1e9"},
        {"facts": {"a": 1}},
        {"known": "2024-01-01"},
    ):
        refused(founder.post("/evidence", row(followed, **wrong)), 422, "call.invalid")


def test_the_same_call_under_the_same_key_records_one_row(founder, followed) -> None:
    first = founder.post("/evidence", row(followed), Idempotency_Key="one")
    again = founder.post("/evidence", row(followed), Idempotency_Key="one")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.content) == (201, first.content)
    assert EvidenceRow.objects.count() == 1


def test_many_rows_are_recorded_all_or_none(founder, followed) -> None:
    rows = [row(followed, subject=f"firm {number}") for number in range(5)]
    broken = [*rows[:3], row(followed, claim="startup.dreamt"), rows[4]]
    (reason,) = refused(founder.post("/evidence-batches", {"rows": broken}), 422, "plan.evidence.claim")
    assert (reason["where"], reason["data"]["row"]) == ("rows[3].claim", 4)
    assert not EvidenceRow.objects.exists()
    first = founder.post("/evidence-batches", {"rows": rows}, Idempotency_Key="all")
    made = good(first)["evidence"]
    assert [one["row"]["subject"] for one in made] == [f"firm {number}" for number in range(5)]
    assert founder.post("/evidence-batches", {"rows": rows}, Idempotency_Key="all").content == first.content
    refused(founder.post("/evidence-batches", {"rows": [rows[0]] * 2_001}), 422, "call.invalid")


def test_lists_of_evidence_are_told_apart_by_claim_subject_and_standing(
    founder, reviewer, stranger, followed
) -> None:
    ids = [recorded(founder, row(followed, subject=f"firm {number}")) for number in range(3)]
    ids.append(recorded(founder, row(followed, claim="same", subject="firm 0", other="firm 1", place="")))
    good(reviewer.post(f"/evidence/{ids[0]}/accept", {}))
    listed = f"/evidence?plan={followed.id}"
    assert [one["id"] for one in walked(founder, listed)] == ids[::-1]
    assert [one["id"] for one in walked(stranger, listed)] == ids[:1]
    assert [one["id"] for one in walked(founder, f"{listed}&standing=pending&claim=startup.registered")] == ids[
        2:0:-1
    ]
    assert [one["id"] for one in walked(founder, f"{listed}&subject=firm 1")] == [ids[3], ids[1]]
    assert walked(founder, f"/evidence?plan={new_id('pln')}") == []


def test_one_of_two_readings_is_chosen_by_name_and_with_a_reason(founder, reviewer, officer, followed) -> None:
    low, high = recorded(founder, reading(followed, "410")), recorded(founder, reading(followed, "420.5"))
    refused(officer.post("/reports", {"plan": followed.id, "as_of": "2025-06-30"}), 409, "plan.report.blocked")
    (reason, *_) = refused(reviewer.post(f"/evidence/{low}/accept", {}), 409, "plan.evidence.rivals")
    assert reason["data"]["rivals"] == high
    chosen = good(reviewer.post(f"/evidence/{low}/accept", {"over": [high], "reason": "Read from the slide."}))
    assert (chosen["evidence"]["row"]["value"], chosen["evidence"]["row"]["over"]) == ("410", [high])
    figures = good(officer.get(f"/plans/{followed.id}/figures?as_of=2025-06-30&forecasts=false"))
    assert figures["blocked"] is False
    assert next(one for one in figures["report"]["figures"] if one["indicator"] == "scale")["certain"] == "410"


def test_the_evidence_of_a_milestone_is_accepted_with_a_verdict(founder, reviewer, followed) -> None:
    id = recorded(founder, row(followed, claim="verdict", subject="materials/resin", place=""))
    refused(reviewer.post(f"/evidence/{id}/accept", {}), 422, "plan.evidence.verdict")
    judged = good(reviewer.post(f"/evidence/{id}/accept", {"verdict": "partly"}))
    assert judged["evidence"]["row"]["verdict"] == "partly"


def test_a_document_is_named_by_whoever_handed_it_in(founder, reviewer, stranger, followed, cast) -> None:
    def text() -> SimpleUploadedFile:
        return SimpleUploadedFile("licence.txt", "营业执照 1\n".encode())

    kept = good(founder.upload("/evidence-documents", {"owner": cast.firm, "document": text()}))
    assert kept == {
        "name": "licence.txt", "sha256": hashlib.sha256(text().read()).hexdigest(), "size": text().size,
        "media_type": "text/plain",
    }  # fmt: skip
    refused(stranger.upload("/evidence-documents", {"owner": cast.firm, "document": text()}), 404, "not_found")
    stolen = row(followed, owner=cast.other, document=kept["sha256"], open=True)
    refused(stranger.post("/evidence", stolen), 422, "plan.evidence.document")
    absent = row(followed, owner=cast.other, document="0" * 64)
    refused(stranger.post("/evidence-batches", {"rows": [absent]}), 422, "plan.evidence.document")
    closed = recorded(founder, row(followed, document=kept["sha256"], source=""))
    shown = recorded(founder, row(followed, document=kept["sha256"], open=True))
    for id in (closed, shown):
        good(reviewer.post(f"/evidence/{id}/accept", {}))
    refused(stranger.get(f"/evidence/{closed}/document"), 404, "not_found")
    assert b"".join(reviewer.get(f"/evidence/{closed}/document")) == text().read()
    answer = stranger.get(f"/evidence/{shown}/document")
    assert b"".join(answer) == text().read()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{shown}.txt"'


def test_figures_of_today_are_for_those_who_see_what_waits(founder, reviewer, officer, followed) -> None:
    followed.counted(subject="firm 1")
    followed.record(subject="firm 2")
    path = f"/plans/{followed.id}/figures"
    refused(founder.get(path), 404, "not_found")
    refused(founder.get(f"{path}/startups/units"), 404, "not_found")
    said = startups_of(officer.get(f"{path}?forecasts=false"))
    assert (said["low"], said["certain"], said["high"], said["outlook"]) == ("1", "1", "2", None)
    before = startups_of(officer.get(f"{path}?as_of=2024-02-29&forecasts=false"))
    assert before["certain"] == "0"
    found = good(reviewer.get(f"{path}/startups/units"))["items"]
    assert [(one["subject"], one["certain"]) for one in found] == [("firm 1", True), ("firm 2", False)]
    refused(officer.get(f"{path}?as_of=2020-01-01"), 422, "plan.report.early")
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused(officer.get(f"{path}?as_of={tomorrow}"), 422, "plan.report.future")
    refused(officer.get(f"{path}?as_of=2024-02-30"), 422, "call.invalid")
    refused(officer.get(f"{path}/none/units"), 404, "not_found")
    refused(officer.get(f"{path}/startups/units?definition=2"), 404, "not_found")


def test_units_follow_each_other_without_gap_or_repeat(officer, followed) -> None:
    names = [f"firm {number}" for number in range(5)]
    for name in names:
        followed.counted(subject=name)
    path = f"/plans/{followed.id}/figures/startups/units"
    assert [one["subject"] for one in walked(officer, path)] == names
    refused(officer.get(f"{path}?cursor=MTI"), 422, "cursor.unreadable")


def test_a_report_is_published_read_and_verified(officer, stranger, followed) -> None:
    rows = [followed.counted(subject=f"firm {number}") for number in range(3)]
    followed.record(subject="firm 9")
    body = {"plan": followed.id, "as_of": timezone.localdate().isoformat()}
    answer = officer.post("/reports", body, Idempotency_Key="publish")
    made = good(answer, 201)
    id = made["report"]["id"]
    assert [one["type"] for one in made["entries"]] == ["plan.report.published", "plan.report.sealed"]
    assert officer.post("/reports", body, Idempotency_Key="publish").content == answer.content
    assert made["report"]["seal"]["size"] == made["entries"][0]["seq"]
    refused(officer.post(f"/reports/{id}/seal"), 409, "plan.report.sealed")

    assert good(stranger.get(f"/reports/{id}")) == made["report"]
    assert walked(stranger, f"/reports?plan={followed.id}") == [made["report"]]
    content = stranger.get(f"/reports/{id}/content")
    assert hashlib.sha256(content.content).hexdigest() == made["report"]["sha256"]
    assert content.headers["ETag"] == f'"{made["report"]["sha256"]}"'
    unchanged = stranger.get(f"/reports/{id}/content", If_None_Match=content.headers["ETag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert read_report(content.content).figure("startups").certain == 3
    found = good(stranger.get(f"/reports/{id}/verification"))
    assert (found["sound"], found["rebuilt"]["equal"], found["faults"]) == (True, True, [])

    opened = good(stranger.get(f"/reports/{id}/figures/startups/units"))["items"]
    assert [(one["subject"], one["rows"]) for one in opened] == [(f"firm {n}", [rows[n]]) for n in range(3)]
    assert len(good(officer.get(f"/reports/{id}/figures/startups/units"))["items"]) == 4
    refused(stranger.get(f"/reports/{id}/figures/none/units"), 404, "not_found")


def test_a_figure_of_today_has_the_shape_of_a_published_one(officer, followed) -> None:
    followed.counted()
    today = timezone.localdate().isoformat()
    live = good(officer.get(f"/plans/{followed.id}/figures"))["report"]
    id = good(officer.post("/reports", {"plan": followed.id, "as_of": today}), 201)["report"]["id"]
    assert json.loads(officer.get(f"/reports/{id}/content").content)["report"] == live


def test_only_an_officer_publishes(reviewer, founder, followed) -> None:
    body = {"plan": followed.id, "as_of": "2025-06-30"}
    before = JournalEntry.objects.count()
    refused(reviewer.post("/reports", body), 403, "permission.denied")
    refused(founder.post("/reports", body), 404, "not_found")
    assert JournalEntry.objects.count() == before


def test_the_example_goes_from_a_number_to_its_entries_in_the_journal(live_server, stranger, followed) -> None:
    followed.counted(subject="Loam")
    followed.published()
    environment = {**os.environ, "TILTH": live_server.url, "TOKEN": stranger.secret}
    told = subprocess.run([TRAIL, "startups"], env=environment, capture_output=True, text=True, check=True).stdout
    digests = re.findall("[0-9a-f]{64}", told)
    assert digests[0] == digests[1]
    assert "startups: 1, between 1 and 1, on 1 rows" in told
    assert "The first of them: Loam, since 2024-03-01" in told
    assert told.count("hash right") == 2
    assert told.endswith("Sound, by the journal and its signed checkpoint: True\n")
