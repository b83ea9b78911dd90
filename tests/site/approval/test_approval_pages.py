"""The pages of the approval room, for an applicant, an officer, a reviewer and a stranger."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from dockets import NOON, Docket, done
from tilth.approval import events, shipped
from tilth.approval.case import Outcome
from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Role
from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.approval.dossiers import Answer, HandIn, Seal, hand_in
from tilth_site.journal.actions import Call
from tilth_site.parties import actions as parties

pytestmark = pytest.mark.django_db(transaction=True)

FOUNDER = ("firm", Role.FOUNDER)
OFFICER = ("operator", Role.CLUSTER_OFFICER)
STRANGER = ("other", Role.FOUNDER)
PASSWORD = "a long password for tests"


@pytest.fixture
def on(monkeypatch):
    """Lets the site stand on a day after 2 March 2026."""

    def stand(day: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(days=day))

    return stand


@pytest.fixture
def as_person(client):
    """Sign the client in as any person."""

    def enter(person: str):
        user = User.objects.filter(person=person).first()
        user = user or User.objects.create_user(f"{person}@x.example", PASSWORD, person)
        client.force_login(user)
        return client

    return enter


def read(client, address: str, **query: object) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.content.decode()[-2000:]
    return response.content.decode()


def words(page: str) -> str:
    """The text of a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()


def asked_for(docket: Docket, day: int = 1) -> Docket:
    """A letter of questions went out."""
    docket.do(docket.officer(day), events.QuestionsAsked(step="biosafety", on=docket.on(day)))
    return docket


def test_every_shipped_procedure_has_a_page_with_its_hash_its_steps_and_honest_marks(docket, sign_in) -> None:
    client = sign_in(*FOUNDER)
    cards = read(client, "/approval/procedures/")
    newest = {one.id: one.version for one in shipped()}
    for one in shipped():
        page = read(client, f"/approval/procedures/{one.id}/{one.version}/")
        assert one.digest in page
        offered = f"/approval/procedures/{one.id}/{one.version}/" in cards
        assert offered is (one.version == newest[one.id]), "a case is opened under the newest"
        assert all(f'id="step-{step.id}"' in page for step in one.steps)
        unverified = sum(not source.verified for source in one.sources)
        assert page.count("Not verified</span>") == unverified, one.id
    assert client.get("/approval/procedures/nothing/1/").status_code == 404


def test_a_case_is_opened_with_the_facts_that_its_lanes_ask_for(docket, sign_in) -> None:
    client = sign_in(*FOUNDER)
    assert "No cases yet" in read(client, "/approval/")
    address = f"/approval/procedures/{docket.procedure}/new/"
    assert "Class of registration" in read(client, address)
    given = {
        "key": new_id("form"), "applicant": docket.cast.firm, "fact-registration_class": "1",
        "fact-site": "shanghai", "fact-product": "vaccine",
    }  # fmt: skip
    opened = client.post(address, given)
    assert opened.status_code == 302, words(opened.content.decode())[-600:]
    page = words(read(client, opened.url))
    assert "The firm" in page
    assert "The applicant adds 2 missing documents, then hands it in." in page
    step = words(read(client, f"{opened.url}steps/review/"))
    assert "not eligible" in step
    assert "Cell therapy, gene therapy and vaccines are not in the pilot. Here, Kind of product: vaccine" in step


def test_whoever_may_not_know_of_a_case_is_told_that_it_is_not_there(docket, sign_in) -> None:
    docket.submitted()
    client = sign_in(*STRANGER)
    assert docket.id not in read(client, "/approval/")
    for part in ("", "forecast/", "steps/biosafety/", "do/document/", "steps/biosafety/do/submit/"):
        assert client.get(f"/approval/{docket.id}/{part}").status_code == 404, part
    assert client.get("/approval/procedures/demo-first-in-human/new/").status_code == 200


def test_what_is_missing_stands_with_its_rule_and_the_version_of_the_procedure(docket, sign_in, on) -> None:
    on(0)
    docket.open().add("toxicology_report", "rats", glp="no")
    client = sign_in(*FOUNDER)
    page = words(read(client, f"/approval/{docket.id}/"))
    assert "Toxicology report : 0 of 2 1 does not fit" in page
    assert "The construct was sequenced and is what was designed. demo-first-in-human , version 1" in page
    step = words(read(client, f"/approval/{docket.id}/steps/biosafety/"))
    assert "Not to be handed in as it is" in step
    sent = client.post(f"/approval/{docket.id}/steps/biosafety/do/submit/", {"key": new_id("form")})
    assert sent.status_code == 409
    assert "Sequence verification" in words(sent.content.decode())


