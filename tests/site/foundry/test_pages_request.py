"""A request's page and the pages of what is done to it, for its customer, its foundry and a stranger."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tilth.foundry.request import Side, State, commands
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.foundry.deeds import DEEDS
from tilth_site.foundry.models import BuildSlot
from tilth_site.foundry.tables import REQUESTS
from tilth_site.foundry.weeks import coming_weeks
from tilth_site.journal.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)

FOUNDER = ("firm", Role.FOUNDER)
SCIENTIST = ("foundry", Role.FOUNDRY_SCIENTIST)
STRANGER = ("other", Role.FOUNDER)


@pytest.fixture
def pages(story, sign_in):
    """The story's pages, as one person or another."""
    return Pages(story, sign_in)


class Pages:
    def __init__(self, story, sign_in) -> None:
        self.story, self.sign_in = story, sign_in

    def address(self, part: str = "") -> str:
        return f"/requests/{self.story.id}/{part}"

    def get(self, who, part: str = "", status: int = 200) -> str:
        response = self.sign_in(*who).get(self.address(part))
        assert response.status_code == status, response.content.decode()
        return response.content.decode()

    def post(self, who, part: str, status: int = 302, **fields):
        client = self.sign_in(*who)
        given = {"key": new_id("form"), **fields}
        response = client.post(self.address(part), given)
        assert response.status_code == status, response.content.decode()
        return response

    def open_slot(self) -> str:
        """A slot with one place, two weeks from now."""
        week, id = coming_weeks(timezone.localdate())[2], new_id("slot")
        given = {"key": id, "week": week, "places": "1"}
        assert self.sign_in(*SCIENTIST).post("/requests/slots/", given).status_code == 302
        return id

    def offered(self, who) -> list[str]:
        page = self.get(who)
        return [name for name in DEEDS if f"{self.address()}do/{name}/" in page]


def entries() -> int:
    return JournalEntry.objects.count()


def test_the_page_shows_what_the_check_found(pages) -> None:
    pages.story.open()
    pages.story.hand_in()
    page = pages.get(FOUNDER)
    assert "The design is being checked" in page
    assert "hx-get" in page
    pages.story.assess()
    page = pages.get(FOUNDER)
    assert "hx-get" not in page
    for words in (
        "486 constructs",
        "R0063_AB",
        "BsaI, at base 39",
        "internal_site",
        "Not screened",
        "CNY 141,404.00",
    ):
        assert words in page
    assert "will not be released to build" in " ".join(page.split())


def test_a_design_that_cannot_be_checked_says_why(pages) -> None:
    pages.story.open()
    pages.story.hand_in('title = "Nobody"\nparts = ["kit:cidar"]\n[[assembly]]\nname = "x"\nmethod = "sorcery"\n')
    pages.story.assess()
    assert "The design could not be checked" in pages.get(FOUNDER)


@pytest.mark.parametrize(
    "part", ["", "do/submit/", "sign/owner/", "statements/1/", "statements/1/json", "statements/changes/",
             "report", "map.svg", "files/1/1", "delivery"],
)  # fmt: skip
def test_a_stranger_finds_the_same_as_where_there_is_nothing(part, pages) -> None:
    pages.story.until_quoted()
    client, nowhere = pages.sign_in(*STRANGER), new_id("req")
    answers, queries = [], []
    for id in (pages.story.id, nowhere):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(f"/requests/{id}/{part}")
        assert response.status_code == 404
        answers.append(
            re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode()).replace(id, "")
        )
        asked = [query["sql"].replace(id, "") for query in captured]
        queries.append([sql for sql in asked if "django_session" not in sql])
    assert answers[0] == answers[1]
    assert queries[0] == queries[1]


def test_each_side_is_offered_what_is_its_business(pages) -> None:
    pages.story.open()
    pages.story.hand_in()
    pages.story.assess()
    assert pages.offered(FOUNDER) == ["submit", "revise", "withdraw"]
    assert pages.offered(SCIENTIST) == []
    pages.story.do(Side.OWNER, commands.Submit())
    assert pages.offered(SCIENTIST) == ["accept", "ask_for_changes", "reject"]
    assert pages.offered(("foundry", Role.AUTOMATION_ENGINEER)) == []
    assert pages.offered(("firm", Role.ADMINISTRATOR)) == []


