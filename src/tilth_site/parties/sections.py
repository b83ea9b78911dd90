"""What other rooms add to the page of a venture.

The parties know no other room. When it starts, a room's app registers a source: a function from the actor and the
venture's id to a section of links, or None where it has nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tilth_site.accounts.permissions import Actor
from tilth_site.pages.inbox import InboxItem

__all__ = ["Section", "Source", "register_section", "sections"]


@dataclass(frozen=True, slots=True)
class Section:
    """A card on the page: its title, its lines as on the home page, and where there are more."""

    title: str
    items: Sequence[InboxItem]
    more: str = ""


Source = Callable[[Actor, str], Section | None]

_SOURCES: list[Source] = []


def register_section(source: Source) -> None:
    """Ask ``source`` whenever a venture's page is made. Registering it again changes nothing."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def sections(actor: Actor, venture: str) -> list[Section]:
    """The sections of a venture's page, in the order of registration."""
    return [section for source in _SOURCES if (section := source(actor, venture))]
