from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar

import pytest
import rfc8785

from tilth.kernel.errors import IntegrityError
from tilth.kernel.journal import GENESIS, Draft, Entry, decode, instant, open_body, read_instant, seal

DRAFT = Draft(
    stream="request:1",
    type="request.quoted",
    at="2025-11-03T08:30:00.000000Z",
    actor="person:7",
    data={"price": {"minor": 123_450, "currency": "CNY"}, "note": "质粒 é"},
    reason="as agreed",
    evidence=("ab" * 32,),
)


@dataclass(frozen=True, slots=True)
class Price:
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Quoted:
    TYPE: ClassVar[str] = "request.quoted"

    price: Price
    note: str


def test_the_hash_of_an_entry_is_the_sha256_of_its_body() -> None:
    entry, body = seal(DRAFT, 1, GENESIS)
    assert entry.hash == hashlib.sha256(body).hexdigest()


def test_the_body_is_canonical_json_of_every_field_but_the_hash() -> None:
    entry, body = seal(DRAFT, 1, GENESIS)
    said = json.loads(body)
    assert said == {
        "seq": 1, "stream": "request:1", "type": "request.quoted", "at": "2025-11-03T08:30:00.000000Z",
        "actor": "person:7", "reason": "as agreed", "data": DRAFT.data, "evidence": ["ab" * 32], "prev": GENESIS,
    }  # fmt: skip
    assert body == rfc8785.dumps(said) == entry.body()


def test_an_entry_is_read_back_from_its_body_and_hash() -> None:
    entry, body = seal(DRAFT, 12, "cd" * 32)
    assert open_body(body, entry.hash) == open_body(body.decode(), entry.hash) == entry


@pytest.mark.parametrize(
    "change",
    [
        {"stream": "request:2"}, {"type": "request.signed"}, {"at": "2025-11-03T08:30:00.000001Z"},
        {"actor": "person:8"}, {"data": {}}, {"reason": ""}, {"evidence": ()},
    ],
)  # fmt: skip
def test_every_field_of_a_draft_is_in_the_hash(change: dict[str, object]) -> None:
    other = replace(DRAFT, **change)  # type: ignore[arg-type]
    assert seal(DRAFT, 1, GENESIS)[0].hash != seal(other, 1, GENESIS)[0].hash


def test_the_place_in_the_chain_is_in_the_hash() -> None:
    hashes = {seal(DRAFT, seq, prev)[0].hash for seq in (1, 2) for prev in (GENESIS, "ab" * 32)}
    assert len(hashes) == 4


def test_an_integer_that_json_cannot_hold_exactly_is_refused() -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        seal(replace(DRAFT, data={"count": 2**53}), 1, GENESIS)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"seq":"1"}', "\x00", '{"seq":1'])
def test_what_is_no_body_is_a_fault_that_says_what_to_do(body: str) -> None:
    with pytest.raises(IntegrityError, match="tilth journal verify") as raised:
        open_body(body, "ab" * 32)
    assert raised.value.code == "journal.body"


def test_the_facts_are_read_as_the_dataclass_of_their_type() -> None:
    entry, _ = seal(DRAFT, 1, GENESIS)
    assert decode(entry, Quoted) == Quoted(Price(123_450, "CNY"), "质粒 é")


def test_facts_that_do_not_fit_their_type_are_a_fault_that_names_the_entry() -> None:
    entry, _ = seal(replace(DRAFT, data={"price": 5}), 9, GENESIS)
    with pytest.raises(IntegrityError, match=r"Entry 9 \(request.quoted\)") as raised:
        decode(entry, Quoted)
    assert raised.value.data == {"seq": 9, "type": "request.quoted"}


def test_an_instant_is_written_in_utc_and_read_back() -> None:
    shanghai = datetime(2025, 11, 3, 16, 30, tzinfo=timezone(timedelta(hours=8)))
    assert instant(shanghai) == "2025-11-03T08:30:00.000000Z"
    assert read_instant(instant(shanghai)) == shanghai
    assert read_instant(instant(shanghai)).tzinfo == UTC


def test_instants_sort_as_text_as_they_do_in_time() -> None:
    early = datetime(2025, 11, 3, 8, 30, tzinfo=UTC)
    assert instant(early) < instant(early + timedelta(microseconds=1)) < instant(early + timedelta(seconds=1))


def test_an_entry_is_a_value() -> None:
    entry, body = seal(DRAFT, 1, GENESIS)
    assert isinstance(entry, Entry)
    with pytest.raises(AttributeError):
        entry.seq = 2  # type: ignore[misc]
    assert replace(entry).body() == body
