"""A build plan in figures: what a person wants to know before saying go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.compile.bench import REAGENTS
from tilth.foundry.build.transfer import Place, Tip

__all__ = ["MixSummary", "Reagent", "Summary", "summarise"]


@dataclass(frozen=True, slots=True)
class MixSummary:
    """A master mix: the tubes it is in, how many wells get it, the pL made of it, and the pL of each component."""

    name: str
    tubes: tuple[Place, ...]
    draws: int
    volume: int
    components: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Reagent:
    """What is to be put out before the run: ``volume`` pL of ``liquid`` in all, in ``places``."""

    liquid: str
    volume: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """``plates`` are those that products stand on; ``tips`` those of a liquid handler; ``minutes`` the sum over
    all operations, not how long one waits.
    """

    constructs: int
    controls: int
    plates: tuple[str, ...]
    transfers: int
    tips: int
    operations: int
    minutes: int
    mixes: tuple[MixSummary, ...]
    reagents: tuple[Reagent, ...]


def summarise(plan: BuildPlan) -> Summary:
    """The figures of ``plan``. O(transfers)."""
    transfers = plan.transfers.transfers
    handled = {one.id for one in plan.operations if one.instrument == "liquid_handler"}
    return Summary(
        constructs=sum(not one.control for one in plan.products),
        controls=sum(bool(one.control) for one in plan.products),
        plates=tuple(dict.fromkeys(one.place.labware for one in plan.products)),
        transfers=len(transfers),
        tips=sum(one.tip is Tip.NEW and one.step in handled for one in transfers),
        operations=len(plan.operations),
        minutes=sum(one.minutes for one in plan.operations),
        mixes=_mixes(plan),
        reagents=_reagents(plan),
    )


def _mixes(plan: BuildPlan) -> tuple[MixSummary, ...]:
    """The mixes, found as what is drawn from the wells that a mixing step fills."""
    made: dict[Place, Counter[str]] = {}
    names: dict[Place, str] = {}
    draws: Counter[str] = Counter()
    for one in plan.transfers.transfers:
        if one.source in made:
            names[one.source] = one.liquid
            draws[one.liquid] += one.target not in made and not one.step.endswith("-mixes")
        if one.step.endswith("-mixes"):
            made.setdefault(one.target, Counter())[one.liquid] += one.volume
    tubes: dict[str, list[Place]] = {}
    for place in made:
        tubes.setdefault(names[place], []).append(place)
    found = []
    for name, places in tubes.items():
        total: Counter[str] = Counter()
        for place in places:
            total += made[place]
        found.append(MixSummary(name, tuple(places), draws[name], total.total(), tuple(total.most_common())))
    return tuple(found)


def _reagents(plan: BuildPlan) -> tuple[Reagent, ...]:
    """What the plan lays out itself: fillings in its own pieces for reagents."""
    own = {piece.id for piece in plan.transfers.labware if piece.title.lower().startswith(REAGENTS)}
    found: dict[str, list[tuple[Place, int]]] = {}
    for filling in plan.transfers.fillings:
        if filling.place.labware in own:
            found.setdefault(filling.liquid, []).append((filling.place, filling.volume))
    return tuple(
        Reagent(liquid, sum(volume for _, volume in held), tuple(place for place, _ in held))
        for liquid, held in found.items()
    )
