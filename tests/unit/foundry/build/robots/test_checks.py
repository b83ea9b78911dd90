"""What a robot could not do is refused before a run, with well and amount."""

from dataclasses import replace

import pytest

from robot_examples import LABWARE, MIX, build
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.robots.carriers import Carrier, carried
from tilth.foundry.build.robots.checks import check_build, check_echo, check_tecan
from tilth.foundry.build.robots.deck import lay_decks
from tilth.foundry.build.robots.setup import Echo, Handler, Opentrons, RobotSetup, Tecan
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import NL, UL
from tilth.kernel.errors import MissingError

PARTS, REACTION = Place("parts", "A1"), Place("reactions", "A1")


def test_a_build_that_can_be_run_is_not_refused() -> None:
    assert check_build(build(), RobotSetup()) == ()
    assert check_build(build(), RobotSetup(opentrons=Opentrons.flex())) == ()
    assert check_build(build(), RobotSetup(handler=Handler.TECAN)) == ()


def test_an_overdraw_is_refused_that_the_opentrons_simulator_lets_pass() -> None:
    fillings = (Filling(MIX, "master mix", 40 * UL),)
    transfers = (Transfer(MIX, REACTION, 30 * UL, "master mix", "mix"),)
    (reason,) = check_build(build(fillings=fillings, transfers=transfers), RobotSetup())
    assert reason.code == "ledger.dead_volume"
    assert (reason.where, reason.data["asked"], reason.data["missing"]) == ("mix:A1", "30 uL", "10 uL")


def test_more_tips_than_are_at_hand_are_refused_at_the_transfer_that_finds_none() -> None:
    robots = RobotSetup(opentrons=Opentrons(tips={"opentrons_96_tiprack_20ul": 3}))
    (reason,) = check_build(build(), robots)
    assert reason.code == "robots.tip_shortage"
    assert reason.where == "reactions:C1"
    assert reason.message.startswith(
        "The run takes 4 tips of opentrons_96_tiprack_20ul and there are 3: none is left"
    )


def test_two_pieces_that_are_given_one_slot_are_refused() -> None:
    robots = RobotSetup(opentrons=Opentrons(slots={"mix": "5", "reactions": "5"}))
    (reason,) = check_build(build(), robots)
    assert (reason.code, reason.where) == ("robots.slot_clash", "5")


def test_the_slot_of_the_bin_takes_no_labware() -> None:
    robots = RobotSetup(opentrons=Opentrons(slots={"mix": "12"}))
    (reason,) = check_build(build(), robots)
    assert reason.code == "robots.out_of_deck"


@pytest.mark.parametrize(
    ("transfer", "code"),
    [
        (Transfer(PARTS, REACTION, 101 * NL, "promoter", "parts"), "robots.echo_drops"),
        (Transfer(PARTS, REACTION, 10_002_500, "promoter", "parts"), "robots.echo_range"),
        (Transfer(MIX, REACTION, 100 * NL, "master mix", "parts"), "robots.echo_source"),
        (Transfer(PARTS, Place("mix", "B1"), 100 * NL, "promoter", "parts"), "robots.unknown_labware"),
        (Transfer(PARTS, Place("parts", "D1"), 100 * NL, "promoter", "parts"), "robots.unknown_labware"),
        (Transfer(MIX, REACTION, 500 * NL, "master mix", "mix"), "robots.pipette_range"),
    ],
)
def test_a_transfer_its_robot_cannot_make_is_refused(transfer: Transfer, code: str) -> None:
    (reason,) = check_build(build(transfers=(transfer,)), RobotSetup())
    assert reason.code == code
    assert str(reason.data["amount_pl"]) == str(transfer.volume)
    assert ":" in reason.where


def test_a_plate_that_the_opentrons_does_not_know_is_refused() -> None:
    plan = build(transfers=(Transfer(PARTS, REACTION, 2 * UL, "promoter", "mix"),))
    labware = tuple(Labware(one.id, "plate_1536" if one.id == "parts" else one.kind) for one in LABWARE)
    fillings = (Filling(PARTS, "promoter", 9 * UL),)
    transfers = replace(plan.transfers, labware=labware, fillings=fillings)
    (reason,) = check_build(replace(plan, transfers=transfers), RobotSetup())
    assert (reason.code, reason.data["amount_pl"]) == ("robots.unknown_labware", 2 * UL)


def test_an_echo_525_has_larger_drops() -> None:
    part = carried(build(), Carrier.ACOUSTIC)
    assert check_echo(part, Echo(drop=25 * NL)) == ()
    odd = (Transfer(PARTS, REACTION, 30 * NL, "promoter", "parts"),)
    (reason,) = check_echo(carried(build(transfers=odd), Carrier.ACOUSTIC), Echo(drop=25 * NL))
    assert reason.advice == "Ask for 25 nL or 50 nL."


def test_a_tecan_worklist_cannot_hold_a_semicolon() -> None:
    piece = Labware("a;b", "deep_96")
    plan = TransferPlan((piece,), (), (Transfer(Place("a;b", "A1"), Place("a;b", "A2"), UL),))
    assert [reason.code for reason in check_tecan(plan, Tecan())] == ["robots.worklist_name"]


def test_a_pipette_of_the_other_robot_is_not_mounted() -> None:
    with pytest.raises(MissingError, match="flex_1channel_50"):
        check_build(build(), RobotSetup(opentrons=Opentrons(left="flex_1channel_50")))


def plates(count: int) -> TransferPlan:
    pieces = tuple(Labware(f"plate {number}", "pcr_96") for number in range(count))
    transfers = tuple(
        Transfer(Place(piece.id, "A1"), Place(piece.id, well), 5 * UL, "water")
        for piece in pieces
        for well in piece.geometry.names[1:]
    )
    return TransferPlan(pieces, (), transfers)


def test_a_plan_larger_than_the_deck_becomes_several_protocols() -> None:
    plan = plates(20)
    decks = lay_decks(plan, Opentrons())
    assert [move.transfer for deck in decks for move in deck.moves] == list(plan.transfers)
    for deck in decks:
        slots = [one.slot for one in deck.loaded] + [slot for one in deck.mounted for slot in one.slots]
        assert len(slots) == len(set(slots)) <= 11
    assert len(decks) == 4


def test_transfers_that_share_a_tip_share_the_pipette_that_needs_the_fewest_draws() -> None:
    steps = ((15, Tip.NEW), (60, Tip.SAME), (200, Tip.NEW), (40, Tip.SAME))
    transfers = tuple(Transfer(MIX, REACTION, volume * UL, "mix", "", tip) for volume, tip in steps)
    (deck,) = lay_decks(TransferPlan(LABWARE, (), transfers), Opentrons())
    assert [move.mount for move in deck.moves] == ["left", "left", "right", "right"]
