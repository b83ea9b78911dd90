"""Evidence as CSV: what is read, and that every fault is named with its line and its column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Refused
from tilth.plan.evidence import Row, Verdict
from tilth.plan.evidence_file import COLUMNS, parse_evidence, read_evidence, write_evidence

PLAIN = "id,claim,subject,on\n"
WIDE = ",".join(COLUMNS) + "\n"
DAY = date(2024, 3, 1)
HASH = "ab" * 32


def rows_of(text: str) -> tuple[Row, ...]:
    found = parse_evidence(text.splitlines(keepends=True), file="E.csv")
    assert not isinstance(found, Refused), found
    return found


def faults_of(text: str) -> list[tuple[str, int, str]]:
    found = parse_evidence(text.splitlines(keepends=True), file="E.csv")
    assert isinstance(found, Refused)
    for fault in found.reasons:
        # Both sentences can be filled: a place without its fact would raise.
        assert fault.message.endswith(".")
        assert fault.advice.endswith(".")
        assert fault.data["file"] == "E.csv"
    return [(fault.code.removeprefix("evidence_file."), int(fault.data["line"] or 0), fault.where)
            for fault in found.reasons]  # fmt: skip


def line(**cells: str) -> str:
    """A line of all columns, filled where ``cells`` say so."""
    row = {"id": "E-1", "claim": "startup.registered", "subject": "loam", "on": "2024-03-01", **cells}
    return ",".join(row.get(name, "") for name in COLUMNS) + "\n"


def test_a_row_needs_four_cells_and_is_known_from_the_day_it_happened() -> None:
    (row,) = rows_of(PLAIN + "E-1,startup.registered,loam,2024-03-01\n")
    assert row == Row(id="E-1", claim="startup.registered", subject="loam", on=DAY, known=DAY)


def test_every_column_is_read() -> None:
    text = WIDE + line(known="2024-03-05", accepted="2024-03-09", ended="2024-04-01", place="zhangjiang",
                       document=HASH, source="Registry", locator="entry 7",
                       reason="Withdrawn by the firm")  # fmt: skip
    (row,) = rows_of(text)
    assert (row.known, row.accepted, row.ended) == (date(2024, 3, 5), date(2024, 3, 9), date(2024, 4, 1))
    assert (row.place, row.document, row.source, row.locator) == ("zhangjiang", HASH, "Registry", "entry 7")
    assert row.reason == "Withdrawn by the firm"


def test_a_reading_a_pair_and_a_verdict_are_read() -> None:
    text = WIDE + line(id="R-2", claim="reading", subject="scale", value="420", accepted="2024-03-01", over="R-1",
                       basis="census", reason="As printed")  # fmt: skip
    text += line(id="R-1", claim="reading", subject="scale", value="410.50", of="1000")
    text += line(id="S-1", claim="same", other="loam-2")
    text += line(id="V-1", claim="verdict", subject="goal/first", verdict="partly", accepted="2024-03-01")
    chosen, rival, pair, verdict = rows_of(text)
    assert (chosen.value, chosen.over, chosen.basis) == (Decimal(420), ("R-1",), "census")
    assert (rival.value, rival.of) == (Decimal("410.50"), Decimal(1000))
    assert (pair.subject, pair.other) == ("loam", "loam-2")
    assert verdict.verdict is Verdict.PARTLY


def test_every_other_column_is_a_fact_and_an_empty_cell_is_none() -> None:
    one, other = rows_of("id,claim,subject,on,branch,name_zh\nE-1,a,b,2024-03-01,no,沃土\nE-2,a,b,2024-03-01,,\n")
    assert (one.facts, other.facts) == ({"branch": "no", "name_zh": "沃土"}, {})


@pytest.mark.parametrize("text", ["", "\n", PLAIN, WIDE, PLAIN + "\n,,,\n  \n"])
def test_a_file_without_rows_is_no_fault(text: str) -> None:
    assert rows_of(text) == ()


def test_blanks_capitals_and_a_formulas_apostrophe_are_understood() -> None:
    text = "ID , Claim,SUBJECT,On,note\n E-1 ,startup.registered , loam,2024-03-01,'=1+1\n"
    text += "E-2,a,b,2024-03-01,'tis so\n"
    one, other = rows_of(text)
    assert (one.id, one.claim, one.subject) == ("E-1", "startup.registered", "loam")
    assert (one.facts["note"], other.facts["note"]) == ("=1+1", "'tis so")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"id": ""}, ("missing", 2, "id")),
        ({"subject": " "}, ("missing", 2, "subject")),
        ({"on": ""}, ("missing", 2, "on")),
        ({"id": "E 1"}, ("id", 2, "id")),
        ({"id": "E;1"}, ("id", 2, "id")),
        ({"on": "2024/03/01"}, ("date", 2, "on")),
        ({"on": "2024-02-30"}, ("date", 2, "on")),
        ({"known": "soon"}, ("date", 2, "known")),
        ({"accepted": "1"}, ("date", 2, "accepted")),
        ({"accepted": "2024-02-01"}, ("decided", 2, "accepted")),
        ({"ended": "2024-02-01"}, ("decided", 2, "ended")),
        ({"accepted": "2024-05-01", "ended": "2024-04-01"}, ("ended", 2, "ended")),
        ({"document": "ab12"}, ("document", 2, "document")),
        ({"document": HASH.upper()}, ("document", 2, "document")),
        ({"value": "3"}, ("special", 2, "value")),
        ({"other": "b"}, ("special", 2, "other")),
        ({"verdict": "met"}, ("special", 2, "verdict")),
        ({"claim": "same"}, ("pair", 2, "other")),
        ({"claim": "same", "other": "loam"}, ("pair", 2, "other")),
        ({"claim": "moved"}, ("moved", 2, "place")),
        ({"claim": "reading"}, ("value", 2, "value")),
        ({"claim": "reading", "value": "four"}, ("number", 2, "value")),
        ({"claim": "reading", "value": '"1,000"'}, ("number", 2, "value")),
        ({"claim": "reading", "value": "1", "of": "0"}, ("whole", 2, "of")),
        ({"claim": "reading", "value": "1", "over": "E-9"}, ("over", 2, "over")),
        ({"claim": "verdict", "verdict": "met"}, ("milestone", 2, "subject")),
        ({"claim": "verdict", "subject": "a/b", "verdict": "done"}, ("verdict", 2, "verdict")),
        ({"claim": "verdict", "subject": "a/b", "accepted": "2024-03-01"}, ("judged", 2, "verdict")),
    ],
)
def test_each_fault_has_its_code_line_and_column(cells: dict[str, str], fault: tuple[str, int, str]) -> None:
    assert faults_of(WIDE + line(**cells)) == [fault]


def test_every_fault_of_a_file_is_listed() -> None:
    text = PLAIN + 'E-1,a,b,2024-03-01\nE-1,a,b,2024-03-01\nE-2,a\n"E-3",a,"b\nc",soon\nE-4,a,b,soon\n'
    assert faults_of(text) == [
        ("twice", 3, "id"), ("cells", 4, ""), ("date", 6, "on"), ("date", 7, "on"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("id,claim,on\n", "The column subject is missing"),
        ("id;claim;subject;on\n", "The column id is missing"),
        ("id,claim,subject,on,on\n", "Two columns are called on"),
        ("id,claim,subject,on,\n", "Column 5 has no name"),
        ("id,claim,subject,on,acepted\n", "Did you mean accepted"),
        ("id,claim,subject,on,Knwon\n", "Did you mean known"),
    ],
)
def test_a_table_that_is_none_of_evidence_is_refused(header: str, says: str) -> None:
    with pytest.raises(FileError, match=says):
        rows_of(header)


@pytest.mark.parametrize("text", ['E-1,a,"b,2024-03-01\n', 'E-1,a,"b"c,2024-03-01\n'])
def test_a_quote_that_does_not_close_is_refused(text: str) -> None:
    with pytest.raises(FileError, match="not CSV") as caught:
        rows_of(PLAIN + text)
    assert caught.value.line == 2


def test_a_file_is_read_with_a_byte_order_mark_and_with_the_line_ends_of_windows(tmp_path: Path) -> None:
    path = tmp_path / "E.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (PLAIN + 'E-1,a,"b\nc",2024-03-01\n').replace("\n", "\r\n").encode())
    found = read_evidence(path)
    assert not isinstance(found, Refused)
    assert [row.subject for row in found] == ["b\r\nc"]


@pytest.mark.parametrize(
    ("encoding", "says", "line"),
    [("gbk", "looks like GBK", 3), ("utf-16", "UTF-16", 1), ("latin-1", "not UTF-8", 4)],
)
def test_another_encoding_is_named(encoding: str, says: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "E.csv"
    word = {"latin-1": "é"}.get(encoding, "沃土生物")
    text = PLAIN + ("E-1,a,b,2024-03-01\n" * (line - 2)) + f"E-2,a,{word},2024-03-01\n"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(FileError, match=says) as caught:
        read_evidence(path)
    assert caught.value.line == line
    assert "CSV UTF-8" in caught.value.mend


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_evidence(tmp_path / "E.csv")


def test_written_rows_open_as_texts_in_a_spreadsheet_and_read_back() -> None:
    row = Row(id="E-1", claim="a", subject="=cmd", on=DAY, known=DAY, facts={"note": "'@x", "plain": "it's"})
    text = write_evidence([row])
    assert "'=cmd" in text
    assert rows_of(text) == (row,)
