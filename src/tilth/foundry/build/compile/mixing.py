"""Making the master mixes: how much of each, in how many tubes, and from what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
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


_SLACK = 10 * MIXING_STEP


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

    A tube holds the need, for reactions more by the rules' overage and spare, and at least what cannot be drawn
    from it. O(draws + tubes x components).
    """
    planned = _planned(mixes, draws, rules, acoustic=acoustic)
    wells: dict[str, Iterator[Place]] = {}
    placed: dict[str, list[Place]] = {}
    for mix in reversed(mixes):
        kind, tubes = planned[mix.key]
        free = wells.setdefault(kind, bench.wells("mixes", kind, "Master mixes"))
        placed[mix.key] = [next(free) for _ in tubes]
    sources = {
        key: [place for place, tube in zip(placed[key], tubes, strict=True) for _ in range(tube.first, tube.last)]
        for key, (_, tubes) in planned.items()
    }
    # The draws of reactions come first, so those of later mixes, from the last mix on, are the rest of each list.
    rest = {key: iter(places[draws.get(key, 0) :]) for key, places in sources.items()}
    made: dict[str, list[Draft]] = {}
    for mix in reversed(mixes):
        stood = list(zip(placed[mix.key], planned[mix.key][1], strict=True))
        served = {
            one.liquid: [next(rest[one.liquid]) for _ in stood] for one in mix.components if one.liquid in rest
        }
        made[mix.key] = list(_drafts(mix, stood, served, step))
    drafts = [draft for mix in mixes for draft in made[mix.key]]
    return Poured({key: places[: draws.get(key, 0)] for key, places in sources.items()}, drafts)


def _planned(
    mixes: Sequence[Mix], draws: Mapping[str, int], rules: MixRules, *, acoustic: bool
) -> dict[str, tuple[str, list[_Tube]]]:
    """The kind of labware of each mix and its tubes, from the last mix on, because it says what it needs of those
    it is made of.
    """
    needs = {mix.key: [mix.share] * draws.get(mix.key, 0) for mix in mixes}
    planned = {}
    for mix in reversed(mixes):
        nested = any(component.liquid in needs for component in mix.components)
        direct = draws.get(mix.key, 0)
        # What goes into other mixes only is never drawn by sound.
        kind = vessel(sum(needs[mix.key]), acoustic=acoustic and direct > 0, mixed=True)
        tubes = _tubes(needs[mix.key], direct, mix, labware_kind(kind), rules, nested=nested)
        planned[mix.key] = (kind, tubes)
        for component in mix.components:
            if component.liquid in needs:
                needs[component.liquid] += [_amount(component.volume, tube.shares) for tube in tubes]
    return planned


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


def _tubes(
    needs: Sequence[int], direct: int, mix: Mix, kind: LabwareKind, rules: MixRules, *, nested: bool
) -> list[_Tube]:
    """The draws dealt to as few tubes of ``kind`` as will hold them, about evenly; the first ``direct`` are for
    reactions. A mix that is ``nested`` leaves so much of a tube empty that what it draws of another mix, with what
    cannot be drawn there, fits into a tube of that.
    """
    room = kind.capacity - len(mix.components) * MIXING_STEP - (kind.dead + _SLACK if nested else 0)
    sums = [0, *accumulate(needs)]

    def shares(first: int, last: int) -> float:
        drawn = (sums[last] - sums[first]) / mix.share
        reactions = max(0, min(direct, last) - first)
        more = reactions * rules.overage + (rules.spare if reactions else 0)
        return max(drawn + more, drawn + kind.dead / mix.share)

    count = max(1, math.ceil(shares(0, len(needs)) * mix.share / room))
    goal = sums[-1] / count
    tubes: list[_Tube] = []
    first = 0
    for at in range(1, len(needs) + 1):
        last = at == len(needs)
        if last or sums[at] - sums[first] >= goal or shares(first, at + 1) * mix.share > room:
            tubes.append(_Tube(first, at, shares(first, at)))
            first = at
    return tubes


def _amount(volume: int, shares: float) -> int:
    return MIXING_STEP * math.ceil(volume * shares / MIXING_STEP - 1e-9)
