"""The shell, the two home pages, the errors, and the switches in the header."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tilth.parties.model import Role
from tilth_site.pages import inbox, navigation
from tilth_site.pages.inbox import InboxItem, Kind, gather, register_source
from tilth_site.pages.navigation import Section, links, register_section

pytestmark = pytest.mark.django_db

PUBLIC = ["public", "style", "account_login", "account_signup", "account_reset_password"]
SIGNED_IN = [
    "home",
    "account_change_password",
    "mfa_index",
    "account_email",
    "account_logout",
    "account_reauthenticate",
]


def text(response) -> str:
    return response.content.decode()


def assert_sound(page: str) -> None:
    assert page.count("<h1") == 1
    assert '<main class="page" id="main"' in page
    assert 'href="#main"' in page
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", page)
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def assert_only_ours(page: str) -> None:
    addresses = re.findall(r"(?:src|href|action)=\"([^\"]+)\"", page)
    assert all(address.startswith(("/static/", "/", "#", "data:image/")) for address in addresses)
    assert not any(address.startswith("//") for address in addresses)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_sound_and_asks_no_other_host(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert_sound(text(response))
    assert_only_ours(text(response))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_signed_in_page_is_sound_and_asks_no_other_host(sign_in, name):
    response = sign_in("firm", Role.FOUNDER).get(reverse(name))
    assert response.status_code == 200
    assert_sound(text(response))
    assert_only_ours(text(response))


def test_the_policy_allows_no_inline_code(client):
    policy = client.get(reverse("public")).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy


def test_the_public_page_of_a_site_without_a_plan_says_so(client):
    page = text(client.get(reverse("public")))
    assert "No plan is followed yet" in page
    assert reverse("account_login") in page


def test_the_home_page_is_for_those_who_signed_in(client):
    response = client.get(reverse("home"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_the_home_page_says_what_one_is_and_where(sign_in):
    page = text(sign_in("firm", Role.FOUNDER).get(reverse("home")))
    assert "Good day, founder of firm" in page
    assert "Founder" in page
    assert "The firm" in page
    assert "Nothing waits for you" in page


def test_the_home_page_of_a_person_without_a_role_says_whom_to_ask(client):
    from tilth_site.accounts.models import User

    client.force_login(User.objects.create_user("nobody@example.org", "a long password for tests", "per_nobody"))
    assert "Ask the administrator of your organisation" in text(client.get(reverse("home")))


def an_item(title: str, day: int, kind: Kind) -> InboxItem:
    return InboxItem(title, "", "/there/", datetime(2026, 3, day, tzinfo=UTC), kind, ("request", "quoted"))


@pytest.fixture
def sources(monkeypatch):
    monkeypatch.setattr(inbox, "_SOURCES", [])


def test_what_waits_longest_comes_first_and_what_changed_last_heads_the_rest(sources):
    items = [an_item(title, day, kind) for kind in Kind for title, day in (("old", 1), ("new", 9))]
    register_source(lambda _: items[::2])
    register_source(lambda _: items[1::2])
    found = gather(None)
    assert [item.title for item in found[Kind.WAITING]] == ["old", "new"]
    assert [item.title for item in found[Kind.REQUEST]] == ["new", "old"]
    assert [item.title for item in found[Kind.VENTURE]] == ["new", "old"]


def test_a_source_registered_twice_is_asked_once(sources):
    def source(actor):
        return [an_item("once", 1, Kind.WAITING)]

    register_source(source)
    register_source(source)
    assert len(gather(None)[Kind.WAITING]) == 1


def test_the_home_page_shows_what_the_sources_give(sign_in, sources):
    register_source(lambda actor: [an_item(f"for {actor.person}", 1, Kind.WAITING)])
    client = sign_in("firm", Role.FOUNDER)
    page = text(client.get(reverse("home")))
    assert re.search(r'<a href="/there/">for per_\w+</a>', page)
    assert "Quoted" in page


def test_what_began_on_a_day_shows_no_hour(sign_in, sources):
    midnight = timezone.make_aware(datetime(2026, 3, 2))
    register_source(lambda _: [InboxItem("a", "", "/a/", midnight, Kind.WAITING)])
    register_source(lambda _: [InboxItem("b", "", "/b/", midnight + timedelta(hours=9), Kind.WAITING)])
    page = text(sign_in("firm", Role.FOUNDER).get(reverse("home")))
    assert ">2 Mar 2026<" in page
    assert ">2 Mar 2026, 09:00<" in page


def test_a_section_knows_whether_the_page_is_within_it(monkeypatch):
    monkeypatch.setattr(navigation, "_SECTIONS", {})
    register_section(Section("Later", "style", 2))
    register_section(Section("Sooner", "home", 1))
    assert [(link.label, link.here) for link in links("/home/")] == [("Sooner", "page"), ("Later", "")]
    assert [link.here for link in links("/style/below/")] == ["", "true"]
    assert links("/home/", signed_in=False) == []


def test_a_choice_of_theme_is_kept_and_leads_back(client):
    response = client.post(reverse("theme"), {"theme": "dark", "next": "/style/"})
    assert response.url == "/style/"
    assert 'data-theme="dark"' in text(client.get("/"))
    client.post(reverse("theme"), {"theme": "auto", "next": "/"})
    assert "data-theme" not in text(client.get("/"))


def test_a_theme_that_there_is_not_changes_nothing(client):
    client.cookies["tilth_theme"] = '"><script>'
    assert "data-theme" not in text(client.get("/"))
    assert "tilth_theme" not in client.post(reverse("theme"), {"theme": "pink"}).cookies


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_switch_of_theme_leads_to_no_other_host(client, elsewhere):
    assert client.post(reverse("theme"), {"theme": "dark", "next": elsewhere}).url == "/"


def test_the_switch_of_language_leads_back_and_says_so_to_the_browser(client):
    assert '<html lang="en"' in text(client.get("/style/"))
    assert "中文" in text(client.get("/style/"))
    response = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/style/"})
    assert response.url == "/style/"
    page = text(client.get("/style/"))
    assert '<html lang="zh-hans"' in page
    assert ">English</button>" in page


def test_nobody_signs_up_alone_and_the_page_says_whom_to_ask(client):
    page = text(client.get(reverse("account_signup")))
    assert "administrator" in page
    assert '<input type="password"' not in page


def test_what_is_not_there_is_said_in_the_house_style(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert_sound(text(response))


def test_an_address_that_takes_only_a_button_says_so_after_a_sign_in(client, sign_in):
    gone = client.post("/screening/req_1/again/")
    assert gone.url == "/account/login/?next=/screening/req_1/again/"
    response = sign_in("firm", Role.FOUNDER).get("/screening/req_1/again/", HTTP_ACCEPT="text/html")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "press the button again" in text(response)
    assert_sound(text(response))
    assert client.get("/screening/req_1/again/", HTTP_ACCEPT="application/json").content == b""


def test_a_form_without_its_token_is_answered_in_the_house_style():
    response = Client(enforce_csrf_checks=True).post(reverse("theme"), {"theme": "dark"})
    assert response.status_code == 403
    assert "too old" in text(response)
    assert_sound(text(response))


def test_a_fault_is_answered_in_the_house_style(client, monkeypatch):
    from tilth_site.front import views

    monkeypatch.setattr(views, "targets", None)
    client.raise_request_exception = False
    response = client.get(reverse("public"))
    assert response.status_code == 500
    assert_sound(text(response))


@pytest.mark.parametrize("name", ["400.html", "403.html"])
def test_the_other_errors_have_pages_too(name):
    from django.template.loader import render_to_string

    assert_sound(render_to_string(name))
