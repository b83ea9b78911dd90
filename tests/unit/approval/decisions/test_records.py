"""A record that holds has no fault, and everything that is wrong with one is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner

import tilth.approval.decisions
from approval_cases import ORG, digest, trial_application
from signed_cases import DAY, DEMO, KEY, MANIFEST, Record, decided, hashed, signer, told, under_review, vote
from tilth.approval import Outcome, Procedure, the_procedure
from tilth.approval.clock import Phase
from tilth.approval.decisions import What, chain_of, read_statement, sign, statement_for
from tilth.approval.decisions.faults import FAULTS
from tilth.approval.events import (
    AnswersReceived,
    Decided,
    DossierSealed,
    InterestDeclared,
    QuestionsAsked,
    Recognised,
    Submitted,
)
from tilth.kernel.dsse import public_key_pem

STRANGER = CryptoSigner.generate_ed25519()
APPROVED = Decided(step="biosafety", outcome=Outcome.APPROVED, by="vote", on=DAY, reason="2 of 2 votes")


def test_a_decision_by_signed_votes_holds() -> None:
    record = decided()
    assert record.story.stands("biosafety", DAY).phase is Phase.APPROVED
    assert record.faults() == ()


def test_every_fault_is_listed_with_its_meaning() -> None:
    folder = Path(tilth.approval.decisions.__file__).parent
    text = "".join(path.read_text() for path in folder.glob("*.py"))
    used = {f"record.{code}" for code in re.findall(r'fault\(\s*"([a-z_.]+)"', text)}
    built = {"record.envelope", "record.signature"} | {
        code for code in FAULTS if code.startswith("record.events.")
    }
    assert used | built == set(FAULTS)


def test_a_tampered_manifest_procedure_event_and_signature_is_named_with_its_place() -> None:
    record = decided()
    [manifest] = record.faults(manifest=MANIFEST + b" ")
    assert (manifest.code, manifest.where) == ("record.manifest.unknown", "manifest.json")
    [procedure] = record.faults(procedure=DEMO.to_json().replace(b'"quorum":2', b'"quorum":1', 1))
    assert (procedure.code, procedure.where) == ("record.procedure.other", "record/procedure.json")
    events = told(record.story.events).replace(b'"person":"p2","role"', b'"person":"p4","role"')
    assert record.faults(events=events)[0].code == "record.events.altered"
    assert record.faults(events=events)[0].where == "record/events.jsonl:6"
    name, envelope = next(iter(record.envelopes.items()))
    found = record.faults(envelopes={**record.envelopes, name: envelope.replace(b"payload", b"Payload", 1)})
    assert (found[0].code, found[0].where) == ("record.envelope", name)
    foreign = sign(statement_for(record.story.events[:6], DEMO, vote("p1"), signer("p1")), STRANGER)
    assert (record.faults(envelopes={**record.envelopes, name: foreign})[0].code) == "record.signature"


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: json.dumps(json.loads(text)).encode(),
        lambda text: text[:-1] + b',"x":1}',
        # The last letter before the padding of base64 has four bits that stand for nothing.
        lambda text: re.sub(rb'(.)==("\}\]\})$', lambda m: bytes([m[1][0] + 1]) + b"==" + m[2], text),
    ],
)
def test_an_envelope_that_says_the_same_in_another_spelling_is_named(respell: Callable[[bytes], bytes]) -> None:
    record = decided()
    name, envelope = next(iter(record.envelopes.items()))
    assert respell(envelope) != envelope
    assert record.codes(envelopes={**record.envelopes, name: respell(envelope)}) == ["envelope"]


def test_events_that_are_gone_from_the_end_are_missed_by_what_was_signed() -> None:
    record = decided()
    events = record.story.events
    assert record.codes(events=told(events[:-1])) == ["decision.missing"]
    assert record.codes(events=told(events[:-2])) == ["statement.event"]
    assert record.codes(events=told(events[:-3])) == ["statement.event", "statement.after"]
    assert record.codes(events=b"") == ["events.missing"]


def test_a_history_that_was_written_anew_is_not_the_one_that_was_signed() -> None:
    """The forger recounts every hash, so the chain holds: the statements do not fit into it."""
    record = decided()
    events = [
        replace(one, on=date(2026, 1, 4)) if isinstance(one, Submitted) else one for one in record.story.events
    ]
    assert "statement.after" in record.codes(events=told(events))


def test_a_decision_needs_its_quorum_of_valid_statements() -> None:
    record = decided()
    first = dict(list(record.envelopes.items())[:1])
    assert record.codes(envelopes=first) == ["vote.unsigned", "decision.quorum"]
    assert record.codes(envelopes={}) == ["vote.unsigned", "vote.unsigned", "decision.quorum"]
    [*_, quorum] = record.faults(envelopes=first)
    assert quorum.message == "biosafety is called approved; 2 votes decide it, and 1 valid ones say so."
    other = dict(zip(record.envelopes, reversed(record.envelopes.values()), strict=True))
    assert record.codes(envelopes=other) == [], "which file a statement is in is of no account"


def test_a_signer_counts_once() -> None:
    record = under_review().sign(vote("p1"), "p1").sign(vote("p1"), "p1")
    record.story.events.append(APPROVED)
    assert record.codes() == ["decision.quorum", "vote.twice"]
    assert record.faults()[1].message == "p1 voted 2 times for it, and counts once."
    record = decided()
    twice = {
        **record.envelopes,
        "record/decisions/003.dsse.json": record.envelopes["record/decisions/001.dsse.json"],
    }
    assert record.codes(envelopes=twice) == ["statement.twice"]


def test_a_signer_in_conflict_is_named() -> None:
    record = under_review()
    record.story.tell(InterestDeclared(person="p1", kind="equity", organisation=ORG, on=DAY))
    record.sign(vote("p1"), "p1", past=True).sign(vote("p2"), "p2")
    record.story.events.append(APPROVED)
    assert record.codes() == ["vote.conflict", "decision.quorum"]
    assert "p1 voted with an interest in the applicant (equity)" in record.faults()[0].message


def test_who_handed_the_dossier_in_or_reviews_nothing_cannot_vote() -> None:
    record = under_review().sign(vote("p0"), "p0", past=True)
    assert record.codes() == ["vote.conflict", "vote.reviewer"]


def test_an_interest_declared_after_the_decision_leaves_it_as_it_is() -> None:
    record = decided()
    record.story.tell(InterestDeclared(person="p1", kind="equity", organisation=ORG, on=DAY))
    assert record.faults() == ()


def forged(**changed: object) -> Record:
    """The vote of p1, signed with the key of the site over something that is not so."""
    record = under_review()
    statement = replace(statement_for(record.story.events, DEMO, vote("p1"), signer("p1")), **changed)  # type: ignore[arg-type]
    record.envelopes["record/decisions/001.dsse.json"] = sign(statement, KEY)
    record.story.tell(replace(vote("p1"), statement=statement.sha256))
    return record


def test_a_statement_on_another_dossier_procedure_case_or_clock_state_is_named() -> None:
    clock = statement_for(under_review().story.events, DEMO, vote("p1"), signer("p1")).clock
    assert clock
    assert forged().faults() == ()
    assert forged(manifest=digest("other")).codes() == ["statement.manifest", "vote.unsigned"]
    assert forged(procedure=digest("other")).codes() == ["statement.procedure", "vote.unsigned"]
    assert forged(case="case_2").codes() == ["statement.case", "vote.unsigned"]
    assert forged(clock=replace(clock, statutory=1)).codes() == ["statement.clock", "vote.unsigned"]
    assert forged(clock=replace(clock, due=date(2026, 1, 27))).codes() == ["statement.clock", "vote.unsigned"]
    assert forged(clock=None).codes() == ["statement.clock", "vote.unsigned"]
    [fault, _] = forged(clock=replace(clock, statutory=1)).faults()
    assert "signed is running in standard, 1 of 15 used" in fault.message


def test_a_last_day_beyond_the_published_calendar_may_come_out_otherwise_later() -> None:
    """What was provisional when it was signed is not held against the signer; the days used by then are."""
    clock = statement_for(under_review().story.events, DEMO, vote("p1"), signer("p1")).clock
    assert clock
    assert forged(clock=replace(clock, due=date(2026, 1, 30), provisional=True)).faults() == ()
    assert "statement.clock" in forged(clock=replace(clock, statutory=1, provisional=True)).codes()


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ({"outcome": Outcome.REFUSED}, "another outcome"),
        ({"reason": "Did not read it."}, "another reason"),
        ({"signer": signer("p9")}, "another person"),
        ({"what": What.DECISION}, "it is approval.step.voted"),
    ],
)
def test_a_statement_is_of_the_very_event_that_follows(changed: dict[str, object], difference: str) -> None:
    fault = forged(**changed).faults()[0]
    assert fault.code == "record.statement.event"
    assert difference in fault.message


def with_letters() -> Procedure:
    """The demonstration's procedure, whose biosafety officers may ask questions."""
    stops = the_procedure("cn-ethics").steps[0].stops
    steps = tuple(replace(step, stops=stops) if step.id == "biosafety" else step for step in DEMO.steps)
    return replace(DEMO, steps=steps)


