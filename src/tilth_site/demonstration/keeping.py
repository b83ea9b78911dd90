"""The stock of the example, told through the actions: the parts on the runs' plate, reagents in tubes in a box,
what is kept in stock, and what a request was promised.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import StringIO

from django.utils import timezone

from tilth.foundry.build.inventory import Loading, MoveItem, Sample
from tilth.foundry.build.inventory.boxes import OpenBox
from tilth.foundry.build.inventory.items import LoadItem, RegisterItem, ThawItem
from tilth.foundry.build.inventory.lots import ReceiveLot, ReserveLot
from tilth.foundry.build.inventory.materials import ListMaterial
from tilth.foundry.build.volume import parse_volume
from tilth.parties.model import Role
from tilth_site.accounts.permissions import Actor
from tilth_site.demonstration.loading import Loaded, done
from tilth_site.inventory.actions import Command, carry_out, move, receive_many
from tilth_site.journal.actions import Call
from tilth_site.parties.actors import actor_of
from tilth_site.parties.models import RoleHeld

__all__ = ["keep"]

FOUNDRY = "centre"


@dataclass(frozen=True, slots=True)
class _Reagent:
    """A tube of a reagent: its barcode, its lot, how much, and in how many days it expires."""

    tube: str
    lot: str
    liquid: str
    volume: str
    days: int


_REAGENTS = (
    _Reagent("T-0001", "L-2041", "T4 DNA ligase", "600 uL", 320),
    _Reagent("T-0002", "L-2042", "T4 DNA ligase buffer, 10x", "1.2 mL", 320),
    _Reagent("T-0003", "L-2043", "BsaI-HFv2", "700 uL", 210),
    _Reagent("T-0004", "L-2044", "BsaI-HFv2", "150 uL", 12),
    _Reagent("T-0005", "L-2045", "Competent cells", "1.5 mL", 45),
)  # fmt: skip
_KEPT = (
    ("M-0001", "T4 DNA ligase", "100 uL", "500 uL", 5),
    ("M-0002", "BsaI-HFv2", "200 uL", "500 uL", 5),
    ("M-0003", "Competent cells", "2 mL", "5 mL", 10),
)
_BOX = OpenBox(
    id="B-0001",
    title="Enzymes",
    site="Zhangjiang",
    freezer="Freezer 2 (-20 °C)",
    shelf="Shelf 1",
    rows=9,
    columns=9,
)
_PLATES = OpenBox(
    id="B-0002", title="Source plates", site="Zhangjiang", freezer="Freezer 5 (-80 °C)", shelf="Shelf 3", rows=4,
    columns=6,
)  # fmt: skip
_PROMISED = (("L-2041", "48 uL"), ("L-2042", "96 uL"), ("L-2043", "48 uL"))
"""What the first request of the example was promised, by lot."""


def keep(
    stocks: Mapping[str, str], loaded: Loaded, requests: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Take the example's stock in; ``stocks`` are the tables that its runs draw on, ``requests`` ids by title.

    Raises InputError where an action refuses.
    """
    if FOUNDRY not in loaded.ids or FOUNDRY not in stocks:
        return
    keeper = _Keeper(loaded.ids[FOUNDRY])
    parts = list(csv.DictReader(StringIO(stocks[FOUNDRY].strip())))
    keeper.parts(parts)
    keeper.reagents()
    for id in list(requests.values())[:1]:
        for lot, volume in _PROMISED:
            keeper.do(lot, ReserveLot(id, parse_volume(volume)))
    say(f"The stock is in: {len({row['lot'] for row in parts})} lots of parts and {len(_REAGENTS)} of reagents.")


class _Keeper:
    """The foundry's automation engineer, who keeps its stock."""

    def __init__(self, foundry: str) -> None:
        self.foundry = foundry
        held = RoleHeld.objects.filter(organisation_id=foundry, role=Role.AUTOMATION_ENGINEER.value)
        self.actor: Actor = actor_of(held.order_by("id")[0].person)

    @property
    def call(self) -> Call:
        """A call, now."""
        return Call(self.actor, timezone.now())

    def do(self, id: str, command: Command) -> None:
        """Carry a command out."""
        done(carry_out(self.call, self.foundry, id, command))

    def parts(self, rows: list[dict[str, str]]) -> None:
        """A lot for each lot of the table, and the plates in it with what is in their wells."""
        volumes: dict[str, int] = {}
        for row in rows:
            volumes[row["lot"]] = volumes.get(row["lot"], 0) + parse_volume(row["volume"], unit="uL")
        expires = timezone.localdate() + timedelta(days=700)
        named = {row["lot"]: row for row in rows}
        lots = [
            ReceiveLot(
                id=lot, liquid=named[lot]["part"], volume=volume, supplier="made in the house", expires=expires,
                concentration=Decimal(named[lot]["concentration"]), most_thaws=20,
            )
            for lot, volume in volumes.items()
        ]  # fmt: skip
        done(receive_many(self.call, self.foundry, lots))
        self.do(_PLATES.id, _PLATES)
        for plate in dict.fromkeys(row["labware"] for row in rows):
            inside = [row for row in rows if row["labware"] == plate]
            self.do(plate, RegisterItem(plate, inside[0]["kind"], "CIDAR MoClo parts", most_thaws=20))
            self.do(plate, LoadItem(tuple(Loading(row["well"], _sample(row)) for row in inside)))
            self.do(plate, ThawItem())
            done(move(self.call, self.foundry, [MoveItem(plate, _PLATES.id)]))

    def reagents(self) -> None:
        """A lot and a tube for each reagent, in one box; and what is kept in stock."""
        today = timezone.localdate()
        self.do(_BOX.id, _BOX)
        for one in _REAGENTS:
            volume, expires = parse_volume(one.volume), today + timedelta(days=one.days)
            self.do(
                one.lot,
                ReceiveLot(
                    id=one.lot, liquid=one.liquid, volume=volume, supplier="an invented supplier",
                    supplier_lot=f"X{one.lot[2:]}", expires=expires,
                ),
            )  # fmt: skip
            self.do(one.tube, RegisterItem(one.tube, "tube_2ml", one.liquid))
            sample = Sample(id=one.tube, name=one.liquid, volume=volume, lot=one.lot, expires=expires)
            self.do(one.tube, LoadItem((Loading("A1", sample),)))
        done(move(self.call, self.foundry, [MoveItem(one.tube, _BOX.id) for one in _REAGENTS]))
        for id, liquid, point, pack, days in _KEPT:
            command = ListMaterial(
                id, liquid, parse_volume(point), parse_volume(pack), "an invented supplier", days
            )
            self.do(id, command)


def _sample(row: Mapping[str, str]) -> Sample:
    return Sample(
        id=f"{row['labware']}:{row['well']}", name=row["part"], volume=parse_volume(row["volume"], unit="uL"),
        concentration=Decimal(row["concentration"]), lot=row["lot"],
    )  # fmt: skip