def test_the_three_times_of_a_clock_are_three_numbers(docket, sign_in, on) -> None:
    asked_for(docket.submitted(), 3)
    docket.add("risk_assessment", "mended", day=8)
    done(hand_in(docket.founder(8), docket.id, Answer("biosafety", full=True)))
    on(10)
    page = words(read(sign_in(*FOUNDER), f"/approval/{docket.id}/steps/biosafety/"))
    # Monday 2 March to Thursday 12 March 2026: three working days, three stopped (to the 10th), two more.
    assert "Statutory time used 5 working days of 15 working days" in page
    assert "Time stopped 3 working days the applicant 3 working days" in page
    assert "Actual time 8 working days 10 days by the calendar" in page


def test_nothing_is_overdue_on_the_due_day_itself_but_on_the_next(docket, sign_in, on) -> None:
    docket.submitted()
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/"
    on(21)  # Monday 23 March: the 15th working day after the 2nd
    assert "Last day: 23 Mar 2026" in words(read(client, address))
    assert "overdue" not in read(client, address)
    on(22)
    assert "overdue" in read(client, address)


def test_a_page_of_a_past_day_shows_what_was_known_then_and_offers_nothing(docket, sign_in, on) -> None:
    asked_for(docket.submitted(day=2), 5)
    on(6)
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/steps/biosafety/"
    assert "Clock is stopped" in read(client, address)
    then = read(client, address, as_of="2026-03-05")
    assert "Clock runs" in then
    assert "Clock is stopped" not in then
    assert "This is the case as it stood at the end of 5 Mar 2026" in words(then)
    assert "/do/" not in then
    assert "Questions asked" not in then
    case = f"/approval/{docket.id}/"
    assert "Can be handed in" in read(client, case, as_of="2026-03-03")
    assert read(client, case, as_of="2020-01-01")
    assert read(client, case, as_of="nonsense")


def test_the_applicant_adds_a_document_hands_in_and_sees_revisions_differ(docket, sign_in, on) -> None:
    on(0)
    docket.open().add("sequence_verification", "GATTACA")
    done(hand_in(docket.founder(), docket.id, Seal("biosafety")))
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/"
    file = SimpleUploadedFile("risks.txt", b"Risk group 1.")
    sent = client.post(f"{address}do/document/", {"key": new_id("form"), "kind": "risk_assessment", "file": file})
    assert (sent.status_code, sent.headers.get("Location")) == (302, address)
    sent = client.post(f"{address}steps/biosafety/do/submit/", {"key": new_id("form")})
    assert sent.status_code == 302
    page = read(client, f"{address}steps/biosafety/")
    assert "Revision 2" in page
    assert re.search(r"Added\s*</span>\s*<span[^>]*>risk_assessment/01-risks.txt", page)
    link = re.search(rf'href="({address}papers/[0-9a-f]+)">manifest', page)
    assert link
    assert b"risk_assessment" in client.get(link[1]).getvalue()
    assert client.get(f"{address}papers/{'0' * 64}").status_code == 404


def test_a_dossier_is_read_printed_and_downloaded_with_its_verifier(docket, sign_in, on) -> None:
    on(0)
    docket.submitted()
    sha256 = docket.case.step("biosafety").manifest
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/dossiers/{sha256}"
    page = read(client, f"{address}/")
    assert sha256 in page
    assert "sequence_verification/01-paper.txt" in page
    assert "python3 dossier/verify.py dossier" in page
    assert client.get(f"{address}.pdf").getvalue().startswith(b"%PDF")
    with ZipFile(BytesIO(client.get(f"{address}.zip").getvalue())) as bundle:
        assert {"verify.py", "manifest.json", "ro-crate-metadata.json"} <= set(bundle.namelist())
    for end in ("/", ".pdf", ".zip"):
        assert client.get(f"/approval/{docket.id}/dossiers/{'0' * 64}{end}").status_code == 404


def test_an_officer_accepts_asks_pauses_and_records_what_an_authority_decided(docket, sign_in, on) -> None:
    on(0)
    docket.submitted()
    client, address = sign_in(*OFFICER), f"/approval/{docket.id}/steps/biosafety/"
    page = read(client, address)
    assert "steps/biosafety/do/ask/" in page
    assert "do/answer/" not in page
    sent = client.post(f"{address}do/ask/", {"key": new_id("form"), "on": "2026-03-02"})
    assert sent.status_code == 302
    assert "The applicant answers (questions of the committee)" in words(read(client, address))


