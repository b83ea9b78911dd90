"""A database made ready to be searched: its text, the table of its words, and that of its amino acids.

The database stays the user's; the index holds all of it, so it is kept as carefully. Windows that hold an
ambiguity code are not indexed, because no exact match can contain one; they are counted, and whoever builds the
index is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tilth.approval.screening.coding import Codes, Text, join
from tilth.approval.screening.exact import exact_table
from tilth.approval.screening.fasta import Fasta
from tilth.approval.screening.frames import Acids, frame_table, translated
from tilth.approval.screening.manifest import Manifest
from tilth.approval.screening.sampling import Sampling
from tilth.approval.screening.words import WordTable
from tilth.kernel.errors import FileError

__all__ = ["Counts", "Reference", "ScreeningIndex", "Watch", "build_index"]

Watch = Callable[[str], None]
"""Is told what is being done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a database holds: records, bases, windows; of these the ones that hold an ambiguity code and so are not
    indexed; and the records that are shorter than a window, which no window can match.
    """

    records: int
    bases: int
    windows: int
    ambiguous: int
    short: int

    @property
    def findable(self) -> int:
        """The windows that an order can match base for base."""
        return self.windows - self.ambiguous


@dataclass(frozen=True, slots=True)
class Reference:
    """Sequences of which orders are usually like one."""

    text: Text
    table: WordTable


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningIndex:
    """A database that can be searched. ``database`` is the sha256 of its file as it was read, ``digest`` the
    sha256 of the index itself (empty until it is written), and ``labels`` names the records.
    """

    manifest: Manifest
    database: str
    counts: Counts
    labels: tuple[str, ...]
    text: Text
    exact: WordTable
    acids: Acids
    frames: WordTable
    reference: Reference | None
    digest: str = field(default="")

    @property
    def window(self) -> int:
        """The shortest match that is a hit, in nt."""
        return self.manifest.policy.window

    @property
    def bases(self) -> Sampling:
        """How densely the text is indexed."""
        return Sampling.of_bases(self.window)

    @property
    def amino_acids(self) -> Sampling:
        """How densely its amino acids are."""
        return Sampling.of_amino_acids(self.window)


def build_index(
    database: Fasta, manifest: Manifest, reference: Fasta | None, *, watch: Watch = lambda _: None
) -> ScreeningIndex:
    """The index of ``database``. O(size); 10 Mb take about a second once the code is compiled, which the first
    call on a machine does in about ten more.

    Raises FileError where a file is not the one that the manifest names or the database holds no window, and
    LimitError for 2^31 bases or more.
    """
    _named(database, manifest.sha256, "database")
    if reference is not None and manifest.reference is not None:
        _named(reference, manifest.reference.sha256, "reference")
    window = manifest.policy.window
    counts = _counts(database, window)
    if not counts.findable:
        raise FileError(
            "screening.database.windows",
            f"No window of {window} nt of the database could ever be found: its records are too short.",
            file=database.file,
            mend="Mount longer records, or write a shorter window into the manifest.",
        )
    bases, amino_acids = Sampling.of_bases(window), Sampling.of_amino_acids(window)
    watch("indexing the bases")
    text = join(record.codes for record in database.records)
    exact = exact_table(text.codes, bases)
    watch("indexing the amino acids of six frames")
    acids = translated(text.codes)
    frames = frame_table(acids, amino_acids)
    usual = None
    if reference is not None:
        watch("indexing the reference")
        known = join(record.codes for record in reference.records)
        usual = Reference(known, exact_table(known.codes, bases))
    return ScreeningIndex(
        manifest=manifest,
        database=database.sha256,
        counts=counts,
        labels=tuple(record.name for record in database.records),
        text=text,
        exact=exact,
        acids=acids,
        frames=frames,
        reference=usual,
    )


def _named(file: Fasta, sha256: str, which: str) -> None:
    if file.sha256 != sha256:
        raise FileError(
            f"screening.{which}.sha256",
            f"The {which} is not the file that the manifest names: its sha256 is {file.sha256}, not {sha256}.",
            file=file.file,
            mend=f"Mount the {which} of the manifest, or write a manifest for this one.",
        )


def _counts(database: Fasta, window: int) -> Counts:
    lengths = [len(record.codes) for record in database.records]
    windows = sum(max(0, length - window + 1) for length in lengths)
    certain = sum(_certain_windows(record.codes, window) for record in database.records)
    return Counts(
        records=len(lengths),
        bases=sum(lengths),
        windows=windows,
        ambiguous=windows - certain,
        short=sum(length < window for length in lengths),
    )


def _certain_windows(codes: Codes, window: int) -> int:
    """How many windows hold certain bases only."""
    edges = np.concatenate(([-1], np.flatnonzero(codes > 3), [len(codes)]))
    return int(np.maximum(0, np.diff(edges) - window).sum())
