"""Taking a row's document, or a table of rows, from a form into the evidence store, and reading the table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from tilth.kernel.errors import FileError
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused, refuse
from tilth.plan.commands import RecordEvidence
from tilth.plan.evidence import Row
from tilth.plan.evidence_file import parse_evidence
from tilth_site.journal.actions import Call
from tilth_site.uploads.intake import Said, Stored, store, take_in
from tilth_site.uploads.kinds import CSV, PDF, PNG, TEXT, XLSX

__all__ = ["DOCUMENTS", "commands_of", "read_table", "take_document", "take_table"]

DOCUMENTS = frozenset((CSV, PDF, PNG, TEXT, XLSX))
"""What a document may be."""


def take_document(file: UploadedFile[bytes], call: Call, licence: str) -> Stored | Refused:
    """Keep the document of a row."""
    said = Said(call.actor.person, call.at, licence)
    return take_in(file.name or "", cast("BinaryIO", file.file), allowed=DOCUMENTS, said=said)


def take_table(file: UploadedFile[bytes], call: Call) -> Stored | Refused:
    """Keep a table of rows, so that what is confirmed is what was shown."""
    said = Said(call.actor.person, call.at)
    return take_in(file.name or "", cast("BinaryIO", file.file), allowed=(CSV,), said=said)


def read_table(sha256: str, name: str) -> tuple[Row, ...] | Refused:
    """The rows of a table that was kept, or every fault in it."""
    try:
        text = store().get(sha256).decode("utf-8-sig")
        return parse_evidence(io.StringIO(text, newline=""), file=name)
    except UnicodeDecodeError:
        return refuse("upload.encoding", "{file} is not UTF-8.", "Save it as CSV UTF-8.", "file", file=name)
    except FileError as error:
        return refuse(error.code, "{fault}", "", "file", fault=f"{error.message} {error.mend}", line=error.line)


def commands_of(rows: Iterable[Row], plan_id: str, owner: str) -> list[RecordEvidence]:
    """A command for each row, under a new id. What the table says of decisions is left out: every row waits."""
    return [
        RecordEvidence(
            id=new_id("evd"), plan=plan_id, owner=owner, claim=row.claim, subject=row.subject, on=row.on,
            place=row.place, other=row.other, value=row.value, of=row.of, basis=row.basis, facts=_pairs(row.facts),
            document=row.document, source=row.source, locator=row.locator,
        )
        for row in rows
    ]  # fmt: skip


def _pairs(facts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(facts.items()))
