from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
import rfc8785

from tilth.kernel.chain import BEFORE, Head, Row, row_of, verify
from tilth.kernel.errors import IntegrityError
from tilth.kernel.journal import GENESIS, Draft, seal


def chain(size: int, subject: str = "request") -> list[Row]:
    prev, rows = GENESIS, []
    for seq in range(1, size + 1):
        draft = Draft(
            f"{subject}:{seq % 3}", "request.noted", "2025-11-03T08:30:00.000000Z", "person:7", {"n": seq}
        )
        entry, body = seal(draft, seq, prev)
        rows.append(row_of(body.decode()))
        prev = entry.hash
    return rows


ROWS = chain(9)


def faults(rows: list[Row]) -> list[tuple[int, str]]:
    return [(fault.seq, fault.kind) for fault in verify(rows).faults]


def message(rows: list[Row]) -> str:
    (fault,) = verify(rows).faults
    return fault.message


def with_row(seq: int, **change: object) -> list[Row]:
    return [row._replace(**change) if row.seq == seq else row for row in ROWS]


def altered(row: Row) -> str:
    """The row's body with other facts."""
    return row.body.replace('"n":', '"n":1')


def rehashed(row: Row) -> Row:
    """The row with other facts, and the hash that goes with them."""
    return row_of(altered(row))


def test_a_chain_as_it_was_written_is_whole() -> None:
    verdict = verify(ROWS)
    assert verdict.whole
    assert (verdict.count, verdict.head) == (9, Head(9, ROWS[-1].hash))


def test_an_empty_journal_is_whole() -> None:
    assert verify([]) == verify(iter(())) == (verdict := verify([]))
    assert (verdict.whole, verdict.count, verdict.head) == (True, 0, BEFORE)


def test_a_verification_goes_on_from_where_another_ended() -> None:
    verdict = verify(ROWS[4:], start=verify(ROWS[:4]).head)
    assert verdict.whole
    assert (verdict.count, verdict.head.seq) == (5, 9)


def test_a_verification_that_goes_on_from_another_hash_finds_the_first_row_broken() -> None:
    verdict = verify(ROWS[4:], start=Head(4, "ab" * 32))
    assert [(fault.seq, fault.kind) for fault in verdict.faults] == [(5, "broken")]


def test_rows_are_read_as_a_stream() -> None:
    taken = []

    def stream() -> Iterator[Row]:
        for row in ROWS:
            taken.append(row.seq)
            yield row

    assert verify(stream()).count == len(taken) == 9


@pytest.mark.parametrize("seq", [1, 5, 9])
def test_an_altered_body_is_one_forged_entry(seq: int) -> None:
    assert faults(with_row(seq, body=altered(ROWS[seq - 1]))) == [(seq, "forged")]


@pytest.mark.parametrize("seq", [1, 5, 9])
def test_an_altered_hash_is_one_forged_entry(seq: int) -> None:
    assert faults(with_row(seq, hash="ab" * 32)) == [(seq, "forged")]


@pytest.mark.parametrize("column", ["stream", "type", "at", "actor"])
def test_a_column_that_says_something_else_than_the_body_is_forged_and_named(column: str) -> None:
    rows = with_row(5, **{column: "other"})
    assert faults(rows) == [(5, "forged")]
    assert message(rows) == f"Entry 5 has another {column} in its columns than in its body."


def test_an_entry_forged_with_its_hash_breaks_the_next() -> None:
    rows = [rehashed(row) if row.seq == 5 else row for row in ROWS]
    assert faults(rows) == [(6, "broken")]
    assert "one of them was replaced" in message(rows)


def test_two_columns_are_named_together() -> None:
    assert "another stream and actor in" in message(with_row(2, stream="x", actor="y"))


def test_a_gap_names_the_numbers_that_are_not_there() -> None:
    assert faults(ROWS[:3] + ROWS[6:]) == [(4, "dropped")]
    assert message(ROWS[:3] + ROWS[6:]) == "Entries 4 to 6 are not there."
    assert message(ROWS[:3] + ROWS[4:]) == "Entry 4 is not there."


def test_a_dropped_beginning_is_named() -> None:
    assert message(ROWS[2:]) == "Entries 1 to 2 are not there."


