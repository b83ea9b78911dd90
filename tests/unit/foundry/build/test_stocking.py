"""Which wells that the foundry holds serve a run, and what of its parts is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tilth.foundry.build.compile.request import BuildRequest, Construct, Dispenser, Stock
from tilth.foundry.build.compile.tables import read_stocks
from tilth.foundry.build.inventory.model import Item, Sample, StockLot
from tilth.foundry.build.stocking import Takes, Wanted, propose, stocks_table, what_it_takes
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import UL
from tilth.kernel.refusal import Refused

TODAY = date(2026, 11, 29)
DEAD = 15 * UL
"""What cannot be drawn from a well of echo_384_pp."""


def lot(id: str = "L-1", left: int = 500, **more: object) -> StockLot:
    fields = {"liquid": "gfp", "supplier": "", "supplier_lot": "", "received_on": TODAY, **more}
    return StockLot(id=id, received=900 * UL, left=left * UL, **fields)


def plate(id: str = "P-1", kind: str = "echo_384_pp", volume: int = 60, **more: object) -> Item:
    item = {key: more.pop(key) for key in ("thaws", "most_thaws") if key in more}
    sample = Sample(id=f"{id}:A1", name=str(more.pop("name", "gfp")), volume=volume * UL, **more)
    return Item(id=id, kind=kind, samples={"A1": sample}, **item)


def proposed(*items: Item, lots: tuple[StockLot, ...] = (), wanted: Wanted | None = None, **more: object):
    given = {one.id: one for one in lots}
    return propose([wanted or Wanted("gfp")], items, given, TODAY, {"req_1"}, foundry="org_f", **more)


def places(found) -> list[str]:
    return [str(one.place) for one in found.stocks]


def test_a_well_is_known_by_its_molecule_where_it_can_be_and_else_by_name() -> None:
    mine = plate("P-1", name="green", identity="cdseguid=a")
    other = plate("P-2", identity="cdseguid=b")
    unknown = plate("P-3")
    found = proposed(mine, other, unknown, wanted=Wanted("gfp", "cdseguid=a", 720))
    assert places(found) == ["P-1:A1", "P-3:A1"]
    assert {(one.liquid, one.length) for one in found.stocks} == {("gfp", 720)}


def test_a_well_of_the_name_that_holds_another_molecule_is_passed_over_and_says_so() -> None:
    found = proposed(plate("P-1", identity="cdseguid=b"), wanted=Wanted("gfp", "cdseguid=a", 720))
    assert found.stocks == ()
    (reason,) = found.passed
    assert reason.code == "stock.another_molecule"
    assert reason.message == ("P-1:A1 holds a sample named gfp, but another molecule: cdseguid=b, not cdseguid=a.")


def test_what_is_known_by_its_molecule_comes_before_what_only_bears_the_name() -> None:
    named = plate("P-1", expires=date(2026, 12, 1))
    known = plate("P-2", name="green", identity="cdseguid=a", expires=date(2027, 12, 1))
    assert places(proposed(named, known, wanted=Wanted("gfp", "cdseguid=a"))) == ["P-2:A1", "P-1:A1"]
    assert places(proposed(named, known)) == ["P-1:A1"], "what is wanted is not known by its molecule"


def test_a_well_serves_one_liquid_though_the_molecule_has_two_names() -> None:
    wanted = [Wanted("gfp", "cdseguid=a"), Wanted("green", "cdseguid=a")]
    found = propose(wanted, [plate("P-1", identity="cdseguid=a")], {}, TODAY, {"req_1"})
    assert [stock.liquid for stock in found.stocks] == ["gfp"]
    (reason,) = found.passed
    assert (reason.code, reason.data["other"]) == ("stock.taken", "gfp")


def test_what_was_promised_to_the_run_comes_first_and_then_what_expires_first() -> None:
    lots = (
        lot("L-1", expires=date(2027, 1, 1)),
        lot("L-2", expires=date(2026, 12, 1)),
        lot("L-3", expires=date(2028, 1, 1), reserved={"req_1": 40 * UL}),
    )
    found = proposed(*(plate(f"P-{n}", lot=f"L-{n}") for n in (1, 2, 3)), plate("P-4"), lots=lots)
    assert places(found) == ["P-3:A1", "P-2:A1", "P-1:A1", "P-4:A1"]


@pytest.mark.parametrize(
    ("item", "lots", "code"),
    [
        (plate(lot="L-1"), (lot(expires=date(2026, 11, 28)),), "stock.expired"),
        (plate(expires=date(2026, 11, 28)), (), "stock.expired"),
        (plate(lot="L-1"), (lot(withdrawn="recalled"),), "stock.withdrawn"),
        (plate(lot="L-1", thaws=4), (lot(most_thaws=3),), "stock.thawed_out"),
        (plate(owner="org_client"), (), "stock.of_another"),
        (plate(lot="L-1"), (lot(reserved={"req_9": 500 * UL}),), "stock.none_to_draw"),
        (plate(volume=15), (), "stock.none_to_draw"),
        (plate(kind="tube_2ml"), (), "stock.no_acoustic_source"),
    ],
)
def test_a_well_that_may_not_be_drawn_from_is_passed_over_with_the_reason(item, lots, code) -> None:
    found = proposed(item, lots=lots, acoustic=True)
    assert found.stocks == ()
    (reason,) = found.passed
    assert reason.code == code
    assert "P-1:A1" in reason.message


def test_the_last_good_day_is_still_good_and_a_client_may_have_his_own() -> None:
    found = proposed(
        plate("P-1", lot="L-1", owner="org_client"),
        lots=(lot(expires=TODAY),),
        wanted=Wanted("gfp", owners=frozenset({"org_client"})),
    )
    assert places(found) == ["P-1:A1"]


def test_the_wells_of_a_lot_together_give_no_more_than_it_may() -> None:
    one = lot(left=100, reserved={"req_9": 40 * UL, "req_1": 10 * UL}, concentration=Decimal(30))
    found = proposed(plate("P-1", lot="L-1"), plate("P-2", lot="L-1"), lots=(one,))
    assert [stock.volume - DEAD for stock in found.stocks] == [45 * UL, 15 * UL]
    assert {stock.concentration for stock in found.stocks} == {30.0}


def test_the_table_of_a_proposal_is_read_back_as_it_is(tmp_path) -> None:
    stocks = (
        Stock("gfp, green", Place("P-1", "A1"), "echo_384_pp", 60 * UL, 30.5, 720, "L-1"),
        Stock("rfp", Place("P-1", "B1"), "echo_384_pp", 2_500),
    )
    path = tmp_path / "stocks.csv"
    path.write_text(stocks_table(stocks))
    assert read_stocks(path) == stocks


def request(*stocks: Stock) -> BuildRequest:
    constructs = tuple(Construct(f"c{n}", ("vector", "gfp")) for n in (1, 2))
    return BuildRequest("t", "golden_gate", constructs, stocks, plate="pcr_384", dispenser=Dispenser.ACOUSTIC)


def taken(*stocks: Stock) -> Takes:
    found = what_it_takes(request(*stocks))
    assert isinstance(found, Takes), found
    return found


def test_what_is_missing_is_said_for_each_part_with_the_amount() -> None:
    vector = Stock("vector", Place("P-1", "A1"), "echo_384_pp", 60 * UL, 50, 3000)
    poor = Stock("gfp", Place("P-1", "B1"), "echo_384_pp", DEAD)
    (missing,) = taken(vector, poor).missing
    (absent,) = taken(vector).missing
    assert missing == absent
    assert (missing.liquid, missing.volume % 2_500) == ("gfp", 0)
    filled = Stock("gfp", Place("P-1", "B1"), "echo_384_pp", DEAD + missing.volume)
    assert taken(vector, filled).missing == ()


def test_a_part_without_a_length_is_refused_as_by_the_compiler() -> None:
    stock = Stock("vector", Place("P-1", "A1"), "echo_384_pp", 60 * UL, 50)
    found = what_it_takes(request(stock))
    assert isinstance(found, Refused)
    assert found.reasons[0].code == "build.no_length"


def test_nothing_is_missing_of_what_two_wells_hold_together_and_reagents_are_told_apart() -> None:
    wells = [Stock(part, Place("P-1", f"{row}{n}"), "echo_384_pp", 60 * UL) for row, part in
             (("A", "vector"), ("B", "gfp")) for n in (1, 2)]  # fmt: skip
    assert taken(*wells).missing == ()
    assert {one.liquid for one in taken(*wells).reagents} >= {"BsaI-HFv2"}
