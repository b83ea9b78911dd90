"""Making the master mixes: how much of each, in how many tubes, and from what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tilth.foundry.build.compile.bench import Bench, Draft
from tilth.foundry.build.compile.mixes import Mix
from tilth.foundry.build.compile.request import MixRules
from tilth.foundry.build.compile.vessels import vessel
from tilth.foundry.build.labware import LabwareKind, labware_kind
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import NL

__all__ = ["MIXING_STEP", "Poured", "pour"]

MIXING_STEP = 100 * NL
"""The pL that every volume of a mix's component is rounded up to."""


class Poured(NamedTuple):
    """``sources`` are the tubes that the draws of each mix come from, one for each draw in order. ``drafts`` make
    them.
    """

    sources: Mapping[str, list[Place]]
    drafts: list[Draft]


class _Tube(NamedTuple):
    """A tube of a mix: the draws ``[first, last)`` that it serves, and the ``shares`` of a reaction it holds."""

    first: int
    last: int
    shares: float


def pour(
    mixes: Sequence[Mix],
    draws: Mapping[str, int],
    rules: MixRules,
    bench: Bench,
    step: str,
    *,
    acoustic: bool = False,
) -> Poured:
    """Make ``mixes`` so that each can be drawn on ``draws[mix.key]`` times for a reaction, by an ``acoustic``
    dispenser or by pipette, and for later mixes.

    A tube holds the need, more by the rules' overage and spare reactions, and at least what cannot be drawn from
    it. O(draws + tubes x components).
    """
    places: dict[str, Iterator[Place]] = {}
    needs: dict[str, list[int]] = {mix.key: [mix.share] * draws.get(mix.key, 0) for mix in mixes}
    keys = set(needs)
    tubes: dict[str, list[tuple[Place, _Tube]]] = {}
    for mix in reversed(mixes):
        nested = any(component.liquid in keys for component in mix.components)
        kind = vessel(sum(needs[mix.key]), acoustic=acoustic, mixed=True)
        planned = _tubes(needs[mix.key], mix, labware_kind(kind), rules, nested=nested)
        wells = places.setdefault(kind, bench.wells("mixes", kind, "Master mixes"))
        tubes[mix.key] = [(next(wells), tube) for tube in planned]
        for component in mix.components:
            if component.liquid in keys:
                needs[component.liquid] += [_amount(component.volume, tube.shares) for tube in planned]
    sources = {
        key: [place for place, tube in held for _ in range(tube.first, tube.last)] for key, held in tubes.items()
    }
    # The draws of reactions come first in `needs`, so those of later mixes are what is left of the list.
    left = {key: iter(places[draws.get(key, 0) :]) for key, places in sources.items()}
    served = {
        mix.key: {component.liquid: [next(left[component.liquid]) for _ in tubes[mix.key]]
                  for component in mix.components if component.liquid in keys}
        for mix in reversed(mixes)
    }  # fmt: skip
    drafts = [draft for mix in mixes for draft in _drafts(mix, tubes[mix.key], served[mix.key], step)]
    return Poured({key: sources[key][: draws.get(key, 0)] for key in sources}, drafts)


def _drafts(
    mix: Mix, tubes: Sequence[tuple[Place, _Tube]], served: Mapping[str, Sequence[Place]], step: str
) -> Iterator[Draft]:
    """The largest component first, while the tubes are empty and one tip serves all of them."""
    ordered = sorted(mix.components, key=lambda component: -component.volume)
    for rank, component in enumerate(ordered):
        sources = served.get(component.liquid)
        for at, (place, tube) in enumerate(tubes):
            source = sources[at] if sources else component.liquid
            volume = _amount(component.volume, tube.shares)
            yield Draft(source, place, volume, step, component.liquid, rank == 0 and at > 0)


def _tubes(needs: Sequence[int], mix: Mix, kind: LabwareKind, rules: MixRules, *, nested: bool) -> list[_Tube]:
    """The draws dealt to as few tubes of ``kind`` as will hold them, about evenly. A mix that is ``nested`` fills
    half a tube, so that what it draws of another mix, with overage, fits into one tube of that.
    """
    room = kind.capacity // (2 if nested else 1) - len(mix.components) * MIXING_STEP
    share = mix.share

    def shares(drawn: int) -> float:
        return max(drawn * (1 + rules.overage) / share + rules.spare, (drawn + kind.dead) / share)

    total = sum(needs)
    count = max(1, math.ceil(shares(total) * share / room))
    goal = total / count
    tubes: list[_Tube] = []
    first = drawn = 0
    for at, need in enumerate(needs):
        over = shares(drawn + need) * share > room
        if at > first and (over or drawn >= goal):
            tubes.append(_Tube(first, at, shares(drawn)))
            first, drawn = at, 0
        drawn += need
    return [*tubes, _Tube(first, len(needs), shares(drawn))] if needs else tubes


def _amount(volume: int, shares: float) -> int:
    return MIXING_STEP * math.ceil(volume * shares / MIXING_STEP - 1e-9)
