"""Bringing a site back from a backup, on the same database or another.

The file is checked whole before anything is touched. Then the evidence is put, and in one transaction the journal
is loaded and verified, the tables outside it are loaded, and the tables that cache it are written by replay. A
restore that is killed or fails leaves an empty site, and can simply be run again.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tilth.kernel.chain import BEFORE, Head, Row, verify
from tilth.kernel.errors import FileError, InputError, OptionError
from tilth.kernel.evidence import EvidenceStore
from tilth.kernel.export import read_export
from tilth.kernel.files import write_bytes
from tilth.kernel.record import Evidence
from tilth_site.journal import checkpoints, exports, replay
from tilth_site.journal.append import take_turn
from tilth_site.journal.models import JournalEntry
from tilth_site.operations.archive import JOURNAL, Archive, Step
from tilth_site.operations.tables import KEPT, file_of, is_empty, load, reset_sequences

__all__ = ["Restored", "require_empty", "restore"]

BATCH = 1_000
_RECORD = re.compile(r"evidence/([0-9a-f]{64})/[0-9a-f]{64}\.json")
_CHECKPOINT = re.compile(r"checkpoints/([0-9A-Za-z][0-9A-Za-z._-]*)")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: the journal up to ``head``, rows of tables outside it, pieces of evidence. ``differ``
    is how many fields of the tables differ from a second, independent replay: 0 where all is well.
    """

    home: str
    head: Head
    rows: int
    evidence: int
    differ: int


def require_empty() -> None:
    """Raises OptionError where the site holds something: a restore would mix two histories."""
    if not is_empty():
        raise OptionError(
            "restore.not_empty",
            f"The site in {settings.HOME} is not empty.",
            mend="Name another folder in TILTH_HOME and, with PostgreSQL, another database in DATABASE_URL.",
        )


def restore(archive: Archive, step: Step | None = None) -> Restored:
    """Bring back the site of ``archive``, which was checked, into the home and database at hand, which are empty.

    Raises FileError naming the place where the archive contradicts itself, OptionError where the site holds
    something.
    """
    require_empty()
    evidence = _put_evidence(archive, step)
    _put_checkpoints(archive)
    with transaction.atomic(durable=True):
        take_turn()
        require_empty()
        head = _load_journal(archive, step)
        rows = sum(_load_table(archive, label) for label in KEPT)
        reset_sequences()
        replay.rebuild(_counting(step, "replay", head.seq))
    compared = replay.check(_counting(step, "compare", head.seq))
    return Restored(str(settings.HOME), head, rows, evidence, compared.differ)


def _put_evidence(archive: Archive, step: Step | None) -> int:
    """Put every record with its bytes. What the archive calls them is not believed: the store hashes anew."""
    store = EvidenceStore(settings.EVIDENCE)
    names = [name for name in archive.manifest.members if name.startswith("evidence/")]
    records = [found for name in names if (found := _RECORD.fullmatch(name))]
    for count, found in enumerate(records, 1):
        name, sha256 = found.group(0), found.group(1)
        with archive.open(name) as stream:
            record = _read_record(archive, name, stream.read())
        if f"evidence/{sha256}/content" not in archive.manifest.members:
            raise _contradiction(archive, name, "It speaks of bytes that are not in the backup.")
        with archive.open(f"evidence/{sha256}/content") as content:
            put = store.put(
                content,
                media_type=record.media_type,
                kind=record.kind,
                source=record.source,
                known_date=record.known_date,
                licence=record.licence,
                locator=record.locator,
                event_date=record.event_date,
            )
        if put != record or put.sha256 != sha256:
            raise _contradiction(archive, name, "The bytes beside it have another hash than it says.")
        if step:
            step("evidence", count, len(records))
    return len({found.group(1) for found in records})


def _put_checkpoints(archive: Archive) -> None:
    for name in archive.manifest.members:
        if found := _CHECKPOINT.fullmatch(name):
            with archive.open(name) as stream:
                write_bytes(settings.HOME / checkpoints.FOLDER / found.group(1), stream.read())


def _load_journal(archive: Archive, step: Step | None) -> Head:
    """Verify and write every entry, a batch at a time; a fault raises, which undoes the transaction."""
    tell = partial(step, "journal") if step else None
    expected, head = archive.manifest.head, BEFORE
    with tempfile.TemporaryDirectory(prefix=".tilth-", suffix=".tmp", dir=settings.HOME) as folder:
        file = Path(folder) / JOURNAL
        archive.extract(JOURNAL, file)
        rows = exports.told(read_export(file), tell, expected.seq)
        for batch in _batches(archive, rows):
            verdict = verify(batch, head)
            for fault in verdict.faults:
                raise _contradiction(archive, JOURNAL, fault.message, fault.seq)
            JournalEntry.objects.bulk_create(JournalEntry(**row._asdict()) for row in batch)
            head = verdict.head
    if head != expected:
        ending = f"It ends with entry {head.seq} and not with entry {expected.seq} that the manifest names."
        raise _contradiction(archive, JOURNAL, ending, head.seq)
    return head


def _batches(archive: Archive, rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows of the journal, so many at a time. A file that cannot be read on gives what was read of it first,
    because an entry that is wrong comes before the place where the file ends.
    """
    batch: list[Row] = []
    try:
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except FileError as error:
        yield batch
        raise _contradiction(archive, JOURNAL, error.message, error.line) from error
    yield batch


def _load_table(archive: Archive, label: str) -> int:
    name = file_of(label)
    if name not in archive.manifest.members:
        raise _contradiction(archive, name, "The backup does not hold this table.")
    with archive.open(name) as stream:
        return load(label, io.TextIOWrapper(stream, "utf-8"), archive.name)


def _counting(step: Step | None, label: str, total: int) -> replay.Tell | None:
    return (lambda done: step(label, done, total)) if step else None


def _read_record(archive: Archive, name: str, text: bytes) -> Evidence:
    try:
        return Evidence.from_json(text)
    except InputError as error:
        raise _contradiction(archive, name, error.message) from error


def _contradiction(archive: Archive, member: str, message: str, line: int | None = None) -> FileError:
    return FileError(
        "backup.contradiction",
        message,
        file=archive.name,
        record=member,
        line=line,
        mend="Restore another backup: this one was altered after it was made.",
    )