def test_whoever_holds_equity_cannot_be_assigned_and_the_page_says_why(docket, sign_in, on) -> None:
    on(0)
    docket.submitted()
    done(
        parties.carry_out(Call(OPERATOR, NOON), ask.GrantRole(docket.cast.firm, docket.reviewer(1), Role.FOUNDER))
    )
    docket.reviewer(2)
    client, address = sign_in(*OFFICER), f"/approval/{docket.id}/steps/biosafety/"
    page = read(client, f"{address}do/assign/")
    assert f'value="{docket.reviewer(2)}"' in page
    assert f'value="{docket.reviewer(1)}"' not in page
    assert "interest in the applicant: equity" in words(page)
    given = {"key": new_id("form"), "person": docket.reviewer(1), "role": "biosafety_officer"}
    assert client.post(f"{address}do/assign/", given).status_code == 422
    given = {"key": new_id("form"), "person": docket.reviewer(2), "role": "biosafety_officer"}
    assert client.post(f"{address}do/assign/", given).status_code == 302
    assert "1 reviewer has still to be assigned." in words(read(client, address))


def test_a_vote_is_signed_with_the_password_over_what_was_shown_and_the_second_decides(
    docket, as_person, on
) -> None:
    docket.submitted().assigned(docket.reviewer(1), docket.reviewer(2))
    on(3)
    address = f"/approval/{docket.id}/steps/biosafety/"
    for number in (1, 2):
        client = as_person(docket.reviewer(number))
        assert f"{address}sign/vote/" in read(client, address)
        page = read(client, f"{address}sign/vote/")
        manifest = docket.case.step("biosafety").manifest
        assert manifest in page
        assert docket.case.digest in page
        given = {
            "key": new_id("form"), "manifest": manifest, "outcome": "approved", "reason": "It is contained.",
            "password": "not this",
        }  # fmt: skip
        wrong = client.post(f"{address}sign/vote/", given)
        assert wrong.status_code == 422
        assert "nothing was signed" in wrong.content.decode()
        stale = client.post(f"{address}sign/vote/", {**given, "manifest": "0" * 64, "password": PASSWORD})
        assert stale.status_code == 422
        assert "The dossier changed" in stale.content.decode()
        assert client.post(f"{address}sign/vote/", {**given, "password": PASSWORD}).status_code == 302
    step = words(read(client, address))
    assert "Decided by vote." in step
    assert step.count("Review: I have reviewed it") == 2, "both signatures are printed with what they mean"


def test_a_reviewer_who_is_not_assigned_sees_no_case(docket, as_person, on) -> None:
    docket.submitted().assigned(docket.reviewer(1))
    on(1)
    assert read(as_person(docket.reviewer(1)), f"/approval/{docket.id}/")
    assert as_person(docket.reviewer(2)).get(f"/approval/{docket.id}/").status_code == 404


def test_the_decision_of_an_authority_is_recorded_with_its_paper(docket, sign_in, on) -> None:
    docket.submitted().assigned(docket.reviewer(1), docket.reviewer(2))
    done(docket.vote(docket.as_reviewer(1, day=1)))
    done(docket.vote(docket.as_reviewer(2, day=1)))
    docket.add("toxicology_report", "rats", 1, glp="yes").add("toxicology_report", "dogs", 1, glp="yes")
    done(hand_in(docket.founder(1), docket.id, HandIn("preclinical-audit")))
    on(2)
    client, address = sign_in(*OFFICER), f"/approval/{docket.id}/steps/preclinical-audit/"
    given = {
        "key": new_id("form"), "manifest": docket.case.step("preclinical-audit").manifest, "outcome": "refused",
        "reason": "One study is missing.", "password": PASSWORD, "paper": SimpleUploadedFile("letter.txt", b"No."),
    }  # fmt: skip
    sent = client.post(f"{address}sign/decide/", given)
    assert sent.status_code == 302, words(sent.content.decode())[-800:]
    page = words(read(client, address))
    assert "Refused" in page
    assert "One study is missing." in page
    assert docket.case.step("preclinical-audit").decision.outcome is Outcome.REFUSED


