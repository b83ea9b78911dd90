"""What one of the databases could not keep is refused on both, in words, and leaves no trace."""

from __future__ import annotations

import pytest

from journeys import AT, WEEK, Journey, quote, refused, register_organisation
from tilth.foundry.request.slots import OpenSlot
from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, OrganisationKind
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.foundry import actions as foundry
from tilth_site.journal.actions import KEY_MOST, Call, Outcome
from tilth_site.journal.models import JournalEntry
from tilth_site.parties import actions as parties

pytestmark = pytest.mark.django_db


def register(name: str, *, id: str = "", key: str = "", reason: str = "") -> Outcome:
    names = (Name(name, Language.EN, NameKind.LEGAL),)
    return parties.carry_out(Call(OPERATOR, AT, key, reason), ask.RegisterOrganisation(id or new_id("org"), names))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ({"name": "Soil\0"}, "text.unkeepable"),
        ({"name": "Soil\ud800"}, "text.unkeepable"),
        ({"name": "Soil", "reason": "\0"}, "text.unkeepable"),
        ({"name": "Soil", "reason": "\udfff"}, "text.unkeepable"),
        ({"name": "Soil", "key": "\0"}, "text.unkeepable"),
        ({"name": "Soil", "key": "k" * (KEY_MOST + 1)}, "idempotency.length"),
        ({"name": "S" * 301}, "value.long"),
        ({"name": "Soil", "id": "org_" + "x" * 37}, "value.long"),
        ({"name": "Soil", "id": "org_" + "x" * 60}, "value.long"),
    ],
)
def test_text_that_cannot_be_kept_is_refused(call: dict[str, str], code: str) -> None:
    assert refused(register(**call)) == code
    assert not JournalEntry.objects.exists()


def test_text_about_an_escape_is_text() -> None:
    register("Soil \\u0000", key="k" * KEY_MOST)
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize("places", [2**31, 2**53, 2**60])
def test_a_number_that_cannot_be_kept_is_refused(places: int) -> None:
    provider = register_organisation("Foundry", OrganisationKind.FOUNDRY)
    id = new_id("slot")
    command = OpenSlot(id, provider, WEEK, places)
    assert refused(foundry.carry_out_slot(Call(OPERATOR, AT), id, provider, command)) == "value.large"
    assert JournalEntry.objects.count() == 1


def test_a_price_that_cannot_be_said_exactly_is_refused(settings, tmp_path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    provider = register_organisation("Foundry", OrganisationKind.FOUNDRY)
    journey = Journey(provider, provider).to("accepted")
    outcome = foundry.carry_out(journey.call, journey.id, quote(2**60))
    assert refused(outcome) == "value.large"
