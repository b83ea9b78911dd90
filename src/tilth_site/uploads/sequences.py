"""The bounds of FASTA and GenBank files: how many records, and how large one is."""

from __future__ import annotations

import re
from collections.abc import Callable

from tilth.kernel.refusal import Refused, refuse
from tilth_site.uploads.bounds import MAX_RECORD, MAX_RECORDS, in_words
from tilth_site.uploads.lines import Lines

__all__ = ["check_fasta", "check_genbank"]

_LOCUS = re.compile(r"LOCUS(?=\s|$)")


def check_fasta(lines: Lines) -> Refused | None:
    """A refusal where the FASTA file has too many records, or one that is too large. O(size)."""
    return _check(lines, lambda line: line.startswith(">"))


def check_genbank(lines: Lines) -> Refused | None:
    """The same for a GenBank file."""
    return _check(lines, lambda line: bool(_LOCUS.match(line)))


def _check(lines: Lines, starts: Callable[[str], bool]) -> Refused | None:
    records = size = 0
    for line in lines:
        if starts(line):
            records, size = records + 1, 0
        size += len(line) + 1
        if records > MAX_RECORDS:
            return refuse(
                "upload.records",
                "{file}, line {line}: the file has more than {most} records.",
                "Split it, or keep only the parts of this design.",
                lines.name,
                file=lines.name,
                line=lines.number,
                most=MAX_RECORDS,
            )
        if size > MAX_RECORD:
            return refuse(
                "upload.record_size",
                "{file}, line {line}: record {record} is larger than {most}.",
                "Cut out the part that you mean, and upload that.",
                lines.name,
                file=lines.name,
                line=lines.number,
                record=records,
                most=in_words(MAX_RECORD),
            )
    return lines.refused
