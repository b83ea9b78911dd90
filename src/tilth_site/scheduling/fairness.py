"""Who has used how much of a foundry, and how much a minute of delay counts for each because of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tilth.foundry.build.schedule.floor.fair_share import factors
from tilth.foundry.build.schedule.floor.model import Floor
from tilth_site.foundry.queries import party_names
from tilth_site.scheduling.planning import used_of
from tilth_site.scheduling.queries import queue_rows

__all__ = ["FairShare", "fair_shares"]


@dataclass(frozen=True, slots=True)
class FairShare:
    """An organisation's ``used`` hours, old use forgotten by halves, its ``share`` of the foundry, and the
    ``percent`` at which a minute of its delay counts.
    """

    name: str
    used: float
    share: float
    percent: int


def fair_shares(foundry: str, floor: Floor, now: datetime) -> Sequence[FairShare]:
    """Everyone who has something in the queue of ``foundry`` or has used it lately, the most used first."""
    used = used_of(foundry, floor, now)
    found = factors(used, floor.shares, {row.owner for row in queue_rows(foundry)})
    names = party_names(set(found))
    rows = [
        FairShare(names.get(id, id), used.get(id, 0.0) / 60, floor.shares.get(id, 1.0), round(100 * factor))
        for id, factor in found.items()
    ]
    return sorted(rows, key=lambda one: (-one.used, one.name))
