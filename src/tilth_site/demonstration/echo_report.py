"""A transfer report as an Echo would write it, for transfers that no Echo made: some of them failed."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.robots.carriers import Carrier, carried
from tilth.foundry.build.transfer import Transfer
from tilth.foundry.build.volume import NL, microlitres

__all__ = ["simulated_report"]

_COLUMNS = (
    "Date Time Point", "Source Plate Name", "Source Plate Barcode", "Source Plate Type", "Source Well",
    "Destination Plate Name", "Destination Plate Barcode", "Destination Plate Type", "Destination Well",
    "Transfer Volume", "Actual Volume", "Sample ID", "Sample Name", "Survey Fluid Volume", "Current Fluid Volume",
    "Fluid Composition", "Fluid Units", "Fluid Type", "Transfer Status",
)  # fmt: skip
_FAULT = "MM0202007: Problem calc. well fluid volume fc: 0 ft: 0"
_SHOT = timedelta(milliseconds=300)


def simulated_report(plan: BuildPlan, step: str, at: datetime, failing: Collection[int] = ()) -> str:
    """The report of ``step`` of ``plan``, begun ``at``, in which the transfers numbered ``failing`` (from 0, among
    those of the step) moved nothing.
    """
    part = carried(plan, Carrier.ACOUSTIC)
    kinds = {piece.id: labware_kind(piece.kind).echo for piece in part.labware}
    surveyed = {filling.place: filling.volume for filling in part.fillings}
    held, rows = dict(surveyed), []
    for number, one in enumerate(one for one in part.transfers if one.step == step):
        failed = number in failing
        held[one.source] -= 0 if failed else one.volume
        volumes = (surveyed[one.source], held[one.source])
        rows.append(_row(one, kinds, at + number * _SHOT, volumes, failed=failed))
    head = (("Run ID", step), ("Run Date/Time", f"{at:%Y-%m-%d %H:%M:%S}"), ("Application Name", "Tilth example"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(head)
    for name, chosen in (("EXCEPTIONS", True), ("DETAILS", False)):
        listed = [row for row in rows if bool(row[-1]) is chosen]
        if listed:
            writer.writerows(([], [f"[{name}]"], _COLUMNS, *listed))
    writer.writerows(([], ("Instrument Name", "no instrument: simulated")))
    return text.getvalue()


def _row(
    one: Transfer, kinds: dict[str, str], at: datetime, volumes: tuple[int, int], *, failed: bool
) -> Sequence[str]:
    """A line of the report; ``volumes`` are pL in the source as surveyed, and after the transfer."""
    moved = f"{one.volume / NL:g}"
    survey, left = (f"{microlitres(volume):f}" for volume in volumes)
    source, target = one.source, one.target
    return (
        f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03}",
        source.labware, source.labware, kinds[source.labware], source.well,
        target.labware, target.labware, kinds[target.labware], target.well,
        moved, "0" if failed else moved, "", one.liquid, survey, left, "", "", "AQ", _FAULT if failed else "",
    )  # fmt: skip
