"""The sections named in the header. Each room's app registers its own when it starts."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

__all__ = ["Link", "Section", "links", "register_section"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name, the name of its address, and its place in the row (low first). A ``public`` one is for
    whoever has not signed in, too.
    """

    label: str | Promise
    address: str
    place: int
    public: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A section as one page sees it. ``here`` is ``page`` on its own page, ``true`` below it, else empty."""

    label: str | Promise
    url: str
    here: str


_SECTIONS: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Name ``section`` in the header of every signed-in page, and of every page where it is public."""
    _SECTIONS[section.address] = section


def links(path: str, *, signed_in: bool = True) -> list[Link]:
    """Every section for such a reader in order, seen from the page at ``path``."""
    found = []
    shown = [section for section in _SECTIONS.values() if signed_in or section.public]
    for section in sorted(shown, key=lambda section: section.place):
        url = reverse(section.address)
        here = "page" if path == url else "true" if path.startswith(url) else ""
        found.append(Link(section.label, url, here))
    return found
