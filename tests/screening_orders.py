"""Databases of random letters, indexes of them, and orders in which windows are planted. None is of concern."""

from __future__ import annotations

import hashlib
import random
from datetime import date
from pathlib import Path

from tilth.approval.screening import Earlier, Query, read_manifest
from tilth.approval.screening.fasta import read_fasta
from tilth.approval.screening.index import ScreeningIndex, build_index
from tilth.approval.screening.index_file import open_index, write_index

TODAY = date(2026, 11, 29)
WINDOW = 50


def letters(source: random.Random, length: int, alphabet: str = "ACGT") -> str:
    return "".join(source.choices(alphabet, k=length))


def turned(sequence: str) -> str:
    """The other strand."""
    return sequence.translate(str.maketrans("ACGTN", "TGCAN"))[::-1]


def order(*sequences: str) -> list[Query]:
    return [Query(name=f"q{number}", sequence=sequence) for number, sequence in enumerate(sequences, 1)]


def before(*sequences: str, day: date = TODAY) -> list[Earlier]:
    """An earlier order of the same customer."""
    return [Earlier(order="before", day=day, query=query) for query in order(*sequences)]


def fasta(path: Path, records: dict[str, str]) -> str:
    """Write ``records`` to ``path``; the sha256 of the file."""
    path.write_text("".join(f">{name}\n{sequence}\n" for name, sequence in records.items()))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(
    path: Path, sha256: str, *, window: int = WINDOW, expires: str = "2027-05-31", more: str = ""
) -> Path:
    head = f'name = "random"\nversion = "1"\nsha256 = "{sha256}"\nexpires = {expires}\n'
    path.write_text(f"{head}[policy]\nwindow = {window}\n{more}")
    return path


def mounted(
    folder: Path,
    records: dict[str, str],
    *,
    window: int = WINDOW,
    expires: str = "2027-05-31",
    more: str = "",
    reference: dict[str, str] | None = None,
) -> ScreeningIndex:
    """The index of ``records``, written to ``folder`` / ``db.idx`` and opened."""
    sha256 = fasta(folder / "db.fasta", records)
    if reference is not None:
        hashed = fasta(folder / "reference.fasta", reference)
        more += f'\n[reference]\nfile = "reference.fasta"\nsha256 = "{hashed}"\n'
    rules = read_manifest(manifest(folder / "m.toml", sha256, window=window, expires=expires, more=more))
    usual = read_fasta(folder / "reference.fasta") if reference is not None else None
    write_index(folder / "db.idx", build_index(read_fasta(folder / "db.fasta"), rules, usual))
    opened = open_index(folder / "db.idx")
    assert isinstance(opened, ScreeningIndex)
    return opened
