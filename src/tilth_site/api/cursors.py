"""Pages by key: a cursor says after which item the next page begins, so page 1,000 costs what page 1 does.

A cursor is opaque to the caller. Lists are never counted and never skipped through.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import msgspec
from django.utils.translation import gettext_noop
from ninja.params.functions import Query
from pydantic import BeforeValidator

from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Refused, refuse
from tilth_site.api.fields import read_number

__all__ = ["MOST", "USUAL", "Cursor", "Limit", "after_day", "after_number", "after_text", "cut", "pointer"]

MOST = 100
"""Items on a page, at most."""

USUAL = 25
"""Items on a page, where nothing else is asked for."""

Cursor = Annotated[
    str,
    Query(description="The `next` of the page before; leave it out for the first page.", max_length=200),
]
Limit = Annotated[
    int,
    BeforeValidator(read_number),
    Query(USUAL, ge=1, le=MOST, description="How many items a page holds, at most."),
]

_SPELT = re.compile(r"[A-Za-z0-9_-]+")
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} .")
_NUMBERS = 2**53
"""No entry of a journal has a number from here on."""

ItemT = TypeVar("ItemT")


def pointer(key: str | int) -> str:
    """The cursor behind the item with this key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def after_number(cursor: str) -> int | Refused | None:
    """The number in a cursor; None where there is no cursor."""
    if not cursor:
        return None
    key = _read(cursor)
    return key if type(key) is int and 0 <= key < _NUMBERS else _unreadable()


def after_text(cursor: str) -> str | Refused | None:
    """The id in a cursor; None where there is no cursor."""
    if not cursor:
        return None
    key = _read(cursor)
    return key if isinstance(key, str) and is_id(key) else _unreadable()


def after_day(cursor: str) -> str | Refused | None:
    """The day and the name in a cursor (``2024-03-01 org_…``); None where there is no cursor."""
    if not cursor:
        return None
    key = _read(cursor)
    return key if isinstance(key, str) and _DATED.match(key) else _unreadable()


def cut(
    rows: Sequence[ItemT], limit: int, key: Callable[[ItemT], str | int]
) -> tuple[Sequence[ItemT], str | None]:
    """The page of ``rows``, of which one more than ``limit`` was asked for, and the cursor of the next page, None
    where this is the last.
    """
    page = rows[:limit]
    return page, pointer(key(page[-1])) if len(rows) > limit else None


def _read(cursor: str) -> object:
    """The key in a cursor, None where it holds none."""
    if not _SPELT.fullmatch(cursor):
        return None
    try:
        found: object = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (msgspec.MsgspecError, ValueError):
        return None
    return found


def _unreadable() -> Refused:
    return refuse(
        "cursor.unreadable",
        gettext_noop("The cursor is not one of this list."),
        gettext_noop("Send the `next` of a page as it is, or no cursor for the first page."),
        "query.cursor",
    )
