"""Pages by key: a cursor says after which item the next page begins, so page 1,000 costs what page 1 does.

A cursor is opaque to the caller. Lists are never counted and never skipped through.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import msgspec
from django.utils.translation import gettext_noop
from ninja.params.functions import Query
from pydantic import BeforeValidator

from tilth.kernel.refusal import Refused, refuse
from tilth_site.api.fields import read_number

__all__ = ["MOST", "Cursor", "Limit", "after_number", "after_text", "cut", "pointer"]

MOST = 100
"""Items on a page, at most."""

Cursor = Annotated[
    str,
    Query(description="The `next` of the page before; leave it out for the first page.", max_length=200),
]
Limit = Annotated[
    int,
    BeforeValidator(read_number),
    Query(ge=1, le=MOST, description="How many items a page holds, at most."),
]

ItemT = TypeVar("ItemT")


def pointer(key: str | int) -> str:
    """The cursor behind the item with this key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def after_number(cursor: str) -> int | Refused | None:
    """The number in a cursor; None where there is no cursor."""
    return _read(cursor, int) if cursor else None


def after_text(cursor: str) -> str | Refused | None:
    """The same for a cursor of ids."""
    return _read(cursor, str) if cursor else None


def cut(
    rows: Sequence[ItemT], limit: int, key: Callable[[ItemT], str | int]
) -> tuple[Sequence[ItemT], str | None]:
    """The page of ``rows``, of which one more than ``limit`` was asked for, and the cursor of the next page, None
    where this is the last.
    """
    page = rows[:limit]
    return page, pointer(key(page[-1])) if len(rows) > limit else None


KeyT = TypeVar("KeyT", str, int)


def _read(cursor: str, kind: type[KeyT]) -> KeyT | Refused:
    try:
        key = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except (binascii.Error, msgspec.MsgspecError, UnicodeError, ValueError):
        return _unreadable()
    # A number that no column holds, and a character that PostgreSQL does not take, are in no cursor of ours.
    if isinstance(key, int) and not 0 <= key < 2**53:
        return _unreadable()
    return _unreadable() if isinstance(key, str) and not (key.isascii() and key.isprintable()) else key


def _unreadable() -> Refused:
    return refuse(
        "cursor.unreadable",
        gettext_noop("The cursor is not one of this list."),
        gettext_noop("Send the `next` of a page as it is, or no cursor for the first page."),
        "query.cursor",
    )
