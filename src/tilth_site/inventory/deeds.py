"""What people do to a lot, an item and a box: the words of each deed, its form, and the command that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tilth.foundry.build.inventory.boxes import CloseBox, ShiftBox
from tilth.foundry.build.inventory.items import DrawFromItem, EmptyItem, LoadItem, RetireItem, ThawItem
from tilth.foundry.build.inventory.lots import ConsumeLot, CountLot, ReleaseLot, ReserveLot, WithdrawLot
from tilth.foundry.build.inventory.materials import DropMaterial
from tilth_site.inventory.actions import ACTIONS, Command
from tilth_site.inventory.forms import (
    CountForm,
    DrawForm,
    EmptyForm,
    LoadForm,
    ReasonForm,
    ReleaseForm,
    ReserveForm,
    ShiftForm,
    UseForm,
)
from tilth_site.inventory.making import loading
from tilth_site.inventory.models import Box, Item, Lot, Material
from tilth_site.pages.keyed import KeyedForm

__all__ = ["DEEDS", "Deed", "of"]

Text = str | Promise
Row = Lot | Material | Item | Box


@dataclass(frozen=True, slots=True)
class Deed:
    """A command in words: the ``label`` of its button, the ``lead`` of its page, what is said when it is ``done``.
    ``make`` gives the command from what the form holds and the row it is about.
    """

    command: type[Command]
    label: Text
    lead: Text
    done: Text
    form: type[forms.Form]
    make: Callable[[Mapping[str, Any], Row], Command]
    danger: bool = False

    @property
    def name(self) -> str:
        """The command's name, which is its address too."""
        return self.command.NAME

    @property
    def action(self) -> str:
        """The permission that it needs."""
        return ACTIONS[self.command]


_LOT = (
    Deed(
        ReserveLot, _("Reserve"), _("Promise some of it to a request, so that nobody else plans with it."),
        _("It is reserved."), ReserveForm, lambda given, _row: ReserveLot(given["request"], given["volume"]),
    ),
    Deed(
        ReleaseLot, _("Release"), _("Free what a request was promised and no longer needs."),
        _("It is released."), ReleaseForm, lambda given, _row: ReleaseLot(given["request"], given["volume"]),
    ),
    Deed(
        ConsumeLot, _("Record a use"), _("What was used by hand. Runs record themselves what they use."),
        _("The use is recorded."), UseForm, lambda given, _row: ConsumeLot(given["request"], given["volume"]),
    ),
    Deed(
        CountLot, _("Count"), _("Say how much is there. What was seen stands, whatever was computed."),
        _("The count is recorded."), CountForm, lambda given, _row: CountLot(given["left"], given["reason"]),
    ),
    Deed(
        WithdrawLot, _("Withdraw"), _("Nobody can use the lot from now on: it was recalled, or is spoilt."),
        _("The lot is withdrawn."), ReasonForm, lambda given, _row: WithdrawLot(given["reason"]), danger=True,
    ),
)  # fmt: skip
_MATERIAL = (
    Deed(
        DropMaterial, _("Keep no longer"), _("It is not ordered any more. Its lots stay."),
        _("It is no longer kept in stock."), ReasonForm, lambda given, _row: DropMaterial(given["reason"]),
        danger=True,
    ),
)  # fmt: skip
_ITEM = (
    Deed(
        LoadItem, _("Put a sample in"), _("What the well holds from now on."), _("The sample is recorded."),
        LoadForm, lambda given, row: loading(given, row.id, row.foundry),
    ),
    Deed(
        DrawFromItem, _("Draw"), _("What was drawn by hand."), _("The draw is recorded."), DrawForm,
        lambda given, _row: DrawFromItem(given["well"].strip(), given["volume"]),
    ),
    Deed(
        EmptyItem, _("Empty wells"), _("What is in these wells is thrown away."), _("The wells are empty."),
        EmptyForm, lambda given, _row: EmptyItem(tuple(dict.fromkeys(given["wells"].replace(",", " ").split()))),
    ),
    Deed(
        ThawItem, _("Record a thaw"), _("It was frozen and thawed once more."), _("The thaw is recorded."),
        KeyedForm, lambda _given, _row: ThawItem(),
    ),
    Deed(
        RetireItem, _("Retire"), _("It is gone for good: used up, discarded, or handed out."),
        _("The item is retired."), ReasonForm, lambda given, _row: RetireItem(given["reason"]), danger=True,
    ),
)  # fmt: skip
_BOX = (
    Deed(
        ShiftBox, _("Move the box"), _("The box goes elsewhere, with everything in it."), _("The box is moved."),
        ShiftForm, lambda given, _row: ShiftBox(given["site"], given["freezer"], given["shelf"]),
    ),
    Deed(
        CloseBox, _("Do away with it"), _("Only an empty box can be done away with."), _("The box is gone."),
        ReasonForm, lambda given, _row: CloseBox(given["reason"]), danger=True,
    ),
)  # fmt: skip

DEEDS: Mapping[str, Mapping[str, Deed]] = {
    kind: {deed.name: deed for deed in deeds}
    for kind, deeds in (("lots", _LOT), ("materials", _MATERIAL), ("items", _ITEM), ("boxes", _BOX))
}
"""The part of an address that names what is kept -> the deeds to one such thing, by name."""


def of(kind: str, name: str) -> Deed | None:
    """The deed called ``name`` to one of ``kind``."""
    return DEEDS.get(kind, {}).get(name)
