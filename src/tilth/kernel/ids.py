"""Identifiers that sort by time and say what they identify: ``req_01J9ZC8K2V6Q0T4H5M7N8P9R0S``.

A prefix of the caller's choice, an underscore, and a ULID (48 bits of milliseconds since 1970, 80 random bits) in
Crockford's base 32, upper case: 26 digits without I, L, O and U, safe in an address, and one word to a double
click. Ids of one prefix sort by when they were made. Within one process ids of the same millisecond ascend too;
the ids of two machines are as ordered as their clocks are. An id is nothing secret: it tells when it was made.

To make one takes randomness, so it belongs to the edge (an action, a command), never to a rule.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tilth.kernel.errors import InputError, OptionError

__all__ = ["is_id", "made_at", "new_id", "prefix_of"]

_PREFIX = re.compile(r"[a-z][a-z0-9]{1,11}")
_ID = re.compile(r"([a-z][a-z0-9]{1,11})_([0-7][0-9A-HJKMNP-TV-Z]{25})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND


def new_id(prefix: str, at: datetime | None = None) -> str:
    """A new id made ``at`` an instant with its time zone, by default now.

    ``prefix`` is 2 to 12 lower-case letters and digits, a letter first. Raises OptionError where it is not so, and
    where ``at`` has no time zone or is before 1970.
    """
    import ulid

    if not _PREFIX.fullmatch(prefix):
        raise OptionError(
            "id.prefix", f"{prefix!r} is no prefix of an id.", mend="Use 2 to 12 lower-case letters and digits."
        )
    if at is None:
        return f"{prefix}_{ulid.ULID()}"
    if at.utcoffset() is None or at < _EPOCH:
        raise OptionError(
            "id.at",
            f"{at.isoformat()} is no instant from 1970 on with its time zone.",
            mend="Give a datetime with a time zone.",
        )
    return f"{prefix}_{ulid.ULID.from_timestamp((at - _EPOCH) // _MILLISECOND)}"


def is_id(text: str, prefix: str | None = None) -> bool:
    """Whether ``text`` is spelt as an id, of that prefix where one is given."""
    found = _ID.fullmatch(text)
    return found is not None and prefix in (None, found[1])


def prefix_of(text: str) -> str:
    """The prefix of an id. Raises InputError where ``text`` is none."""
    return _parts(text)[0]


def made_at(text: str) -> datetime:
    """When an id was made, in UTC, to the millisecond. Raises InputError where ``text`` is none, or one of a time
    after the year 9999.
    """
    import ulid

    milliseconds = ulid.ULID.from_str(_parts(text)[1]).milliseconds
    if milliseconds > _LAST:
        raise _unreadable(text)
    return _EPOCH + milliseconds * _MILLISECOND


def _parts(text: str) -> tuple[str, str]:
    found = _ID.fullmatch(text)
    if found is None:
        raise _unreadable(text)
    return found[1], found[2]


def _unreadable(text: str) -> InputError:
    return InputError(
        "id.unreadable",
        f"{text[:60]!r} is no id.",
        mend="Copy the whole id, such as req_01J9ZC8K2V6Q0T4H5M7N8P9R0S.",
    )
