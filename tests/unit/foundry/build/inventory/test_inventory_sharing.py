"""What each request of a shared run takes out of stock: its own by where it ends, the rest by share."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.inventory.sharing import apportioned, needs_by_request
from tilth.foundry.build.inventory.stock import needs
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import UL

LABWARE = (Labware("tubes", "tubes_24"), Labware("plate", "pcr_96"), Labware("culture", "deepwell_96"))
WELLS = ("A1", "B1", "C1", "D1", "E1")


def tube(well: str) -> Place:
    return Place("tubes", well)


def product(well: str, request: str, control: str = "") -> Product:
    return Product(f"p{well}", Place("plate", well), "golden_gate", control=control, request=request)


def move(source: Place, well: str, volume: int, plate: str = "plate") -> Transfer:
    return Transfer(source, Place(plate, well), volume)


def plan(products, fillings, *moves: Transfer) -> BuildPlan:
    made = tuple(Filling(tube(well), liquid, volume) for well, liquid, volume in fillings)
    return BuildPlan("Shared", tuple(products), (), TransferPlan(LABWARE, made, moves))


def taken(of: BuildPlan, *requests: str) -> dict[tuple[str, str], int]:
    return {(one.request, one.liquid): one.volume for one in needs_by_request(of, requests)}


TWO = (product("A1", "r1"), product("B1", "r2"), product("C1", "r2"))


def test_what_ends_in_the_product_of_a_request_is_its_own() -> None:
    one = plan(TWO, [("A1", "gfp", 20), ("B1", "rfp", 20)], move(tube("A1"), "A1", 5), move(tube("B1"), "B1", 5))
    assert taken(one, "r1", "r2") == {("r1", "gfp"): 20, ("r2", "rfp"): 20}


def test_a_filling_is_shared_as_it_is_drawn_from_dead_volume_included() -> None:
    one = plan(TWO, [("A1", "gfp", 100)], move(tube("A1"), "A1", 10), move(tube("A1"), "B1", 30))
    assert taken(one, "r1", "r2") == {("r1", "gfp"): 25, ("r2", "gfp"): 75}


def test_what_goes_into_a_mix_is_shared_as_the_mix_is_drawn_from() -> None:
    mix = tube("C1")
    one = plan(
        TWO, [("A1", "ligase", 60), ("B1", "buffer", 90)],
        Transfer(tube("A1"), mix, 30), Transfer(tube("B1"), mix, 60),
        *(move(mix, well, 25) for well in ("A1", "B1", "C1")),
    )  # fmt: skip
    assert taken(one, "r1", "r2") == {
        ("r1", "ligase"): 20, ("r1", "buffer"): 30, ("r2", "ligase"): 40, ("r2", "buffer"): 60
    }  # fmt: skip


def test_what_a_product_is_grown_in_is_its_requests_whatever_came_first() -> None:
    grown, culture = Place("plate", "A1"), Place("culture", "A1")
    one = plan(TWO, [("A1", "medium", 500)], Transfer(tube("A1"), culture, 400), Transfer(grown, culture, 2))
    assert taken(one, "r1", "r2") == {("r1", "medium"): 500}


def test_a_control_and_a_filling_that_nobody_draws_from_are_shared_by_products() -> None:
    products = (*TWO, product("D1", "", "negative"))
    one = plan(products, [("A1", "gfp", 30), ("B1", "spare", 9)], move(tube("A1"), "D1", 6))
    assert taken(one, "r1", "r2") == {
        ("r1", "gfp"): 10, ("r2", "gfp"): 20, ("r1", "spare"): 3, ("r2", "spare"): 6
    }  # fmt: skip


def test_who_is_asked_about_bears_what_the_others_of_the_run_would() -> None:
    one = plan(TWO, [("A1", "gfp", 40)], move(tube("A1"), "A1", 10), move(tube("A1"), "B1", 30))
    assert taken(one, "r2") == {("r2", "gfp"): 40}
    assert taken(one, "r9") == {("r9", "gfp"): 40}, "a request without a product, alone"
    assert taken(one) == {}


def test_a_volume_is_divided_to_the_last_picolitre_with_the_first_among_equals() -> None:
    assert apportioned(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert apportioned(1, {"a": 1, "b": 2}) == {"a": 0, "b": 1}


@st.composite
def plans(draw) -> BuildPlan:
    wells = st.sampled_from(WELLS)
    held = st.builds(Place, st.sampled_from(("tubes", "plate")), wells)
    filled = st.builds(Place, st.sampled_from(("tubes", "plate", "culture")), wells)
    moves = st.builds(Transfer, held, filled, st.integers(1, 10**7))
    products = [
        product(well, draw(st.sampled_from(("r1", "r2", "r3", ""))), draw(st.sampled_from(("", "", "negative"))))
        for well in draw(st.sets(wells))
    ]
    liquids = st.sampled_from(("gfp", "ligase", "water"))
    fillings = draw(st.lists(st.tuples(wells, liquids, st.integers(1, 900 * UL)), max_size=6))
    return plan(products, fillings, *draw(st.lists(moves, max_size=12)))


@given(plans(), st.lists(st.sampled_from(("r1", "r2", "r3", "r4")), min_size=1, unique=True))
def test_what_the_requests_take_is_what_the_run_takes_exactly(one: BuildPlan, requests: list[str]) -> None:
    total = {demand.liquid: demand.volume for demand in needs("", one.transfers)}
    found: Counter[str] = Counter()
    for demand in needs_by_request(one, requests):
        assert demand.volume > 0
        assert demand.request in requests
        found[demand.liquid] += demand.volume
    assert dict(found) == total
