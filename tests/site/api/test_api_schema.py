"""The API against its own published schema: schemathesis makes calls of every operation, right and wrong ones, and
every answer must be one that the schema promises.
"""

from __future__ import annotations

import random

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import ChecksConfig, SchemathesisConfig
from schemathesis.config._checks import PositiveDataAcceptanceConfig

from tilth.parties.model import Role
from tilth_site.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world(story, cast, monkeypatch):
    """A quoted request and a slot, and calls without a bound on their number."""
    monkeypatch.setattr("tilth_site.api.limits.A_MINUTE", 1_000_000)
    monkeypatch.setattr("tilth_site.api.limits.STRANGERS_A_MINUTE", 1_000_000)
    story.open()
    story.hand_in()
    return {
        "request_id": story.id,
        "slot_id": story.open_slot(),
        "organisation_id": cast.foundry,
        "thing_id": story.id,
    }


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def token(program) -> str:
    return program("foundry", Role.FOUNDRY_SCIENTIST).secret


@schema.parametrize()
@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
def test_every_answer_is_one_that_the_schema_promises(case, world, token) -> None:
    case.path_parameters.update({name: id for name, id in world.items() if name in case.path_parameters})
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
