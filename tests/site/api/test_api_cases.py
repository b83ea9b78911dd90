"""Programs about a case: the applicant's opens and hands in, the officers' asks, and nobody votes by a token."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dockets import DEMO, Docket
from tilth.kernel.ids import new_id
from tilth.parties.model import Role

pytestmark = pytest.mark.django_db


def document(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.txt", text.encode())


def test_a_case_is_opened_documented_and_handed_in(program, cast) -> None:
    founder = program("firm", Role.FOUNDER)
    opened = founder.post("/cases", {"applicant": cast.firm, "procedure": DEMO}, idempotency_key="case-1")
    again = founder.post("/cases", {"applicant": cast.firm, "procedure": DEMO}, idempotency_key="case-1")
    assert (opened.status_code, again.json()) == (201, opened.json())
    id = opened.json()["case"]["id"]
    early = founder.post(f"/cases/{id}/steps/biosafety/submit", {})
    assert (early.status_code, early.json()["code"], len(early.json()["reasons"])) == (409, "approval.missing", 2)
    for kind in ("sequence_verification", "risk_assessment"):
        founder.upload(f"/cases/{id}/documents", {"kind": kind, "document": document(kind)})
    written = founder.post(f"/cases/{id}/steps/biosafety/submit", {})
    assert [entry["type"] for entry in written.json()["entries"]] == ["approval.step.submitted"]
    biosafety = founder.get(f"/cases/{id}").json()["steps"][0]
    assert (biosafety["phase"], biosafety["clock"]["statutory"], biosafety["missing"]) == ("running", 0, [])
    assert [row["id"] for row in founder.get("/cases").json()["items"]] == [id]
    assert founder.get(f"/history/case/{id}").json()["items"][0]["type"] == "approval.case.opened"


def test_a_letter_of_questions_stops_the_clock(program, cast) -> None:
    docket = Docket(cast).submitted()
    officer = program("operator", Role.CLUSTER_OFFICER)
    asked = officer.post(f"/cases/{docket.id}/steps/biosafety/questions", {"on": "2026-03-03"})
    assert asked.status_code == 200, asked.content
    past = officer.get(f"/cases/{docket.id}?as_of=2026-03-04").json()["steps"][0]
    assert (past["phase"], past["clock"]["due"]) == ("stopped", None)
    assert officer.get(f"/cases/{docket.id}?as_of=2026-03-02").json()["steps"][0]["phase"] == "running"


def test_a_forecast_is_answered_with_its_changes(program, cast) -> None:
    docket = Docket(cast).submitted()
    founder = program("firm", Role.FOUNDER)
    shown = founder.get(f"/cases/{docket.id}/forecast?as_of=2026-03-03&what_if=answers=10").json()
    assert [one["what_if"] for one in shown["outlooks"]] == ["", "answers=10"]
    assert shown["outlooks"][0]["dates"]["p50"] < shown["outlooks"][0]["dates"]["p95"]
    wrong = founder.get(f"/cases/{docket.id}/forecast?what_if=nonsense")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "approval.what_if")


def test_a_letter_is_shown_with_its_number_and_answered_by_it_the_oldest_where_none_is_named(
    program, cast
) -> None:
    docket = Docket(cast).submitted()
    officer, founder = program("operator", Role.CLUSTER_OFFICER), program("firm", Role.FOUNDER)
    step = f"/cases/{docket.id}/steps/biosafety"
    for _ in range(3):
        officer.post(f"{step}/questions", {"name": "questions.pdf"})
    assert founder.post(f"{step}/answer", {"full": True, "letter": 2}).status_code == 200
    written = founder.post(f"{step}/answer", {"full": True}).json()
    letters = written["case"]["steps"][0]["letters"]
    assert [(one["number"], one["answered"] is not None, one["open"]) for one in letters] == [
        (1, True, False),
        (2, True, False),
        (3, False, True),
    ]
    assert letters[0]["name"] == "questions.pdf"
    again = founder.post(f"{step}/answer", {"full": True, "letter": 2})
    assert (again.status_code, again.json()["code"]) == (409, "approval.case.halt")


def test_nobody_recognises_by_a_token(program, cast) -> None:
    docket = Docket(cast).submitted()
    refused = program("operator", Role.CLUSTER_OFFICER).post(f"/cases/{docket.id}/steps/ethics/recognise")
    assert (refused.status_code, refused.json()["code"]) == (403, "signature.by_person")


def test_nobody_votes_by_a_token(program, cast) -> None:
    docket = Docket(cast).submitted()
    refused = program("operator", Role.CLUSTER_OFFICER).post(f"/cases/{docket.id}/steps/biosafety/vote")
    assert (refused.status_code, refused.json()["code"]) == (403, "signature.by_person")


def test_nothing_is_said_of_days_far_ahead_or_before_it_began(program, cast) -> None:
    docket = Docket(cast).submitted()
    founder = program("firm", Role.FOUNDER)
    for day in ("9999-12-31", "2025-12-31"):
        refused = founder.get(f"/cases/{docket.id}?as_of={day}")
        assert (refused.status_code, refused.json()["code"]) == (422, "approval.case.as_of")


def test_people_of_the_operator_who_neither_run_nor_review_it_are_told_that_there_is_no_such_case(
    program, cast
) -> None:
    docket = Docket(cast).submitted()
    reviewer = program("operator", Role.REVIEWER)
    assert reviewer.get(f"/cases/{docket.id}").status_code == 404
    assert reviewer.post(f"/cases/{docket.id}/steps/biosafety/accept", {}).status_code == 404
    assert reviewer.get(f"/cases/{new_id('case')}").status_code == 404
