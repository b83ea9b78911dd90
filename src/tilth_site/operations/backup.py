"""A backup: everything that makes a site what it is, in one file that depends on no database.

The journal, the tables outside it and the evidence it cites are read in one snapshot while the site goes on. The
file appears under its name when it is whole. It holds personal data and the seeds of second factors, so it is
readable by its owner only. The secret key and the key that signs checkpoints stay at home: a restored site makes
its own.
"""

from __future__ import annotations

import importlib.metadata
import io
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path

from django.conf import settings

from tilth.kernel.chain import BEFORE, Head
from tilth.kernel.evidence import EvidenceStore
from tilth.kernel.export import write_export
from tilth.kernel.files import refusals
from tilth.kernel.journal import instant
from tilth.kernel.shelf import folders
from tilth_site.journal import checkpoints, exports
from tilth_site.operations.archive import JOURNAL, Step, Writer, writing
from tilth_site.operations.tables import KEPT, dump, file_of

__all__ = ["BackedUp", "back_up"]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds: the journal up to ``head``, rows of other tables, pieces of evidence, checkpoints."""

    file: str
    size: int
    head: Head
    rows: int
    evidence: int
    checkpoints: int


def back_up(path: Path, at: datetime, step: Step | None = None) -> BackedUp:
    """Write the site to the file ``path``, in one snapshot.

    Raises FileError where ``path`` cannot be written, IntegrityError where an entry or a piece of evidence is not
    what its hash says: a backup that cannot be restored is none. What a killed backup leaves behind beside
    ``path`` is named ``.tilth-*.tmp`` and can be deleted.
    """
    with writing(path) as writer, exports.snapshot():
        head = _add_journal(writer, path, step)
        rows = sum(_add_table(writer, label) for label in KEPT)
        evidence = _add_evidence(writer, step)
        signed = _add_checkpoints(writer)
        writer.close(instant(at), importlib.metadata.version("tilth"), head)
    return BackedUp(str(path), path.stat().st_size, head, rows, evidence, signed)


def _add_journal(writer: Writer, path: Path, step: Step | None) -> Head:
    last = exports.head() or BEFORE
    tell = partial(step, "journal") if step else None
    with refusals(str(path)):
        folder = tempfile.TemporaryDirectory(prefix=".tilth-", suffix=".tmp", dir=path.resolve().parent)
    with folder as name:
        # The export is checked entry by entry as it is written; only then does it become part of the backup.
        export = Path(name) / JOURNAL
        head = write_export(export, exports.told(exports.rows(), tell, last.seq))
        with open(export, "rb") as stream:
            writer.add(JOURNAL, stream)
    return head


def _add_table(writer: Writer, label: str) -> int:
    text = io.StringIO()
    rows = dump(label, text)
    writer.add_bytes(file_of(label), text.getvalue().encode("utf-8"))
    return rows


def _add_evidence(writer: Writer, step: Step | None) -> int:
    store = EvidenceStore(settings.EVIDENCE)
    total, count = sum(1 for _ in folders(store.root)), 0
    for sha256, records in groupby(store, key=lambda record: record.sha256):
        with store.open(sha256) as stream:
            writer.add(f"evidence/{sha256}/content", stream)
        for record in records:
            writer.add_bytes(f"evidence/{sha256}/{record.id}.json", record.to_json())
        count += 1
        if step:
            step("evidence", count, total)
    return count


def _add_checkpoints(writer: Writer) -> int:
    folder: Path = settings.HOME / checkpoints.FOLDER
    signed, keys = sorted(folder.glob("*.json")), sorted(folder.glob("*.pub"))
    for file in (*signed, *keys):
        writer.add_bytes(f"checkpoints/{file.name}", file.read_bytes())
    return len(signed)
