"""``transfers.csv``: the whole transfer list as a table that a person, a spreadsheet and a program can read."""

from __future__ import annotations

from collections.abc import Iterable

from tilth.foundry.build.dialects.tables import Row, read_table, write_table
from tilth.foundry.build.transfer import Place, Tip, Transfer
from tilth.foundry.build.volume import microlitres

__all__ = ["read_tip", "read_transfers", "write_transfers"]

_COLUMNS = (
    "step",
    "liquid",
    "source_labware",
    "source_well",
    "target_labware",
    "target_well",
    "volume_ul",
    "tip",
)


def write_transfers(transfers: Iterable[Transfer]) -> str:
    """The table, one transfer a row, volumes in uL."""
    return write_table(
        _COLUMNS,
        (
            (one.step, one.liquid, *one.source, *one.target, f"{microlitres(one.volume):f}", one.tip)
            for one in transfers
        ),
    )


def read_transfers(text: str, file: str) -> tuple[Transfer, ...]:
    """The transfers of a table; ``step``, ``liquid`` and ``tip`` may be missing or empty. Raises FileError."""
    return tuple(_transfer(row) for row in read_table(text, file, _COLUMNS[2:7]))


def _transfer(row: Row) -> Transfer:
    return Transfer(
        Place(row.text("source_labware"), row.well("source_well")),
        Place(row.text("target_labware"), row.well("target_well")),
        row.volume("volume_ul", "uL"),
        row.text("liquid"),
        row.text("step"),
        read_tip(row, "tip"),
    )


def read_tip(row: Row, column: str) -> Tip:
    """The tip that ``column`` says; a fresh one where it says nothing. Raises FileError at another word."""
    word = row.text(column, Tip.NEW).lower()
    if word not in set(Tip):
        raise row.wrong(column, f"{word!r} is no way to take a tip.", "Write new or same.")
    return Tip(word)