def test_what_the_rules_would_refuse_is_offered_with_the_reason(pages) -> None:
    pages.story.open()
    page = pages.get(FOUNDER)
    assert "The request has no design. Hand in a design first." in page
    page = pages.get(FOUNDER, "do/submit/")
    assert "The request has no design." in page
    assert '<button class="button button--primary">' not in page
    assert "The request has no design." in pages.post(FOUNDER, "do/submit/", status=409).content.decode()


def test_who_may_see_but_not_do_is_told_why(pages) -> None:
    pages.story.open()
    before = entries()
    for who in (SCIENTIST, ("firm", Role.ADMINISTRATOR)):
        page = pages.get(who, "do/submit/", status=403)
        assert "None of your roles allows submitting the request here." in page
        assert "Founder (customer)" in page
        pages.post(who, "do/submit/", status=403)
    # Each person who was new had to be registered; the request's own stream did not grow.
    assert JournalEntry.objects.filter(stream=REQUESTS.name(pages.story.id)).count() == 1
    assert before


def test_a_deed_that_the_state_does_not_take_is_a_conflict(pages) -> None:
    pages.story.until_quoted()
    response = pages.post(FOUNDER, "do/submit/", status=409)
    page = response.content.decode()
    assert "A request in the state Quoted does not take the command submit." in page
    assert "Draft, Changes requested" in page


def test_a_deed_that_there_is_not_is_not_found(pages) -> None:
    pages.story.open()
    for name in ("assess", "screen", "sign", "open", "dance"):
        pages.get(FOUNDER, f"do/{name}/", status=404)


def test_the_whole_way_goes_by_the_pages_forms(pages, cast) -> None:
    story = pages.story
    story.open()
    story.hand_in()
    story.assess()
    pages.post(FOUNDER, "do/submit/")
    pages.post(SCIENTIST, "do/ask_for_changes/", reason="Leave the tetracycline promoter out.")
    assert "Leave the tetracycline promoter out." in pages.get(FOUNDER)
    plan = 'title = "One"\nparts = ["kit:cidar"]\n[[assembly]]\nname = "one"\nmethod = "golden_gate"\n'
    plan += (
        'enzyme = "BsaI"\nbackbone = "DVK_AE"\nslots = [["J23100_AB"], ["BCD2_BC"], ["E0040m_CD"], ["B0015_DE"]]\n'
    )
    pages.post(FOUNDER, "do/revise/", plan_text=plan)
    story.assess()
    pages.post(FOUNDER, "do/submit/")
    pages.post(SCIENTIST, "do/accept/")
    quote = {"terms": "Thirty days.", "valid_until": "2099-01-01", "latest": "2099-01-01"}
    extra = {"extra_what": "Second vial", "extra_quantity": "2", "extra_price": "15.50"}
    pages.post(SCIENTIST, "do/quote/", **quote, **extra)
    statement = story.request.statement
    assert statement is not None
    assert (statement.lines[-1].what, str(statement.lines[-1].amount)) == ("Second vial", "CNY 31.00")
    story.sign(Side.PROVIDER)
    story.sign(Side.OWNER)
    slot = pages.open_slot()
    assert "1 of 1 places free" in pages.get(SCIENTIST, "do/queue/")
    pages.post(SCIENTIST, "do/queue/", slot=slot)
    assert story.request.state is State.QUEUED
    page = pages.post(SCIENTIST, "do/start/", status=409).content.decode()
    assert "has not been screened for sequences of concern" in page
    pages.post(FOUNDER, "do/withdraw/", reason="")
    assert story.request.state is State.WITHDRAWN
    assert BuildSlot.objects.get(pk=slot).taken == 0
    assert pages.offered(FOUNDER) == []


