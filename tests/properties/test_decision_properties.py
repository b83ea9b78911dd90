"""What holds of every record of a case, wherever it is tampered with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hypothesis import example, given, settings
from hypothesis import strategies as st

from signed_cases import decided
from tilth.approval.decisions import chain_of, verify_chain

RECORD = decided()
PARTS = RECORD.parts()
LINES = chain_of(RECORD.story.events)
FILES = {"manifest": "manifest.json", "procedure": "record/procedure.json", "events": "record/events.jsonl"}


def flat() -> Iterator[tuple[str, str, bytes]]:
    """Every file of the record: the part that it belongs to, its name, its bytes."""
    for part, held in PARTS.items():
        files = held if isinstance(held, Mapping) else {FILES[part]: held}
        yield from ((part, name, data) for name, data in files.items())


FLAT = tuple(flat())


@settings(max_examples=100, deadline=None)
@given(st.data(), st.integers(1, 255))
def test_a_flipped_byte_of_any_part_is_named_in_its_file(data: st.DataObject, flip: int) -> None:
    """A flipped byte inside a key may make another key, which then signed none of the statements."""
    part, name, held = data.draw(st.sampled_from(FLAT))
    at = data.draw(st.integers(0, len(held) - 1))
    changed = held[:at] + bytes([held[at] ^ flip]) + held[at + 1 :]
    whole = PARTS[part]
    faults = RECORD.faults(**{part: {**whole, name: changed} if isinstance(whole, Mapping) else changed})
    named = {fault.where.partition(":")[0] for fault in faults}
    signatures = {fault.where for fault in faults if fault.code == "record.signature"}
    assert name in named or (part == "keys" and signatures == set(RECORD.envelopes)), (name, at, flip)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(LINES) - 2), st.integers(1, len(LINES)))
@example(0, 1)
def test_lines_taken_out_before_the_last_are_named_where_they_are_missing(first: int, count: int) -> None:
    last = min(first + count, len(LINES) - 1)
    found = verify_chain([*LINES[:first], *LINES[last:]])
    assert found is not None
    assert (found.number, found.kind) == (first + 1, "removed")


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(LINES))))
def test_an_order_is_right_only_where_it_is_the_one_that_was_written(order: list[int]) -> None:
    found = verify_chain([LINES[at] for at in order])
    assert (found is None) == (order == sorted(order))
