"""The pages on which a person makes, sees and revokes tokens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tilth.parties.model import Role
from tilth_site.accounts.models import ApiToken

pytestmark = pytest.mark.django_db

FORM = {"name": "the robot", "scopes": ["read", "write"], "days": "30"}


@pytest.fixture
def founder(sign_in, settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    client = sign_in("firm", Role.FOUNDER)
    client.post(reverse("account_reauthenticate"), {"password": "a long password for tests"})
    return client


def test_the_secret_is_shown_once_and_works(founder, client) -> None:
    assert founder.get(reverse("make_token")).status_code == 200
    made = founder.post(reverse("make_token"), FORM)
    secret = made.context["made"].secret
    assert secret in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    assert secret not in founder.get(reverse("tokens")).content.decode()
    kept = ApiToken.objects.get()
    assert secret not in (kept.digest, kept.name, kept.scopes)
    answer = client.__class__().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["token"]["name"] == "the robot"


def test_a_token_is_made_by_who_has_just_proved_who_he_is(sign_in) -> None:
    client = sign_in("firm", Role.FOUNDER)
    answer = client.post(reverse("make_token"), FORM)
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]
    assert not ApiToken.objects.exists()


def test_a_revoked_token_counts_no_more(founder, client) -> None:
    secret = founder.post(reverse("make_token"), FORM).context["made"].secret
    founder.post(reverse("revoke_token", args=[ApiToken.objects.get().id]))
    answer = client.__class__().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_nobody_revokes_the_token_of_another(founder, program) -> None:
    program("foundry", Role.FOUNDRY_SCIENTIST)
    other = ApiToken.objects.get()
    assert founder.post(reverse("revoke_token", args=[other.id])).status_code == 404
    other.refresh_from_db()
    assert other.revoked is None


def test_a_token_without_a_scope_is_not_made(founder) -> None:
    answer = founder.post(reverse("make_token"), {**FORM, "scopes": []})
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()
