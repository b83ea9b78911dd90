from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tilth.kernel.chain import BEFORE, Head, Row, row_of, verify
from tilth.kernel.errors import FileError, IntegrityError
from tilth.kernel.export import read_export, write_export
from tilth.kernel.journal import GENESIS, Draft, open_body, seal


def chain(size: int) -> list[Row]:
    prev, rows = GENESIS, []
    for seq in range(1, size + 1):
        draft = Draft(
            "request:1", "request.noted", "2025-11-03T08:30:00.000000Z", "person:7", {"名": f"行\n{seq}"}
        )
        entry, body = seal(draft, seq, prev)
        rows.append(row_of(body.decode()))
        prev = entry.hash
    return rows


ROWS = chain(5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_export(tmp_path / "journal.jsonl", ROWS)
    return tmp_path / "journal.jsonl"


def test_what_is_written_is_read_back_and_verifies(path: Path) -> None:
    assert list(read_export(path)) == ROWS
    assert verify(read_export(path)).whole


def test_the_place_of_the_last_row_is_given_back(tmp_path: Path) -> None:
    assert write_export(tmp_path / "a.jsonl", iter(ROWS)) == Head(5, ROWS[-1].hash)
    assert write_export(tmp_path / "b.jsonl", []) == BEFORE


def test_an_empty_journal_is_a_closing_line(tmp_path: Path) -> None:
    write_export(tmp_path / "empty.jsonl", [])
    assert (tmp_path / "empty.jsonl").read_text() == f'{{"entries":0,"head":"{GENESIS}"}}\n'
    assert list(read_export(tmp_path / "empty.jsonl")) == []


def test_every_line_is_json_and_all_but_the_last_are_bodies_as_they_were_hashed(path: Path) -> None:
    *bodies, closing = path.read_bytes().splitlines()
    assert [hashlib.sha256(body).hexdigest() for body in bodies] == [row.hash for row in ROWS]
    assert json.loads(closing) == {"entries": 5, "head": ROWS[-1].hash}
    assert open_body(bodies[1], ROWS[1].hash).prev == ROWS[0].hash


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_a_stranger_verifies_a_line_with_sha256sum(path: Path) -> None:
    command = f"sed -n 2p '{path}' | tr -d '\\n' | sha256sum"
    found = subprocess.run(command, shell=True, check=True, capture_output=True, text=True).stdout
    assert found.split()[0] == ROWS[1].hash


def test_a_part_of_a_journal_is_exported_and_verified_from_where_it_starts(tmp_path: Path) -> None:
    write_export(tmp_path / "part.jsonl", ROWS[3:])
    assert verify(read_export(tmp_path / "part.jsonl"), start=Head(3, ROWS[2].hash)).whole


@pytest.mark.parametrize(
    "forged",
    [
        ROWS[2]._replace(hash="ab" * 32),
        ROWS[2]._replace(body=ROWS[2].body.replace("person:7", "person:8")),
        ROWS[2]._replace(actor="person:8"),
        ROWS[2]._replace(body="not json", hash=hashlib.sha256(b"not json").hexdigest()),
        row_of(ROWS[2].body.replace(',"seq"', ',\n"seq"')),
    ],
)
def test_a_forged_entry_is_not_exported_and_the_old_file_stands(forged: Row, path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(IntegrityError, match=r"Entry 3 is not what its hash says.*tilth journal verify") as raised:
        write_export(path, [*ROWS[:2], forged, *ROWS[3:]])
    assert raised.value.data == {"seq": 3}
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_rows_are_written_as_a_stream(tmp_path: Path) -> None:
    def stream() -> Iterator[Row]:
        yield from ROWS
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_export(tmp_path / "journal.jsonl", stream())
    assert list(tmp_path.iterdir()) == []


def without_line(number: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: lines[: number - 1] + lines[number:]


@pytest.mark.parametrize(
    ("change", "line", "code"),
    [
        (lambda _: [], 1, "export.altered"),
        (lambda _: [b"\n"], 1, "export.altered"),
        (lambda lines: lines[:-1], 5, "export.altered"),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], 6, "export.altered"),
        (lambda lines: [*lines[:-1], lines[-1][:20]], 6, "export.altered"),
        (lambda lines: [*lines[:2], lines[-1]], 3, "export.altered"),
        (without_line(5), 5, "export.altered"),
        (lambda lines: [*lines, lines[0]], 6, "export.line"),
        (lambda lines: [*lines[:2], b"\n", *lines[2:]], 3, "export.line"),
        (lambda lines: [*lines[:2], b"\xff\n", *lines[2:]], 3, "export.line"),
        (lambda lines: [*lines[:2], b"[" * 100_000 + b"\n", *lines[2:]], 3, "export.line"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(
    change: Callable[[list[bytes]], list[bytes]], line: int, code: str, path: Path
) -> None:
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(FileError) as raised:
        list(read_export(path))
    assert (raised.value.file, raised.value.line, raised.value.code) == (str(path), line, code)
    assert str(raised.value).startswith(f"{path}:{line}: ")


def test_a_line_dropped_from_the_middle_is_found_by_count_and_by_chain(path: Path) -> None:
    path.write_bytes(b"".join(without_line(3)(path.read_bytes().splitlines(keepends=True))))
    rows: list[Row] = []
    with pytest.raises(FileError, match="closing line of 4 entries"):
        rows.extend(read_export(path))
    assert [fault.kind for fault in verify(rows).faults] == ["dropped"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"gone.jsonl: The file cannot be read: No such file"):
        list(read_export(tmp_path / "gone.jsonl"))
