"""The pages of the approval room, for an applicant, an officer, a reviewer and a stranger."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from dockets import Docket, done
from tilth.approval import events, shipped
from tilth.parties.model import Role

pytestmark = pytest.mark.django_db(transaction=True)

FOUNDER = ("firm", Role.FOUNDER)
OFFICER = ("operator", Role.CLUSTER_OFFICER)
STRANGER = ("other", Role.FOUNDER)


def read(client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.content.decode()[-2000:]
    return response.content.decode()


def test_every_shipped_procedure_has_a_page(docket: Docket, sign_in) -> None:
    client = sign_in(*FOUNDER)
    cards = read(client, "/approval/procedures/")
    for one in shipped():
        page = read(client, f"/approval/procedures/{one.id}/{one.version}/")
        assert one.digest in page
        assert f"/approval/procedures/{one.id}/{one.version}/" in cards
        assert all(f'id="step-{step.id}"' in page for step in one.steps)
