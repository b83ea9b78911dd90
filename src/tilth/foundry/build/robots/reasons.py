"""Why a robot cannot do something: each reason names the well and the amount, or the piece and the slot."""

from __future__ import annotations

from collections.abc import Sequence

from tilth.foundry.build.transfer import Place, Transfer
from tilth.foundry.build.volume import format_volume
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason

__all__ = [
    "changed_file",
    "changed_program",
    "no_echo_source",
    "no_pipette",
    "no_slot",
    "no_whole_drops",
    "no_worklist_name",
    "not_on_deck",
    "out_of_deck",
    "over_echo",
    "slot_clash",
    "tip_shortage",
    "together",
    "under_pipette",
    "unknown_labware",
    "unknown_opentrons",
]


def _about(one: Transfer) -> dict[str, Fact]:
    """What every reason about a transfer says of it."""
    return {
        "amount": format_volume(one.volume),
        "amount_pl": one.volume,
        "liquid": one.liquid or "liquid",
        "source": str(one.source),
        "target": str(one.target),
    }


_WHAT = "{amount} of {liquid} from {source} to {target}"


def together(alike: Sequence[Reason]) -> Reason:
    """The reasons of several transfers that the same well fails, as one: the first, how many more there are, and
    how much is to be filled in for them all: what they ask for less what is left for them.
    """
    first = alike[0]
    if len(alike) == 1:
        return first
    asked = sum(int(reason.data.get("asked_pl") or 0) for reason in alike)
    there = min(int(reason.data.get("available_pl") or 0) for reason in alike)
    # What the well is to be filled with makes up for its dead volume too, where nothing was left to draw.
    undrawn = int(first.data.get("dead_pl") or 0) if "more_pl" in first.data else 0
    total: dict[str, Fact] = {
        "others": len(alike) - 1,
        "total": format_volume(asked - there + undrawn),
        "total_pl": asked - there + undrawn,
    }
    return Reason(
        first.code,
        f"{first.sentence} Transfers there that fail as well: {{others}}.",
        first.mend.replace("{missing}", "{total}").replace("{more}", "{total}"),
        first.where,
        {**first.data, **total},
    )


def no_echo_source(one: Transfer) -> Reason:
    """An Echo draws from its own plates only."""
    return Reason(
        "robots.echo_source",
        f"{_WHAT}: an Echo cannot draw from that labware.",
        "Put the liquid into an Echo source plate such as echo_384_pp, or leave it to a liquid handler.",
        str(one.source),
        _about(one),
    )


def no_whole_drops(one: Transfer, drop: int) -> Reason:
    """An Echo moves whole drops."""
    below = one.volume - one.volume % drop
    return Reason(
        "robots.echo_drops",
        f"{_WHAT} is no whole number of the Echo's drops of {{drop}}.",
        "Ask for {below} or {above}.",
        str(one.target),
        {
            **_about(one),
            "drop": format_volume(drop),
            "below": format_volume(below),
            "above": format_volume(below + drop),
        },
    )


def over_echo(one: Transfer, most: int) -> Reason:
    """An Echo moves so much at once and no more."""
    return Reason(
        "robots.echo_range",
        f"{_WHAT} is more than an Echo moves in one transfer ({{most}}).",
        "Leave it to a liquid handler, or make several transfers of it.",
        str(one.target),
        {**_about(one), "most": format_volume(most)},
    )


def unknown_labware(place: Place, one: Transfer, robot: str, column: str) -> Reason:
    """The robot has no name for a piece's kind."""
    return Reason(
        "robots.unknown_labware",
        f"{_WHAT}: {{robot}} has no name for the kind of {{piece}}.",
        "Use labware that it knows, or give the kind its name ({column}) in the table of labware.",
        str(place),
        {**_about(one), "robot": robot, "piece": place.labware, "column": column},
    )


def unknown_opentrons(piece: str, one: Transfer) -> Reason:
    """As :func:`unknown_labware`, of a piece on an Opentrons' deck."""
    place = one.source if one.source.labware == piece else one.target
    return unknown_labware(place, one, "an Opentrons", "opentrons")