def test_a_build_is_completed_with_its_report_and_closed(pages) -> None:
    from screened import screen
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.journal.actions import Call, Done

    story = pages.story
    story.until_signed()
    pages.post(SCIENTIST, "do/queue/", slot=pages.open_slot())
    assert isinstance(screen(Call(OPERATOR, timezone.now()), story.id, 1), Done)
    assert "Screened and cleared" in pages.get(FOUNDER)
    pages.post(SCIENTIST, "do/start/")
    report = SimpleUploadedFile("report.csv", b"construct,result\ntu_001,right\n")
    page = pages.post(SCIENTIST, "do/complete/", status=409, constructs="487", report=report).content.decode()
    assert "not between 0 and the 486 to be built" in page
    report.seek(0)
    pages.post(SCIENTIST, "do/complete/", constructs="480", report=report)
    delivered = pages.sign_in(*FOUNDER).get(pages.address("delivery"))
    assert b"".join(delivered.streaming_content) == b"construct,result\ntu_001,right\n"
    pages.post(SCIENTIST, "do/close/")
    assert story.request.state is State.CLOSED


@pytest.mark.parametrize("name", ["ask_for_changes", "reject"])
def test_a_decision_against_a_request_needs_a_reason(name, pages) -> None:
    pages.story.until_signed()
    pages.post(SCIENTIST, f"do/{name}/", status=422, reason="")
    assert pages.story.request.state is State.QUOTED


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"extra_what": "A vial"}, "A further line needs"),
        ({"extra_what": "A vial", "extra_quantity": "1", "extra_price": "1.005"}, "no finer than the currency"),
        ({"terms": ""}, "required"),
        ({"valid_until": "tomorrow"}, "valid date"),
    ],
)
def test_a_quote_that_is_not_whole_is_refused_at_its_field(fields, words, pages) -> None:
    pages.story.until_quoted()
    given = {"terms": "Thirty days.", "valid_until": "2099-01-01", "latest": "2099-01-01", **fields}
    assert words in pages.post(SCIENTIST, "do/quote/", status=422, **given).content.decode()
    assert len(pages.story.request.statements) == 1


def test_a_form_sent_twice_does_once_what_it_asks_for(pages) -> None:
    pages.story.open()
    pages.story.hand_in()
    pages.story.assess()
    pages.post(FOUNDER, "do/submit/", key="form_one")
    before = entries()
    pages.post(FOUNDER, "do/submit/", key="form_one")
    assert entries() == before


def test_versions_can_be_compared_printed_and_downloaded(pages) -> None:
    story = pages.story
    story.until_quoted()
    pages.post(
        SCIENTIST, "do/quote/", terms="Sixty days.", valid_until="2099-01-01", latest="2099-01-01",
        extra_what="A vial", extra_quantity="1", extra_price="15",
    )  # fmt: skip
    page = pages.get(FOUNDER, "statements/changes/")
    for words in ("A vial", "Added", "Terms", "Thirty days.", "Sixty days.", "1 × CNY 15.00 = CNY 15.00"):
        assert words in page
    assert "Nothing is different" in pages.get(FOUNDER, "statements/changes/?old=1&new=1")
    pages.get(FOUNDER, "statements/changes/?old=1&new=3", status=404)
    assert "A later version has replaced this one." in pages.get(FOUNDER, "statements/1/")
    latest = story.request.statement
    assert latest is not None
    assert latest.sha256 in pages.get(SCIENTIST, "statements/2/")
    assert pages.sign_in(*FOUNDER).get(pages.address("statements/2/json")).content == latest.to_json()


def test_the_map_is_a_picture_with_a_policy_of_its_own(pages) -> None:
    pages.story.open()
    pages.story.hand_in()
    pages.get(FOUNDER, "map.svg", status=404)
    pages.story.assess()
    response = pages.sign_in(*FOUNDER).get(pages.address("map.svg"))
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert b"tu_001" in response.content


def test_files_are_found_by_version_and_number_only(pages) -> None:
    pages.story.open()
    pages.story.hand_in()
    for part in ("files/1/0", "files/1/2", "files/2/1", "report"):
        pages.get(FOUNDER, part, status=404)


def test_the_history_is_the_journals(pages) -> None:
    story = pages.story
    story.until_signed()
    page = pages.get(SCIENTIST)
    rows = JournalEntry.objects.filter(stream=REQUESTS.name(story.id))
    assert rows.count() == 8
    assert all(row.hash in page for row in rows)
    assert "founder of firm" in page
    assert "Tilth’s worker" in page
    assert "Wu Ji" in page
