"""Diverged matches, by programs that find them: blastn for bases, diamond for amino acids.

They run where they are on the PATH and are named in the result with their version. Where a program is absent, its
layer is reported as not run; where the manifest demands the layer, nothing is screened.

A match counts if it is expected by chance less than ``CHANCE`` times and covers a window of the query.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np

from tilth.approval.screening.coding import Codes, Text, decode
from tilth.approval.screening.frames import NO_ACID, STOP, spelt
from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.model import Hit, Kind, Layer, Strand
from tilth.kernel.errors import TilthError

__all__ = ["CHANCE", "Aligner", "Blastn", "Diamond", "aligners"]

CHANCE = 1e-5
_GUARDS = 16
_PATIENCE = 1800
"""Seconds that a program may take."""


class Aligner(Protocol):
    """A program that finds diverged matches. ``layer`` is the layer that it is."""

    layer: ClassVar[Layer]

    def version(self) -> str | None:
        """The program and its version, None where it is not on the PATH."""
        ...

    def hits(self, index: ScreeningIndex, queries: Sequence[Codes]) -> list[tuple[int, Hit]]:
        """The number of a query and a hit in it, for each match. Raises TilthError."""
        ...


def aligners() -> tuple[Aligner, ...]:
    """Every program that Tilth knows how to ask."""
    return (Blastn(), Diamond())


@dataclass(frozen=True, slots=True)
class Blastn:
    """BLAST+ of the NCBI, in the task that looks for diverged sequence (words of 11 bases)."""

    layer: ClassVar[Layer] = Layer.BLASTN

    def version(self) -> str | None:
        """``blastn: 2.16.0+``, None where there is none."""
        return _first_line("blastn", "-version")

    def hits(self, index: ScreeningIndex, queries: Sequence[Codes]) -> list[tuple[int, Hit]]:
        """See :class:`Aligner`."""
        with tempfile.TemporaryDirectory(prefix="tilth-screen-") as name:
            folder = Path(name)
            _write(folder / "db.fa", ((str(i), decode(codes)) for i, codes in enumerate(_records(index.text))))
            _write(folder / "q.fa", ((str(i), decode(codes)) for i, codes in enumerate(queries)))
            words = ["blastn", "-task", "blastn", "-query", "q.fa", "-subject", "db.fa", "-evalue", str(CHANCE)]
            every = ["-max_target_seqs", str(max(5, len(index.labels)))]  # else 500
            columns = ["-outfmt", "6 qseqid sseqid qstart qend sstrand"]
            lines = _run([*words, "-dust", "no", *every, *columns], folder)
        return list(_in_window(index, _blast_lines(lines)))


@dataclass(frozen=True, slots=True)
class Diamond:
    """DIAMOND, against the peptides between the stops of the six frames of the database.

    It refuses a database whose first ten sequences hold one of the letters A, C, G, T and N alone, which a peptide
    of alanine or glycine is. So ``_GUARDS`` peptides of one letter, that nothing matches, stand first.
    """

    layer: ClassVar[Layer] = Layer.DIAMOND

    def version(self) -> str | None:
        """``diamond version 2.1.3``, None where there is none."""
        return _first_line("diamond", "--version")

    def hits(self, index: ScreeningIndex, queries: Sequence[Codes]) -> list[tuple[int, Hit]]:
        """See :class:`Aligner`."""
        with tempfile.TemporaryDirectory(prefix="tilth-screen-") as name:
            folder = Path(name)
            _write(folder / "db.fa", chain(((f"guard{i}", "W") for i in range(_GUARDS)), _peptides(index)))
            _write(folder / "q.fa", ((str(i), decode(codes)) for i, codes in enumerate(queries)))
            _run(["diamond", "makedb", "--in", "db.fa", "--db", "db", "--quiet"], folder)
            words = ["diamond", "blastx", "--query", "q.fa", "--db", "db", "--evalue", str(CHANCE), "--quiet"]
            unmasked = ["--masking", "0", "--motif-masking", "0", "--very-sensitive"]
            every = ["--max-target-seqs", "0", "--max-hsps", "0"]  # else 25 sequences, and one match in each
            columns = ["--outfmt", "6", "qseqid", "sseqid", "qstart", "qend"]
            lines = _run([*words, *unmasked, *every, *columns], folder)
        return list(_in_window(index, _diamond_lines(lines)))


_Line = tuple[int, int, int, int, Strand]
"""Query, record, start and end in the query (from 0, half-open), strand."""


def _blast_lines(lines: Iterable[str]) -> Iterator[_Line]:
    for line in lines:
        query, record, start, end, strand = line.split("\t")
        yield int(query), int(record), int(start) - 1, int(end), "-" if strand == "minus" else "+"


def _diamond_lines(lines: Iterable[str]) -> Iterator[_Line]:
    """A start after the end says that the query's other strand matches; the peptide says of which strand it is."""
    for line in lines:
        query, peptide, first, last = line.split("\t")
        record, strand, _ = peptide.split("|")
        start, end = sorted((int(first), int(last)))
        turned = (int(first) > int(last)) != (strand == "-")
        yield int(query), int(record), start - 1, end, "-" if turned else "+"


