"""The screening database of the example: random sequences and what the cluster plants, indexed when it is loaded.

Tilth ships no sequence of concern, and this is none: it stands for the database that an operator mounts.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from tilth_site.demonstration.cluster import Cluster
from tilth_site.screening.mounting import index_path

__all__ = ["mount"]

SEED, RECORDS, LENGTH, WINDOW = 20_260_101, 20, 5_000, 50
_LASTS = timedelta(days=180)


def mount(cluster: Cluster, today: date, say: Callable[[str], None]) -> None:
    """Make the index where the site looks for it, unless there is one. It may be used for half a year."""
    from tilth.approval.screening.fasta import read_fasta
    from tilth.approval.screening.index import build_index
    from tilth.approval.screening.index_file import write_index
    from tilth.approval.screening.manifest import read_manifest

    if index_path().exists():
        return
    with tempfile.TemporaryDirectory(prefix="tilth-screening-") as folder:
        fasta, manifest = Path(folder, "made-up.fasta"), Path(folder, "made-up.toml")
        fasta.write_text("".join(_records(cluster, Path(folder))), encoding="ascii")
        manifest.write_text(_manifest(fasta.read_bytes(), today), encoding="ascii")
        write_index(index_path(), build_index(read_fasta(fasta), read_manifest(manifest), None))
    say(f"A made-up screening database of {RECORDS} random sequences is mounted.")


def _records(cluster: Cluster, folder: Path) -> Iterator[str]:
    made = random.Random(SEED)
    for number in range(1, RECORDS + 1):
        yield f">made_up_{number}\n{''.join(made.choices('ACGT', k=LENGTH))}\n"
    for number, one in enumerate(cluster.planted, start=1):
        sequence = _sequence(cluster.parts[one.parts], one.record, folder / "parts.fasta")
        yield f">planted_{number}\n{sequence[one.start : one.start + one.length]}\n"


def _sequence(text: str, record: str, scratch: Path) -> str:
    from tilth.approval.screening.fasta import read_fasta

    scratch.write_text(text.lstrip(), encoding="ascii")
    return next(one.sequence for one in read_fasta(scratch).records if one.name == record)


def _manifest(fasta: bytes, today: date) -> str:
    return (
        'name = "made-up"\nversion = "1"\n'
        f'sha256 = "{hashlib.sha256(fasta).hexdigest()}"\nexpires = {today + _LASTS}\n'
        f"[policy]\nwindow = {WINDOW}\n"
    )
