"""The screening gate on a database of 10 Mb of random letters, beside blastn in the same run."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from measure import Row, median_seconds, spell
from tilth.approval.screening import Query, Status, read_manifest
from tilth.approval.screening.coding import code, join
from tilth.approval.screening.exact import exact_matches
from tilth.approval.screening.fasta import read_fasta
from tilth.approval.screening.frames import frame_matches
from tilth.approval.screening.index import ScreeningIndex, build_index
from tilth.approval.screening.index_file import open_index, write_index
from tilth.approval.screening.order import screen_order

RECORDS, LENGTH = 500, 20_000
QUERY = 5_000_000
PLANTED = 1000
WINDOW = 50
ORDERS, ORDER = 10_000, 1000
TODAY = date(2026, 11, 29)


def rows() -> list[Row]:
    """Every claim on the gate, measured now."""
    source = np.random.default_rng(6)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = median_seconds(lambda: _built(folder, source), 3)
        opened = median_seconds(lambda: open_index(folder / "db.idx"))
        index = open_index(folder / "db.idx")
        assert isinstance(index, ScreeningIndex)
        size = (folder / "db.idx").stat().st_size
        return [
            Row(
                "an index of 10 Mb: read, hashed, both tables, written",
                spell(built),
                goal="< 3 s",
                met=built < 3,
            ),
            Row(f"that index ({size / 1e6:.0f} MB) opened, with its sha256 checked", spell(opened)),
            *_queries(index, source),
            *_planted(index, source, folder),
            _benign(index, source),
            *_repeats(folder, source),
        ]


def _letters(source: np.random.Generator, length: int) -> str:
    return np.frombuffer(b"ACGT", np.uint8)[source.integers(0, 4, length)].tobytes().decode()


def _built(folder: Path, source: np.random.Generator) -> None:
    database, manifest = folder / "db.fasta", folder / "m.toml"
    if not database.exists():
        database.write_text("".join(f">r{i}\n{_letters(source, LENGTH)}\n" for i in range(RECORDS)))
        sha256 = hashlib.sha256(database.read_bytes()).hexdigest()
        head = f'name = "random"\nversion = "1"\nsha256 = "{sha256}"\nexpires = 2099-01-01\n'
        manifest.write_text(f"{head}[policy]\nwindow = {WINDOW}\n")
    write_index(folder / "db.idx", build_index(read_fasta(database), read_manifest(manifest), None))


def _queries(index: ScreeningIndex, source: np.random.Generator) -> list[Row]:
    codes = join([code(_letters(source, QUERY))]).codes
    exact = median_seconds(lambda: exact_matches(codes, index.text.codes, index.exact, index.bases)) / QUERY
    frames = median_seconds(lambda: frame_matches(codes, index.acids, index.frames, index.amino_acids)) / QUERY
    return [
        Row(
            "exact matches on both strands, a base of the query",
            spell(exact),
            goal="<= 20 ns",
            met=exact <= 20e-9,
        ),
        Row("amino acids in six frames, a base of the query", spell(frames)),
    ]


def _planted(index: ScreeningIndex, source: np.random.Generator, folder: Path) -> list[Row]:
    """Windows planted in sequences of 500 bases: which of them are found, and how long that takes."""
    queries = []
    for number in range(PLANTED):
        start = int(source.integers(0, LENGTH - WINDOW)) + int(index.text.starts[number % RECORDS])
        window = "".join("ACGT"[base] for base in index.text.codes[start : start + WINDOW])
        text = _letters(source, 450)
        queries.append(Query(name=str(number), sequence=text[:200] + window + text[200:]))
    taken = median_seconds(lambda: screen_order(index, queries, today=TODAY), 3)
    result = screen_order(index, queries, today=TODAY)
    found = sum(_covers((hit.start, hit.end) for hit in one.hits) for one in result.queries)
    assert found == PLANTED
    if shutil.which("blastn") is None:
        return [Row(f"{PLANTED:,} sequences of 500 bases with a planted window", spell(taken))]
    (folder / "q.fasta").write_text("".join(f">{query.name}\n{query.sequence}\n" for query in queries))
    made = ["makeblastdb", "-in", "db.fasta", "-dbtype", "nucl", "-out", "db"]
    making = median_seconds(lambda: subprocess.run(made, cwd=folder, check=True, capture_output=True), 1)
    peer = median_seconds(lambda: _blastn(folder), 3)
    theirs = {line.split("\t")[0] for line in _blastn(folder) if _covers([_interval(line)])}
    return [
        Row(
            f"{PLANTED:,} sequences of 500 bases with a planted window, Tilth's own layers; {found:,} found",
            spell(taken),
            f"blastn -word_size 28, 2 threads: {spell(peer)}, {len(theirs):,} found; makeblastdb {spell(making)}",
            peer / taken,
        )
    ]


def _blastn(folder: Path) -> list[str]:
    words = ["blastn", "-db", "db", "-query", "q.fasta", "-word_size", "28", "-dust", "no", "-num_threads", "2"]
    columns = ["-evalue", "1e-5", "-outfmt", "6 qseqid qstart qend"]
    ran = subprocess.run([*words, *columns], cwd=folder, check=True, capture_output=True, text=True)
    return ran.stdout.splitlines()


def _interval(line: str) -> tuple[int, int]:
    _, start, end = line.split("\t")
    return int(start) - 1, int(end)


def _covers(intervals: Iterable[tuple[int, int]]) -> bool:
    """True where one of the intervals covers the planted window."""
    return any(start <= 200 and end >= 200 + WINDOW for start, end in intervals)


def _repeats(folder: Path, source: np.random.Generator) -> list[Row]:
    """Orders that repeat one thing, against a database that does; the answer is one hit in one record."""
    unit = _letters(source, 300)
    cases = (
        ("10^4 A against 10^4 A", "A" * 10_000, "A" * 10_000),
        ("10^4 A against 10 Mb of A", "A" * 10_000, "A" * 10_000_000),
        ("10 kb of a repeat of 300 bases against 10 Mb of it", unit * 33, unit * 33_333),
    )
    made = []
    for name, order, database in cases:
        index = _index_of(folder, database)
        queries = [Query(name="q", sequence=order)]
        taken = median_seconds(partial(screen_order, index, queries, today=TODAY), 3)
        (query,) = screen_order(index, queries, today=TODAY).queries
        assert any(hit.start == 0 and hit.end == len(order) for hit in query.hits)
        made.append(Row(f"{name}: {len(query.hits)} hit(s)", spell(taken), goal="< 10 s", met=taken < 10))
    return made


def _index_of(folder: Path, database: str) -> ScreeningIndex:
    fasta, manifest = folder / "repeats.fasta", folder / "repeats.toml"
    fasta.write_text(f">r\n{database}\n")
    sha256 = hashlib.sha256(fasta.read_bytes()).hexdigest()
    head = f'name = "repeats"\nversion = "1"\nsha256 = "{sha256}"\nexpires = 2099-01-01\n'
    manifest.write_text(f"{head}[policy]\nwindow = {WINDOW}\n")
    return build_index(read_fasta(fasta), read_manifest(manifest), None)


def _benign(index: ScreeningIndex, source: np.random.Generator) -> Row:
    orders = [[Query(name="q", sequence=_letters(source, ORDER))] for _ in range(ORDERS)]
    results: list[Status] = []

    def screened() -> None:
        results.extend(screen_order(index, order, today=TODAY).status for order in orders)

    taken = median_seconds(screened, 1, warmup=0)
    wrong = sum(status is not Status.CLEAR for status in results)
    return Row(
        f"{ORDERS:,} benign orders of {ORDER:,} bases, one after the other: {wrong} not clear",
        f"{spell(taken)} ({spell(taken / ORDERS)} an order)",
        goal="no hit",
        met=wrong == 0,
    )


if __name__ == "__main__":
    for row in rows():
        print(row)
