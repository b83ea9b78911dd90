"""People: the invitation and its link, one's own profile, who sees whom, and the erasure."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from party_pages import errors, key_of, text

from tilth.kernel.ids import new_id
from tilth.kernel.signature import Meaning
from tilth.parties import commands as ask
from tilth.parties.model import Role
from tilth_site.accounts.models import ApiToken, PersonalRecord, PrintedName, User
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.streams import load
from tilth_site.journal.verify import verify_journal
from tilth_site.parties.models import RoleHeld
from tilth_site.parties.tables import PERSONS

pytestmark = pytest.mark.django_db

INVITE = "/parties/people/invite/"
PASSWORD = {"new_password1": "nine orange beans", "new_password2": "nine orange beans"}


@pytest.fixture
def administrator(sign_in):
    """An administrator of the operator, signed in."""
    return sign_in("operator", Role.ADMINISTRATOR)


def link_in(response) -> str:
    found = re.search(r"readonly>http://testserver(/parties/password/[^<]+)<", text(response))
    assert found, "the page shows no link"
    return found[1]


def choose(link: str, **typed: str):
    """Open ``link`` as somebody who is not signed in, and choose a password there."""
    visitor = Client()
    page = visitor.get(link, follow=True)
    return visitor, visitor.post(page.request["PATH_INFO"], typed or PASSWORD)


def test_who_was_invited_chooses_a_password_and_signs_in(administrator, send):
    answer = send(INVITE, name_zh="文溪", name_en="Wen Xi", email="Wen@Silt.example")
    visitor, chosen = choose(link_in(answer))
    assert chosen.url == reverse("account_login")
    login = User.objects.get(email="wen@silt.example")
    assert login.check_password(PASSWORD["new_password1"])
    assert load(PERSONS, login.person) is not None
    assert PersonalRecord.objects.get(person=login.person).name_zh == "文溪"
    signed = visitor.post(reverse("account_login"), {"login": "wen@silt.example", "password": "nine orange beans"})
    assert signed.url == reverse("home")


def test_no_name_and_no_address_reaches_the_journal(administrator, send):
    send(INVITE, name_zh="文溪", name_en="Wen Xi", email="wen@silt.example")
    bodies = "".join(JournalEntry.objects.values_list("body", flat=True))
    assert not any(words in bodies for words in ("Wen Xi", "文溪", "wen@silt"))


def test_a_link_works_once(administrator, send):
    link = link_in(send(INVITE, name_en="Wen Xi", email="wen@silt.example"))
    choose(link)
    visitor = Client()
    page = text(visitor.get(link, follow=True))
    assert "was used already" in page
    assert "new_password1" not in page
    choose(link, new_password1="ten orange beans!", new_password2="ten orange beans!")
    assert User.objects.get(email="wen@silt.example").check_password(PASSWORD["new_password1"])


def test_a_link_expires(administrator, send, settings):
    link = link_in(send(INVITE, name_en="Wen Xi", email="wen@silt.example"))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "is too old" in text(Client().get(link, follow=True))


def test_the_page_with_the_link_is_kept_by_no_browser(administrator, send):
    assert "no-store" in send(INVITE, name_en="Wen Xi", email="wen@silt.example").headers["Cache-Control"]


def test_a_weak_password_is_refused_at_its_field(administrator, send):
    _visitor, answer = choose(
        link_in(send(INVITE, name_en="Wen Xi", email="wen@silt.example")),
        new_password1="short",
        new_password2="short",
    )
    assert "new_password2: This password is too short." in errors(answer)


def test_an_invitation_that_is_sent_twice_invites_once(administrator):
    data = {"key": key_of(administrator.get(INVITE)), "name_en": "Wen Xi", "email": "wen@silt.example"}
    assert all(link_in(administrator.post(INVITE, data)) for _ in range(2))
    assert User.objects.filter(email="wen@silt.example").count() == 1


def test_an_address_that_has_a_login_is_refused_with_its_owner(administrator, send):
    send(INVITE, name_en="Wen Xi", email="wen@silt.example")
    answer = send(INVITE, name_en="Wen Yi", email="WEN@silt.example")
    assert errors(answer).startswith("email: Wen Xi has a login with this address.")


def test_a_person_has_a_name_and_an_address(administrator, send):
    said = errors(send(INVITE, email="nowhere"))
    assert "name_zh: Give a name" in said or "email: Enter a valid" in said
    assert not PersonalRecord.objects.filter(name_en="").exists()


def test_an_invitation_from_the_page_of_an_organisation_gives_a_role_in_it(administrator, cast, send):
    send(f"{INVITE}?organisation={cast.firm}", name_en="Wen Xi", email="wen@silt.example", role="founder")
    person = User.objects.get(email="wen@silt.example").person
    assert RoleHeld.objects.filter(person=person, organisation_id=cast.firm, role="founder").exists()
    assert administrator.get(f"{INVITE}?organisation={new_id('org')}").status_code == 404


@pytest.mark.parametrize(("where", "role"), [("firm", Role.ADMINISTRATOR), ("operator", Role.CLUSTER_OFFICER)])
def test_nobody_else_makes_logins_links_or_erases(sign_in, cast, where, role):
    victim = cast.person("firm", Role.FOUNDER)
    sign_in("firm", Role.FOUNDER)
    client = sign_in(where, role)
    assert client.get(INVITE).status_code == 404
    for path in (INVITE, f"/parties/people/{victim}/link/", f"/parties/people/{victim}/erase/"):
        assert client.post(path, {"key": new_id("form"), "sure": "on", "email": "a@b.example"}).status_code == 404
    assert PersonalRecord.objects.filter(person=victim).exists()


def test_whoever_forgot_the_password_gets_a_new_link(administrator, sign_in, cast):
    person = cast.person("firm", Role.FOUNDER)
    sign_in("firm", Role.FOUNDER)
    client = sign_in("operator", Role.ADMINISTRATOR)
    assert client.get(f"/parties/people/{person}/link/").status_code == 405
    choose(link_in(client.post(f"/parties/people/{person}/link/")))
    assert User.objects.get(person=person).check_password(PASSWORD["new_password1"])


def test_one_puts_ones_own_names_right_and_the_journal_hears_nothing(sign_in, cast):
    client = sign_in("firm", Role.FOUNDER)
    before = JournalEntry.objects.count()
    answer = client.post("/parties/me/", {"name_zh": "林秋", "name_en": "Lin Qiu"})
    assert answer.url == "/parties/me/"
    record = PersonalRecord.objects.get(person=cast.person("firm", Role.FOUNDER))
    assert (record.name_zh, record.name_en) == ("林秋", "Lin Qiu")
    assert JournalEntry.objects.count() == before
    assert "name_zh: Give a name" in errors(client.post("/parties/me/", {"name_zh": " ", "name_en": ""}))


def test_the_profile_leads_to_the_password_the_second_factor_and_ones_roles(sign_in, cast):
    page = text(sign_in("firm", Role.FOUNDER).get("/parties/me/"))
    for address in ("account_change_password", "mfa_index", "set_language"):
        assert f'"{reverse(address)}"' in page
    assert re.search(r"(?s)Founder.*?The firm", page)
    assert cast.person("firm", Role.FOUNDER) in page


def test_one_sees_colleagues_and_no_stranger(sign_in, cast):
    colleague, stranger = cast.person("firm", Role.ADMINISTRATOR), cast.person("other", Role.FOUNDER)
    client = sign_in("firm", Role.FOUNDER)
    page = text(client.get(f"/parties/people/{colleague}/"))
    assert "administrator of firm" in page
    assert "Login" not in page
    assert client.get(f"/parties/people/{stranger}/").status_code == 404
    assert client.get(f"/parties/people/{new_id('per')}/").status_code == 404


def test_a_colleague_shows_the_roles_that_one_may_know_of(sign_in, cast, carry_out):
    colleague = cast.person("firm", Role.ADMINISTRATOR)
    carry_out(ask.GrantRole(cast.other, colleague, Role.SUPPLIER))
    page = text(sign_in("firm", Role.FOUNDER).get(f"/parties/people/{colleague}/"))
    assert "The firm" in page
    assert "The other" not in page


def test_two_records_of_one_person_are_merged_and_separated_again(administrator, cast, send):
    one, other = cast.person("firm", Role.FOUNDER), cast.person("other", Role.FOUNDER)
    send(f"/parties/people/{one}/merge/", into=other)
    assert load(PERSONS, one).merged_into == other
    assert "Merged into founder of other" in text(administrator.get(f"/parties/people/{one}/"))
    send(f"/parties/people/{one}/unmerge/")
    assert load(PERSONS, one).merged_into is None


@pytest.fixture
def signed(cast, sign_in) -> str:
    """Somebody with a login, a token and a signature."""
    from tilth_site.accounts.tokens import Scope, mint
    from tilth_site.journal.actions import Call, perform
    from tilth_site.signatures.signing import Ink, sign

    person = cast.person("firm", Role.FOUNDER)
    sign_in("firm", Role.FOUNDER)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    mint(person, "robot", [Scope.READ], now=now, expires=datetime(2026, 4, 2, tzinfo=UTC))
    ink = Ink(person, Role.FOUNDER.value, "Lin Qiu", Meaning.ACCEPTANCE)
    call = Call(cast.call("firm", Role.FOUNDER).actor, now)
    perform(call, "test", "sign", lambda: (sign(ink, ["0" * 64], "request/req_x", now),))
    return person


def test_what_is_erased_and_what_stays_is_said_before_anything_is_done(signed, administrator):
    page = text(administrator.get(f"/parties/people/{signed}/erase/"))
    assert "Names printed under signatures" in page
    assert "Backups made before today" in page
    unsure = administrator.post(f"/parties/people/{signed}/erase/", {})
    assert unsure.status_code == 422
    assert PersonalRecord.objects.filter(person=signed).exists()


@pytest.mark.django_db(transaction=True)
def test_an_erasure_forgets_the_person_and_keeps_the_journal_whole(signed, administrator):
    before = JournalEntry.objects.count()
    answer = administrator.post(f"/parties/people/{signed}/erase/", {"sure": "on"})
    assert answer.url == f"/parties/people/{signed}/"
    for table in (PersonalRecord, User, ApiToken, PrintedName):
        assert not table.objects.filter(person=signed).exists()
    assert JournalEntry.objects.count() == before
    assert verify_journal().faults == ()
    assert "Name erased or unknown" in text(administrator.get(answer.url))


def test_an_erasure_reaches_every_record_of_the_human_being(signed, administrator, cast, carry_out):
    other = cast.person("other", Role.FOUNDER)
    carry_out(ask.MergePerson(signed, other))
    administrator.post(f"/parties/people/{signed}/erase/", {"sure": "on"})
    assert not PersonalRecord.objects.filter(person__in=[signed, other]).exists()


def test_nobody_erases_himself(administrator, cast):
    own = cast.person("operator", Role.ADMINISTRATOR)
    answer = administrator.post(f"/parties/people/{own}/erase/", {"sure": "on"})
    assert answer.status_code == 409
    assert User.objects.filter(person=own).exists()
