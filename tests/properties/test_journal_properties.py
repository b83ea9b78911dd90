from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tilth.kernel.chain import Row, row_of, verify
from tilth.kernel.checkpoint import check, take
from tilth.kernel.export import read_export, write_export
from tilth.kernel.journal import GENESIS, Draft, open_body, seal
from tilth.kernel.merkle import (
    EMPTY,
    Tree,
    consistency_proof,
    inclusion_proof,
    root,
    verify_consistency,
    verify_inclusion,
)

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
WORD = st.text("abcdef.:", min_size=1, max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
HASH = st.binary(min_size=32, max_size=32).map(bytes.hex)
DRAFT = st.builds(
    Draft, WORD, WORD, st.just("2025-11-03T08:30:00.000000Z"), WORD, st.dictionaries(TEXT, JSON, max_size=3), TEXT,
    st.lists(HASH, max_size=2).map(tuple),
)  # fmt: skip
FIELDS = ("seq", "stream", "type", "at", "actor", "reason", "data", "evidence", "prev")
AT = "2025-11-03T08:30:00.000000Z"


def chained(drafts: list[Draft], prev: str = GENESIS, before: int = 0) -> list[Row]:
    rows = []
    for seq, draft in enumerate(drafts, before + 1):
        entry, body = seal(draft, seq, prev)
        rows.append(row_of(body.decode()))
        prev = entry.hash
    return rows


CHAIN = st.lists(DRAFT, min_size=1, max_size=7).map(chained)


def hashes(rows: list[Row]) -> list[str]:
    return [row.hash for row in rows]


@given(st.lists(DRAFT, max_size=7), st.integers(0, 7))
def test_every_chain_as_it_was_written_is_whole_from_anywhere(drafts: list[Draft], at: int) -> None:
    rows = chained(drafts)
    first = verify(rows[:at])
    assert first.whole
    assert verify(rows[at:], start=first.head).whole


@given(DRAFT, st.integers(1, 2**53 - 1), HASH)
def test_every_entry_is_read_back_from_its_body(draft: Draft, seq: int, prev: str) -> None:
    entry, body = seal(draft, seq, prev)
    assert open_body(body, entry.hash) == entry
    assert entry.body() == body


@given(CHAIN, st.data())
def test_any_field_changed_in_a_body_is_found_with_and_without_its_hash(
    rows: list[Row], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    said = msgspec.json.decode(rows[at].body)
    field = data.draw(st.sampled_from(FIELDS))
    kind = {
        "seq": st.integers(0, 99),
        "data": st.dictionaries(TEXT, JSON),
        "evidence": st.lists(HASH),
        "prev": HASH,
    }
    said[field] = data.draw(kind.get(field, WORD).filter(lambda value: value != said[field]))
    body = rfc8785.dumps(said).decode()
    forged = [*rows[:at], rows[at]._replace(body=body), *rows[at + 1 :]]
    assert [(fault.seq, fault.kind) for fault in verify(forged).faults] == [(at + 1, "forged")]
    rehashed = [*rows[:at], row_of(body)._replace(seq=at + 1), *rows[at + 1 :]]
    found = verify(rehashed).faults
    newest = at == len(rows) - 1
    # The newest entry rewritten with its hash is a whole chain; an earlier checkpoint is what finds it.
    assert found or (newest and field not in ("seq", "prev"))
    assert len(found) <= 2
    assert [fault.kind for fault in check(take("j", hashes(rows), AT), hashes(rehashed))] == ["rewritten"]


@given(CHAIN, st.data())
def test_any_column_changed_is_found_in_its_row(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(["stream", "type", "at", "actor", "hash"]))
    value = data.draw(TEXT.filter(lambda text: text != getattr(rows[at], column)))
    forged = [*rows[:at], rows[at]._replace(**{column: value}), *rows[at + 1 :]]
    assert [(fault.seq, fault.kind) for fault in verify(forged).faults] == [(at + 1, "forged")]


@given(CHAIN, st.data())
def test_rows_dropped_before_the_last_are_found_and_numbered(rows: list[Row], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(rows) - 1))
    after = data.draw(st.integers(first + 1, len(rows)))
    faults = verify(rows[:first] + rows[after:]).faults
    if after < len(rows):
        assert [(fault.seq, fault.kind) for fault in faults] == [(first + 1, "dropped")]
    else:
        assert faults == ()
    (shortened,) = check(take("j", hashes(rows), AT), hashes(rows[:first]))
    assert (shortened.kind, shortened.seq) == ("shortened", first + 1)


@given(st.lists(DRAFT, min_size=2, max_size=7).map(chained), st.data())
def test_any_two_entries_that_change_places_are_both_named(rows: list[Row], data: st.DataObject) -> None:
    one, other = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=2, max_size=2)))
    rows[one], rows[other] = rows[other]._replace(seq=one + 1), rows[one]._replace(seq=other + 1)
    assert [(fault.seq, fault.kind) for fault in verify(rows).faults] == [
        (one + 1, "reordered"),
        (other + 1, "reordered"),
    ]


