"""What happened to a lot, an item or a box, for its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from tilth.foundry.build.volume import format_volume
from tilth.kernel.journal import Entry
from tilth_site.inventory.wording import HAPPENED
from tilth_site.journal.streams import entries_of
from tilth_site.pages.names import names_of

__all__ = ["Moment", "moments"]

_VOLUMES = ("volume", "left", "reorder_point", "pack")
_SHOWN = ("liquid", "well", "item", "box", "position", "reason")


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the journal in words; ``detail`` are its figures."""

    entry: Entry
    words: str
    detail: str


def moments(stream: str) -> tuple[Sequence[Moment], Mapping[str, str]]:
    """The entries of ``stream``, newest first, and the names of whoever wrote them."""
    entries = entries_of(stream)
    found = [Moment(entry, str(HAPPENED[entry.type]), _detail(entry)) for entry in reversed(entries)]
    parts = {"worker": gettext("Tilth’s worker"), "operator": gettext("the operator")}
    return found, {**parts, **names_of(entry.actor for entry in entries)}


def _detail(entry: Entry) -> str:
    """The figures of an event, volumes as people write them."""
    volumes = (entry.data.get(name) for name in _VOLUMES)
    said = [format_volume(value) for value in volumes if isinstance(value, int)]
    said += [str(entry.data[name]) for name in _SHOWN if entry.data.get(name)]
    return " · ".join(said)
