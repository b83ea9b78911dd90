"""Picklists of an Echo: CSV as Echo Plate Reformat and Echo Cherry Pick import it, volumes in nL.

The software asks for source well, destination well and transfer volume, and takes plate names, barcodes and
types; ``Sample Name`` and ``Sample Comment`` are columns that it keeps with the source well and prints in its
report, and hold the liquid and the step here. A plate's name and barcode are both the piece's id, which is how a
report finds its way back. An Echo has no tips: what is read back takes a fresh one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tilth.foundry.build.dialects.tables import Row, read_table, write_table
from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.transfer import Place, Transfer, TransferPlan
from tilth.foundry.build.volume import NL

__all__ = ["plate", "read_picklist", "write_picklist"]

_COLUMNS = (
    "Source Plate Name",
    "Source Plate Barcode",
    "Source Plate Type",
    "Source Well",
    "Destination Plate Name",
    "Destination Plate Barcode",
    "Destination Plate Type",
    "Destination Well",
    "Transfer Volume",
    "Sample Name",
    "Sample Comment",
)


def write_picklist(plan: TransferPlan) -> str:
    """The picklist of ``plan``, one transfer a row. What an Echo cannot do is said by
    :func:`~tilth.foundry.build.robots.checks.check_echo`, not here.
    """
    types = {piece.id: labware_kind(piece.kind).echo for piece in plan.labware}
    return write_table(_COLUMNS, (_row(one, types) for one in plan.transfers))


def _row(one: Transfer, types: Mapping[str, str]) -> tuple[str, ...]:
    source, target = one.source, one.target
    return (
        *(source.labware, source.labware, types.get(source.labware, ""), source.well),
        *(target.labware, target.labware, types.get(target.labware, ""), target.well),
        f"{Decimal(one.volume) / NL:f}",
        one.liquid,
        one.step,
    )


def read_picklist(
    text: str, file: str, *, source: str = "Source[1]", target: str = "Destination[1]"
) -> tuple[Transfer, ...]:
    """The transfers of a picklist. Where it names no plates, they are ``source`` and ``target``; a barcode goes
    before a name. Raises FileError.
    """
    rows = read_table(text, file, ("Source Well", "Destination Well", "Transfer Volume"))
    return tuple(
        Transfer(
            Place(plate(row, "Source", source), row.well("Source Well")),
            Place(plate(row, "Destination", target), row.well("Destination Well")),
            row.volume("Transfer Volume", "nL"),
            row.text("Sample Name"),
            row.text("Sample Comment"),
        )
        for row in rows
    )


def plate(row: Row, side: str, default: str) -> str:
    """The plate on the ``side`` (``Source``, ``Destination``) of a row: its barcode, else its name, else
    ``default``.
    """
    return row.text(f"{side} Plate Barcode") or row.text(f"{side} Plate Name", default)
