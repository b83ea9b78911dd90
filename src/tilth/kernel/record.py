"""What is said about a file: one statement of what it is, who says so, when, and on what terms.

The file itself is named by the SHA-256 of its bytes (:mod:`tilth.kernel.evidence`), so a statement can be wrong,
but never about another file than it was made about. A statement is a value: two that say the same are equal and
have the same ``id``, wherever they were made. To correct one is to make another.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

import rfc8785

from tilth.kernel.errors import InputError

__all__ = ["HASH", "Evidence", "spell_date"]

HASH = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*(; ?[a-z0-9-]+=[^\s;]+)*")
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One statement about a file: what it is, who says so, when, and what may be done with it.

    ``sha256`` is 64 lower-case hex digits, ``size`` in bytes. ``media_type`` is an IANA type in lower case
    (``text/csv``), ``kind`` Tilth's own dotted name (``foundry.sequencing.read``). ``source`` is who or what the
    file comes from, ``locator`` where in it (an address, a page, an accession; may be empty). ``licence`` is an
    SPDX identifier where there is one, else words (``unknown`` is an answer, silence is not).

    ``event_date`` is when that happened which the file shows, None where it shows no event; ``known_date`` is
    when it became known to us. Each is a date, or an instant with its time zone, which is kept in UTC; a question
    "as of" some day counts evidence known by that day.

    Raises InputError, with ``data["field"]``, where a field is not so.
    """

    sha256: str
    size: int
    media_type: str
    kind: str
    source: str
    locator: str = ""
    event_date: date | datetime | None = None
    known_date: date | datetime
    licence: str

    def __post_init__(self) -> None:
        _require(bool(HASH.fullmatch(self.sha256)), "sha256", "is not 64 lower-case hex digits")
        _require(self.size >= 0, "size", "is negative")
        _require(bool(_MEDIA_TYPE.fullmatch(self.media_type)), "media_type", "is no type such as text/csv")
        _require(bool(_KIND.fullmatch(self.kind)), "kind", "is no dotted name such as foundry.reading")
        for field, text in (("source", self.source), ("licence", self.licence), ("locator", self.locator)):
            _require(bool(text) or field == "locator", field, "is empty")
            _require(text == text.strip(), field, "starts or ends with white space")
            _require(not _UNPRINTABLE.search(text), field, "holds a line break or a control character")
        for field, day in (("event_date", self.event_date), ("known_date", self.known_date)):
            if day is not None:
                _require_date(field, day)
            if isinstance(day, datetime):
                object.__setattr__(self, field, day.astimezone(UTC))

    @property
    def id(self) -> str:
        """The SHA-256 of :meth:`to_json`: the same statement has the same id wherever it is made."""
        return hashlib.sha256(self.to_json()).hexdigest()

    def to_json(self) -> bytes:
        """The record in canonical JSON (RFC 8785), UTF-8; instants in UTC."""
        values: dict[str, str | int | None] = {
            "event_date": None if self.event_date is None else spell_date(self.event_date),
            "kind": self.kind,
            "known_date": spell_date(self.known_date),
            "licence": self.licence,
            "locator": self.locator,
            "media_type": self.media_type,
            "sha256": self.sha256,
            "size": self.size,
            "source": self.source,
        }
        return rfc8785.dumps(values)

    @classmethod
    def from_json(cls, text: bytes) -> Evidence:
        """The record that :meth:`to_json` wrote. Raises InputError on anything else."""
        try:
            values = json.loads(text)
            event, known = values.pop("event_date"), values.pop("known_date")
            record = cls(event_date=None if event is None else _read(event), known_date=_read(known), **values)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _unreadable("does not have the fields of one") from error
        if type(values["size"]) is not int or record.to_json() != text:
            raise _unreadable("is not written canonically")
        return record


def spell_date(day: date | datetime) -> str:
    """``2023-09-26`` for a date, ``2023-09-26T08:30:00Z`` for an instant."""
    if isinstance(day, datetime):
        return day.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return day.isoformat()


def _read(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _require(fine: bool, field: str, fault: str) -> None:
    if not fine:
        raise InputError(
            "evidence.field",
            f"The evidence's {field} {fault}.",
            mend=f"Give another {field}; Evidence's documentation says what it may be.",
            data={"field": field},
        )


def _require_date(field: str, day: date | datetime) -> None:
    if not isinstance(day, datetime):
        return
    _require(day.utcoffset() is not None, field, "is an instant without a time zone")
    try:
        day.astimezone(UTC)
    except OverflowError:
        _require(False, field, "is outside the years 1 to 9999 in UTC")


def _unreadable(fault: str) -> InputError:
    return InputError(
        "evidence.record",
        f"This is no record of evidence: it {fault}.",
        mend="Restore the record, or put the file again with what is to be said about it.",
    )
