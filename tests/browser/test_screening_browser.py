"""A screening in a browser: two officers read what was found and clear it; the customer learns how it stands."""

from __future__ import annotations

import pytest
from browsing import follow
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FIRST, SECOND, CUSTOMER = "biosafety@centre.example", "biosafety-two@centre.example", "founder@silt.example"
TITLE = "Tagged gene, ordered once more"


def sign(officer, reason: str) -> None:
    page = officer.page
    page.get_by_label("Your decision").select_option(label="It may be built")
    page.get_by_label("Reason").fill(reason)
    page.get_by_label("Your password").fill(officer.password)
    officer.press("Sign the decision")
    expect(page.get_by_text("Your decision is recorded and signed.")).to_be_visible()


def test_two_officers_clear_what_was_found(signed_in, watch) -> None:
    customer = signed_in(CUSTOMER)
    customer.page.goto("/requests/")
    follow(customer.page.get_by_role("link", name=TITLE).first)
    card = customer.page.locator("#screening")
    expect(card).to_contain_text("The biosafety officers of the foundry review it.")
    assert "planted" not in customer.page.content()
    customer.look("screening-01-customer-in-review")

    first = signed_in(FIRST)
    page = first.page
    page.goto("/screening/")
    first.look("screening-02-queue")
    follow(page.locator("#waiting").get_by_role("link", name=TITLE))
    expect(page.locator("#sequences svg").first).to_be_visible()
    expect(page.locator("#sequences")).to_contain_text("planted_1")
    expect(page.locator("#together")).to_contain_text("Tagged gene, two promoters")
    first.look("screening-03-record")
    follow(page.locator('button[name="language"][value="zh-hans"]'))
    expect(page.locator("#decide")).to_contain_text("两名生物安全官")
    first.look("screening-04-record-zh")
    follow(page.locator('button[name="language"][value="en"]'))
    sign(first, "The stretch was made up for the example.")
    expect(page.locator("#decide")).to_contain_text("the second decision is another officer")

    second = signed_in(SECOND, color_scheme="dark", viewport={"width": 390, "height": 844})
    second.page.goto(page.url)
    sign(second, "It codes for nothing.")
    expect(second.page.locator("h1 + .badge")).to_have_text("Cleared")
    second.look("screening-05-cleared-phone-dark")
    wide = second.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page is wider than the screen"

    customer.page.reload()
    expect(card).to_contain_text("Screened and cleared")
    assert watch.found == []