def test_a_forecast_names_dates_what_ifs_and_moves(docket, sign_in, on) -> None:
    docket.submitted()
    on(1)
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/forecast/"
    page = words(read(client, address))
    assert "100,000 trials" in page
    assert "As likely as not by" in page
    assert "Answer all questions within 10 working days" in page
    bars = re.findall(r"<span>(\d+) %</span><progress max=\"100\" value=\"(\d+)\"", read(client, address))
    assert len(bars) == len(docket.seen(1).standings), "a bar stands beside each number, in the row of its step"
    assert all(number == value for number, value in bars)
    chosen = read(client, address, **{"if": "parallel=ethics"})
    assert "Review by the ethics committee: begin in parallel" in words(chosen)
    assert 'value="parallel=ethics" checked' in chosen
    broken = words(read(client, address, **{"if": "nonsense"}))
    assert "This was not done" in broken


def test_the_pages_are_chinese_for_whoever_reads_chinese(docket, sign_in, on) -> None:
    asked_for(docket.submitted())
    on(2)
    client = sign_in(*FOUNDER)
    client.cookies["django_language"] = "zh-hans"
    with translation.override("zh-hans"):
        for part in ("", "steps/biosafety/", "forecast/"):
            page = words(read(client, f"/approval/{docket.id}/{part}"))
            assert "从克隆验证到首例患者" in page
    assert "2026年3月" in read(client, f"/approval/{docket.id}/")


def test_a_fact_is_stated_in_words_or_as_the_procedure_spells_it(docket, sign_in, on) -> None:
    on(0)
    docket.open()
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/do/fact/"
    form = words(read(client, address))
    assert "Where the trial is: Beijing, Shanghai" in form
    assert "cell_therapy" not in form
    for value, shown in (("Cell therapy", "cell therapy"), ("vaccine", "vaccine"), ("a device", "a device")):
        given = {"key": new_id("form"), "fact": "product", "value": value}
        assert client.post(address, given).status_code == 302
        assert f"Kind of product: {shown}" in words(read(client, f"/approval/{docket.id}/"))


def test_who_can_take_over_nothing_is_told_so(docket, sign_in, on) -> None:
    on(0)
    docket.open()
    form = words(read(sign_in(*FOUNDER), f"/approval/{docket.id}/do/result/"))
    assert "There is no result that you may read" in form


def test_who_hands_in_sees_what_is_in_the_dossier_first(docket, sign_in, on) -> None:
    on(0)
    docket.complete()
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/steps"
    for deed in ("submit", "seal"):
        page = words(read(client, f"{address}/biosafety/do/{deed}/"))
        assert "What is in the dossier now 2 files" in page
        assert "Risk assessment: paper.txt" in page
    assert "No document of the case belongs to this step yet." in read(client, f"{address}/ethics/do/seal/")
    assert "What is in the dossier now" not in read(client, f"{address}/biosafety/do/withdraw/")


def test_nobody_chooses_the_lane_of_an_appeal(docket, sign_in, on) -> None:
    on(0)
    docket.open()
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/steps/ethics/"
    assert "on appeal only" in read(client, address)
    form = read(client, f"{address}do/lane/")
    assert 'value="outbreak"' in form
    assert 'value="appeal"' not in form
    assert "Second review" not in form


def test_a_step_to_which_nothing_has_happened_says_so(docket, sign_in, on) -> None:
    on(0)
    docket.open()
    assert "Nothing has happened in this step yet." in read(
        sign_in(*FOUNDER), f"/approval/{docket.id}/steps/ethics/"
    )


def test_there_is_no_forecast_of_what_was_taken_back(docket, sign_in, on) -> None:
    on(0)
    docket.submitted()
    docket.do(docket.founder(), events.StepWithdrawn(step="biosafety", on=docket.on(0)))
    page = words(read(sign_in(*FOUNDER), f"/approval/{docket.id}/forecast/"))
    assert "There is no forecast The step Biosafety committee of the centre was withdrawn on 2026-03-02" in page
    assert "This was not done" not in page
    assert "Try what-ifs" not in page


def test_a_withdrawn_case_offers_nothing_more(docket, sign_in, on) -> None:
    on(0)
    docket.submitted()
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/"
    assert "This cannot be undone" in read(client, f"{address}do/withdraw/")
    sent = client.post(f"{address}do/withdraw/", {"key": new_id("form"), "reason": "Out of money."})
    assert sent.status_code == 302
    page = read(client, address)
    assert "Withdrawn on" in words(page)
    assert "/do/" not in page
    assert "Withdrawn" in read(client, "/approval/", state="withdrawn")
    assert docket.id not in read(client, "/approval/", state="open")
