"""The life of a request in a browser, as a founder and the foundry's people click it; each page is looked at.

Every page that the story comes by is photographed (``build/screenshots/``), searched by axe-core, and watched: no
request to another host, no error on the console, nothing that the content security policy had to stop.
"""

from __future__ import annotations

import pytest
from browsing import expect_drawn, follow
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FOUNDER, SCIENTIST = "founder@loam.example", "scientist@centre.example"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MINUTE = 60_000
"""Milliseconds in which the worker has checked a design."""


def test_a_request_from_the_first_click_to_the_queue(signed_in, watch) -> None:
    founder = signed_in(FOUNDER)
    founder.look("story-01-home")
    page = founder.page
    follow(page.get_by_role("navigation", name="Sections").get_by_role("link", name="Requests"))
    founder.look("story-02-requests")
    follow(page.get_by_role("link", name="New request"))
    follow(page.get_by_role("link", name="Load the CIDAR example"))
    page.get_by_label("Title").fill("Units clicked in a browser")
    founder.look("story-03-new-request")
    founder.press("Open the request and check the design")

    # The page shows the check's progress, and loads itself again when the check has ended.
    expect(page.locator("#found").get_by_text("486 constructs")).to_be_visible(timeout=MINUTE)
    expect(page.get_by_text("R0063_AB", exact=True)).to_be_visible()
    expect(page.get_by_text("BsaI, at base 39")).to_be_visible()
    expect(page.locator("#screening")).to_contain_text("Only a cleared design is released to build.")
    expect_drawn(page.locator("#map img"))
    founder.look("story-04-checked")
    address = page.url

    founder.go("Submit to the foundry")
    founder.look("story-05-submit")
    founder.press("Submit to the foundry")
    expect(page.get_by_text("The request is submitted.")).to_be_visible()

    scientist = signed_in(SCIENTIST)
    follow(scientist.page.get_by_role("link", name="Units clicked in a browser").first)
    scientist.look("story-06-submitted-at-the-foundry")
    scientist.go("Accept")
    scientist.press("Accept")
    scientist.go("Quote")
    scientist.page.get_by_label("Terms").fill("Payment within thirty days of delivery.")
    scientist.look("story-07-quote")
    scientist.press("Quote")
    expect(scientist.page.get_by_text("The statement of work is drawn up.")).to_be_visible()
    scientist.go("Sign")
    scientist.look("story-08-foundry-signs")
    scientist.sign()

    page.goto("/home/")
    follow(page.locator("#waiting").get_by_role("link", name="Units clicked in a browser"))
    expect(page).to_have_url(address)
    founder.go("Sign")
    founder.look("story-09-customer-signs")
    founder.sign()
    founder.look("story-10-signed")
    follow(page.locator("#statements").get_by_role("link", name="Version 1"))
    founder.look("story-11-statement")

    scientist.page.goto(address)
    scientist.go("Queue")
    scientist.page.get_by_role("radio").first.check()
    scientist.look("story-12-queue")
    scientist.press("Queue")
    expect(scientist.page.locator("h1 + .badge")).to_have_text("Queued")
    expect(scientist.page.locator("#screening")).to_contain_text("Screened and cleared")
    scientist.go("Release to build")
    expect(scientist.page.locator("main").get_by_role("button", name="Release to build")).to_be_visible()
    scientist.look("story-13-release")
    assert watch.found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_main_pages_in_each_size_theme_and_language(size, language, theme, signed_in, watch) -> None:
    person = signed_in(SCIENTIST, viewport=size, color_scheme=theme)
    page = person.page
    if language != "en":
        follow(page.locator(f'button[name="language"][value="{language}"]'))
    expect(page.locator("html")).to_have_attribute("lang", language)
    label = f"{'phone' if size is PHONE else 'desktop'}-{theme}-{language}"
    addresses = {"home": "/home/", "requests": "/requests/", "slots": "/requests/slots/", "new": "/requests/new/"}
    for name, address in addresses.items():
        page.goto(address)
        person.look(f"{name}-{label}")
    page.goto("/requests/")
    follow(page.locator("tbody a").first)
    person.look(f"request-{label}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page is wider than the screen"
    assert watch.found == []


def test_a_request_is_opened_and_read_without_a_script(signed_in, watch) -> None:
    founder = signed_in(FOUNDER, java_script_enabled=False)
    page = founder.page
    page.goto("/requests/new/?example=cidar")
    page.get_by_label("Title").fill("Opened without a script")
    founder.press("Open the request and check the design")
    expect(page.get_by_role("heading", level=1)).to_have_text("Opened without a script")
    expect(page.locator("#history")).to_contain_text("Design handed in")
    assert watch.found == []
