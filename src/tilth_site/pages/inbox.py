"""What a person finds on the home page: things that wait for him, his requests, his ventures.

The home page knows no room. When it starts, each room's app registers a source: a function from actor to items.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from django.utils import timezone

from tilth_site.accounts.permissions import Actor

__all__ = ["InboxItem", "Kind", "Source", "gather", "register_source"]


class Kind(StrEnum):
    """The part of the home page an item belongs to."""

    WAITING = "waiting"
    REQUEST = "request"
    VENTURE = "venture"


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One line of the home page. ``since`` is when it began to wait, or changed last.

    ``badge`` is a (kind, code) of :mod:`.wording`, or None.
    """

    title: str
    detail: str
    url: str
    since: datetime
    kind: Kind
    badge: tuple[str, str] | None = None

    @property
    def day(self) -> date | None:
        """The day on which it began to wait, where no more than that is known: its first instant stands for it."""
        local = timezone.localtime(self.since)
        return local.date() if local.time() == time() else None


Source = Callable[[Actor], list[InboxItem]]

_SOURCES: list[Source] = []


def register_source(source: Source) -> None:
    """Ask ``source`` whenever a home page is made. Registering it again changes nothing."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def gather(actor: Actor) -> dict[Kind, list[InboxItem]]:
    """The items of every source by kind: what waits longest first, everything else newest first."""
    items = [item for source in _SOURCES for item in source(actor)]
    by_age = sorted(items, key=lambda item: item.since)
    waiting = [item for item in by_age if item.kind is Kind.WAITING]
    others = {
        kind: [item for item in reversed(by_age) if item.kind is kind] for kind in (Kind.REQUEST, Kind.VENTURE)
    }
    return {Kind.WAITING: waiting, **others}
