"""A run at the bench in a browser: the engineer scans a plate, hands in an Echo's report, has what failed made
again; the customer sees his own constructs. Pages are looked at in both sizes, themes and languages.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from browsing import follow
from playwright.sync_api import expect

from tilth.foundry.build.build_plan import BuildPlan
from tilth_site.demonstration.echo_report import simulated_report

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENGINEER, CUSTOMER = "engineer@centre.example", "founder@silt.example"
PHONE = {"width": 390, "height": 844}
SHARED, DONE = "Two clients on one plate", "Forty-eight transcription units"


def downloaded(page, name: str) -> bytes:
    with page.expect_download() as waited:
        page.locator("#files").get_by_role("link", name=name, exact=True).click()
    return Path(waited.value.path()).read_bytes()


def scan(engineer, *barcodes: str) -> None:
    engineer.page.get_by_label("Scan the labware").fill("\n".join(barcodes))
    engineer.press("The step is done")


def test_the_engineer_takes_a_run_through_a_report(signed_in, watch, tmp_path) -> None:
    engineer = signed_in(ENGINEER)
    page = engineer.page
    page.goto("/build/")
    engineer.look("build-01-runs")
    follow(page.get_by_role("link", name=SHARED, exact=True))
    engineer.look("build-02-run")
    plan = msgspec.json.decode(downloaded(page, "plan.json"), type=BuildPlan)
    assert b"def run(" in downloaded(page, "opentrons.py")
    echo = next(one for one in plan.operations if one.instrument == "acoustic_dispenser")
    while page.locator("#steps").get_by_role("link", name=f"Confirm {echo.title}").count() == 0:
        follow(page.locator("#steps").get_by_role("link", name="Confirm").first)
        pieces = [each.text_content() for each in page.locator(".identifier").all()]
        scan(engineer, *pieces)
    follow(page.locator("#steps").get_by_role("link", name=f"Confirm {echo.title}"))
    scan(engineer, "SOME-OTHER-PLATE")
    expect(page.get_by_text("SOME-OTHER-PLATE does not belong to the step")).to_be_visible()
    engineer.look("build-03-wrong-plate")
    assert "409 (Conflict)" in watch.found.pop(), "the browser logs that the scan was refused"
    scan(engineer, *echo.labware)
    expect(page.get_by_text("The step is recorded as done.")).to_be_visible()
    follow(page.get_by_role("link", name=f"Hand in the report {echo.title}"))
    parts = [at for at, one in enumerate(one for one in plan.transfers.transfers if one.step == echo.id)
             if one.liquid.endswith("_AB")]  # fmt: skip
    file = tmp_path / "echo-report.csv"
    file.write_text(simulated_report(plan, echo.id, datetime(2026, 3, 2, 9), parts[:2]), newline="")
    page.get_by_label("The robot’s report").set_input_files(file)
    engineer.look("build-04-report")
    engineer.press("Hand in a report")
    expect(page.get_by_text("The report is taken in.")).to_be_visible()
    engineer.look("build-05-result")
    follow(page.get_by_role("link", name="Make them again"))
    engineer.press("Make them again")
    expect(page.locator("#steps")).to_contain_text("Once more:")
    engineer.look("build-06-redo")
    assert watch.found == []


def test_the_customer_sees_his_own_constructs_only(signed_in, watch) -> None:
    customer = signed_in(CUSTOMER)
    page = customer.page
    page.goto("/requests/")
    follow(page.get_by_role("link", name="A recombinase at four strengths"))
    expect(page.locator("#bench")).to_contain_text("Your constructs in this run")
    customer.look("build-07-request-of-customer")
    follow(page.locator("#bench").get_by_role("link", name="Your constructs in this run"))
    expect(page.locator("#plates")).to_contain_text("cre")
    shown = page.content()
    for secret in (SHARED, "Loam", "Green and red", "colour", "echo.csv"):
        assert secret not in shown, secret
    customer.look("build-08-run-of-customer")
    assert watch.found == []


@pytest.mark.parametrize(
    ("name", "language", "more"),
    [
        ("phone", "en", {"viewport": PHONE}),
        ("dark-chinese", "zh-hans", {"color_scheme": "dark"}),
        ("phone-chinese", "zh-hans", {"viewport": PHONE, "color_scheme": "dark"}),
    ],
)
def test_a_run_can_be_read_in_every_size_theme_and_language(signed_in, watch, name, language, more) -> None:
    engineer = signed_in(ENGINEER, **more)
    page = engineer.page
    if language != "en":
        follow(page.locator(f'button[name="language"][value="{language}"]'))
        expect(page.locator("html")).to_have_attribute("lang", language)
    page.goto("/build/?state=")
    follow(page.get_by_role("link", name=DONE, exact=True))
    expect(page.locator("#delivered")).to_be_visible()
    engineer.look(f"build-09-run-{name}")
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, "the page scrolls sideways"
    follow(page.locator("#reports a").first)
    engineer.look(f"build-10-result-{name}")
    page.goto("/build/")
    follow(page.get_by_role("link", name=SHARED, exact=True))
    follow(page.locator("#steps th a").first)
    engineer.look(f"build-11-step-{name}")
    page.goto("/build/new/")
    engineer.look(f"build-12-new-{name}")
    assert watch.found == []
