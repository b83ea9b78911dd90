"""Scripts for PyLabRobot: a Python file with the tables on top, which runs on the hardware-free chatterbox as it
stands and on a real robot with another backend and deck.

Pieces that PyLabRobot knows are its own definitions; the others are plain plates of the right wells and volume.
PyLabRobot tracks volumes and tips as it goes, so a run on the chatterbox is a second opinion on both.
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
from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.transfer import Filling, Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import from_microlitres

__all__ = ["does_as_written", "read_script", "write_script"]

_LOOP = "pylabrobot_loop.py.txt"
_TABLES = frozenset({"TITLE", "LABWARE", "FILLINGS", "TRANSFERS"})


def write_script(plan: TransferPlan) -> str:
    """The script of ``plan``."""
    loop = files("tilth.foundry.build.dialects").joinpath(_LOOP).read_text("utf-8")
    imports, body = loop.split("\n\n\n", 1)
    return "\n\n".join((imports, *_tables(plan))) + "\n\n\n" + body


def _tables(plan: TransferPlan) -> Iterable[str]:
    yield f"TITLE = {literal(plan.title)}"
    yield dict_of(
        "LABWARE",
        "what a piece is called: (PyLabRobot's definition, or empty for a plain plate; rows, columns, uL a well)",
        ((literal(piece.id), _kind(piece)) for piece in plan.labware),
    )
    yield list_of(
        "FILLINGS",
        "what is in the wells at first: (piece, well, liquid, uL)",
        (_filling(filling) for filling in plan.fillings),
    )
    yield list_of(
        "TRANSFERS",
        "(step, liquid, from piece, well, to piece, well, uL, tip)",
        (_transfer(one) for one in plan.transfers),
    )


def _kind(piece: Labware) -> str:
    kind = labware_kind(piece.kind)
    sizes = (str(kind.geometry.rows), str(kind.geometry.columns), amount(kind.capacity))
    return tuple_of(literal(kind.pylabrobot), *sizes)


def _filling(filling: Filling) -> str:
    return tuple_of(*map(literal, (*filling.place, filling.liquid)), amount(filling.volume))


def _transfer(one: Transfer) -> str:
    names = (one.step, one.liquid, *one.source, *one.target)
    return tuple_of(*map(literal, names), amount(one.volume), literal(one.tip))


class _Tables(msgspec.Struct):
    """The table that the reader needs, as it stands in the file."""

    TRANSFERS: list[tuple[str, str, str, str, str, str, float, Tip]]


def does_as_written(text: str, file: str) -> bool:
    """Whether the script ``text`` does with its tables what :func:`write_script` wrote, and nothing else. Raises
    FileError where it is no Python.
    """
    bare = write_script(TransferPlan((), (), ()))
    return program_beside(text, file, _TABLES) == program_beside(bare, file, _TABLES)


def read_script(text: str, file: str) -> tuple[Transfer, ...]:
    """The transfers of a script that Tilth wrote. Nothing is run. Raises FileError where a table is not there."""
    return tuple(
        Transfer(Place(a, b), Place(c, d), from_microlitres(volume), liquid, step, tip)
        for step, liquid, a, b, c, d, volume, tip in read_tables(text, file, _Tables).TRANSFERS
    )
