"""A number defended in a browser: a visitor opens it down to a document; the officer decides what is open and
publishes, and the published report verifies. Each page on the way is looked at; the public ones in both sizes,
themes and languages.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import follow, look
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OFFICER = "officer@office.example"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def visitor(site, browser, watch):
    """Opens pages of the site for somebody who has not signed in."""
    contexts = []

    def enter(**more):
        context = browser.new_context(base_url=site.address, **{"viewport": DESKTOP, **more})
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


def test_a_visitor_goes_from_the_dashboard_to_the_document(visitor, watch) -> None:
    page = visitor()
    page.goto("/")
    follow(page.locator("#targets").get_by_role("link", name="All indicators"))
    look(page, "plan-01-dashboard")
    follow(page.get_by_role("link", name="New startups", exact=True))
    expect(page.locator("#definitions")).to_contain_text("somebody must have been employed")
    expect(page.locator("#forecast")).to_contain_text("The chance to reach 50 by the deadline is")
    look(page, "plan-02-indicator")
    follow(page.locator("#units").get_by_role("link", name="Loam Therapeutics (example)"))
    look(page, "plan-03-unit")
    follow(page.locator("#rows").get_by_role("link", name="startup.registered").first)
    expect(page.locator("#history")).to_contain_text("Cluster officer")
    expect(page.locator("main")).not_to_contain_text("Gu Lan")
    look(page, "plan-04-evidence")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download the document").click()
    assert "Loam Therapeutics" in Path(waited.value.path()).read_text(encoding="utf-8")
    assert watch.found == []


def test_the_officer_decides_publishes_and_the_report_verifies(signed_in, visitor, watch) -> None:
    officer = signed_in(OFFICER)
    page = officer.page
    follow(page.locator("#waiting").get_by_role("link", name="rows of evidence wait for review"))
    look(page, "plan-05-pending")
    page.goto("/plan/desk/?as_of=2025-06-30")
    look(page, "plan-06-desk")
    follow(page.get_by_role("link", name="Publish a report"))
    expect(page.locator("main .notice")).to_contain_text("410, 420")
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    look(page, "plan-07-blocked")

    page.goto("/plan/desk/?as_of=2025-06-30")
    follow(page.locator("#rivals").get_by_role("link", name="Choose this reading 410"))
    page.get_by_label("Reason").fill("The statistics office confirmed 410 in writing.")
    look(page, "plan-08-choosing")
    officer.press("Choose this reading")
    expect(page.get_by_text("The row is accepted, and counts.")).to_be_visible()

    page.goto("/plan/desk/")
    follow(page.locator("#duplicates").get_by_role("link", name="They are different"))
    page.get_by_label("Reason").fill("Two registrations, two founders.")
    officer.press("They are different")
    expect(page.get_by_text("The row is rejected.")).to_be_visible()

    page.goto("/plan/desk/")
    follow(page.locator("#verdicts").get_by_role("link", name="One window takes all applications"))
    page.get_by_role("radio", name="Partly met").check()
    page.get_by_label("Reason").fill("It takes four of six kinds of applications.")
    look(page, "plan-09-verdict")
    officer.press("Give a verdict")

    page.goto("/plan/desk/pending/?claim=startup.registered")
    page.get_by_label("Choose Pebble Pharmacology (example)").check()
    officer.press("Accept those chosen")
    expect(page.get_by_text("1 row is accepted.")).to_be_visible()

    page.goto("/plan/desk/publish/?as_of=2025-06-30")
    look(page, "plan-10-publish")
    officer.press("Publish it")
    expect(page.get_by_text("The report is published.")).to_be_visible()
    address = page.url

    public = visitor()
    public.goto("/plan/")
    expect(public.locator("main")).to_contain_text("As of 30 Jun 2025")
    public.goto("/plan/scale/")
    expect(public.locator("#periods")).to_contain_text("The statistics office confirmed 410 in writing.")
    expect(public.locator("#periods .rival")).to_have_count(2)
    look(public, "plan-11-side-by-side")
    public.goto(address)
    follow(public.get_by_role("button", name="Verify the report"))
    expect(public.locator("#verification")).to_contain_text("byte for byte")
    look(public, "plan-12-verified")
    assert watch.found == []


def test_evidence_is_handed_in_with_a_document_and_by_a_table(signed_in, watch, tmp_path) -> None:
    officer = signed_in(OFFICER)
    page = officer.page
    page.goto("/plan/evidence/new/")
    page.get_by_label("What it shows").select_option("startup.registered")
    page.get_by_label("About whom or what").fill("clod-chemistry")
    page.get_by_label("Day", exact=True).fill("2025-05-02")
    page.get_by_label("Place").fill("zhangjiang")
    page.get_by_label("Further facts").fill("name = Clod Chemistry (example)")
    extract = tmp_path / "extract.txt"
    extract.write_text("Clod Chemistry, registered on 2 May 2025.\n")
    page.locator('input[type="file"]').set_input_files(extract)
    look(page, "plan-13-record")
    officer.press("Record the row")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clod Chemistry (example)")
    expect(page.locator("#decision")).to_contain_text("Somebody else decides")
    expect(page.get_by_role("link", name="Accept", exact=True)).to_have_count(0)
    look(page, "plan-14-four-eyes")

    table = tmp_path / "table.csv"
    table.write_text(
        "id,claim,subject,on,place,source\na,startup.registered,dune-dosing,2025-05-03,lingang,Register\n"
    )
    page.goto("/plan/evidence/import/")
    page.locator('input[type="file"]').set_input_files(table)
    officer.press("Look at it")
    expect(page.locator("tbody")).to_contain_text("dune-dosing")
    look(page, "plan-15-import")
    officer.press("Record these rows")
    expect(page.get_by_text("1 row waits for review.")).to_be_visible()
    assert watch.found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_public_pages_in_each_size_theme_and_language(size, language, theme, visitor, watch) -> None:
    page = visitor(viewport=size, color_scheme=theme)
    if language != "en":
        page.goto("/plan/")
        follow(page.locator(f'button[name="language"][value="{language}"]'))
    label = f"{'phone' if size is PHONE else 'desktop'}-{theme}-{language}"
    for name in ("", "startups/", "listings/", "scale/", "leading-players/", "technologies/", "reports/"):
        page.goto(f"/plan/{name}")
        look(page, f"plan-{name.strip('/') or 'dashboard'}-{label}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is wider than the screen"
    assert watch.found == []


def test_the_plan_is_read_without_a_script(visitor, watch) -> None:
    page = visitor(java_script_enabled=False)
    page.goto("/plan/startups/")
    follow(page.get_by_role("link", name="Later ones"))
    expect(page.locator("#units tbody tr").first).to_be_visible()
    page.goto("/plan/reports/")
    follow(page.locator("tbody a").last)
    follow(page.get_by_role("button", name="Verify the report"))
    expect(page.locator("#verification")).to_contain_text("byte for byte")
    assert watch.found == []
