"""Letters of questions on the site: several may be open, each is answered by itself, and all stay to be read."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dockets import NOON, Docket, code, done
from tilth.approval import events
from tilth.approval.clock import Phase
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.approval.dossiers import Answer, hand_in
from tilth_site.approval.letters import letter_rows

pytestmark = pytest.mark.django_db

FOUNDER = ("firm", Role.FOUNDER)
OFFICER = ("operator", Role.CLUSTER_OFFICER)


@pytest.fixture
def on(monkeypatch):
    """Lets the site stand on a day after 2 March 2026."""

    def stand(day: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(days=day))

    return stand


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def asked(docket: Docket, day: int, name: str = "") -> Docket:
    letter = docket.paper(docket.officer(day), f"What of {name}?").sha256 if name else ""
    event = events.QuestionsAsked(step="biosafety", on=docket.on(day), document=letter, name=name)
    docket.do(docket.officer(day), event)
    return docket


def numbers(docket: Docket) -> list[int]:
    return [letter.number for letter in docket.case.step("biosafety").open_letters]


def test_the_oldest_open_letter_is_answered_where_none_is_named(docket: Docket) -> None:
    asked(asked(docket.submitted(), 1, "strain.pdf"), 2, "vector.pdf")
    done(hand_in(docket.founder(3), docket.id, Answer("biosafety", full=True)))
    assert numbers(docket) == [2]
    assert docket.seen(3).standings["biosafety"].phase is Phase.STOPPED
    done(hand_in(docket.founder(4), docket.id, Answer("biosafety", full=True)))
    assert docket.seen(4).standings["biosafety"].phase is Phase.RUNNING


def test_a_letter_is_answered_by_its_number_whether_or_not_its_paper_is_kept(docket: Docket) -> None:
    asked(asked(docket.submitted(), 1), 1)
    done(hand_in(docket.founder(2), docket.id, Answer("biosafety", full=True, letter=2)))
    assert numbers(docket) == [1]
    again = hand_in(docket.founder(2), docket.id, Answer("biosafety", full=True, letter=2))
    assert code(again) == "approval.case.halt"


def test_a_second_letter_can_be_sent_on_the_page_while_the_first_is_open(docket: Docket, sign_in, on) -> None:
    asked(docket.submitted(), 1)
    on(2)
    client, address = sign_in(*OFFICER), f"/approval/{docket.id}/steps/biosafety/"
    assert f"{address}do/ask/" in client.get(address).content.decode()
    letter = SimpleUploadedFile("vector.txt", b"Which vector?")
    sent = client.post(f"{address}do/ask/", {"key": new_id("form"), "letter": letter})
    assert sent.status_code == 302, words(sent)[-600:]
    assert numbers(docket) == [1, 2]
    assert docket.case.step("biosafety").open_letters[1].name == "vector.txt"


def test_no_questions_are_asked_while_a_pause_lasts(docket: Docket, sign_in, on) -> None:
    docket.procedure = "us-fda-ind"
    docket.open()
    for kind in ("application_form", "clinical_protocol", "investigators_brochure"):
        docket.add(kind, kind)
    docket.hand_in("review")
    docket.do(docket.officer(1), events.Paused(step="review", reason="clinical hold", on=docket.on(1)))
    on(2)
    page = sign_in(*OFFICER).get(f"/approval/{docket.id}/steps/review/").content.decode()
    assert "do/resume/" in page
    assert "do/ask/" not in page


def test_who_answers_chooses_among_several_letters_and_is_not_asked_about_one(docket: Docket, sign_in, on) -> None:
    asked(docket.submitted(), 1, "strain.txt")
    on(2)
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/steps/biosafety/do/answer/"
    assert 'type="radio"' not in client.get(address).content.decode()
    asked(docket, 2, "vector.txt")
    shown = client.get(address)
    assert "Letter 1, 3 Mar 2026, strain.txt" in words(shown)
    assert "Letter 2, 4 Mar 2026, vector.txt" in words(shown)
    assert re.search(r'type="radio"[^>]*value="1"[^>]*checked', shown.content.decode()), "the oldest is chosen"
    sent = client.post(address, {"key": new_id("form"), "letter": "2", "full": "on"})
    assert sent.status_code == 302, words(sent)[-600:]
    assert numbers(docket) == [1]


def test_that_a_letter_was_answered_meanwhile_is_said_beside_the_letters(docket: Docket, sign_in, on) -> None:
    asked(asked(asked(docket.submitted(), 1), 1), 1)
    on(2)
    client, address = sign_in(*FOUNDER), f"/approval/{docket.id}/steps/biosafety/do/answer/"
    done(hand_in(docket.founder(2), docket.id, Answer("biosafety", full=True, letter=2)))
    sent = client.post(address, {"key": new_id("form"), "letter": "2", "full": "on"})
    assert sent.status_code == 422
    assert re.search(r'id_letter_error"><li>', sent.content.decode())


def test_the_page_of_a_step_lists_letters_with_what_came_in_answer(docket: Docket, sign_in, on) -> None:
    asked(asked(docket.submitted(), 1, "strain.txt"), 2)
    done(hand_in(docket.founder(3), docket.id, Answer("biosafety", full=False, letter=1)))
    done(hand_in(docket.founder(4), docket.id, Answer("biosafety", full=True, letter=1)))
    on(5)
    page = sign_in(*FOUNDER).get(f"/approval/{docket.id}/steps/biosafety/")
    assert "Letter 1 Answered in full 3 Mar 2026 · strain.txt" in words(page)
    assert "5 Mar 2026 : answered in part 6 Mar 2026 : answered in full" in words(page)
    assert "Letter 2 Open 4 Mar 2026" in words(page)
    assert "strain.txt" in words(page)


def test_a_letter_that_a_decision_ended_is_not_called_answered(docket: Docket) -> None:
    asked(docket.submitted(), 1)
    docket.do(docket.founder(2), events.StepWithdrawn(step="biosafety", on=docket.on(2)))
    [row] = letter_rows(docket.seen(2).case.step("biosafety"))
    assert row.badge[0] == "Not answered"


def test_a_page_without_letters_has_no_list_of_them(docket: Docket, sign_in, on) -> None:
    docket.submitted()
    on(1)
    page = sign_in(*FOUNDER).get(f"/approval/{docket.id}/steps/biosafety/").content.decode()
    assert 'id="letters"' not in page