def not_on_deck(place: Place, one: Transfer) -> Reason:
    """A transfer names a piece that does not stand on the deck."""
    return Reason(
        "robots.not_on_deck",
        f"{_WHAT}: {{piece}} does not stand on the deck.",
        "Give it a slot.",
        str(place),
        {**_about(one), "piece": place.labware},
    )


def no_pipette(one: Transfer, robot: str) -> Reason:
    """No mounted pipette moves that volume."""
    return Reason(
        "robots.pipette_range",
        f"{_WHAT} is less than any pipette on the {{robot}} moves.",
        "Mount a smaller pipette, ask for more, or leave it to an acoustic dispenser.",
        str(one.target),
        {**_about(one), "robot": robot},
    )


def under_pipette(one: Transfer, least: int, pipette: str) -> Reason:
    """The pipette moves so much and no less."""
    return Reason(
        "robots.pipette_range",
        f"{_WHAT} is less in a draw than {{pipette}} moves ({{least}}).",
        "Use a smaller pipette, or ask for more.",
        str(one.target),
        {**_about(one), "pipette": pipette, "least": format_volume(least)},
    )


def tip_shortage(one: Transfer, rack: str, needed: int, there: int) -> Reason:
    """The tips run out before the transfers do."""
    return Reason(
        "robots.tip_shortage",
        f"The run takes {{needed}} tips of {{rack}} and there are {{there}}: none is left for {_WHAT}.",
        "Bring {missing} more, or let transfers of one liquid share a tip.",
        str(one.target),
        {**_about(one), "rack": rack, "needed": needed, "there": there, "missing": needed - there},
    )


def slot_clash(slot: str, first: str, second: str) -> Reason:
    """Two pieces are to stand in one slot."""
    return Reason(
        "robots.slot_clash",
        "{first} and {second} are both to stand in slot {slot}.",
        "Give one of them another slot.",
        slot,
        {"slot": slot, "first": first, "second": second},
    )


def out_of_deck(piece: str, slot: str, robot: str, slots: Sequence[str]) -> Reason:
    """The deck has no such slot for labware."""
    return Reason(
        "robots.out_of_deck",
        "{piece} is to stand in slot {slot}, which takes no labware on the deck of the {robot}.",
        "Use one of {slots}.",
        slot,
        {"piece": piece, "slot": slot, "robot": robot, "slots": ", ".join(slots)},
    )


def no_slot(piece: str, slots: int, robot: str) -> Reason:
    """The deck is full."""
    return Reason(
        "robots.deck_full",
        "There is no slot left for {piece}: the deck of the {robot} has {slots}.",
        "Move one transfer's labware together, or use larger plates.",
        piece,
        {"piece": piece, "slots": slots, "robot": robot},
    )


def no_worklist_name(piece: str) -> Reason:
    """A worklist's fields end at a semicolon or the line's end."""
    return Reason(
        "robots.worklist_name",
        "{piece} cannot be written in a Tecan worklist: it holds a semicolon or a line break.",
        "Give the piece another id.",
        piece,
        {"piece": piece},
    )


def changed_file(file: str, one: Transfer | None, number: int) -> Reason:
    """A robot's file does not say what the plan says."""
    facts: dict[str, Fact] = {"file": file, "number": number}
    if one is None:
        return Reason(
            "robots.changed_file",
            "{file} does not say what the plan says: transfer {number} is missing or is one too many.",
            "Plan again into this folder, or change the plan instead of the file.",
            file,
            facts,
        )
    return Reason(
        "robots.changed_file",
        f"{{file}} does not say what the plan says: transfer {{number}} is {_WHAT} there.",
        "Plan again into this folder, or change the plan instead of the file.",
        str(one.target),
        {**_about(one), **facts},
    )


def changed_program(file: str) -> Reason:
    """A robot's program does something else with its tables than Tilth wrote, or something besides."""
    return Reason(
        "robots.changed_program",
        "{file} does not do what Tilth wrote: its program was changed, not only its tables.",
        "Plan again into this folder, or change the plan instead of the file.",
        file,
        {"file": file},
    )
