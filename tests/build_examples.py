"""Small build requests for tests: transcription units of named parts, with a stock of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice, product

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.compile import BuildRequest, Construct, Stock, compile_request
from tilth.foundry.build.transfer import Place, Tip, Transfer
from tilth.foundry.build.volume import UL
from tilth.foundry.build.wells import Geometry
from tilth.kernel.refusal import Refused

WELLS = Geometry(8, 12).names
BACKBONE, TERMINATOR = "vector", "terminator"


def stock(part: str, at: int, volume: float = 150, concentration: float | None = 30.0) -> Stock:
    """The part in well number ``at`` of a plate of stocks, 2,500 bp long."""
    place = Place(f"stocks-{at // 96 + 1}", WELLS[at % 96])
    return Stock(part, place, "pcr_96", round(volume * UL), concentration, 2500)


def units(count: int, promoters: int = 4, sites: int = 4, genes: int = 6) -> tuple[Construct, ...]:
    """``count`` transcription units, the gene changing fastest."""
    made = product(range(promoters), range(sites), range(genes))
    return tuple(
        Construct(f"tu-{number:03}", (BACKBONE, f"promoter-{one}", f"site-{two}", f"gene-{three}", TERMINATOR))
        for number, (one, two, three) in enumerate(islice(made, count), 1)
    )


def stocks_for(constructs: Iterable[Construct], **fields: float) -> tuple[Stock, ...]:
    """A well of each part, and three of what every construct holds."""
    parts = dict.fromkeys(part for one in constructs for part in one.parts)
    wells = [part for part in parts for _ in range(3 if part in (BACKBONE, TERMINATOR) else 1)]
    return tuple(stock(part, at, **fields) for at, part in enumerate(wells))


def request(count: int = 24, **fields: object) -> BuildRequest:
    """A Golden Gate request of ``count`` units with stocks enough, changed by ``fields``."""
    constructs = units(count)
    whole = BuildRequest("units", "golden_gate", constructs, stocks_for(constructs))
    return replace(whole, **fields)  # type: ignore[arg-type]


def planned(wanted: BuildRequest) -> BuildPlan:
    """The plan of a request that can be made."""
    made = compile_request(wanted)
    assert isinstance(made, BuildPlan), made
    return made


def refused(wanted: BuildRequest) -> Refused:
    """The refusal of a request that cannot."""
    made = compile_request(wanted)
    assert isinstance(made, Refused)
    return made


def into(plan: BuildPlan, place: Place) -> list[Transfer]:
    """The transfers into a well."""
    return [one for one in plan.transfers.transfers if one.target == place]


def received(plan: BuildPlan) -> dict[Place, dict[str, float]]:
    """What each well holds in the end, pL by liquid: mixes are taken apart into what they are made of."""
    held: dict[Place, dict[str, float]] = {}
    for filling in plan.transfers.fillings:
        held[filling.place] = {filling.liquid: float(filling.volume)}
    for one in plan.transfers.transfers:
        source = held[one.source]
        share = one.volume / sum(source.values())
        target = held.setdefault(one.target, {})
        for liquid, volume in source.items():
            target[liquid] = target.get(liquid, 0.0) + volume * share
        held[one.source] = {liquid: volume * (1 - share) for liquid, volume in source.items()}
    return held


def tips(plan: BuildPlan) -> int:
    """How many fresh tips it takes."""
    return sum(one.tip is Tip.NEW for one in plan.transfers.transfers)
