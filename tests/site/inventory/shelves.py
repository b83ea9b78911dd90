"""A foundry's stock in tests, filled through the actions by its automation engineer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from journeys import done
from tilth.foundry.build.inventory import Loading, MoveItem, Sample
from tilth.foundry.build.inventory.boxes import OpenBox
from tilth.foundry.build.inventory.items import LoadItem, RegisterItem
from tilth.foundry.build.inventory.lots import ReceiveLot
from tilth.foundry.build.volume import UL
from tilth.parties.model import Role


@dataclass
class Shelves:
    """The shelves of the cast's foundry."""

    cast: object

    @property
    def foundry(self) -> str:
        return self.cast.foundry

    def call(self, **more):
        return self.cast.call("foundry", Role.AUTOMATION_ENGINEER, at=timezone.now(), **more)

    def do(self, id: str, command) -> None:
        from tilth_site.inventory.actions import carry_out

        done(carry_out(self.call(), self.foundry, id, command))

    def lot(self, id: str = "L-1", liquid: str = "T4 DNA ligase", volume: int = 500 * UL, days: int = 300) -> str:
        expires = timezone.localdate() + timedelta(days=days)
        self.do(id, ReceiveLot(id=id, liquid=liquid, volume=volume, expires=expires))
        return id

    def tube(self, id: str = "T-1", lot: str = "") -> str:
        self.do(id, RegisterItem(id, "tube_2ml"))
        if lot:
            sample = Sample(id=id, name="ligase", volume=100 * UL, lot=lot)
            self.do(id, LoadItem((Loading("A1", sample),)))
        return id

    def box(self, id: str = "B-1", rows: int = 2, columns: int = 2) -> str:
        command = OpenBox(id=id, title="Enzymes", site="s", freezer="f", shelf="1", rows=rows, columns=columns)
        self.do(id, command)
        return id

    def put(self, *items: str, box: str = "B-1"):
        from tilth_site.inventory.actions import move

        return move(self.call(), self.foundry, [MoveItem(item, box) for item in items])