def test_votes_on_a_dossier_that_answers_replaced_are_given_anew() -> None:
    """p1 votes on the first dossier; the letter is answered with a second; p2 votes on that: one vote counts. p1
    votes again, and two do. All four statements are in the record, and it holds. The first dossier is then no
    longer the one that was decided on.
    """
    record = under_review(with_letters())
    second = hashed(b"second")
    record.sign(vote("p1"), "p1")
    record.story.tell(
        QuestionsAsked(step="biosafety", on=DAY),
        AnswersReceived(step="biosafety", manifest=second, full=True, on=DAY, person="p0"),
    )
    record.sign(vote("p2"), "p2")
    assert record.story.stands("biosafety", DAY).phase is Phase.RUNNING
    record.sign(vote("p1"), "p1")
    assert record.story.stands("biosafety", DAY).phase is Phase.APPROVED
    assert record.faults(manifest=b"second") == ()
    assert record.codes() == ["decision.manifest"]


def test_the_decision_of_an_authority_is_signed_by_who_records_it() -> None:
    record = Record(trial_application(date(2026, 1, 16)))
    paper = Decided(
        step="review", outcome=Outcome.APPROVED, by="authority", document=digest("licence"), on=date(2026, 3, 2)
    )
    record.sign(paper, "officer")
    assert record.codes() == ["manifest.unknown", "decision.unsigned"]
    assert record.faults()[1].message.endswith("the decision of the authority on acceptance."), "only the other is"


