"""The schedule and the stock in a browser: a queue planned and adopted, a change proposed; a lot received, a box
looked into, labels and a recall. Each page is looked at, in both themes, on a phone, and in Chinese.
"""

from __future__ import annotations

import pytest
from browsing import expect_drawn, follow
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENGINEER, FOUNDER = "engineer@centre.example", "founder@loam.example"
PHONE = {"width": 390, "height": 844}
MINUTE = 60_000
"""Milliseconds in which the worker has planned the queue."""


def test_the_floor_plans_adopts_and_changes(signed_in, watch) -> None:
    engineer = signed_in(ENGINEER)
    page = engineer.page
    follow(page.get_by_role("navigation", name="Sections").get_by_role("link", name="Schedule"))
    engineer.look("schedule-01-queue")
    follow(page.get_by_role("link", name="The schedule", exact=True))
    address = page.url
    engineer.look("schedule-02-in-force")
    follow(page.get_by_role("link", name="Plan the queue").first)
    engineer.look("schedule-03-plan")
    engineer.press("Plan the queue")

    # The job's page loads itself again when the job has ended.
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=MINUTE)
    follow(page.get_by_role("link", name="Go to what it is about"))
    follow(page.locator("#waiting").get_by_role("link").first)
    expect(page.locator("#proof")).to_contain_text("finds nothing wrong")
    assert page.locator("#gantt svg .bar").count() > 20
    engineer.look("schedule-04-proposal")
    engineer.press("Adopt the schedule")
    expect(page.get_by_text("The schedule is adopted")).to_be_visible()
    expect(page).to_have_url(address)

    follow(page.get_by_role("link", name="Plan a change"))
    page.get_by_label("A request is urgent").check()
    expect(page.get_by_label("Instrument", exact=True)).to_be_hidden()
    page.get_by_label("Request", exact=True).select_option(index=1)
    engineer.look("schedule-05-change")
    engineer.press("Plan the change")
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=MINUTE)
    follow(page.get_by_role("link", name="Go to what it is about"))
    follow(page.locator("#waiting").get_by_role("link").first)
    expect(page.locator("#moved")).to_be_visible()
    engineer.look("schedule-06-what-moves")

    founder = signed_in(FOUNDER, color_scheme="dark", viewport=PHONE)
    founder.page.goto(address)
    expect(founder.page.get_by_text("what the foundry does for others is not named")).to_be_visible()
    founder.look("schedule-07-a-client-on-a-phone")
    assert watch.found == []


def test_the_stock_is_kept(signed_in, watch) -> None:
    engineer = signed_in(ENGINEER)
    page = engineer.page
    follow(page.get_by_role("navigation", name="Sections").get_by_role("link", name="Stock"))
    engineer.look("stock-01-stock")
    follow(page.get_by_role("link", name="Receive a lot"))
    page.get_by_label("Liquid").fill("Q5 polymerase")
    page.get_by_label("Volume received").fill("250 uL")
    page.get_by_label("Lot number", exact=False).first.fill("L-9001")
    engineer.look("stock-02-receive")
    engineer.press("Receive the lot")
    expect(page.get_by_text("The lot is in stock.")).to_be_visible()
    engineer.look("stock-03-lot")
    follow(page.get_by_role("link", name="Who saw it"))
    expect(page.get_by_text("No recorded run used it")).to_be_visible()

    follow(page.get_by_role("navigation", name="Sections").get_by_role("link", name="Stock"))
    follow(page.locator("main").get_by_role("link", name="Boxes"))
    follow(page.get_by_role("link", name="Enzymes"))
    engineer.look("stock-04-box")
    follow(page.get_by_role("link", name="Labels of all items"))
    expect_drawn(page.locator("img.sheet"))
    engineer.look("stock-05-labels")

    phone = signed_in(ENGINEER, color_scheme="dark", viewport=PHONE)
    phone.page.goto("/stock/")
    follow(phone.page.get_by_role("button", name="中文"))
    phone.look("stock-06-in-chinese-on-a-phone")
    assert watch.found == []