def _in_window(index: ScreeningIndex, lines: Iterable[_Line]) -> Iterator[tuple[int, Hit]]:
    """The lines as hits, where they cover the whole codons of a window."""
    for query, record, start, end, strand in lines:
        if end - start >= index.window // 3 * 3:
            label = index.labels[record]
            yield query, Hit(start=start, end=end, strand=strand, label=label, kind=Kind.DIVERGED)


def _records(text: Text) -> Iterator[Codes]:
    for start, after in zip(text.starts[:-1].tolist(), text.starts[1:].tolist(), strict=True):
        yield text.codes[start : after - 1]


def _peptides(index: ScreeningIndex) -> Iterator[tuple[str, str]]:
    """The stretches between stops of the six frames that are as long as a window, as ``record|strand|number``."""
    middle, least = len(index.acids) // 2, index.window // 3
    number = 0
    for frame in range(3):
        acids = index.acids[frame::3]
        edges = np.concatenate(([-1], np.flatnonzero((acids == NO_ACID) | (acids == STOP)), [len(acids)]))
        for edge in np.flatnonzero(np.diff(edges) > least).tolist():
            first, last = int(edges[edge]) + 1, int(edges[edge + 1])
            place = frame + 3 * first
            strand = "-" if place > middle else "+"
            record = index.text.owner(2 * middle - place if strand == "-" else place)
            number += 1
            yield f"{record}|{strand}|{number}", spelt(acids[first:last])


def _write(path: Path, records: Iterable[tuple[str, str]]) -> None:
    with open(path, "w", encoding="ascii") as stream:
        stream.writelines(f">{name}\n{sequence}\n" for name, sequence in records)


def _first_line(program: str, option: str) -> str | None:
    if shutil.which(program) is None:
        return None
    try:
        ran = subprocess.run([program, option], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return ran.stdout.partition("\n")[0].strip()


def _run(words: list[str], folder: Path) -> list[str]:
    """The lines that a program prints; it runs in ``folder``."""
    try:
        ran = subprocess.run(
            words, cwd=folder, capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=True
        )
    except subprocess.CalledProcessError as error:
        said = str(error.stderr).strip().rpartition("\n")[2] or f"status {error.returncode}"
        raise _failed(words[0], said) from error
    except (OSError, subprocess.SubprocessError) as error:
        raise _failed(words[0], str(error)) from error
    return ran.stdout.splitlines()


def _failed(program: str, said: str) -> TilthError:
    return TilthError(
        "screening.aligner",
        f"{program} failed: {said}",
        mend="Mend its installation, or take it from the PATH.",
        data={"program": program},
    )
