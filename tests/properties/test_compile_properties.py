"""Whatever is asked for: a plan holds every construct once and passes the ledger, or the refusal says why."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from build_examples import received, stock
from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.compile import (
    BuildRequest,
    Construct,
    Control,
    ControlKind,
    Layout,
    MixRules,
    Step,
    compile_request,
)
from tilth.foundry.build.ledger import check_plan
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import UL
from tilth.kernel.refusal import Refused

PARTS = [f"part-{at}" for at in range(8)]
STEPS = tuple(Step)[1:]


@st.composite
def requests(draw: st.DrawFn) -> BuildRequest:
    """Up to 150 constructs of eight parts, with stocks that do or do not suffice."""
    several = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4)
    count = draw(st.sampled_from([1, 7, 40, 96, 150]))
    joined = draw(st.lists(several, min_size=count, max_size=count))
    constructs = tuple(Construct(f"c{at}", ("vector", *parts)) for at, parts in enumerate(joined))
    poor = draw(st.sampled_from([False, False, False, True]))
    concentrations = st.sampled_from([20.0, 25.0, 30.0, *[300.0] * poor])
    volumes = st.sampled_from([150, 190, *[20] * poor])
    stocks = [
        stock(part, 3 * at + copy, draw(volumes), draw(concentrations))
        for at, part in enumerate(["vector", *PARTS])
        for copy in range(draw(st.integers(1, 3)))
    ]
    kinds = st.builds(Control, st.sampled_from(ControlKind), st.integers(1, 3))
    return BuildRequest(
        "any",
        draw(st.sampled_from(["golden_gate", "gibson"])),
        constructs,
        tuple(stocks),
        steps=STEPS[: draw(st.integers(1, len(STEPS)))],
        controls=tuple(draw(st.lists(kinds, max_size=2))),
        layout=draw(st.sampled_from(Layout)),
        mixes=MixRules(
            draw(st.sampled_from([0.0, 0.1])), draw(st.integers(0, 3)), draw(st.sampled_from([0, 5, 20]))
        ),
        part_fmol=draw(st.sampled_from([25.0, 40.0])),
        volume=draw(st.sampled_from([20, 30, 40])) * UL,
        seed=draw(st.integers(0, 3)),
    )


@given(requests())
@settings(max_examples=40, deadline=None)
def test_a_plan_passes_the_ledger_and_holds_what_was_asked_or_says_why_not(wanted: BuildRequest) -> None:
    made = compile_request(wanted)
    if isinstance(made, Refused):
        assert made.reasons
        assert all(reason.message and reason.advice for reason in made.reasons)
        return
    assert check_plan(made.transfers).faults == ()
    assert sorted(one.name for one in made.products if not one.control) == sorted(
        one.name for one in wanted.constructs
    )
    assert len({one.place for one in made.products}) == len(made.products)
    assert compile_request(wanted) == made


def amounts(plan: BuildPlan, wanted: BuildRequest) -> dict[Place, dict[str, float]]:
    """How much of each liquid a well holds in the end: pL times the strength of the stock that it came out of."""
    strength = {one.place: one.concentration or 1.0 for one in wanted.stocks}
    fillings = tuple(replace(one, liquid=f"{one.liquid} {one.place}") for one in plan.transfers.fillings)
    of = {new.liquid: (old.liquid, strength.get(old.place, 1.0)) for old, new in zip(
        plan.transfers.fillings, fillings, strict=True
    )}  # fmt: skip
    found: dict[Place, dict[str, float]] = {}
    for place, held in received(replace(plan, transfers=replace(plan.transfers, fillings=fillings))).items():
        here = found.setdefault(place, {})
        for filled, volume in held.items():
            liquid, strong = of[filled]
            here[liquid] = here.get(liquid, 0.0) + volume * strong
    return found


@given(requests())
@settings(max_examples=25, deadline=None)
def test_mixes_and_layout_change_no_wells_content(wanted: BuildRequest) -> None:
    """A part that a mix brings is as much as the part by itself, to what rounding a mix to 0.1 uL makes of it,
    whichever of its stocks it comes out of.
    """
    plain = replace(wanted, steps=STEPS[:1], layout=Layout.GIVEN)
    mixed, alone = compile_request(plain), compile_request(replace(plain, mixes=MixRules(handling=10**9)))
    if isinstance(mixed, Refused) or isinstance(alone, Refused):
        return
    ours, theirs = amounts(mixed, plain), amounts(alone, plain)
    strongest = {
        one.liquid: one.concentration or 1.0
        for one in sorted(plain.stocks, key=lambda one: one.concentration or 1.0)
    }
    where = {one.name: one.place for one in alone.products}
    for one in mixed.products:
        mine, other = ours[one.place], theirs[where[one.name]]
        assert set(mine) - {"water"} == set(other) - {"water"}
        for liquid in set(mine) - {"water"}:
            rounding = 0.02 * UL * strongest.get(liquid, 1.0)
            assert abs(mine[liquid] - other[liquid]) <= 0.05 * other[liquid] + rounding, liquid


@given(requests())
@settings(max_examples=25, deadline=None)
def test_what_is_drawn_of_a_stock_never_reaches_its_dead_volume(wanted: BuildRequest) -> None:
    made = compile_request(wanted)
    if isinstance(made, Refused):
        return
    drawn: dict[Place, int] = {}
    for one in made.transfers.transfers:
        drawn[one.source] = drawn.get(one.source, 0) + one.volume
    for held in wanted.stocks:
        assert drawn.get(held.place, 0) <= held.volume - 2 * UL
