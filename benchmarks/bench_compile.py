"""Compiling build plans: the time it takes, and what mixes and layout spare beside pipetting one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from measure import Row, median_seconds, spell
from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.compile import (
    BuildRequest,
    Construct,
    Control,
    ControlKind,
    Layout,
    MixRules,
    Stock,
    compile_request,
    travel,
)
from tilth.foundry.build.compile.summary import summarise
from tilth.foundry.build.ledger import check_plan
from tilth.foundry.build.transfer import Place, Tip, TransferPlan
from tilth.foundry.build.volume import UL
from tilth.foundry.build.wells import Geometry

SLOW_RUNS = 3
WELLS = Geometry(8, 12).names
CONTROLS = (
    Control(ControlKind.NO_ENZYME, 2),
    Control(ControlKind.NO_INSERT, 2),
    Control(ControlKind.POSITIVE),
)
"""Five controls on each plate, which leave 91 wells."""

SMALL, LARGE = 96, 10_000
GOALS = {SMALL: 1.0, LARGE: 30.0}


def rows() -> list[Row]:
    """Every claim on compiling, measured now."""
    small, large = _request(SMALL, ()), _request(LARGE, CONTROLS)
    return [_time_row(small, SMALL), _time_row(large, LARGE), *_saving_rows(small), _layout_row(small)]


def _request(count: int, controls: tuple[Control, ...]) -> BuildRequest:
    """``count`` transcription units of 10 promoters, 20 binding sites and 50 genes, stocks in deep-well plates."""
    parts = {"promoter": 10, "site": 20, "gene": 50}
    named = product(*([f"{kind} {at}" for at in range(many)] for kind, many in parts.items()))
    step = 10_000 // count
    chosen = islice(named, 0, None, step)
    constructs = tuple(
        Construct(f"tu {at}", ("vector", *three, "terminator")) for at, three in enumerate(islice(chosen, count))
    )
    return BuildRequest("benchmark", "golden_gate", constructs, tuple(_stocks(parts)), controls=controls)


def _stocks(parts: dict[str, int]) -> Iterator[Stock]:
    """Each part in wells enough for ten thousand constructs, in different lengths and concentrations."""
    named = [f"{kind} {at}" for kind, many in parts.items() for at in range(many)]
    wells = [*(("vector", 14),), *((part, 3) for part in named), ("terminator", 18)]
    listed = [(part, number) for number, (part, copies) in enumerate(wells) for _ in range(copies)]
    for at, (part, number) in enumerate(listed):
        place = Place(f"stocks {at // 96 + 1}", WELLS[at % 96])
        yield Stock(part, place, "deep_96", 1900 * UL, 30 + 3 * (number % 4), 2200 + 150 * (number % 5))


def _plan(request: BuildRequest) -> BuildPlan:
    made = compile_request(request)
    assert isinstance(made, BuildPlan), made
    assert check_plan(made.transfers).ok
    return made


def _time_row(request: BuildRequest, count: int) -> Row:
    made = _plan(request)
    taken = median_seconds(lambda: compile_request(request), SLOW_RUNS)
    summary = summarise(made)
    return Row(
        f"a plan of {count:,} constructs on {len(summary.plates)} plates: {summary.transfers:,} transfers, "
        f"{len(summary.mixes)} mixes",
        spell(taken),
        goal=f"< {GOALS[count]:g} s",
        met=taken < GOALS[count],
    )


def _saving_rows(request: BuildRequest) -> Iterator[Row]:
    """Tips and travel beside the naive order: construct by construct, every component with a fresh tip."""
    made = _plan(request)
    alone = _plan(replace(request, mixes=MixRules(handling=10**9), layout=Layout.GIVEN, backbone_fmol=40.0))
    naive = len(alone.transfers.transfers)
    tips = sum(one.tip is Tip.NEW for one in made.transfers.transfers)
    yield Row(f"tips for {SMALL} constructs", f"{tips:,}", f"component by component: {naive:,}", naive / tips)
    ours, theirs = travel(made.transfers) / 1000, travel(alone.transfers) / 1000
    yield Row(
        f"travel of the head from source to target for {SMALL} constructs",
        f"{ours:.1f} m",
        f"component by component, wells as listed: {theirs:.1f} m",
        theirs / ours,
    )


def _layout_row(request: BuildRequest) -> Row:
    """What the layout alone changes: the parts' way to the plate, in the order of the request and compact."""
    compact, given = (_plan(replace(request, layout=layout)) for layout in (Layout.COMPACT, Layout.GIVEN))
    ours, theirs = (_part_travel(made.transfers) for made in (compact, given))
    return Row(
        f"of this the parts' way to the plate, {SMALL} constructs",
        f"{ours:.2f} m (the least there is)",
        f"wells as listed: {theirs:.2f} m",
        theirs / ours,
    )


def _part_travel(plan: TransferPlan) -> float:
    """The m from the stocks to the plates."""
    moved = tuple(
        one
        for one in plan.transfers
        if one.source.labware.startswith("stocks") and one.target.labware.startswith("assembly")
    )
    return travel(replace(plan, transfers=moved)) / 1000


if __name__ == "__main__":
    for row in rows():
        print(row)
