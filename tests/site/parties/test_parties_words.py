"""Every code of the parties has words, and every refusal can be said in them."""

from __future__ import annotations

import pytest

from tilth.kernel.ids import new_id
from tilth.kernel.refusal import refuse
from tilth.parties import events
from tilth.parties.identifiers import Scheme
from tilth.parties.model import Language, NameKind, OrganisationKind, Role, Stage
from tilth_site.accounts.permissions import OPERATOR, Actor
from tilth_site.pages.wording import BADGES, ROLES
from tilth_site.parties.deeds import DEEDS, Kind
from tilth_site.parties.presentation import HAPPENED
from tilth_site.parties.wording import KINDS, LANGUAGES, NAME_KINDS, SCHEMES, worded


def test_everything_that_can_happen_has_a_sentence_of_its_own_facts():
    assert set(HAPPENED) == {event.TYPE for event in events.EVENTS}
    for event in events.EVENTS:
        places = dict.fromkeys(event.__dataclass_fields__, "")
        str(HAPPENED[event.TYPE]).format_map(places)


def test_every_code_has_a_name():
    for words, codes in (
        (KINDS, OrganisationKind), (LANGUAGES, Language), (NAME_KINDS, NameKind), (SCHEMES, Scheme),
    ):  # fmt: skip
        assert set(words) == set(codes)
    assert set(BADGES["stage"]) == {stage.value for stage in Stage}
    assert set(ROLES) == {role.value for role in Role}


def test_every_kind_of_party_has_deeds_with_permissions_that_there_are():
    from tilth_site.accounts.permissions import ALLOWED

    assert set(DEEDS) == set(Kind)
    assert {deed.action for deeds in DEEDS.values() for deed in deeds.values()} <= set(ALLOWED)


@pytest.mark.django_db
def test_a_refusal_names_what_the_reader_may_see_and_hides_the_rest(cast):
    refused = refuse("x", "{ours} {theirs} {person} {role} {stage}", "", ours=cast.firm, theirs=cast.other,
                     person=cast.person("firm", Role.FOUNDER), role="supplier", stage="applied")  # fmt: skip
    member = cast.call("firm", Role.FOUNDER).actor
    assert worded(refused, member).reasons[0].message == "The firm another record founder of firm Supplier Applied"
    assert "The other" in worded(refused, OPERATOR).reasons[0].message
    gone = refuse("x", "{party}", "", party=new_id("org"))
    assert worded(gone, Actor("per_x")).reasons[0].message == "another record"
