"""The sections named in the header. Each room's app registers its own when it starts."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

__all__ = ["Link", "Section", "links", "register_section"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name, the name of its address, and its place in the row (low first)."""

    label: str | Promise
    address: str
    place: int


@dataclass(frozen=True, slots=True)
class Link:
    """A section as one page sees it. ``here`` is ``page`` on its own page, ``true`` below it, else empty."""

    label: str | Promise
    url: str
    here: str


_SECTIONS: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Name ``section`` in the header of every signed-in page."""
    _SECTIONS[section.address] = section


def links(path: str) -> list[Link]:
    """Every section in order, seen from the page at ``path``."""
    found = []
    for section in sorted(_SECTIONS.values(), key=lambda section: section.place):
        url = reverse(section.address)
        here = "page" if path == url else "true" if path.startswith(url) else ""
        found.append(Link(section.label, url, here))
    return found
