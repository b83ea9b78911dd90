"""Wells are chosen by what a survey says is in them."""

from robot_examples import LABWARE
from tilth.foundry.build.robots.picking import as_surveyed, pick_sources
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import NL, UL

A1, A2, A3 = (Place("parts", well) for well in ("A1", "A2", "A3"))
TARGETS = tuple(Place("reactions", f"A{column}") for column in range(1, 5))
FILLINGS = tuple(Filling(place, "promoter", 40 * UL) for place in (A1, A2, A3))
PLAN = TransferPlan(LABWARE, FILLINGS, tuple(Transfer(A1, target, 500 * NL, "promoter") for target in TARGETS))


def sources(known: dict[Place, int]) -> list[tuple[str, int]]:
    """The wells drawn from, and how much of each; 15 uL of a well cannot be drawn."""
    return [(one.source.well, one.volume) for one in pick_sources(PLAN, known, 2_500).plan.transfers]


def test_a_well_that_holds_enough_is_kept() -> None:
    assert pick_sources(PLAN, {}).plan == PLAN


def test_another_well_of_the_liquid_is_taken_where_the_first_runs_out() -> None:
    assert sources({A1: 16 * UL}) == [("A1", 500_000)] * 2 + [("A2", 500_000)] * 2


def test_a_transfer_is_shared_out_in_whole_drops_where_no_well_holds_it_all() -> None:
    known = {A1: 15_301 * NL, A2: 15_302 * NL, A3: 15_300 * NL}
    plan = TransferPlan(LABWARE, FILLINGS, PLAN.transfers[:1])
    shares = [(one.source, one.volume) for one in pick_sources(plan, known, 2_500).plan.transfers]
    assert shares == [(A1, 300_000), (A2, 200_000)]


def test_what_no_well_can_give_is_a_need() -> None:
    picked = pick_sources(PLAN, {A1: 15_400 * NL, A2: 0, A3: 0})
    (need,) = picked.needs
    assert (need.liquid, need.place, need.missing) == ("promoter", A1, 4 * 500 * NL - 400 * NL)
    assert picked.plan.transfers == PLAN.transfers


def test_a_well_that_the_plan_fills_itself_is_drawn_from_as_it_is() -> None:
    made = (Transfer(A2, A1, 20 * UL, "promoter"), *PLAN.transfers)
    plan = TransferPlan(LABWARE, FILLINGS[1:], made)
    assert pick_sources(plan, {}).plan.transfers == made


def test_a_survey_replaces_what_the_plan_says_of_a_well() -> None:
    surveyed = as_surveyed(PLAN, {A1: 20 * UL, A2: 0})
    assert [(one.place.well, one.volume) for one in surveyed.fillings] == [("A1", 20 * UL), ("A3", 40 * UL)]


def test_no_other_well_does_for_a_mix() -> None:
    mixed = tuple(Filling(place, liquid, 10 * UL) for place in (A1, A2) for liquid in ("promoter", "ligase"))
    plan = TransferPlan(LABWARE, mixed, (Transfer(A1, TARGETS[0], 6 * UL, "mix"),))
    (need,) = pick_sources(plan, {}).needs
    assert (need.liquid, need.place, need.missing) == ("mix", A1, 1 * UL)
    assert pick_sources(plan, {A1: 21 * UL}).needs == ()


def test_a_survey_of_a_mix_is_shared_out_over_its_liquids() -> None:
    mixed = (Filling(A1, "promoter", 30 * UL), Filling(A1, "ligase", 10 * UL))
    surveyed = as_surveyed(TransferPlan(LABWARE, mixed, ()), {A1: 20 * UL})
    assert [one.volume for one in surveyed.fillings] == [15 * UL, 5 * UL]