def test_one_signature_does_not_stand_for_two_votes() -> None:
    """p2's vote cites what p1 signed. The statement holds, but for p1's vote alone."""
    record = under_review().sign(vote("p1"), "p1")
    statement = record.story.events[-1].statement
    record.story.tell(replace(vote("p2"), statement=statement))
    assert record.codes() == ["vote.unsigned", "decision.quorum"]
    assert "the vote of p2" in record.faults()[0].message


def test_what_was_signed_for_a_vote_does_not_stand_for_a_recognition() -> None:
    record = sealed_for_ethics().sign(vote("p1"), "p1")
    statement = record.story.events[-1].statement
    record.story.tell(replace(RECOGNISED, statement=statement))
    assert record.codes() == ["recognition.unsigned"]


RECOGNISED = Recognised(
    step="ethics", body="lead-site-ethics", manifest=hashed(MANIFEST), document=digest("opinion"), on=DAY
)


def sealed_for_ethics() -> Record:
    record = under_review()
    record.story.tell(DossierSealed(step="ethics", manifest=hashed(MANIFEST), on=DAY, person="p0"))
    return record


def test_a_recognition_is_signed_for_with_the_body_that_decided() -> None:
    record = sealed_for_ethics().sign(RECOGNISED, "p1")
    assert record.faults() == ()
    said = statement_for(record.story.events[:-1], DEMO, RECOGNISED, signer("p1"))
    assert (said.what, said.body, said.manifest) == (What.RECOGNITION, "lead-site-ethics", hashed(MANIFEST))
    assert read_statement(said.to_json()) == said


def test_a_recognition_that_nobody_signed_is_named_as_unsigned() -> None:
    record = sealed_for_ethics()
    record.story.tell(RECOGNISED)
    [fault] = record.faults()
    assert (fault.code, fault.where) == ("record.recognition.unsigned", "record/events.jsonl:9")
    assert fault.message == "No valid statement stands for the recognition of lead-site-ethics in ethics."


def test_a_recognition_under_another_name_than_was_signed_is_named() -> None:
    record = sealed_for_ethics().sign(RECOGNISED, "p1")
    record.story.events[-1] = replace(record.story.events[-1], body="another-ethics")
    assert record.codes() == ["statement.event", "recognition.unsigned", "recognition.body"]
    assert "another body" in record.faults()[0].message


def test_a_recognition_of_a_decision_on_another_dossier_is_named() -> None:
    record = sealed_for_ethics().sign(replace(RECOGNISED, manifest=hashed(b"theirs")), "p1", past=True)
    assert record.codes() == ["recognition.manifest"]


def test_a_clearance_takes_two_persons() -> None:
    record = under_review()

    def cleared(*persons: str) -> dict[str, bytes]:
        said = statement_for(record.story.events, DEMO, vote("p1"), signer("p1"))
        return {
            f"record/decisions/{number}.dsse.json": sign(
                replace(said, what=What.CLEARANCE, signer=signer(person), reason=f"{number}"), KEY
            )
            for number, person in enumerate(persons)
        }

    assert record.codes(envelopes=cleared("p1")) == ["clearance.alone"]
    assert record.codes(envelopes=cleared("p1", "p1")) == ["clearance.alone"]
    assert record.codes(envelopes=cleared("p1", "p2")) == []


def test_keys_are_keys_and_as_many_as_signatures_are_wanted() -> None:
    record = decided()
    pem = public_key_pem(KEY.public_key)
    assert record.codes(keys={}) == ["key.missing"]
    assert record.codes(keys={"key.pem": b"no key"}) == ["key", "key.missing"]
    assert record.codes(keys={"key.pem": pem + b"\n"}) == ["key"]
    assert record.codes(keys={"own.pem": pem, "other.pem": public_key_pem(STRANGER.public_key)}) == []
    assert record.codes(keys={"key.pem": public_key_pem(STRANGER.public_key)})[:2] == ["signature", "signature"]


def test_a_record_without_events_or_signatures_tells_nothing_that_could_be_wrong() -> None:
    record = under_review()
    assert record.codes(events=b"", envelopes={}, keys={}) == []
    assert record.codes(events=b"", envelopes={}, procedure=b"{}") == ["procedure.unreadable"]
    assert record.codes(events=b"".join(chain_of(record.story.events)) + b"x\n") == ["events.unreadable"]
