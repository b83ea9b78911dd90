"""A program with a token, for any person of the cast."""

from __future__ import annotations

import json
import runpy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from tilth.kernel.ids import new_id
from tilth.parties.model import Role

SITE = Path(__file__).resolve().parents[1]
ROOT = "/api/v1"


@dataclass
class Program:
    """Calls the API with a token."""

    secret: str
    client: Client

    def get(self, path: str, **headers):
        return self.call("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers):
        return self.call("POST", path, body, **headers)

    def call(self, method: str, path: str, body: object = None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(
            method, ROOT + path, headers={"Authorization": f"Bearer {self.secret}", **named}, **sent
        )

    def upload(self, path: str, data: dict[str, object], **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(ROOT + path, data, headers={"Authorization": f"Bearer {self.secret}", **named})


@pytest.fixture(autouse=True)
def _fresh_counts(settings, tmp_path):
    settings.EVIDENCE = tmp_path / "evidence"
    caches["process"].clear()


@pytest.fixture
def program(cast):
    """``program("firm", Role.FOUNDER)``: a program that calls for that person, with both scopes."""

    def make(name: str, role: Role, scopes: str = "read write", days: float = 30) -> Program:
        return Program(secret_for(cast, name, role, scopes, days), Client(raise_request_exception=True))

    return make


def secret_for(cast, name: str, role: Role, scopes: str = "read write", days: float = 30) -> str:
    from tilth_site.accounts.models import User
    from tilth_site.accounts.tokens import Scope, mint

    person = cast.person(name, role)
    if not User.objects.filter(person=person).exists():
        User.objects.create_user(f"{role}@{name}.example", "a long password for tests", person)
    now = timezone.now()
    return mint(
        person, "a test", [Scope(one) for one in scopes.split()], now=now, expires=now + timedelta(days)
    ).secret


@pytest.fixture
def followed(cast, settings, tmp_path):
    """A plan that the operator follows, as the plan room's own tests have it, and its home in a folder."""
    settings.HOME = tmp_path
    plain = runpy.run_path(str(SITE / "plan" / "followed.py"))["Followed"]

    class Followed(plain):
        def document(self) -> str:
            """The hash of a document that the founder handed in."""
            from tilth_site.uploads.intake import store

            kept = store().put(
                b"The firm is registered.\n", media_type="text/plain", kind="upload.text",
                source=self.founder().actor.person, known_date=timezone.now(), licence="unknown",
            )  # fmt: skip
            return kept.sha256

        def published(self) -> str:
            """The id of a report that was published and sealed."""
            from tilth_site.journal.actions import Done
            from tilth_site.plan.publishing import publish

            id, call = new_id("rep"), self.officer()
            assert isinstance(publish(call, self.id, id, call.at.date()), Done)
            return id

    return Followed(cast)


@pytest.fixture
def story(cast):
    """The request's story, as the foundry's own tests tell it."""
    return runpy.run_path(str(SITE / "foundry" / "conftest.py"))["Story"](cast)
