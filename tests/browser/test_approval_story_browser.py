"""A case in a browser: the founder opens it, hands a dossier in and answers two letters; the officer assigns
whoever has no interest, asks, and signs what another committee decided; two reviewers sign their votes. Pages are
looked at in both sizes, themes and languages.
"""

from __future__ import annotations

import re

import pytest
from browsing import follow
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOUNDER, OFFICER = "founder@loam.example", "officer@office.example"
COMMITTEE = ("committee.one@office.example", "committee.two@office.example")
PHONE = {"width": 390, "height": 844}
TITLE = "From the verified clone to the first patient (demonstration)"
BIOSAFETY, ETHICS = "Biosafety committee of the centre", "Review by the ethics committee"


def choose(page, label: str, text: str) -> None:
    page.get_by_label(label).select_option(label=text)


def opened(founder) -> str:
    """The founder opens a case; its address."""
    page = founder.page
    page.goto("/approval/")
    founder.look("approval-01-cases")
    follow(page.get_by_role("link", name="Open a case"))
    founder.look("approval-02-procedures")
    follow(page.get_by_role("link", name=TITLE, exact=True))
    founder.look("approval-03-procedure")
    follow(page.get_by_role("link", name="Open a case"))
    choose(page, "Class of registration", "1")
    choose(page, "Kind of product", "vaccine")
    founder.look("approval-04-new")
    founder.press("Open the case")
    expect(page.get_by_text("The case is opened.")).to_be_visible()
    expect(page.locator("#missing")).to_contain_text("Sequence verification")
    founder.look("approval-05-opened")
    return page.url


