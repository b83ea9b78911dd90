"""What is stated by signing, and how it is signed and opened."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.signer import CryptoSigner

from approval_cases import digest, trial_application
from signed_cases import AT, DAY, DEMO, KEY, MANIFEST, hashed, signer, under_review, vote
from tilth.approval import Outcome
from tilth.approval.clock import Phase
from tilth.approval.decisions import (
    PAYLOAD_TYPE,
    ClockState,
    What,
    head_of,
    open_statement,
    read_statement,
    sign,
    state_of_clock,
    statement_for,
)
from tilth.approval.events import AnswersReceived, Decided, DossierSealed, QuestionsAsked
from tilth.approval.terms import Unit
from tilth.kernel.errors import InputError, IntegrityError, MissingError, OptionError
from tilth.kernel.signature import Meaning, commit_name

OTHER, THIRD = CryptoSigner.generate_ed25519(), CryptoSigner.generate_ed25519()
RECORD = under_review()
STATEMENT = statement_for(RECORD.story.events, DEMO, vote("p1"), signer("p1"))
ENVELOPE = sign(STATEMENT, KEY)


def test_a_statement_says_who_decided_what_about_which_dossier_by_which_rules_and_after_what() -> None:
    said = json.loads(STATEMENT.to_json())
    assert (said["case"], said["step"], said["what"], said["outcome"]) == (
        "case_1",
        "biosafety",
        "vote",
        "approved",
    )
    assert said["manifest"] == hashed(MANIFEST)
    assert (said["procedure"], said["procedure_id"], said["procedure_version"]) == (DEMO.digest, DEMO.id, 1)
    assert said["after"] == head_of(RECORD.story.events)
    assert said["signer"] == {
        "person": "p1",
        "role": "biosafety_officer",
        "meaning": "review",
        "at": AT,
        "proof": "password+code",
        "name": "Dr p1",
        "name_commitment": "",
    }


def test_a_statement_of_no_recognition_is_written_as_before_bodies_were_named() -> None:
    """So what was signed then still reads, and has the hash that events cite."""
    assert "body" not in json.loads(STATEMENT.to_json())
    assert read_statement(STATEMENT.to_json()) == STATEMENT


def test_the_clock_of_a_statement_is_worked_out_by_hand() -> None:
    """Accepted on Friday 16 January 2026; the letter goes out on Friday 13 February, the 20th working day; all has
    come on Monday 16 March, 17 working days later (24 to 28 February, 2 to 6, 9 to 13 and 16 March and Saturday 14
    February). On Friday 20 March 4 more are used. 36 are left: to the 27th 5, to 3 April 10, to the 10th 14 (the
    6th is off), to the 17th 19, to the 24th 24, to the 30th 28, to 8 May 31, 9 May 32, 11 to 14 May 36.
    """
    story = trial_application(date(2026, 1, 16)).tell(
        QuestionsAsked(step="review", on=date(2026, 2, 13)),
        AnswersReceived(step="review", manifest=digest("answers"), full=True, on=date(2026, 3, 16)),
    )
    stopped = state_of_clock(story.case(date(2026, 2, 27)), story.procedure, "review", date(2026, 2, 27))
    assert stopped == ClockState(
        lane="standard", phase=Phase.STOPPED, unit=Unit.WORKING_DAY, limit=60, statutory=20, stopped=5, actual=25
    )
    day = date(2026, 3, 20)
    event = Decided(step="review", outcome=Outcome.APPROVED, by="authority", document=digest("licence"), on=day)
    said = statement_for(story.events, story.procedure, event, signer("p1", "officer"))
    assert (said.what, said.document, said.manifest) == (What.DECISION, digest("licence"), digest("answers"))
    assert said.clock == ClockState(
        lane="standard",
        phase=Phase.RUNNING,
        unit=Unit.WORKING_DAY,
        limit=60,
        statutory=24,
        stopped=17,
        actual=41,
        due=date(2026, 5, 14),
    )


def test_a_step_whose_clock_does_not_run_has_a_phase_and_no_numbers() -> None:
    found = state_of_clock(RECORD.story.case(DAY), DEMO, "ethics", DAY)
    assert found == ClockState(lane="standard", phase=Phase.READY)
    with pytest.raises(MissingError, match="no step nothing"):
        state_of_clock(RECORD.story.case(DAY), DEMO, "nothing", DAY)
    with pytest.raises(MissingError, match="no such case"):
        statement_for(RECORD.story.events, DEMO, vote("p1", on=date(2025, 1, 1)), signer("p1"))


def test_what_is_sealed_after_handing_in_is_not_what_is_decided_on() -> None:
    record = under_review()
    record.story.tell(DossierSealed(step="biosafety", manifest=digest("draft"), on=DAY, person="p0"))
    assert statement_for(record.story.events, DEMO, vote("p1"), signer("p1")).manifest == hashed(MANIFEST)


def test_the_envelope_is_dsse_and_is_opened_with_the_public_key() -> None:
    assert open_statement(ENVELOPE, [KEY.public_key]) == STATEMENT
    envelope = json.loads(ENVELOPE)
    payload, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"]
    assert (payload, kind) == (STATEMENT.to_json(), PAYLOAD_TYPE)
    covered = b"DSSEv1 %d %b %d %b" % (len(kind), kind.encode(), len(payload), payload)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(KEY.public_key.keyval["public"]))
    key.verify(base64.b64decode(envelope["signatures"][0]["sig"]), covered)


def test_two_of_three_keys_are_enough_where_two_are_wanted_and_one_key_twice_is_not() -> None:
    keys = [KEY.public_key, OTHER.public_key, THIRD.public_key]
    assert open_statement(sign(STATEMENT, KEY, THIRD), keys, threshold=2) == STATEMENT
    for envelope in (ENVELOPE, sign(STATEMENT, KEY, KEY)):
        with pytest.raises(IntegrityError, match="Fewer than 2 of the keys") as raised:
            open_statement(envelope, keys, threshold=2)
        assert raised.value.code == "decision.signature"
    with pytest.raises(OptionError, match="4 signatures are wanted, and 3 keys"):
        open_statement(ENVELOPE, keys, threshold=4)


def test_an_altered_statement_and_another_key_are_named() -> None:
    envelope = json.loads(ENVELOPE)
    envelope["payload"] = base64.b64encode(replace(STATEMENT, outcome=Outcome.REFUSED).to_json()).decode()
    with pytest.raises(IntegrityError, match="did not sign this statement, or the statement was altered"):
        open_statement(json.dumps(envelope).encode(), [KEY.public_key])
    with pytest.raises(IntegrityError, match="did not sign"):
        open_statement(ENVELOPE, [OTHER.public_key])
    with pytest.raises(IntegrityError, match="no signed statement") as raised:
        open_statement(b"{}", [KEY.public_key])
    assert raised.value.code == "decision.envelope"


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"{}", STATEMENT.to_json() + b" ", b'{"x":1,' + STATEMENT.to_json()[1:]]
)
def test_what_is_no_statement_or_holds_more_than_one_is_refused(payload: bytes) -> None:
    with pytest.raises(InputError, match="no statement of a decision") as raised:
        read_statement(payload)
    assert raised.value.code == "decision.statement"


@pytest.mark.parametrize(
    ("field", "value"),
    [("person", " "), ("role", ""), ("at", "2026-01-05"), ("at", "2026-01-05T11:04:05+08:00"), ("name", ""),
     ("name_commitment", "a" * 64)],
)  # fmt: skip
def test_a_signer_is_a_person_in_a_role_at_an_instant_under_one_name(field: str, value: str) -> None:
    with pytest.raises(InputError) as raised:
        replace(signer("p1"), **{field: value})
    assert raised.value.data["field"] in (field, "name")


def test_a_name_can_be_committed_to_so_that_it_can_be_erased() -> None:
    committed = replace(signer("p1"), name="", name_commitment=commit_name("Dr p1", b"s" * 32))
    said = replace(STATEMENT, signer=committed)
    assert read_statement(said.to_json()) == said
    assert b"Dr p1" not in said.to_json()
    assert said.signer.meaning is Meaning.REVIEW


@pytest.mark.parametrize("field", ["after", "procedure", "manifest", "document"])
def test_a_hash_is_a_hash(field: str) -> None:
    with pytest.raises(InputError) as raised:
        replace(STATEMENT, **{field: "abc"})
    assert raised.value.data["field"] == field
