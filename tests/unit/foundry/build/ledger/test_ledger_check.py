"""Whether a plan can be done: what is refused, where, and by how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tilth.foundry.build.labware import Labware
from tilth.foundry.build.ledger import Aliquot, Facts, Fault, Line, Lot, Portion, check_plan, corrected
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import UL
from tilth.kernel.errors import MissingError, OptionError

SOURCE, PLATE = Labware("source", "tubes_24"), Labware("plate", "pcr_96")
TUBE, A1, B1, C1 = Place("source", "A1"), Place("plate", "A1"), Place("plate", "B1"), Place("plate", "C1")
WATER = Filling(TUBE, "water", 100 * UL, "W1")


def plan(*transfers: Transfer, fillings: tuple[Filling, ...] = (WATER,)) -> TransferPlan:
    return TransferPlan((SOURCE, PLATE), fillings, transfers)


def knowing(*lots: Lot, **more) -> Facts:
    return Facts({one.id: one for one in lots}, **more)


def only(faults: tuple[Fault, ...]) -> Fault:
    assert len(faults) == 1, faults
    return faults[0]


def test_a_plan_that_can_be_done_says_what_is_where_at_the_end() -> None:
    buffer = Filling(TUBE, "buffer", 300 * UL, "B1")
    checked = check_plan(plan(Transfer(TUBE, A1, 8 * UL), Transfer(A1, B1, 2 * UL), fillings=(WATER, buffer)))
    assert checked.ok
    assert checked.refused is None
    assert checked.state.volume(TUBE) == 392 * UL
    content = checked.state.content(B1)
    assert content.volume == 2 * UL
    assert content.portions == (Portion("water", "W1", UL // 2), Portion("buffer", "B1", 3 * UL // 2))
    assert checked.state.volume(Place("plate", "H12")) == 0
    assert checked.state.content(Place("plate", "H12")).portions == ()
    assert [place for place, _ in checked.state.wells()] == [TUBE, A1, B1]
    assert checked.state.volumes() == {TUBE: 392 * UL, A1: 6 * UL, B1: 2 * UL}
    assert checked.state.total("B1") == 300 * UL


def test_more_than_a_well_holds_is_refused_by_well_liquid_and_amount() -> None:
    # What Opentrons' own simulator lets pass: 400 uL out of a well that holds 10.
    ten = replace(WATER, volume=10 * UL)
    fault = only(check_plan(plan(Transfer(TUBE, A1, 150 * UL, "water"), fillings=(ten,))).faults)
    assert (fault.line, fault.index, fault.reason.code) == (Line.TRANSFER, 0, "ledger.overdraw")
    assert fault.reason.where == "source:A1"
    assert fault.reason.data["missing_pl"] == 140 * UL
    assert fault.message == (
        "Transfer 1: 150 uL of water are to be drawn from source:A1, which holds 10 uL; 140 uL are missing."
    )
    # Of what is filled in, 10 uL are dead volume.
    assert fault.reason.advice == "Fill 150 uL more into source:A1, or draw less."


def test_a_well_filled_up_as_the_ledger_advises_can_be_drawn_from() -> None:
    ten = replace(WATER, volume=10 * UL)
    fault = only(check_plan(plan(Transfer(TUBE, A1, 150 * UL), fillings=(ten,))).faults)
    filled = replace(ten, volume=ten.volume + int(fault.reason.data["more_pl"] or 0))
    assert check_plan(plan(Transfer(TUBE, A1, 150 * UL), fillings=(filled,))).ok
    short = replace(filled, volume=filled.volume - 1)
    assert not check_plan(plan(Transfer(TUBE, A1, 150 * UL), fillings=(short,))).ok


def test_dead_volume_cannot_be_drawn() -> None:
    fault = only(check_plan(plan(Transfer(TUBE, A1, 95 * UL))).faults)
    assert fault.message == (
        "Transfer 1: 95 uL of water are to be drawn from source:A1, which holds 100 uL; 10 uL of it cannot be "
        "drawn, so 5 uL are missing."
    )
    assert check_plan(plan(Transfer(TUBE, A1, 90 * UL))).ok


def test_a_well_takes_no_more_than_it_holds() -> None:
    much = replace(WATER, volume=1000 * UL)
    checked = check_plan(plan(Transfer(TUBE, A1, 150 * UL), Transfer(TUBE, A1, 60 * UL), fillings=(much,)))
    fault = only(checked.faults)
    assert (fault.index, fault.reason.code, fault.reason.where) == (1, "ledger.over_fill", "plate:A1")
    assert fault.reason.data["excess"] == "10 uL"
    assert checked.state.volume(A1) == 150 * UL
    full = only(check_plan(plan(fillings=(replace(WATER, volume=2000 * UL),))).faults)
    assert (full.line, full.reason.code) == (Line.FILLING, "ledger.over_fill")


@pytest.mark.parametrize("volume", [0, -UL])
def test_a_transfer_of_nothing_is_refused(volume: int) -> None:
    assert only(check_plan(plan(Transfer(TUBE, A1, volume))).faults).reason.code == "ledger.no_volume"
    assert (
        only(check_plan(plan(fillings=(replace(WATER, volume=volume),))).faults).reason.code == "ledger.no_volume"
    )


def test_wells_and_labware_that_are_not_there_are_named() -> None:
    checked = check_plan(
        plan(
            Transfer(Place("sorce", "A1"), A1, UL),
            Transfer(TUBE, Place("plate", "I1"), UL),
            Transfer(TUBE, Place("plate", "a01"), UL),
            Transfer(TUBE, TUBE, UL),
        )
    )
    assert [fault.reason.code for fault in checked.faults] == [
        "ledger.unknown_labware",
        "ledger.unknown_well",
        "ledger.same_well",
    ]
    assert checked.faults[0].reason.advice == "Name one of: source, plate."
    assert checked.faults[1].reason.advice == "Name a well from A1 to H12."
    assert checked.state.volume(A1) == checked.state.volume(Place("plate", "a01")) == UL


def test_a_lot_is_good_up_to_and_on_its_last_day() -> None:
    lots = knowing(Lot("W1", "water", expires=date(2026, 3, 2)))
    one = plan(Transfer(TUBE, A1, 8 * UL), Transfer(A1, B1, UL))
    assert check_plan(one, lots, date(2026, 3, 2)).ok
    checked = check_plan(one, lots, date(2026, 3, 3))
    assert checked.causes[0].message == (
        "Transfer 1: source:A1 was filled with lot W1 of water, which could be used up to 2026-03-02, not on "
        "2026-03-03; 8 uL are to be drawn."
    )
    assert check_plan(one, lots).ok


def test_a_lot_is_not_used_after_too_many_thaws() -> None:
    one = plan(Transfer(TUBE, A1, UL))
    assert check_plan(one, knowing(Lot("W1", "water", thaws=3, most_thaws=3))).ok
    fault = only(check_plan(one, knowing(Lot("W1", "water", thaws=4, most_thaws=3))).faults)
    assert fault.reason.message.endswith("which was thawed 4 times of at most 3; 1 uL are to be drawn.")


def test_a_lot_that_was_withdrawn_is_refused_with_well_and_amount_on_any_day() -> None:
    one = plan(Transfer(TUBE, A1, 3 * UL))
    fault = only(check_plan(one, knowing(Lot("W1", "water", withdrawn="Recalled."))).faults)
    assert fault.reason.message == (
        "source:A1 was filled with lot W1 of water, which was withdrawn: Recalled. 3 uL are to be drawn."
    )
    assert (fault.reason.data["asked_pl"], fault.reason.where) == (3 * UL, "source:A1")


def test_a_sample_is_good_up_to_and_on_its_own_last_day_whatever_its_lot() -> None:
    one = plan(Transfer(TUBE, A1, 8 * UL), Transfer(A1, B1, UL))
    lot = Lot("W1", "water", expires=date(2027, 1, 1))
    facts = knowing(lot, aliquots={TUBE: Aliquot("tap", expires=date(2026, 3, 2))})
    assert check_plan(one, facts, date(2026, 3, 2)).ok
    assert check_plan(one, facts).ok
    fault, *rest = check_plan(one, facts, date(2026, 3, 3)).faults
    assert fault.message == (
        "Transfer 1: source:A1 holds the sample tap, which could be used up to 2026-03-02, not on 2026-03-03; "
        "8 uL are to be drawn."
    )
    assert (fault.reason.code, fault.reason.where) == ("ledger.sample_expired", "source:A1")
    assert [one.follows for one in rest] == [0]


def test_a_sample_in_another_well_or_of_no_lot_is_told_apart() -> None:
    stale = Aliquot("tap water", expires=date(2026, 3, 2))
    one, day = plan(Transfer(TUBE, A1, UL)), date(2026, 3, 3)
    assert check_plan(one, Facts(aliquots={A1: stale}), day).ok, "that well is not drawn from"
    loose = plan(Transfer(TUBE, A1, UL), fillings=(replace(WATER, lot=""),))
    assert only(check_plan(loose, Facts(aliquots={TUBE: stale}), day).faults).reason.data["sample"] == "tap water"


def test_a_sample_is_not_used_after_too_many_thaws_of_its_tube() -> None:
    one = plan(Transfer(TUBE, A1, UL))
    assert check_plan(one, Facts(aliquots={TUBE: Aliquot("tap water", thaws=3, most_thaws=3)})).ok
    fault = only(check_plan(one, Facts(aliquots={TUBE: Aliquot("tap water", thaws=4, most_thaws=3)})).faults)
    assert fault.reason.code == "ledger.sample_thawed_out"
    assert "holds the sample tap water, which was thawed 4 times of at most 3" in fault.message


def test_a_lot_that_there_is_none_of_is_one_fault_where_all_lots_are_known() -> None:
    fillings = (WATER, replace(WATER, place=Place("source", "B1")), Filling(Place("source", "C1"), "buffer", UL))
    one = plan(Transfer(TUBE, A1, UL), fillings=fillings)
    assert check_plan(one, knowing(Lot("W2", "water"))).ok, "other lots may be known elsewhere"
    fault = only(check_plan(one, knowing(Lot("W2", "water"), all_lots=True)).faults)
    assert fault.message == (
        "Filling 1: source:A1 is filled with 100 uL of lot W1 of water, and there is no such lot."
    )
    assert fault.reason.code == "ledger.unknown_lot"
    assert check_plan(one, knowing(Lot("W1", "water"), all_lots=True)).ok


def test_a_refused_transfer_moves_nothing_and_what_follows_from_it_says_so() -> None:
    checked = check_plan(
        plan(
            Transfer(TUBE, A1, 95 * UL),
            Transfer(A1, B1, 20 * UL),
            Transfer(B1, C1, 10 * UL),
            Transfer(C1, A1, 50 * UL),
            Transfer(TUBE, C1, 5 * UL),
        )
    )
    assert [(fault.index, fault.follows) for fault in checked.faults] == [(0, None), (1, 0), (2, 1), (3, None)]
    assert [fault.index for fault in checked.causes] == [0, 3]
    assert checked.refused is not None
    assert len(checked.refused.reasons) == 2
    assert checked.faults[1].message.endswith(" It follows from transfer 1.")
    assert checked.faults[1].as_dict()["follows"] == 1
    assert checked.state.volumes() == {TUBE: 95 * UL, A1: 0, B1: 0, C1: 5 * UL}


def test_pieces_with_one_barcode_or_of_no_kind_are_the_callers_mistake() -> None:
    with pytest.raises(OptionError, match="Two pieces of labware have the id plate"):
        check_plan(TransferPlan((PLATE, PLATE), (), ()))
    with pytest.raises(MissingError, match="There is no kind of labware 'petri'"):
        check_plan(TransferPlan((Labware("x", "petri"),), (), ()))


def test_a_report_replaces_what_was_planned_and_names_what_can_no_longer_be() -> None:
    one = plan(Transfer(TUBE, A1, 10 * UL), Transfer(TUBE, B1, 10 * UL), Transfer(A1, C1, 6 * UL))
    went = corrected(one, {0: 5 * UL, 1: 0})
    assert went.origins == (0, 2)
    assert [transfer.volume for transfer in went.plan.transfers] == [5 * UL, 6 * UL]
    assert [(fault.index, fault.reason.code) for fault in went.broken] == [(2, "ledger.overdraw")]
    assert went.checked.state.volumes() == {TUBE: 95 * UL, A1: 5 * UL, C1: 0}
    assert corrected(one, {}).broken == ()
    assert corrected(one, {}).plan == one


def test_a_fault_of_the_plan_itself_is_not_blamed_on_the_report() -> None:
    one = plan(Transfer(TUBE, A1, 500 * UL), Transfer(TUBE, B1, 80 * UL), Transfer(TUBE, C1, 10 * UL))
    went = corrected(one, {1: 85 * UL})
    assert [(fault.line, fault.index) for fault in went.checked.faults] == [(Line.TRANSFER, 0), (Line.TRANSFER, 2)]
    assert [fault.index for fault in went.broken] == [2]


@pytest.mark.parametrize("actual", [{3: UL}, {-1: UL}, {0: -1}])
def test_a_report_of_what_cannot_be_is_the_callers_mistake(actual: dict[int, int]) -> None:
    with pytest.raises(OptionError, match=r"cannot be what transfer \d+ of 1 moved"):
        corrected(plan(Transfer(TUBE, A1, UL)), actual)