def add(founder, case: str, kind: str, text: str) -> None:
    page = founder.page
    page.goto(case)
    founder.go("Add a document")
    choose(page, "What it is", kind)
    file = {"name": f"{kind}.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator('input[type="file"]').set_input_files(file)
    founder.press("Add a document")
    expect(page.get_by_text("The document is added.")).to_be_visible()


def step(person, case: str, title: str) -> None:
    person.page.goto(case)
    follow(person.page.locator("#timeline").get_by_role("link", name=title, exact=True))


def vote(reviewer, case: str, number: int) -> None:
    page = reviewer.page
    step(reviewer, case, BIOSAFETY)
    reviewer.go("Vote")
    expect(page.locator("#signed")).to_contain_text(re.compile("[0-9a-f]{64}"))
    page.get_by_label("Approve").check()
    page.get_by_label("Reason").fill("The containment fits the class.")
    page.get_by_label("Your password").fill(reviewer.password)
    reviewer.look(f"approval-10-vote-{number}")
    reviewer.press("Sign")
    expect(page.get_by_text("Your vote is signed and recorded.")).to_be_visible()


def recognise(founder, officer, case: str) -> None:
    """The founder seals the dossier for the ethics committee; the officer signs that another committee decided."""
    add(founder, case, "Clinical protocol", "One dose, twelve volunteers.")
    step(founder, case, ETHICS)
    founder.go("Seal the dossier")
    founder.press("Seal the dossier")
    expect(founder.page.get_by_text("The dossier is sealed.")).to_be_visible()
    page = officer.page
    step(officer, case, ETHICS)
    officer.go("Have a decision recognised")
    file = {"name": "opinion.txt", "mimeType": "text/plain", "buffer": b"Favourable."}
    dossier = page.locator("#signed code").first.inner_text()
    page.get_by_label("Hash of the dossier on which it was decided").fill(dossier)
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_label("Your password").fill(officer.password)
    officer.look("approval-11a-recognise")
    officer.press("Sign")
    expect(page.get_by_text("The recognition is signed and recorded.")).to_be_visible()
    expect(page.locator("#decision")).to_contain_text("✓")
    officer.look("approval-11b-recognised")


def test_a_case_from_its_opening_to_the_vote_that_decides(signed_in, watch) -> None:
    founder, officer = signed_in(FOUNDER), signed_in(OFFICER)
    case = opened(founder)
    add(founder, case, "Sequence verification", "All of the clone was read.")
    step(founder, case, BIOSAFETY)
    expect(founder.page.locator("#next")).to_contain_text("Not to be handed in as it is")
    expect(founder.page.locator("#missing")).to_contain_text("demo-first-in-human")
    founder.look("approval-06-missing")
    founder.go("Seal the dossier")
    founder.press("Seal the dossier")
    add(founder, case, "Risk assessment", "Risk group 1.")
    step(founder, case, BIOSAFETY)
    founder.go("Hand in the dossier")
    founder.press("Hand in the dossier")
    expect(founder.page.locator("#dossier")).to_contain_text("Revision 2")
    expect(founder.page.locator("#dossier")).to_contain_text("risk_assessment/01-")
    founder.look("approval-07-handed-in")
    step(founder, case, "Technical review")
    expect(founder.page.locator("#lanes")).to_contain_text("Here, Kind of product: vaccine")
    founder.look("approval-08-lanes")

    for name in ("Xu Jing", "Hua Rui"):
        step(officer, case, BIOSAFETY)
        officer.go("Assign a reviewer")
        officer.page.get_by_label(name).check()
        officer.press("Assign a reviewer")
        expect(officer.page.locator("#reviewers")).to_contain_text(name)
    officer.page.goto(case)
    officer.go("Declare an interest")
    choose(officer.page, "Whose", "Meng Yue")
    choose(officer.page, "Interest", "equity")
    officer.press("Declare an interest")
    step(officer, case, ETHICS)
    officer.go("Assign a reviewer")
    expect(officer.page.locator("#conflicted")).to_contain_text("Meng Yue")
    expect(officer.page.locator("#conflicted")).to_contain_text("equity")
    assert officer.page.get_by_label("Meng Yue").count() == 0
    officer.look("approval-09-conflict")
    step(officer, case, BIOSAFETY)
    for number in (1, 2):
        officer.go("Ask questions")
        file = {
            "name": f"questions-{number}.txt",
            "mimeType": "text/plain",
            "buffer": b"Which strain? %d" % number,
        }
        officer.page.locator('input[type="file"]').set_input_files(file)
        officer.press("Ask questions")
        expect(officer.page.get_by_text("the clock is stopped")).to_be_visible()
        expect(officer.page.locator("#letters")).to_contain_text(f"questions-{number}.txt")

    step(founder, case, BIOSAFETY)
    founder.go("Answer the questions")
    founder.look("approval-09a-two-letters")
    founder.page.get_by_label("questions-2.txt").check()
    founder.page.get_by_label("Every question is answered").check()
    founder.press("Answer the questions")
    expect(founder.page.locator("#letters")).to_contain_text("Answered in full")
    expect(founder.page.locator("#next")).to_contain_text("until then the clock stands still")
    founder.go("Answer the questions")
    founder.page.get_by_label("Every question is answered").check()
    founder.press("Answer the questions")
    founder.look("approval-09b-answered")
    expect(founder.page.locator("#letters")).not_to_contain_text("Open")
    expect(founder.page.locator("#clock")).to_contain_text("Statutory time used")
    for number, email in enumerate(COMMITTEE, start=1):
        vote(signed_in(email), case, number)
    recognise(founder, officer, case)
    step(founder, case, BIOSAFETY)
    expect(founder.page.locator("#decision")).to_contain_text("Hua Rui")
    founder.look("approval-11-decided")
    follow(founder.page.locator("#dossier").get_by_role("link", name="read and export").first)
    expect(founder.page.locator("#verify")).to_contain_text("verify.py")
    founder.look("approval-12-dossier")
    assert watch.found == []


@pytest.mark.parametrize(
    ("name", "language", "more"),
    [
        ("desktop", "en", {}),
        ("phone", "en", {"viewport": PHONE}),
        ("dark-chinese", "zh-hans", {"color_scheme": "dark"}),
        ("phone-chinese", "zh-hans", {"viewport": PHONE, "color_scheme": "dark"}),
    ],
)
def test_a_case_can_be_read_in_every_size_theme_and_language(signed_in, watch, name, language, more) -> None:
    founder = signed_in(FOUNDER, **more)
    page = founder.page
    if language != "en":
        follow(page.locator(f'button[name="language"][value="{language}"]'))
        expect(page.locator("html")).to_have_attribute("lang", language)
    page.goto("/approval/")
    # The case that was opened first, months ago, is the richest.
    follow(page.locator("tbody tr").last.locator("th a"))
    case = page.url
    addresses = [
        case,
        f"{case}forecast/",
        f"{case}steps/ethics/",
        f"{case}do/document/",
        f"{case}?as_of=2020-01-01",
    ]
    for number, address in enumerate([*addresses, "/approval/procedures/demo-first-in-human/1/"], start=13):
        page.goto(address)
        founder.look(f"approval-{number}-{name}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{address} scrolls sideways"
    page.goto(f"{case}forecast/")
    for bar in page.locator("#critical progress").all():
        box = bar.bounding_box()
        assert box["width"] >= 64
        assert box["height"] >= 6
    assert watch.found == []
