"""``tilth screen``: what is said to people and to machines, and with which status it ends."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from screening_orders import fasta, manifest
from tilth_cli.main import run
from tilth_cli.screen import latest_day

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/screen"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wide, and without the programs that happen to be installed."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index") / "db.idx"
    with pytest.raises(SystemExit) as ended:
        run(
            [
                "screen",
                "index",
                str(EXAMPLE / "DB.fasta"),
                "--manifest",
                str(EXAMPLE / "M.toml"),
                "--out",
                str(made),
            ]
        )
    assert not ended.value.code
    return made


def status(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        run(["screen", *map(str, words)])
    return int(ended.value.code or 0)


def told(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    capsys.readouterr()
    code = status(*words, "--json")
    return code, json.loads(capsys.readouterr().out)


def test_the_example_is_indexed_with_what_it_holds(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("index", EXAMPLE / "DB.fasta", "--manifest", EXAMPLE / "M.toml", "--out", db)
    code, found = told(capsys, *words)
    assert code == 0
    assert found["counts"] == {"records": 3, "bases": 1800, "windows": 1653, "ambiguous": 50, "short": 0}
    assert (found["manifest"]["name"], len(found["index"])) == ("random-example", 64)
    assert status(*words) == 0
    assert "50 windows, which hold an ambiguity code" in capsys.readouterr().out


def test_an_order_that_does_not_pass_ends_with_four(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "order", EXAMPLE / "ORDER.fasta", "--index", db)
    assert (code, found["status"]) == (4, "hit")
    queries = {query["name"]: query for query in found["queries"]}
    assert queries["insert"]["hits"] == [
        {"start": 120, "end": 192, "strand": "+", "label": "random-1", "kind": "exact", "partners": []}
    ]
    assert queries["turned"]["hits"][0]["strand"] == "-"
    assert queries["recoded"]["hits"][0]["kind"] == "frames"
    assert {name: query["status"] for name, query in queries.items()} == {
        "backbone": "clear", "insert": "hit", "turned": "hit", "recoded": "hit", "primer": "review",
        "library": "review", "second-half": "clear",
    }  # fmt: skip
    assert "too short to be screened" in queries["primer"]["reason"]
    assert found["note"].startswith("This is no proof of safety")


def test_earlier_orders_of_the_customer_are_looked_at_too(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("order", EXAMPLE / "ORDER.fasta", "--index", db, "--today", "2026-11-29", "--earlier")
    for day, expected in (("", "hit"), ("@2026-10-01", "hit"), ("@2026-01-01", "clear")):
        _, found = told(capsys, *words, f"{EXAMPLE / 'EARLIER.fasta'}{day}")
        assert found["queries"][-1]["status"] == expected
    assert status("order", EXAMPLE / "ORDER.fasta", "--index", db, "--earlier", EXAMPLE / "EARLIER.fasta") == 4
    assert "split with EARLIER/first-half" in " ".join(capsys.readouterr().out.split())


def test_a_clear_order_ends_with_zero_and_is_no_proof(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("order", EXAMPLE / "CLEAR.fasta", "--index", db) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "This is no proof of safety" in said
    assert "not run reference (no reference is mounted), blastn (it is not installed)" in said


def test_circular_sequences_are_read_across_their_origin(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = (EXAMPLE / "DB.fasta").read_text().split("\n")[1]
    clean = "".join((EXAMPLE / "CLEAR.fasta").read_text().split(">")[2].split("\n")[1:])
    fasta(tmp_path / "o.fasta", {"plasmid": first[45:60] + clean + first[:45]})
    words = ("order", tmp_path / "o.fasta", "--index", db)
    assert told(capsys, *words)[1]["status"] == "clear"
    code, found = told(capsys, *words, "--circular")
    assert (code, found["queries"][0]["hits"][0]["end"]) == (4, len(clean) + 75)


def test_a_sequence_whose_title_says_circular_is_read_across_its_origin(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = (EXAMPLE / "DB.fasta").read_text().split("\n")[1]
    clean = "".join((EXAMPLE / "CLEAR.fasta").read_text().split(">")[2].split("\n")[1:])
    sequence = first[45:60] + clean + first[:45]
    fasta(tmp_path / "o.fasta", {"plasmid [topology=circular]": sequence, "line": sequence})
    _, found = told(capsys, "order", tmp_path / "o.fasta", "--index", db)
    assert [query["status"] for query in found["queries"]] == ["hit", "clear"]


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("UTC", datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC), date(2099, 12, 31)),
        ("UTC", datetime(2100, 1, 1, 0, 0, tzinfo=UTC), date(2100, 1, 1)),
        ("Asia/Shanghai", datetime(2099, 12, 31, 16, 0, tzinfo=UTC), date(2100, 1, 1)),
        ("America/Los_Angeles", datetime(2100, 1, 1, 0, 0, tzinfo=UTC), date(2100, 1, 1)),
    ],
)
def test_a_database_expires_where_the_day_begins_first(
    zone: str, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert latest_day(now) == day
    finally:
        monkeypatch.undo()
        time.tzset()


def test_without_a_usable_index_nothing_is_screened(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut.idx"
    cut.write_bytes(db.read_bytes()[:-5])
    late = ("--today", "2100-01-01")
    for words in (("--index", tmp_path / "none.idx"), ("--index", cut), ("--index", db, *late)):
        code, found = told(capsys, "order", EXAMPLE / "CLEAR.fasta", *words)
        assert (code, found["status"]) == (3, "not_screened")
        assert found["reason"]
        assert all(query["status"] == "not_screened" for query in found["queries"])
    assert status("order", EXAMPLE / "CLEAR.fasta", "--index", cut) == 3
    assert "Build the index again" in " ".join(capsys.readouterr().out.split())


def test_bad_input_is_named_and_ends_with_two(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.fasta").write_text(">a\nACGTX\n")
    wrong = manifest(tmp_path / "w.toml", "0" * 64)
    index = ("index", EXAMPLE / "DB.fasta", "--out", tmp_path / "x", "--manifest")
    for words, said in (
        (("order", tmp_path / "bad.fasta", "--index", db), "Base 5 is 'X'"),
        (("order", tmp_path / "none.fasta", "--index", db), "There is no such file"),
        (("order", EXAMPLE / "CLEAR.fasta", "--index", db, "--today", "soon"), "--today soon is no date"),
        ((*index, tmp_path / "m.toml"), "m.toml"),
        ((*index, wrong), "is not the file that the manifest names"),
    ):
        assert status(*words) == 2
        assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "x").exists()
