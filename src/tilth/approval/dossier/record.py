"""What goes with a dossier beside its files: the procedure, what happened to the case, and the signed decisions.

``record/procedure.json`` is the canonical JSON whose SHA-256 is :attr:`Procedure.digest`. ``record/events.jsonl``
has a line for each event of the case, chained (:mod:`tilth.approval.decisions.chain`).
``record/decisions/001.dsse.json`` and so on are signed statements, and ``record/key.pem`` is the ed25519 key that
signed them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from tilth.approval.decisions.chain import chain_of, read_line
from tilth.approval.events import CaseEvent
from tilth.approval.model import Procedure
from tilth.kernel.errors import IntegrityError

__all__ = [
    "DECISIONS",
    "EVENTS_FILE",
    "KEY_FILE",
    "PROCEDURE_FILE",
    "Record",
    "events_file",
    "read_procedure_json",
    "record_files",
    "told_events",
]

PROCEDURE_FILE = "record/procedure.json"
EVENTS_FILE = "record/events.jsonl"
KEY_FILE = "record/key.pem"
DECISIONS = "record/decisions/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The bytes of the files of a record: ``events`` as :func:`events_file` makes them, an envelope for each of
    ``decisions``, and the public ``key`` in PEM; each is empty where there is none.
    """

    events: bytes = b""
    decisions: tuple[bytes, ...] = ()
    key: bytes = b""


def events_file(events: Iterable[CaseEvent]) -> bytes:
    """``events``, in their order, as ``record/events.jsonl``."""
    return b"".join(chain_of(events))


def told_events(events: bytes) -> Iterator[Mapping[str, object]]:
    """The event of each line of an events file that can be read; whether the chain holds is not asked."""
    for line in events.splitlines(keepends=True):
        with suppress(ValueError):
            yield read_line(line).event


def read_procedure_json(data: bytes, digest: str) -> Procedure:
    """The procedure of :meth:`Procedure.to_json`. Raises IntegrityError where its hash is not ``digest``."""
    if hashlib.sha256(data).hexdigest() != digest:
        raise _other_procedure(digest)
    try:
        return msgspec.json.decode(data, type=Procedure)
    except msgspec.MsgspecError as error:
        raise _other_procedure(digest) from error


def _other_procedure(digest: str) -> IntegrityError:
    return IntegrityError(
        "dossier.procedure",
        f"{PROCEDURE_FILE} is not the procedure that the manifest pins.",
        mend="Get the bundle again from where it was made; `tilth dossier verify` names all that is wrong.",
        data={"pinned": digest},
    )


def record_files(procedure: Procedure, record: Record) -> dict[str, bytes]:
    """The files of ``record/`` by their paths."""
    files = {PROCEDURE_FILE: procedure.to_json()}
    if record.events:
        files[EVENTS_FILE] = record.events
    for number, envelope in enumerate(record.decisions, start=1):
        files[f"{DECISIONS}{number:03d}.dsse.json"] = envelope
    if record.key:
        files[KEY_FILE] = record.key
    return files
