"""Worklists of a Hamilton: a CSV table whose columns a setting names, since every method reads its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tilth.foundry.build.dialects.neutral import read_tip
from tilth.foundry.build.dialects.tables import ANY_PLATE, Row, read_table, write_table
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.robots.setup import Hamilton, HamiltonColumn, WellStyle
from tilth.foundry.build.transfer import Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.wells import Geometry

__all__ = ["read_worklist", "write_worklist"]


def write_worklist(plan: TransferPlan, robot: Hamilton) -> str:
    """The worklist of ``plan`` with the columns of ``robot``, one transfer a row."""
    geometries = {piece.id: piece.geometry for piece in plan.labware}
    rows = ([_cell(one, column, robot, geometries) for column in robot.columns] for one in plan.transfers)
    return write_table(list(robot.columns.values()), rows, delimiter=robot.delimiter)


def _cell(one: Transfer, column: HamiltonColumn, robot: Hamilton, geometries: Mapping[str, Geometry]) -> str:
    match column:
        case HamiltonColumn.SOURCE_LABWARE:
            return one.source.labware
        case HamiltonColumn.SOURCE_WELL:
            return _well(one.source, robot, geometries)
        case HamiltonColumn.TARGET_LABWARE:
            return one.target.labware
        case HamiltonColumn.TARGET_WELL:
            return _well(one.target, robot, geometries)
        case HamiltonColumn.VOLUME:
            return f"{(Decimal(one.volume) / robot.unit.picolitres).normalize():f}"
        case HamiltonColumn.LIQUID:
            return one.liquid
        case HamiltonColumn.STEP:
            return one.step
        case HamiltonColumn.TIP:
            return one.tip


def _well(place: Place, robot: Hamilton, geometries: Mapping[str, Geometry]) -> str:
    if robot.wells is WellStyle.NAME:
        return place.well
    return str(geometries[place.labware].index(place.well) + 1)


def read_worklist(text: str, file: str, robot: Hamilton, labware: Sequence[Labware]) -> tuple[Transfer, ...]:
    """The transfers of a worklist with the columns of ``robot``; a column that it does not have is empty, the tip
    a fresh one. Raises FileError.
    """
    geometries = {piece.id: piece.geometry for piece in labware}
    needed = [robot.columns[column] for column in list(HamiltonColumn)[:5]]
    rows = read_table(text, file, needed, delimiter=robot.delimiter)
    return tuple(_transfer(row, robot, geometries) for row in rows)


def _transfer(row: Row, robot: Hamilton, geometries: Mapping[str, Geometry]) -> Transfer:
    titles = robot.columns
    liquid, step, tip = (titles.get(column) for column in list(HamiltonColumn)[5:])
    return Transfer(
        _place(row, titles[HamiltonColumn.SOURCE_LABWARE], titles[HamiltonColumn.SOURCE_WELL], robot, geometries),
        _place(row, titles[HamiltonColumn.TARGET_LABWARE], titles[HamiltonColumn.TARGET_WELL], robot, geometries),
        row.volume(titles[HamiltonColumn.VOLUME], robot.unit),
        row.text(liquid) if liquid else "",
        row.text(step) if step else "",
        read_tip(row, tip) if tip else Tip.NEW,
    )


def _place(row: Row, labware: str, well: str, robot: Hamilton, geometries: Mapping[str, Geometry]) -> Place:
    piece = row.text(labware)
    geometry = geometries.get(piece, ANY_PLATE)
    if robot.wells is WellStyle.NAME:
        return Place(piece, row.well(well, geometry))
    number = row.text(well)
    if not number.isdecimal() or not 0 < int(number) <= geometry.count:
        raise row.wrong(well, f"There is no position {number!r}.", f"Count from 1 to {geometry.count}.")
    return Place(piece, geometry.name(int(number) - 1))
