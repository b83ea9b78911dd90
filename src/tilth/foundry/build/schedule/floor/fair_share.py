"""Weights that are fair: who has used less than a fair part of the foundry counts more.

With a tenant's part ``S`` of all shares and its part ``U`` of all that was used, the fair-share factor is
``2 ** (-U / S)``: 1 for who has used nothing, 1/2 for who has used exactly the share, and towards 0 beyond. Use is
forgotten with a half-life, so that a busy spring does not count for ever.

Source: Slurm Workload Manager, Classic Fairshare Algorithm (``F = 2**(-UE/S)``, and the decay of past usage),
https://slurm.schedmd.com/classic_fair_share.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tilth.kernel.errors import OptionError

__all__ = ["SCALE", "Usage", "decayed", "factors", "weight"]

SCALE = 100
"""The weight of a request of priority 1 whose tenant has used nothing."""


@dataclass(frozen=True, slots=True)
class Usage:
    """That ``tenant`` used the floor's instruments for ``minutes``, up to the instant ``at``."""

    tenant: str
    minutes: float
    at: datetime


def decayed(usage: Iterable[Usage], now: datetime, half_life: timedelta) -> dict[str, float]:
    """The minutes each tenant used, each use halved for every ``half_life`` since: ``minutes * 2 ** (-age /
    half_life)``. Uses after ``now`` count in full. Raises OptionError unless ``half_life`` is above 0.
    """
    if half_life <= timedelta(0):
        raise OptionError(
            "floor.half_life", f"A half-life cannot be {half_life}.", mend="Give a time above 0, such as 30 days."
        )
    found: dict[str, float] = {}
    for one in usage:
        age = max(timedelta(0), now - one.at)
        found[one.tenant] = found.get(one.tenant, 0.0) + float(one.minutes) * 2.0 ** (-(age / half_life))
    return found


def factors(used: Mapping[str, float], shares: Mapping[str, float], tenants: Iterable[str]) -> dict[str, float]:
    """The fair-share factor of each of ``tenants``, ``2 ** (-U / S)``; those without a share have one of 1.

    Both parts are of the tenants named here and of all who have used anything. Where nothing was used every factor
    is 1.
    """
    everyone = sorted({*tenants, *used})
    total_shares = sum(shares.get(one, 1.0) for one in everyone)
    total_used = sum(used.values())
    found = {}
    for one in everyone:
        part = shares.get(one, 1.0) / total_shares
        found[one] = 2.0 ** (-(used.get(one, 0.0) / total_used) / part) if total_used > 0 else 1.0
    return found


def weight(priority: int, factor: float) -> int:
    """What a minute of delay costs: ``SCALE * priority * factor``, to the nearest whole number and at least 1."""
    return max(1, round(SCALE * priority * factor))
