"""The page of a foundry's build slots."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.foundry.models import BuildSlot
from tilth_site.foundry.weeks import coming_weeks

pytestmark = pytest.mark.django_db(transaction=True)

SCIENTIST = ("foundry", Role.FOUNDRY_SCIENTIST)


def open_one(client, **more):
    week = coming_weeks(timezone.localdate())[2]
    return client.post("/requests/slots/", {"key": new_id("slot"), "week": week, "places": "3", **more})


def test_the_floor_opens_a_slot_and_closes_it(sign_in) -> None:
    client = sign_in("foundry", Role.AUTOMATION_ENGINEER)
    assert open_one(client).status_code == 302
    slot = BuildSlot.objects.get()
    assert (slot.places, slot.taken, slot.closed) == (3, 0, False)
    assert f"/requests/slots/{slot.id}/close/" in client.get("/requests/slots/").content.decode()
    assert client.post(f"/requests/slots/{slot.id}/close/", {"key": "k", "reason": ""}).status_code == 422
    assert client.post(f"/requests/slots/{slot.id}/close/", {"key": "k", "reason": "A fault."}).status_code == 302
    slot.refresh_from_db()
    assert slot.closed
    refused = client.post(f"/requests/slots/{slot.id}/close/", {"key": "l", "reason": "Again."})
    assert refused.status_code == 409


def test_sending_the_form_twice_opens_one_slot(sign_in) -> None:
    client, key = sign_in(*SCIENTIST), new_id("slot")
    for _ in range(2):
        assert open_one(client, key=key).status_code == 302
    assert BuildSlot.objects.count() == 1


def test_faults_are_named_at_their_field(sign_in) -> None:
    client = sign_in(*SCIENTIST)
    for more in ({"places": "0"}, {"week": "2001-W01"}):
        assert open_one(client, **more).status_code == 422
    assert open_one(client, key="no id").status_code == 404
    assert not BuildSlot.objects.exists()


def test_slots_are_the_foundrys_own_business(sign_in) -> None:
    client = sign_in(*SCIENTIST)
    open_one(client)
    slot = BuildSlot.objects.get()
    officer = sign_in("foundry", Role.BIOSAFETY_OFFICER)
    assert "Open the slot" not in officer.get("/requests/slots/").content.decode()
    assert open_one(officer).status_code == 403
    assert officer.get(f"/requests/slots/{slot.id}/close/").status_code == 403
    stranger = sign_in("firm", Role.FOUNDER)
    assert stranger.get("/requests/slots/").status_code == 404
    assert stranger.get(f"/requests/slots/{slot.id}/close/").status_code == 404
    assert stranger.get(f"/requests/slots/?as={slot.provider}").status_code == 404


def test_the_slots_of_another_foundry_are_not_found(sign_in, cast) -> None:
    assert sign_in(*SCIENTIST).get(f"/requests/slots/?as={cast.firm}").status_code == 404
