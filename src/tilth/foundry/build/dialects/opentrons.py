"""Protocols for an Opentrons OT-2 or Flex: one Python file, tables on top, a short loop below.

The tables are all that differs between two protocols, so a person can check them, and the reader takes them with
``ast`` and never runs the file. A step that waits for work elsewhere starts with a pause that names that work.
A volume over what the tip holds is moved in equal draws with the same tip.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

import msgspec

from tilth.foundry.build.dialects.literals import (
    amount,
    dict_of,
    list_of,
    literal,
    program_beside,
    read_tables,
    tuple_of,
)
from tilth.foundry.build.dialects.tables import wrong
from tilth.foundry.build.robots.carriers import Stage
from tilth.foundry.build.robots.deck import Deck, Loaded, Mounted, Move
from tilth.foundry.build.robots.setup import PIPETTES, OpentronsModel
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer
from tilth.foundry.build.volume import from_microlitres

__all__ = ["does_as_written", "read_protocol", "write_protocol"]

_LOOP = "opentrons_loop.py.txt"


def write_protocol(deck: Deck) -> str:
    """The protocol of one deck. What the robot cannot do is said by
    :func:`~tilth.foundry.build.robots.checks.check_deck`, not here.
    """
    loop = files("tilth.foundry.build.dialects").joinpath(_LOOP).read_text("utf-8")
    title = deck.title or "Transfers"
    head = (
        '"""Written by Tilth for an Opentrons: the tables say what is done, run() does it in order."""',
        "from opentrons import protocol_api",
        f'metadata = {{"protocolName": {literal(title)}, "author": "Tilth"}}',
        f'requirements = {{"robotType": {literal(deck.model)}, "apiLevel": "2.20"}}',
    )
    return "\n\n".join((*head, *_tables(deck))) + "\n\n\n" + loop


def _tables(deck: Deck) -> Iterable[str]:
    yield dict_of(
        "LABWARE",
        "what a piece is called: (its kind in Opentrons' library, the slot it stands in)",
        ((literal(one.piece), tuple_of(literal(one.load_name), literal(one.slot))) for one in deck.loaded),
    )
    yield dict_of(
        "PIPETTES",
        "mount: (pipette, tip rack, slots of the tip racks, most it moves in one draw, uL)",
        (
            (
                literal(one.mount),
                tuple_of(
                    literal(one.pipette.name),
                    literal(one.pipette.rack),
                    tuple_of(*map(literal, one.slots)),
                    amount(one.pipette.most),
                ),
            )
            for one in deck.mounted
        ),
    )
    yield list_of(
        "FILLINGS",
        "what is in the wells at first: (piece, well, liquid, uL, lot)",
        (
            tuple_of(
                literal(one.place.labware),
                literal(one.place.well),
                literal(one.liquid),
                amount(one.volume),
                literal(one.lot),
            )
            for one in deck.fillings
        ),
    )
    yield list_of(
        "STEPS",
        "(step, title, what is done elsewhere before it)",
        (tuple_of(literal(one.step), literal(one.title), literal(one.before)) for one in deck.stages),
    )
    yield list_of(
        "TRANSFERS",
        "(step, liquid, from piece, well, to piece, well, uL, mount, tip)",
        (_move(move) for move in deck.moves),
    )


def _move(move: Move) -> str:
    one = move.transfer
    names = (one.step, one.liquid, *one.source, *one.target)
    return tuple_of(*map(literal, names), amount(one.volume), literal(move.mount), literal(one.tip))


class _Tables(msgspec.Struct):
    """The tables as they stand in the file."""

    metadata: dict[str, str]
    requirements: dict[str, str]
    LABWARE: dict[str, tuple[str, str]]
    PIPETTES: dict[str, tuple[str, str, tuple[str, ...], float]]
    FILLINGS: list[tuple[str, str, str, float, str]]
    STEPS: list[tuple[str, str, str]]
    TRANSFERS: list[tuple[str, str, str, str, str, str, float, str, Tip]]


def does_as_written(text: str, file: str) -> bool:
    """Whether the protocol ``text`` does with its tables what :func:`write_protocol` wrote, and nothing else.
    Raises FileError where it is no Python.
    """
    bare = write_protocol(Deck(OpentronsModel.FLEX, (), (), (), ()))
    tables = _Tables.__struct_fields__
    return program_beside(text, file, tables) == program_beside(bare, file, tables)


def read_protocol(text: str, file: str) -> Deck:
    """The deck of a protocol that Tilth wrote, with whatever was changed in its tables since. Nothing is run.

    Raises FileError where the text is no Python, or a table is missing or is not what it should be.
    """
    tables = read_tables(text, file, _Tables)
    try:
        model = OpentronsModel(tables.requirements["robotType"])
        mounted = tuple(
            Mounted(mount, PIPETTES[name], slots) for mount, (name, _, slots, _) in tables.PIPETTES.items()
        )
    except (KeyError, ValueError) as error:
        raise wrong(
            file, None, f"There is no robot or pipette {error}.", "Name one that Opentrons makes."
        ) from error
    return Deck(
        model,
        tuple(Loaded(piece, name, slot) for piece, (name, slot) in tables.LABWARE.items()),
        mounted,
        tuple(
            Filling(Place(piece, well), liquid, from_microlitres(volume), lot)
            for piece, well, liquid, volume, lot in tables.FILLINGS
        ),
        tuple(
            Move(Transfer(Place(a, b), Place(c, d), from_microlitres(volume), liquid, step, tip), mount)
            for step, liquid, a, b, c, d, volume, mount, tip in tables.TRANSFERS
        ),
        tuple(Stage(step, title, before) for step, title, before in tables.STEPS),
        tables.metadata.get("protocolName", ""),
    )
