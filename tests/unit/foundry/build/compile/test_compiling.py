"""A request becomes a plan: every well gets its parts, the ledger agrees, and what cannot be done is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from build_examples import BACKBONE, planned, received, refused, request, stock, stocks_for, tips, units
from tilth.foundry.build.catalogue import check_operation
from tilth.foundry.build.compile import (
    Amplicon,
    BuildRequest,
    Construct,
    Control,
    ControlKind,
    Dispenser,
    Layout,
    MixRules,
    Step,
    compile_request,
    travel,
)
from tilth.foundry.build.compile.amounts import fmol_to_ng
from tilth.foundry.build.compile.summary import summarise
from tilth.foundry.build.ledger import check_plan
from tilth.foundry.build.transfer import Place, Tip
from tilth.foundry.build.volume import UL
from tilth.kernel.errors import OptionError

EVERY_STEP = (Step.ASSEMBLY, Step.TRANSFORMATION, Step.PICKING, Step.MINIPREP, Step.SEQUENCING)


def test_every_well_holds_the_parts_of_its_construct_in_the_amounts_of_the_recipe() -> None:
    made = planned(request(24))
    held = received(made)
    for one in made.products:
        well = held[one.place]
        for part in one.parts:
            fmol = 20 if part == BACKBONE else 40
            assert well[part] / UL * 30 == pytest.approx(fmol_to_ng(fmol, 2500), rel=0.05), part
        assert well["10x T4 DNA ligase buffer"] == pytest.approx(2 * UL, rel=0.02)
        assert sum(well.values()) == pytest.approx(20 * UL, abs=0.5 * UL)


def test_40_fmol_of_a_plasmid_of_2500_bp_are_62_ng() -> None:
    assert fmol_to_ng(40, 2500) == pytest.approx(61.8, abs=0.05)


@pytest.mark.parametrize("layout", Layout)
def test_the_ledger_accepts_a_plan_with_every_step(layout: Layout) -> None:
    made = planned(request(48, steps=EVERY_STEP, layout=layout, colonies=2))
    assert check_plan(made.transfers).faults == ()
    assert {one.workflow for one in made.operations} >= {"WB030", "WB120", "WB125", "WB045", "WT010"}


def test_every_operation_names_the_catalogue_and_waits_for_operations_before_it() -> None:
    made = planned(request(48, steps=EVERY_STEP))
    seen: set[str] = set()
    for one in made.operations:
        check_operation(one)
        assert set(one.after) <= seen
        assert {bound.after for bound in one.within} <= seen
        seen.add(one.id)
    assert {one.step for one in made.transfers.transfers} <= seen


def test_every_colony_is_a_culture_and_every_culture_a_plasmid() -> None:
    made = planned(request(24, steps=EVERY_STEP, colonies=3))
    assert sum(one.step == "picking-1-pick" for one in made.transfers.transfers) == 72
    assert sum(one.step == "sequencing-1-premix" for one in made.transfers.transfers) == 2 * 72


def test_controls_are_on_every_plate_and_never_picked() -> None:
    controls = (Control(ControlKind.NO_ENZYME), Control(ControlKind.NO_INSERT), Control(ControlKind.POSITIVE, 2))
    made = planned(request(96, controls=controls, steps=EVERY_STEP[:3], colonies=1))
    plates = {one.place.labware for one in made.products}
    assert len(plates) == 2
    for plate in plates:
        kinds = sorted(one.control for one in made.products if one.control and one.place.labware == plate)
        assert kinds == ["no_enzyme", "no_insert", "positive", "positive"]
    picked = {one.liquid for one in made.transfers.transfers if "pick" in one.step and one.liquid.startswith("tu")}
    assert len(picked) == 96


def test_a_control_lacks_what_it_is_named_for() -> None:
    controls = (Control(ControlKind.NO_ENZYME), Control(ControlKind.NO_INSERT))
    made = planned(request(24, controls=controls))
    held = received(made)
    no_enzyme, no_insert = (held[one.place] for one in made.products if one.control)
    assert "T4 DNA ligase" not in no_enzyme
    assert "gene-0" in no_enzyme
    assert BACKBONE in no_insert
    assert not any(liquid.startswith(("gene", "promoter", "site", "terminator")) for liquid in no_insert)


def test_the_same_seed_draws_the_same_layout_and_another_another() -> None:
    first, same, other = (planned(request(24, layout=Layout.RANDOM, seed=seed)) for seed in (7, 7, 8))
    assert first == same
    assert [one.place for one in first.products] == [one.place for one in other.products]
    assert [one.name for one in first.products] != [one.name for one in other.products]


def test_given_order_is_kept_and_the_compact_layout_travels_less_than_any_other() -> None:
    given = planned(request(48, layout=Layout.GIVEN))
    assert [one.name for one in given.products] == [one.name for one in units(48)]
    compact = planned(request(48, layout=Layout.COMPACT))
    others = [given, *(planned(request(48, layout=Layout.RANDOM, seed=seed)) for seed in range(5))]
    assert travel(compact.transfers) < min(travel(one.transfers) for one in others)


def test_mixes_and_tips_kept_spare_most_tips() -> None:
    naive = 48 * (3 + 5 + 1)
    assert tips(planned(request(48))) < naive / 3


def test_a_tip_is_kept_only_into_wells_that_hold_nothing_but_diluent() -> None:
    made = planned(request(48, controls=(Control(ControlKind.NO_INSERT),)))
    held: dict[Place, set[str]] = {}
    for one in made.transfers.transfers:
        if one.tip is Tip.SAME:
            assert held.get(one.target, set()) <= {"water"}
        held.setdefault(one.target, set()).add(one.liquid)


def test_replicates_are_wells_of_their_own() -> None:
    made = planned(request(8, replicates=3))
    assert len({one.place for one in made.products}) == 24
    assert {one.name for one in made.products} >= {"tu-001 (1)", "tu-001 (3)"}


def test_a_control_may_be_made_like_a_construct_with_replicates() -> None:
    made = planned(request(8, replicates=2, controls=(Control(ControlKind.POSITIVE, construct="tu-003"),)))
    (control,) = (one for one in made.products if one.control)
    assert control.parts == units(3)[2].parts


def test_products_keep_the_request_they_are_for() -> None:
    mine = tuple(replace(one, request="r1") for one in units(4))
    made = planned(request(4, constructs=mine))
    assert {one.request for one in made.products} == {"r1"}


def by_sound(**fields: object) -> BuildRequest:
    """Reactions of 2 uL on a 384-well plate, from a source plate of an acoustic dispenser."""
    stocks = tuple(
        replace(one, place=Place("source-1", one.place.well), kind="echo_384_pp", volume=60 * UL)
        for one in stocks_for(units(24))
    )
    return request(
        24, stocks=stocks, dispenser=Dispenser.ACOUSTIC, volume=2 * UL, plate="pcr_384", **fields
    )  # fmt: skip


def test_an_acoustic_dispenser_moves_whole_drops_from_its_own_plates() -> None:
    made = planned(by_sound())
    shots = {one.id for one in made.operations if one.instrument == "acoustic_dispenser"}
    kinds = {piece.id: piece.kind for piece in made.transfers.labware}
    moved = [one for one in made.transfers.transfers if one.step in shots]
    assert moved
    assert all(one.volume % 2_500 == 0 and kinds[one.source.labware] == "echo_384_pp" for one in moved)
    assert check_plan(made.transfers).faults == ()


def test_gibson_compiles_by_the_same_way() -> None:
    made = planned(request(24, method="gibson", part_fmol=20))
    assert check_plan(made.transfers).faults == ()
    held = received(made)
    assert all(
        held[one.place]["2x Gibson assembly mix"] == pytest.approx(10 * UL, rel=0.02) for one in made.products
    )


def test_amplified_parts_are_purified_and_then_drawn_from_the_plate_they_were_made_on() -> None:
    constructs = tuple(replace(one, parts=(*one.parts[:3], "tag", one.parts[4])) for one in units(8))
    stocks = [one for one in stocks_for(constructs) if one.liquid != "tag"]
    primers = [replace(stock(name, 40 + at), concentration=None) for at, name in enumerate(("f1", "r1", "genome"))]
    made = planned(
        BuildRequest(
            "tagged",
            "golden_gate",
            constructs,
            (*stocks, *primers),
            steps=(Step.PCR, Step.ASSEMBLY),
            amplicons=(Amplicon("tag", "genome", "f1", "r1", 900),),
        )
    )
    assert check_plan(made.transfers).faults == ()
    drawn = [one for one in made.transfers.transfers if one.liquid == "tag" and one.step.startswith("assembly")]
    assert {one.source.labware for one in drawn} == {"purification-purified-1"}


def test_a_part_in_two_concentrations_is_drawn_from_the_second_when_the_first_runs_low() -> None:
    constructs = units(24, promoters=1, sites=1, genes=24)
    stocks = [one for one in stocks_for(constructs) if one.liquid != "site-0"]
    low, high = stock("site-0", 60, volume=20, concentration=20), stock("site-0", 61, concentration=30)
    made = planned(request(24, constructs=constructs, stocks=(*stocks, low, high), mixes=MixRules(handling=10**6)))
    drawn = {
        place: [one.volume for one in made.transfers.transfers if one.source == place]
        for place in (low.place, high.place)
    }
    # 40 fmol are 61.8 ng: 3.1 uL of the first, 2.1 uL of the second.
    assert set(drawn[low.place]) == {3_100_000}
    assert set(drawn[high.place]) == {2_100_000}
    assert {one.liquid for one in made.transfers.transfers if one.source in drawn} == {"site-0"}
    assert len(drawn[low.place]) + len(drawn[high.place]) == 24


def test_a_planted_overdraw_is_refused_with_part_well_and_amounts() -> None:
    whole = request(24)
    thin = tuple(replace(one, volume=15 * UL) if one.liquid == "promoter-0" else one for one in whole.stocks)
    (reason,) = refused(replace(whole, stocks=thin)).reasons
    assert reason.code == "build.short_stock"
    place = next(one.place for one in thin if one.liquid == "promoter-0")
    assert reason.data["wells"] == str(place)
    assert reason.data["available"] == "13 uL"
    assert (
        reason.message == f"{reason.data['needed']} of promoter-0 are needed, and 13 uL can be drawn from {place}."
    )


def test_every_part_without_a_stock_is_named_with_what_it_may_have_been() -> None:
    whole = request(24)
    without = tuple(one for one in whole.stocks if one.liquid not in ("gene-1", "site-0"))
    reasons = refused(replace(whole, stocks=without)).reasons
    assert [one.code for one in reasons] == ["build.missing_part"] * 2
    assert {one.where for one in reasons} == {"gene-1", "site-0"}
    assert "gene-5" in next(one.advice for one in reasons if one.where == "gene-1")


def test_a_stock_too_concentrated_to_be_pipetted_says_to_what_it_should_be_diluted() -> None:
    whole = request(24)
    strong = tuple(replace(one, concentration=400.0) if one.liquid == "gene-2" else one for one in whole.stocks)
    (reason,) = refused(replace(whole, stocks=strong)).reasons
    assert (reason.code, reason.where) == ("build.small_volume", "gene-2")
    assert "at most 80.0 ng/uL" in reason.advice


def test_a_stock_too_thin_to_fit_is_named() -> None:
    whole = request(24)
    thin = tuple(replace(one, concentration=4.0) if one.liquid == "gene-2" else one for one in whole.stocks)
    reasons = refused(replace(whole, stocks=thin)).reasons
    assert {one.code for one in reasons} == {"build.reaction_full"}
    assert all("more concentrated stock of gene-2" in one.advice for one in reasons)


def test_an_amount_in_fmol_needs_a_length() -> None:
    whole = request(24)
    (reason,) = refused(replace(whole, stocks=tuple(
        replace(one, length=None) if one.liquid == "gene-2" else one for one in whole.stocks
    ))).reasons  # fmt: skip
    assert (reason.code, reason.where) == ("build.no_length", "gene-2")


def test_a_reaction_larger_than_its_well_is_refused() -> None:
    assert refused(request(24, plate="pcr_384", volume=60 * UL)).reasons[0].code == "build.plate_small"


def test_a_reaction_too_small_for_the_next_step_is_refused() -> None:
    (reason,) = refused(by_sound(steps=EVERY_STEP[:2])).reasons
    assert reason.code == "build.sample_short"
    assert reason.message.endswith("whose well holds 2 uL, 1 uL of which cannot be drawn.")


def test_controls_that_fill_the_plate_are_refused() -> None:
    assert (
        refused(request(8, controls=(Control(ControlKind.POSITIVE, 96),))).reasons[0].code == "build.controls_fill"
    )


def test_a_control_like_no_construct_is_refused() -> None:
    named = refused(request(8, controls=(Control(ControlKind.POSITIVE, construct="tu-999"),)))
    assert named.reasons[0].code == "build.control_construct"


@pytest.mark.parametrize(
    ("fields", "entry"),
    [
        ({"method": "magic"}, "method"),
        ({"constructs": ()}, "constructs"),
        ({"constructs": (Construct("a", ("x", "y")),) * 2}, "a"),
        ({"constructs": (Construct("a", ("x",)),)}, "a"),
        ({"method": "basic"}, "tu-001"),
        ({"steps": (Step.PICKING,)}, "steps"),
        ({"steps": (Step.PCR, Step.ASSEMBLY)}, "steps"),
        ({"replicates": 0}, "replicates"),
        ({"method": "basic", "part_fmol": 40.0}, "part_fmol"),
        ({"method": "gibson", "enzyme": "BsaI"}, "enzyme"),
        ({"stocks": (stock("x", 0), replace(stock("x", 1), length=90))}, "x"),
        ({"amplicons": (Amplicon("x", "a", "b", "c", 90),) * 2, "steps": (Step.PCR, Step.ASSEMBLY)}, "x"),
        ({"dispenser": Dispenser.ACOUSTIC, "method": "basic"}, "dispenser"),
    ],
)
def test_what_is_no_request_is_an_error_that_names_the_entry(fields: dict[str, object], entry: str) -> None:
    with pytest.raises(OptionError) as error:
        compile_request(request(8, **fields))
    assert error.value.data["entry"] == entry


def test_a_prefix_keeps_the_labware_of_two_runs_apart_and_leaves_stocks_their_barcodes() -> None:
    first, second = (planned(request(4, prefix=prefix)) for prefix in ("R1-", "R2-"))
    made = [{piece.id for piece in plan.transfers.labware if piece.title != "Stocks"} for plan in (first, second)]
    assert "R1-assembly-1" in made[0]
    assert not made[0] & made[1]
    assert summarise(first).reagents == tuple(
        replace(one, places=tuple(Place(f"R1{place.labware[2:]}", place.well) for place in one.places))
        for one in summarise(second).reagents
    )


def test_stocks_that_an_acoustic_dispenser_cannot_draw_from_are_refused_by_name() -> None:
    (reason,) = refused(request(4, dispenser=Dispenser.ACOUSTIC, plate="pcr_384")).reasons
    assert (reason.code, reason.where) == ("build.no_acoustic_source", "stocks-1")
    assert reason.message == "An acoustic dispenser cannot draw from stocks-1, a pcr_96."