@given(CHAIN, st.lists(DRAFT, max_size=3), DRAFT, st.data())
def test_a_rewritten_tail_is_a_whole_chain_and_an_earlier_checkpoint_finds_it(
    rows: list[Row], more: list[Draft], other: Draft, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    kept, prev = rows[:at], rows[at - 1].hash if at else GENESIS
    other = replace(other, reason=other.reason + "rewritten", stream="another")
    tail = chained([other] * (len(rows) - at) + more, prev, at)
    assert verify(kept + tail).whole
    assert [fault.kind for fault in check(take("j", hashes(rows), AT), hashes(kept + tail))] == ["rewritten"]
    assert check(take("j", hashes(kept), AT), hashes(kept + tail)) == ()


@given(st.lists(DRAFT, max_size=5))
@settings(max_examples=50)
def test_every_journal_is_exported_and_read_back(drafts: list[Draft]) -> None:
    rows = chained(drafts)
    with tempfile.TemporaryDirectory() as folder:
        write_export(Path(folder) / "journal.jsonl", rows)
        assert list(read_export(Path(folder) / "journal.jsonl")) == rows


def by_definition(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962, section 2.1, writes it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


LEAVES = st.lists(st.binary(max_size=3), max_size=70)


@given(LEAVES, st.integers(0, 70))
def test_a_tree_grown_in_two_steps_has_the_root_of_the_definition(leaves: list[bytes], at: int) -> None:
    tree = Tree().extend(leaves[:at]).extend(leaves[at:])
    assert tree.root() == root(leaves) == by_definition(leaves)
    assert tree.size == len(leaves)


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70, unique=True), st.data())
def test_inclusion_is_shown_of_the_leaf_at_its_index_and_of_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1).filter(lambda at: at != index or len(leaves) == 1))
    proof, top = inclusion_proof(leaves, index), root(leaves)
    assert verify_inclusion(leaves[index], index, len(leaves), proof, top)
    assert len(proof) <= (len(leaves) - 1).bit_length()
    if other != index:
        assert not verify_inclusion(leaves[other], index, len(leaves), proof, top)
        assert not verify_inclusion(leaves[index], other, len(leaves), proof, top)


@given(LEAVES, st.data())
def test_growth_is_consistent_and_a_changed_beginning_is_not(leaves: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(leaves)))
    proof, old, new = consistency_proof(leaves, first), root(leaves[:first]), root(leaves)
    assert verify_consistency(first, len(leaves), old, new, proof)
    if first:
        at = data.draw(st.integers(0, first - 1))
        changed = [*leaves[:at], leaves[at] + b"!", *leaves[at + 1 :]]
        assert not verify_consistency(first, len(leaves), old, root(changed), consistency_proof(changed, first))
    else:
        assert old == EMPTY
