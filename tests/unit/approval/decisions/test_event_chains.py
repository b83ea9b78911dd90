"""The chain of a case's events: what of it was altered, removed or put in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import pytest
import rfc8785

from signed_cases import DAY, decided
from tilth.approval.case_file import read_case
from tilth.approval.decisions import chain_of, head_of, verify_chain
from tilth.approval.decisions.chain import Break, event_in, facts_of, read_line
from tilth.approval.events import EVENTS, FactStated, Voted
from tilth.kernel.journal import GENESIS
from tilth.kernel.refusal import Refused

EVENTS_TOLD = decided().story.events
LINES = chain_of(EVENTS_TOLD)


def broken(*lines: bytes) -> tuple[int, str]:
    found = verify_chain(lines)
    assert isinstance(found, Break), "the chain holds"
    return found.number, found.kind


def test_each_line_has_the_hash_of_the_one_before_and_its_event() -> None:
    previous = GENESIS
    for line, event in zip(LINES, EVENTS_TOLD, strict=True):
        said = json.loads(line)
        assert said["previous"] == previous
        previous = hashlib.sha256(previous.encode() + rfc8785.dumps(said["event"])).hexdigest()
        assert said["hash"] == previous
        assert line == rfc8785.dumps(said) + b"\n"
        assert event_in(said["event"]) == event
    assert head_of(EVENTS_TOLD) == previous
    assert head_of([]) == GENESIS
    assert verify_chain(LINES) is verify_chain([]) is None


def test_a_fact_that_has_its_default_is_left_out_so_later_facts_change_no_older_hash() -> None:
    vote = Voted(step="s", person="p", outcome=EVENTS_TOLD[-1].outcome, reason="r", on=DAY)  # type: ignore[union-attr]
    assert set(facts_of(vote)) == {"type", "step", "person", "outcome", "reason", "on"}
    assert event_in({**facts_of(vote), "statement": ""}) == vote


def test_every_kind_of_event_is_spelled_and_read() -> None:
    case = read_case(Path(__file__).parents[4] / "examples" / "approval" / "CASE.json")
    assert not isinstance(case, Refused)
    for event in (*case.events, *EVENTS_TOLD):
        assert event_in(facts_of(event)) == event
    assert all("type" not in {field.name for field in fields(kind)} for kind in EVENTS)


def test_an_altered_event_is_named() -> None:
    for number, line in enumerate(LINES, start=1):
        altered = line.replace(b"2026-01-05", b"2026-01-06")
        assert broken(*LINES[: number - 1], altered, *LINES[number:]) == (number, "altered")


def test_a_removed_event_is_named_by_the_one_that_was_written_after_it() -> None:
    for number in range(1, len(LINES)):
        assert broken(*LINES[: number - 1], *LINES[number:]) == (number, "removed")


def test_an_event_that_was_put_in_is_named() -> None:
    strange = FactStated(fact="a", value="b", on=DAY)
    [*_, own] = chain_of([*EVENTS_TOLD[:4], strange])
    assert broken(*LINES[:4], own, *LINES[4:]) == (5, "put_in"), "chained to what stands before it"
    assert broken(*LINES[:4], *chain_of([strange]), *LINES[4:]) == (5, "put_in"), "chained to nothing"
    assert broken(*LINES[:4], LINES[1], *LINES[4:]) == (5, "put_in"), "a copy"
    assert broken(*chain_of([strange]), *LINES) == (1, "put_in"), "before the first"


def test_moved_events_are_named() -> None:
    assert broken(*LINES[:3], LINES[4], LINES[3], *LINES[5:]) == (4, "put_in")


def test_an_event_that_was_altered_with_its_hash_is_found_at_the_next() -> None:
    """Whoever recounts the hash of the altered event breaks the bond to the event after it."""
    forged = chain_of([*EVENTS_TOLD[:4], FactStated(fact="a", value="b", on=DAY)])
    assert broken(*forged, *LINES[5:]) == (6, "removed")


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"{}\n", b"[]\n", b"\xff\n", LINES[3][:-1], LINES[3].replace(b":", b": ")]
)
def test_what_is_no_line_is_unreadable(line: bytes) -> None:
    assert broken(*LINES[:3], line, *LINES[4:]) == (4, "unreadable")


def test_the_first_of_several_faults_is_named() -> None:
    altered = LINES[2].replace(b"2026", b"2025")
    assert broken(*LINES[:2], altered, *LINES[3:5], b"x\n") == (3, "altered")


def test_an_unknown_event_or_fact_is_no_event() -> None:
    for facts in ({"type": "approval.step.wished"}, {}, {**facts_of(EVENTS_TOLD[-1]), "colour": "red"}):
        with pytest.raises(ValueError, match=r"no event|no fact colour"):
            event_in(facts)
    assert read_line(LINES[0]).event["type"] == "approval.case.opened"
