"""The database that the operator mounted: the index that ``TILTH_SCREENING_INDEX`` names, or the one in the home.

Tilth ships no sequence of concern. Without an index, or with one that is broken, too lax or expired, nothing is
screened and nothing is released; what is said then says what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tilth.approval.screening.model import Database
from tilth.kernel.refusal import Refused, refuse

if TYPE_CHECKING:
    from tilth.approval.screening.index import ScreeningIndex

__all__ = ["Mounted", "index_path", "mounted"]


@dataclass(frozen=True, slots=True)
class Mounted:
    """An index that may be used."""

    index: ScreeningIndex

    @property
    def database(self) -> Database:
        """What is searched in it."""
        manifest = self.index.manifest
        return Database(
            name=manifest.name, version=manifest.version, sha256=self.index.database, expires=manifest.expires,
            window=self.index.window, index=self.index.digest,
        )  # fmt: skip

    @property
    def history(self) -> int:
        """Days over which the orders of a customer are looked at together."""
        return self.index.manifest.policy.history


_OPENED: dict[tuple[str, int, int], ScreeningIndex | Refused] = {}
"""The index that was opened last, under its path, its time and its size: a new file is opened anew."""


def index_path() -> Path:
    """Where the index is looked for."""
    return Path(settings.SCREENING_INDEX)


def mounted(today: date) -> Mounted | Refused:
    """The index at hand, or why nothing can be screened ``today``."""
    path = index_path()
    try:
        kept = path.stat()
    except OSError:
        return refuse(
            "gate.unmounted",
            "No screening database is mounted, so no design is screened and none is released to build.",
            "Make an index with `tilth screen index`, and let TILTH_SCREENING_INDEX name it.",
        )
    # The compiler that the search needs takes its time to load, which a site without a database need not wait for.
    from tilth.approval.screening.index_file import open_index
    from tilth.approval.screening.usable import unusable

    known = (str(path), kept.st_mtime_ns, kept.st_size)
    if known not in _OPENED:
        opened = open_index(path)
        _OPENED.clear()
        _OPENED[known] = opened
    found = _OPENED[known]
    if isinstance(found, Refused):
        reason = found.reasons[0]
        return refuse(
            "gate.unusable",
            "The index of the screening database cannot be used: {fault}",
            "{advice}",
            # Where it lies on the machine is nothing for the site's users.
            fault=reason.message.replace(str(path), path.name),
            advice=reason.advice,
        )
    return unusable(found, today) or Mounted(found)
