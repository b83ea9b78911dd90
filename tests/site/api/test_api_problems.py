"""How the API says no: media type, shape, status and language of every kind of error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tilth.parties.model import Role
from tilth_site.api import problems
from tilth_site.api.problems import MEDIA_TYPE, status_of

pytestmark = pytest.mark.django_db

SOURCE = Path(__file__).resolve().parents[3] / "src"


@pytest.fixture
def founder(program):
    return program("firm", Role.FOUNDER)


def problem(response, status: int, code: str) -> dict:
    assert (response.status_code, response.headers["Content-Type"]) == (status, MEDIA_TYPE), response.content
    found = response.json()
    assert (found["status"], found["code"], found["reasons"][0]["code"]) == (status, code, code)
    assert found["type"] == f"urn:tilth:problem:{code}"
    return found


def test_an_unknown_address_is_a_problem_too() -> None:
    for path in ("/api/v1/", "/api/v1/nothing", "/api/v1/requests/"):
        found = problem(Client().get(path), 404, "not_found")
        assert found["instance"] == path
        problem(Client().post(path), 404, "not_found")


def test_a_method_that_is_not_taken_names_those_that_are(founder) -> None:
    answer = founder.call("DELETE", "/me")
    problem(answer, 405, "call.method")
    assert answer.headers["Allow"] == "GET"


@pytest.mark.parametrize("body", [b"{", b'{"title": NaN}', b'{"title": "\\ud800"}', b"\xff\xfe"])
def test_a_body_that_is_no_json_cannot_be_read(founder, body) -> None:
    answer = founder.client.post(
        "/api/v1/requests", body, content_type="application/json",
        headers={"Authorization": f"Bearer {founder.secret}"},
    )  # fmt: skip
    problem(answer, 400, "call.unreadable")


def test_a_body_of_another_media_type_is_not_read(founder) -> None:
    answer = founder.client.post(
        "/api/v1/requests", "title: T", content_type="application/yaml",
        headers={"Authorization": f"Bearer {founder.secret}"},
    )  # fmt: skip
    problem(answer, 415, "call.media_type")


def test_a_body_beyond_the_bound_is_not_read(founder, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    problem(founder.post("/requests", {"title": "x" * 2000}), 413, "call.too_large")


def test_every_wrong_field_is_named_with_what_would_mend_it(founder, cast) -> None:
    body = {"title": "", "owner": 7, "customer_class": "industry", "colour": "red", "provider": cast.foundry}
    found = problem(founder.post("/requests", body), 422, "call.invalid")
    assert {(one["where"], one["message"]) for one in found["reasons"]} == {
        ("title", "title is too short."),
        ("owner", "owner is not a text."),
        ("colour", "There is no field colour here."),
    }
    assert all(one["mend"] for one in found["reasons"])


@pytest.mark.parametrize(
    "query", ["", "?standpoint=both", "?standpoint=owner&limit=101", "?standpoint=owner&limit=1.0"]
)
def test_a_wrong_query_is_named(founder, query) -> None:
    problem(founder.get(f"/requests{query}"), 422, "call.invalid")


@pytest.mark.parametrize("cursor", ["x", "!!", "MA==x", "WzFd", "InJlcV8xIg"])
def test_a_cursor_of_another_list_is_refused(founder, cursor) -> None:
    problem(founder.get(f"/requests?standpoint=owner&cursor={cursor}"), 422, "cursor.unreadable")


def test_what_the_rules_refuse_has_their_code_and_where(founder, cast) -> None:
    body = {"title": "T", "owner": cast.firm, "provider": cast.other, "customer_class": "industry"}
    found = problem(founder.post("/requests", body), 422, "request.no_foundry")
    assert found["reasons"][0]["where"] == "provider"
    assert found["reasons"][0]["data"] == {"provider": cast.other}


def test_an_idempotency_key_that_is_none_is_refused(founder, cast) -> None:
    body = {"title": "T", "owner": cast.firm, "provider": cast.foundry, "customer_class": "industry"}
    problem(founder.post("/requests", body, Idempotency_Key="a b"), 400, "idempotency.key")


def test_a_sentence_is_translated_before_it_is_filled_in(founder, cast, monkeypatch) -> None:
    monkeypatch.setattr(
        problems, "gettext", lambda sentence: {"{field} is missing.": "缺少{field}。"}.get(sentence, sentence)
    )
    found = problem(founder.post("/requests", {"title": "T", "owner": cast.firm}), 422, "call.invalid")
    assert found["reasons"][0]["message"] == "缺少provider。"


def test_who_calls_too_often_is_told_how_long_to_wait(founder, monkeypatch) -> None:
    monkeypatch.setattr("tilth_site.api.limits.A_MINUTE", 2)
    monkeypatch.setattr("tilth_site.api.limits.time.time", lambda: 1_800_000_030.0)
    first = founder.get("/me")
    assert first.headers["RateLimit-Policy"] == '"default";q=2;w=60'
    assert first.headers["RateLimit"] == '"default";r=1;t=30'
    founder.get("/me")
    answer = founder.get("/me")
    problem(answer, 429, "call.too_many")
    assert answer.headers["Retry-After"] == "30"


def test_strangers_share_the_quota_of_their_address(monkeypatch) -> None:
    monkeypatch.setattr("tilth_site.api.limits.STRANGERS_A_MINUTE", 1)
    monkeypatch.setattr("tilth_site.api.limits.time.time", lambda: 1_800_000_030.0)
    problem(Client().get("/api/v1/me"), 401, "token.missing")
    problem(Client().get("/api/v1/me", headers={"Authorization": "Bearer tilth_no"}), 429, "call.too_many")


def test_a_fault_is_a_problem_that_tells_nothing(founder, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("tilth_site.api.endpoints.statements.price_list_out", broken)
    answer = founder.get("/price-list")
    problem(answer, 500, "fault")
    assert b"secret" not in answer.content


def test_every_code_with_a_status_of_its_own_is_one_that_is_given() -> None:
    text = "".join(
        path.read_text() for path in SOURCE.rglob("*.py") if path.name not in ("problems.py", "refusals.py")
    )
    given = set(re.findall(r'"([a-z_]+(?:[.][a-z_-]+)*)"', text))
    assert set(problems._BY_CODE) - given == set()


def test_what_nobody_decided_about_is_a_conflict() -> None:
    assert (status_of("request.state"), status_of("slot.full"), status_of("parties.merged")) == (409, 409, 409)
    assert (status_of("parties.identifier.check"), status_of("parties.identifier.held")) == (422, 409)
