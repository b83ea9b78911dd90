"""What people do at a browser: follow a link or press a button until the page behind it is there, and look at it.

A click returns before the browser has asked for the next page, so whatever reads the page next could read the one
that is left. Everything here ends only when the page that it leads to has loaded.
"""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"


def follow(link: Locator) -> None:
    """Click what leads to another page, and be there."""
    with link.page.expect_navigation():
        link.click()


def rest(page: Page) -> None:
    """Wait until no job is under way there, for a page loads itself again when its job has ended."""
    expect(page.locator("#job-progress[hx-get]")).to_have_count(0)
    page.wait_for_load_state()


def look(page: Page, name: str) -> None:
    """Photograph the page and search it for what would keep someone out."""
    rest(page)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    result = Axe().run(page)
    assert result.violations_count == 0, f"{name} ({page.url}):\n{result.generate_report()}"


def expect_drawn(picture: Locator) -> None:
    """Wait until a picture has come and shows something."""
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)
