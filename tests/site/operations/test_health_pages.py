"""What machines ask: whether it is up, whether it is ready, and how it is doing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError, connection

from tilth_site.pages import health

pytestmark = pytest.mark.django_db


def test_a_process_that_is_up_says_so(client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.fixture
def home(settings, tmp_path: Path) -> Path:
    """A home with a database file in it, as far as permissions go."""
    settings.HOME, settings.EVIDENCE = tmp_path, tmp_path / "evidence"
    database = tmp_path / "tilth.sqlite3"
    database.touch()
    settings.DATABASES = {
        **settings.DATABASES,
        "default": {**settings.DATABASES["default"], "NAME": str(database)},
    }
    return tmp_path


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_a_site_that_can_serve_is_ready(client, home: Path) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert set(answer.json()["checks"]) == {"database", "migrations", "writable", "evidence"}


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_what_keeps_a_site_from_serving_is_named(client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "unmigrated", lambda: ("journal.0001_initial",))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, passed in answer.json()["checks"].items() if not passed] == ["migrations"]


def test_a_database_that_does_not_answer_is_no_fault_of_the_page(client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("the disk is gone")

    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] is False


def test_the_metrics_are_for_this_machine(client) -> None:
    client.get("/healthz")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b'tilth_requests_total{method="GET",route="healthz",status="200"}' in answer.content
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"])
def test_whoever_comes_through_a_proxy_is_not_this_machine(client, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("address", ["203.0.113.7", "", "unknown"])
def test_to_other_machines_there_are_no_metrics(client, address: str) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 404


def test_the_token_opens_the_metrics_to_other_machines(client, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return client.get("/metrics", headers=headers, REMOTE_ADDR="203.0.113.7").status_code

    assert ask("") == 404
    monkeypatch.setenv("TILTH_METRICS_TOKEN", "let me in, 令牌")
    assert ask("let me in") == 404
    monkeypatch.setenv("TILTH_METRICS_TOKEN", "let-me-in")
    assert ask("let-me-in") == 200


def test_a_method_that_http_does_not_know_adds_no_series(client) -> None:
    for made_up in ("BREW", "X" * 50):
        client.generic(made_up, "/healthz")
    text = client.get("/metrics").content.decode()
    assert 'method="other"' in text
    assert "BREW" not in text
