"""The pages that show parties: who sees which, what they say, and what they cost."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from party_pages import text

from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.identifiers import Identifier, Scheme
from tilth.parties.model import Language, Name, NameKind, Role
from tilth_site.journal.models import JournalEntry
from tilth_site.parties.models import Organisation
from tilth_site.parties.queries import PAGE

pytestmark = pytest.mark.django_db

NOTHING = new_id("org")


def organisation_page(id: str) -> str:
    return reverse("parties:organisation", args=[id])


def test_the_sections_stand_in_the_header(sign_in):
    page = text(sign_in("firm", Role.FOUNDER).get(reverse("parties:ventures")))
    assert re.search(r'href="/parties/organisations/">Organisations<', page)
    assert re.search(r'href="/parties/ventures/" aria-current="page">Ventures<', page)


def test_one_sees_the_organisations_in_which_one_has_a_role(sign_in):
    page = text(sign_in("firm", Role.FOUNDER).get(reverse("parties:organisations")))
    assert "The firm" in page
    assert "The other" not in page
    assert "Register an organisation" not in page


def test_the_operator_sees_all_organisations_and_may_register_more(sign_in):
    page = text(sign_in("operator", Role.ADMINISTRATOR).get(reverse("parties:organisations")))
    assert all(f"The {name}" in page for name in ("firm", "other", "foundry", "operator"))
    assert reverse("parties:register-organisation") in page


@pytest.mark.parametrize("typed", ["the fi", "甲", "9144", " 9144 0300"])
def test_a_search_finds_by_the_beginning_of_a_name_or_of_a_code(sign_in, cast, carry_out, typed):
    carry_out(ask.IdentifyOrganisation(cast.firm, Identifier(Scheme.USCC, "914403001922038216")))
    client = sign_in("operator", Role.ADMINISTRATOR)
    page = text(client.get(reverse("parties:organisations"), {"q": typed}))
    assert "The firm" in page
    assert "The other" not in page
    assert "Nothing found" in text(client.get(reverse("parties:organisations"), {"q": "irm\0"}))


def test_a_search_shows_a_stranger_nothing_of_what_he_may_not_see(sign_in):
    page = text(sign_in("firm", Role.FOUNDER).get(reverse("parties:organisations"), {"q": "The other"}))
    assert "Nothing found" in page


def test_a_long_list_is_walked_there_and_back_without_losing_a_row(sign_in, cast):
    many = [
        Organisation(id=new_id("org"), name_en=f"Row {n}", kinds="", first_seq=900 + n, last_seq=900 + n)
        for n in range(60)
    ]
    Organisation.objects.bulk_create(many)
    client, seen = sign_in("operator", Role.ADMINISTRATOR), []
    address, pages = reverse("parties:organisations"), 0
    while address:
        page = text(client.get(address))
        seen += re.findall(r'<span class="identifier">(org_\w+)</span>', page)
        older = re.search(r'href="(\?before=\w+)" rel="next"', page)
        address, pages = older and reverse("parties:organisations") + older[1], pages + 1
    assert seen == sorted(Organisation.objects.values_list("pk", flat=True), reverse=True)
    assert pages == -(-len(seen) // PAGE)
    newer = re.search(r'href="(\?after=\w+)" rel="prev"', page)
    back = text(client.get(reverse("parties:organisations") + newer[1]))
    assert re.findall(r'<span class="identifier">(org_\w+)</span>', back) == seen[PAGE : 2 * PAGE]


@pytest.mark.parametrize("path", ["", "history/", "add-name/", "merge/"])
def test_an_organisation_of_others_is_as_absent_as_one_that_there_is_not(sign_in, cast, path):
    client = sign_in("firm", Role.ADMINISTRATOR)
    counted = []
    for id in (cast.other, NOTHING):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(organisation_page(id) + path).status_code == 404
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("path", ["", "history/", "add-founder/", "merge/"])
def test_a_venture_of_others_is_as_absent_as_one_that_there_is_not(sign_in, venture, path):
    client = sign_in("other", Role.FOUNDER)
    for id in (venture, new_id("ven"), "ven_%00", "nonsense"):
        assert client.get(f"/parties/ventures/{id}/{path}").status_code == 404


def test_the_page_of_an_organisation_says_all_that_is_known_of_it(sign_in, cast, carry_out, venture):
    founder = cast.person("firm", Role.FOUNDER)
    carry_out(ask.IdentifyOrganisation(cast.firm, Identifier(Scheme.USCC, "914403001922038216")))
    carry_out(ask.NameOrganisation(cast.firm, Name("Old firm", Language.EN, NameKind.FORMER)))
    carry_out(ask.FormTeam(new_id("team"), cast.firm, (Name("Sensors", Language.EN, NameKind.SHORT),), (founder,)))
    carry_out(ask.IncorporateVenture(venture, cast.firm, date(2026, 1, 6)))
    page = text(sign_in("firm", Role.ADMINISTRATOR).get(organisation_page(cast.firm)))
    for words in ("The firm", "甲公司", "Old firm", "Former name", "Firm", "founder of firm", "Sensors", "Brook"):
        assert words in page
    assert "91440300192203821<b>6</b>" in page
    assert "Check characters fit" in page


def test_the_history_says_who_did_what_why_and_under_which_hash(sign_in, cast, send):
    client = sign_in("firm", Role.ADMINISTRATOR)
    send(
        organisation_page(cast.firm) + "add-name/",
        name="Firma",
        language="en",
        kind="short",
        reason="As on its door",
    )
    page = text(client.get(organisation_page(cast.firm)))
    entry = JournalEntry.objects.order_by("-seq").first()
    for words in (
        "Got the name “Firma”.",
        "administrator of firm",
        "Why: As on its door",
        str(entry.seq),
        entry.hash,
    ):
        assert words in page


def test_a_long_history_is_whole_on_its_own_page(sign_in, cast, carry_out):
    for number in range(12):
        carry_out(ask.NameOrganisation(cast.firm, Name(f"Name {number:02}", Language.EN, NameKind.SHORT)))
    client = sign_in("firm", Role.ADMINISTRATOR)
    assert "“Name 00”" not in text(client.get(organisation_page(cast.firm)))
    whole = text(client.get(organisation_page(cast.firm) + "history/"))
    assert all(f"“Name {number:02}”" in whole for number in range(12))


def test_a_page_offers_what_the_reader_may_do_and_nothing_else(sign_in, cast):
    founder = text(sign_in("firm", Role.FOUNDER).get(organisation_page(cast.firm)))
    assert "Form a team" in founder
    assert not any(words in founder for words in ("Add a name", "Give a role", "Merge into", "Invite somebody"))
    keeper = text(sign_in("firm", Role.ADMINISTRATOR).get(organisation_page(cast.firm)))
    assert all(words in keeper for words in ("Add a name", "Give a role", "Form a team"))
    assert "Merge into" not in keeper
    assert "Invite somebody" not in keeper
    operator = text(sign_in("operator", Role.ADMINISTRATOR).get(organisation_page(cast.firm)))
    assert "Merge into" in operator
    assert "Invite somebody" in operator


def test_the_page_of_a_venture_shows_its_one_id_and_its_way(sign_in, venture):
    page = text(sign_in("firm", Role.FOUNDER).get(reverse("parties:venture", args=[venture])))
    assert f"One id from application to exit: {venture}" in page
    assert re.search(r'(?s)aria-current="step">.*?Applied.*?5 Jan 2026', page)
    assert [words in page for words in ("Admitted", "Incubating", "Graduated", "Exited")] == [True] * 4
    assert "Add a founder" in page
    assert "Advance" not in page


def test_a_room_adds_its_section_to_the_page_of_a_venture(sign_in, venture, monkeypatch):
    from datetime import UTC, datetime

    from tilth_site.pages.inbox import InboxItem, Kind
    from tilth_site.parties import sections

    monkeypatch.setattr(sections, "_SOURCES", [])
    item = InboxItem("48 promoters", "for the venture", "/there/", datetime(2026, 3, 1, tzinfo=UTC), Kind.REQUEST)
    sections.register_section(lambda _, id: sections.Section("Requests", [item]) if id == venture else None)
    page = text(sign_in("firm", Role.FOUNDER).get(reverse("parties:venture", args=[venture])))
    assert '<a href="/there/">48 promoters</a>' in page


def test_the_home_page_has_ones_ventures(sign_in, venture):
    assert f"/parties/ventures/{venture}/" in text(sign_in("firm", Role.FOUNDER).get(reverse("home")))


def test_only_the_operator_has_a_list_of_people(sign_in, cast):
    assert sign_in("firm", Role.ADMINISTRATOR).get(reverse("parties:people")).status_code == 404
    cast.person("other", Role.FOUNDER)
    officer = text(sign_in("operator", Role.CLUSTER_OFFICER).get(reverse("parties:people"), {"q": "founder of o"}))
    assert "founder of other" in officer
    assert "Login" not in officer
    sign_in("firm", Role.FOUNDER)
    client = sign_in("operator", Role.ADMINISTRATOR)
    assert "founder@firm.example" in text(client.get(reverse("parties:people"), {"q": "founder@firm"}))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CLUSTER_OFFICER])
def test_every_page_costs_less_than_fifteen_queries(sign_in, cast, carry_out, venture, role):
    person = cast.person("firm", Role.FOUNDER)
    cast.person("firm", Role.ADMINISTRATOR)
    duplicate = new_id("org")
    carry_out(ask.RegisterOrganisation(duplicate, (Name("The firm again", Language.EN, NameKind.LEGAL),)))
    carry_out(ask.MergeOrganisation(duplicate, cast.firm))
    carry_out(ask.FormTeam(new_id("team"), cast.firm, (Name("Sensors", Language.EN, NameKind.SHORT),), (person,)))
    client = sign_in("operator", role)
    o, v, p = organisation_page(cast.firm), f"/parties/ventures/{venture}/", f"/parties/people/{person}/"
    paths = ["organisations/", "ventures/", "people/", "me/", "organisations/register/", "ventures/register/"]
    pages = [*(f"/parties/{path}" for path in paths), o, organisation_page(duplicate), v, p]
    pages += [
        f"{o}{path}"
        for path in ("history/", "add-name/", "grant-role/", "merge/?q=the", f"merge/?into={cast.other}")
    ]
    pages += [f"{v}advance/", f"{v}add-founder/", f"{p}merge/", f"{p}erase/"]
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        assert len(queries) < 15, (page, len(queries))


def test_the_cost_of_a_page_does_not_grow_with_its_rows(sign_in, cast, carry_out):
    client = sign_in("firm", Role.ADMINISTRATOR)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(organisation_page(cast.firm))
        return len(queries)

    before = cost()
    for number in range(5):
        team = (Name(f"Team {number}", Language.EN, NameKind.SHORT),)
        carry_out(ask.FormTeam(new_id("team"), cast.firm, team, (cast.person("firm", Role.FOUNDER),)))
    for role in (Role.SUPPLIER, Role.REVIEWER, Role.FUND_MANAGER):
        cast.person("firm", role)
    assert cost() == before