def test_a_dropped_entry_whose_place_was_closed_up_is_found() -> None:
    closed = [row._replace(seq=row.seq - 1) if row.seq > 4 else row for row in ROWS if row.seq != 4]
    assert faults(closed)[0] == (4, "reordered")


def test_two_entries_that_changed_places_are_both_named_and_nothing_else() -> None:
    rows = list(ROWS)
    rows[2], rows[3] = rows[3]._replace(seq=3), rows[2]._replace(seq=4)
    assert faults(rows) == [(3, "reordered"), (4, "reordered")]
    assert verify(rows).faults[0].message == "Number 3 holds the entry that was written as number 4."


def test_an_entry_moved_to_the_end_is_missed_where_it_was_and_named_where_it_is() -> None:
    rows = [*ROWS[:4], *ROWS[5:], ROWS[4]._replace(seq=20)]
    assert faults(rows) == [(5, "dropped"), (10, "dropped"), (20, "reordered")]


def test_a_row_that_comes_twice_is_named() -> None:
    rows = [*ROWS[:5], ROWS[4], *ROWS[5:]]
    assert faults(rows) == [(5, "reordered")]
    assert message(rows) == "Entry 5 comes after entry 5."


@pytest.mark.parametrize("body", ["", "{}", "not json", '{"seq":"five"}', "[" * 100_000, '{"data":' * 100_000])
def test_a_body_that_is_no_entry_is_unreadable_and_the_rest_is_verified(body: str) -> None:
    digest = hashlib.sha256(body.encode()).hexdigest()
    prev = '"prev":"' + ROWS[4].hash
    following = row_of(ROWS[5].body.replace(prev, '"prev":"' + digest))
    rows = [*ROWS[:4], ROWS[4]._replace(body=body, hash=digest), following]
    assert faults(rows) == [(5, "unreadable")]


@pytest.mark.parametrize("body", [b"blob", None, 7])
def test_a_body_that_is_not_even_text_is_unreadable(body: object) -> None:
    assert faults(with_row(5, body=body)) == [(5, "unreadable")]


def test_a_body_that_utf8_cannot_hold_is_forged_or_unreadable_but_never_stops_the_verification() -> None:
    body = ROWS[4].body.replace("person:7", "\ud800")
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    assert faults(with_row(5, body=body)) == [(5, "forged")]
    assert faults(with_row(5, body=body, hash=digest))[0] == (5, "unreadable")


def test_each_of_several_faults_is_told_once() -> None:
    rows = [row._replace(body=altered(row)) if row.seq in (2, 3, 8) else row for row in ROWS if row.seq != 5]
    assert faults(rows) == [(2, "forged"), (3, "forged"), (5, "dropped"), (8, "forged")]


def test_a_chain_rewritten_whole_is_a_whole_chain() -> None:
    """What a checkpoint is for."""
    assert verify(chain(9, "other")).whole


def test_a_tail_from_another_chain_is_found_where_it_begins() -> None:
    assert faults(ROWS[:5] + chain(9, "other")[5:]) == [(6, "broken")]


def test_the_verdict_keeps_the_stored_hash_of_the_last_row() -> None:
    assert verify(with_row(9, hash="ab" * 32)).head == Head(9, "ab" * 32)


def test_a_fault_is_json_ready() -> None:
    (fault,) = verify(ROWS[1:]).faults
    assert fault.as_dict() == {"seq": 1, "kind": "dropped", "message": "Entry 1 is not there."}


def test_a_row_is_made_from_a_body() -> None:
    row = ROWS[3]
    assert row == (4, "request:1", "request.noted", "2025-11-03T08:30:00.000000Z", "person:7", row.body, row.hash)
    assert row.hash == hashlib.sha256(row.body.encode()).hexdigest()


@pytest.mark.parametrize("body", ["", "{}", "\ud800", rfc8785.dumps({"seq": 1}).decode()])
def test_what_is_no_body_makes_no_row(body: str) -> None:
    with pytest.raises(IntegrityError, match="not the body of an entry") as raised:
        row_of(body)
    assert raised.value.code == "journal.body"
