"""Checks before a run: whatever a robot could not do is refused here, with well and amount, before any simulator.

The vendors' simulators catch what their robots know of (a tip that is not there, a collision); none of them knows
what is in a well. So the ledger speaks first: :func:`check_build` carries the whole plan out on paper and then
asks of each robot's part of it whether that robot can do it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.labware import LabwareKind, labware_kind
from tilth.foundry.build.ledger import NOTHING_KNOWN, Facts, check_plan
from tilth.foundry.build.robots import reasons
from tilth.foundry.build.robots.carriers import Carrier, carried, stages
from tilth.foundry.build.robots.deck import Deck, Mounted, Move, lay_decks, portions
from tilth.foundry.build.robots.setup import Echo, Handler, RobotSetup, Tecan
from tilth.foundry.build.transfer import Tip, Transfer, TransferPlan
from tilth.kernel.refusal import Reason

__all__ = ["check_build", "check_deck", "check_echo", "check_ledger", "check_parts", "check_tecan", "check_tips"]

_SOURCE_TYPES = ("384PP_", "384LDV_", "1536LDV_", "6RES_")
"""How the types of plates begin that an Echo draws from; it takes none of them as a destination."""


def check_build(
    plan: BuildPlan,
    robots: RobotSetup,
    facts: Facts = NOTHING_KNOWN,
    on: date | None = None,
) -> tuple[Reason, ...]:
    """Why ``plan`` cannot be run with ``robots``: empty where it can. O(transfers)."""
    handled = carried(plan, Carrier.LIQUID_HANDLER)
    decks = lay_decks(handled, robots.opentrons, stages(plan, Carrier.LIQUID_HANDLER))
    return check_parts(plan, robots, decks, facts, on)


def check_parts(
    plan: BuildPlan,
    robots: RobotSetup,
    decks: Sequence[Deck],
    facts: Facts = NOTHING_KNOWN,
    on: date | None = None,
) -> tuple[Reason, ...]:
    """As :func:`check_build`, with these ``decks`` for an Opentrons. The ledger's reasons come first. Of the
    liquid handlers the one that the setup names is asked; a Hamilton's method checks itself.
    """
    found = [
        *check_ledger(plan.transfers, facts, on),
        *check_echo(carried(plan, Carrier.ACOUSTIC), robots.echo),
    ]
    if robots.handler is Handler.OPENTRONS:
        found += [reason for deck in decks for reason in check_deck(deck)]
        found += check_tips(decks, robots.opentrons.tips)
    elif robots.handler is Handler.TECAN:
        found += check_tecan(carried(plan, Carrier.LIQUID_HANDLER), robots.tecan)
    return tuple(found)


def check_ledger(plan: TransferPlan, facts: Facts = NOTHING_KNOWN, on: date | None = None) -> tuple[Reason, ...]:
    """What the ledger refuses: overdraw, over-fill, dead volume, unusable lots and samples, wells that are
    not there. What
    fails only because something before it fails is left out, and transfers that one well fails together are told
    as one.
    """
    found: dict[tuple[str, str], list[Reason]] = {}
    for fault in check_plan(plan, facts, on).causes:
        found.setdefault((fault.reason.code, fault.reason.where), []).append(fault.reason)
    return tuple(reasons.together(alike) for alike in found.values())


def check_echo(plan: TransferPlan, robot: Echo) -> tuple[Reason, ...]:
    """What an Echo cannot do: a source that is no Echo plate, a target it has no type for, a volume that is no
    whole number of drops or more than it moves at once.
    """
    kinds = _kinds(plan)
    return tuple(reason for one in plan.transfers for reason in _echo_reasons(one, robot, kinds))


def _echo_reasons(one: Transfer, robot: Echo, kinds: Mapping[str, LabwareKind]) -> Iterator[Reason]:
    source, target = kinds.get(one.source.labware), kinds.get(one.target.labware)
    if source is None or not source.echo.startswith(_SOURCE_TYPES):
        yield reasons.no_echo_source(one)
    if target is None or not target.echo or target.echo.startswith(_SOURCE_TYPES):
        yield reasons.unknown_labware(one.target, one, "an Echo", "echo")
    if one.volume % robot.drop:
        yield reasons.no_whole_drops(one, robot.drop)
    if one.volume > robot.most:
        yield reasons.over_echo(one, robot.most)


def check_tecan(plan: TransferPlan, robot: Tecan) -> tuple[Reason, ...]:
    """What a Tecan cannot do: a volume under what its tips move, a name that its worklist cannot hold."""
    found = [
        reasons.under_pipette(one, robot.least, "the Tecan's tips")
        for one in plan.transfers
        if one.volume < robot.least * portions(one.volume, robot.most)
    ]
    found += [reasons.no_worklist_name(piece.id) for piece in plan.labware if set(piece.id) & set(";\r\n")]
    return tuple(found)


def check_deck(deck: Deck) -> tuple[Reason, ...]:
    """What one protocol of an Opentrons cannot do: labware it does not know, two pieces in one slot, a slot that
    is not there or none left, a volume out of every pipette's range, more fresh tips than stand on the deck.
    """
    return (
        *(
            reasons.unknown_opentrons(one.piece, _first(deck, one.piece))
            for one in deck.loaded
            if not one.load_name
        ),
        *_slot_reasons(deck),
        *_move_reasons(deck),
        *_tip_reasons(deck),
    )


def _slot_reasons(deck: Deck) -> Iterator[Reason]:
    standing: dict[str, str] = {}
    racks = [(f"tip rack {one.pipette.rack}", slot) for one in deck.mounted for slot in one.slots]
    for name, slot in [(one.piece, one.slot) for one in deck.loaded] + racks:
        if not slot:
            yield reasons.no_slot(name, len(deck.model.slots), deck.model)
        elif slot not in deck.model.slots:
            yield reasons.out_of_deck(name, slot, deck.model, deck.model.slots)
        elif slot in standing:
            yield reasons.slot_clash(slot, standing[slot], name)
        standing.setdefault(slot, name)


def _move_reasons(deck: Deck) -> Iterator[Reason]:
    mounted = {one.mount: one.pipette for one in deck.mounted}
    pieces = {one.piece for one in deck.loaded}
    for move in deck.moves:
        one, pipette = move.transfer, mounted.get(move.mount)
        for place in (one.source, one.target):
            if place.labware not in pieces:
                yield reasons.not_on_deck(place, one)
        if pipette is None:
            yield reasons.no_pipette(one, deck.model)
        elif one.volume < pipette.least * portions(one.volume, pipette.most):
            yield reasons.under_pipette(one, pipette.least, pipette.name)


def _tip_reasons(deck: Deck) -> Iterator[Reason]:
    """A shortage is told once a pipette, at the transfer that finds no tip."""
    for mounted in deck.mounted:
        takers = _tip_takers(deck, mounted)
        if len(takers) > mounted.tips:
            yield reasons.tip_shortage(takers[mounted.tips], mounted.pipette.rack, len(takers), mounted.tips)


def _tip_takers(deck: Deck, mounted: Mounted) -> list[Transfer]:
    """The transfers that pick up a tip with this pipette: those that ask for a fresh one, and its first."""
    moves = [move for move in deck.moves if move.mount == mounted.mount]
    return [move.transfer for number, move in enumerate(moves) if number == 0 or move.transfer.tip is Tip.NEW]


def check_tips(decks: Iterable[Deck], at_hand: Mapping[str, int]) -> tuple[Reason, ...]:
    """Whether the tips at hand (by rack) last for all protocols; a rack that is not named has enough."""
    takers: dict[str, list[Transfer]] = {}
    for deck in decks:
        for mounted in deck.mounted:
            takers.setdefault(mounted.pipette.rack, []).extend(_tip_takers(deck, mounted))
    return tuple(
        reasons.tip_shortage(takers[rack][most], rack, len(takers[rack]), most)
        for rack, most in at_hand.items()
        if len(takers.get(rack, ())) > most
    )


def _first(deck: Deck, piece: str) -> Transfer:
    """The first transfer that touches ``piece``."""
    return next(_touching(deck.moves, piece))


def _touching(moves: Iterable[Move], piece: str) -> Iterator[Transfer]:
    for move in moves:
        if piece in (move.transfer.source.labware, move.transfer.target.labware):
            yield move.transfer


def _kinds(plan: TransferPlan) -> Mapping[str, LabwareKind]:
    return {piece.id: labware_kind(piece.kind) for piece in plan.labware}
