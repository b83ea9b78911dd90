"""The writes of the stock: one command a call, on a lot, a material, an item or a box; and many lots or many moves
at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tilth.foundry.build.inventory import (
    MoveItem,
    box_stream,
    decide_box,
    decide_item,
    decide_lot,
    decide_material,
    item_stream,
    move_items,
)
from tilth.foundry.build.inventory import boxes as of_box
from tilth.foundry.build.inventory import items as of_item
from tilth.foundry.build.inventory import lots as of_lot
from tilth.foundry.build.inventory import materials as of_material
from tilth.kernel.journal import Happening
from tilth.kernel.refusal import Reason, Refused, refuse
from tilth_site.accounts.permissions import Sides, not_found, permitted
from tilth_site.foundry.models import DesignRequest
from tilth_site.inventory import models
from tilth_site.inventory.tables import BOXES, ITEMS, LOTS, MATERIALS, key_of
from tilth_site.journal.actions import Call, Decision, Outcome, perform
from tilth_site.journal.append import Happened
from tilth_site.journal.streams import StreamKind, load

__all__ = ["ACTIONS", "MANY", "MOVE", "carry_out", "move", "receive_many"]

Command = of_lot.LotCommand | of_material.MaterialCommand | of_item.ItemCommand | of_box.BoxCommand

ACTIONS: Mapping[type[Command], str] = {
    of_lot.ReceiveLot: "foundry.lot.receive",
    of_lot.ReserveLot: "foundry.lot.reserve",
    of_lot.ReleaseLot: "foundry.lot.reserve",
    of_lot.ConsumeLot: "foundry.lot.use",
    of_lot.CountLot: "foundry.lot.count",
    of_lot.WithdrawLot: "foundry.lot.withdraw",
    of_material.ListMaterial: "foundry.material.keep",
    of_material.DropMaterial: "foundry.material.keep",
    of_item.RegisterItem: "foundry.item.register",
    of_item.LoadItem: "foundry.item.use",
    of_item.DrawFromItem: "foundry.item.use",
    of_item.EmptyItem: "foundry.item.use",
    of_item.ThawItem: "foundry.item.use",
    of_item.RetireItem: "foundry.item.retire",
    of_box.OpenBox: "foundry.box.keep",
    of_box.ShiftBox: "foundry.box.keep",
    of_box.CloseBox: "foundry.box.keep",
}
"""The permission that each command needs."""

MOVE = "foundry.item.move"
"""The permission that moving items needs."""

MANY = 1_000
"""Lots that are received, or items that are moved, in one transaction, which keeps all other writers waiting."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")

_Decide = Callable[[Any, Any, date], "tuple[Happening, ...] | Refused"]

_ROOMS: tuple[tuple[StreamKind[Any], Collection[type], _Decide], ...] = (
    (LOTS, of_lot.LotCommand.__args__, decide_lot),
    (MATERIALS, of_material.MaterialCommand.__args__, lambda state, command, _: decide_material(state, command)),
    (ITEMS, of_item.ItemCommand.__args__, lambda state, command, _: decide_item(state, command)),
    (BOXES, of_box.BoxCommand.__args__, lambda state, command, _: decide_box(state, command)),
)


def carry_out(call: Call, foundry: str, id: str, command: Command) -> Outcome:
    """Carry ``command`` out on what ``foundry`` calls ``id``, or say why not."""
    return perform(
        call, ACTIONS[type(command)], [foundry, id, command], lambda: _decided(call, foundry, id, command)
    )


def receive_many(call: Call, foundry: str, commands: Sequence[of_lot.ReceiveLot]) -> Outcome:
    """Take up to :data:`MANY` lots into stock, all or none. Each reason has its row's number, from 1, in
    ``data["row"]``.
    """

    def attempt() -> Decision:
        happened: list[Happened] = []
        reasons: list[Reason] = []
        seen: set[str] = set()
        for number, command in enumerate(commands, start=1):
            twice = command.id in seen
            found = _twice(command.id) if twice else _decided(call, foundry, command.id, command)
            seen.add(command.id)
            if isinstance(found, Refused):
                reasons += [replace(one, data={**one.data, "row": number}) for one in found.reasons]
            else:
                happened += found
        return Refused(tuple(reasons)) if reasons else tuple(happened)

    refused = _too_many(len(commands))
    return refused or perform(call, ACTIONS[of_lot.ReceiveLot], [foundry, list(commands)], attempt)


def move(call: Call, foundry: str, moves: Sequence[MoveItem]) -> Outcome:
    """Move up to :data:`MANY` items, all or none."""

    def attempt() -> Decision:
        refused = permitted(call.actor, MOVE, Sides(provider=foundry))
        if refused:
            return refused
        items = {one.item: load(ITEMS, key_of(foundry, one.item)) for one in moves}
        there = {id: item for id, item in items.items() if item is not None}
        named = {one.box for one in moves} | {item.box for item in there.values()}
        boxes = {id: load(BOXES, key_of(foundry, id)) for id in named if id}
        decided = move_items(moves, there, {id: box for id, box in boxes.items() if box is not None})
        if isinstance(decided, Refused):
            return decided
        streams = {
            **{item_stream(id): ITEMS.name(key_of(foundry, id)) for id in there},
            **{box_stream(id): BOXES.name(key_of(foundry, id)) for id in boxes},
        }
        return tuple(Happened(streams[name], event) for name, events in decided.items() for event in events)

    refused = _too_many(len(moves))
    return refused or perform(call, MOVE, [foundry, list(moves)], attempt)


def _decided(call: Call, foundry: str, id: str, command: Command) -> Decision:
    refused = permitted(call.actor, ACTIONS[type(command)], Sides(provider=foundry))
    refused = refused or _misspelt(id) or _strange(foundry, command)
    if refused:
        return refused
    kind, decide = next((kind, decide) for kind, commands, decide in _ROOMS if type(command) in commands)
    decided = decide(load(kind, key_of(foundry, id)), command, call.today)
    if isinstance(decided, Refused):
        return decided
    return tuple(Happened(kind.name(key_of(foundry, id)), event) for event in decided)


def _misspelt(id: str) -> Refused | None:
    if _ID.fullmatch(id):
        return None
    return refuse(
        "stock.id",
        "{id} cannot be printed as a label.",
        "Use 1 to 24 letters, digits, points, hyphens and underscores, a letter or digit first.",
        "id",
        id=id,
    )


def _strange(foundry: str, command: Command) -> Refused | None:
    """Why a command that names a request, or a lot, names one that is not the foundry's; and one that keeps a
    liquid in stock, one that is kept already.
    """
    match command:
        case of_lot.ReserveLot(request=request) | of_lot.ConsumeLot(request=request) if request:
            there = DesignRequest.objects.filter(provider_id=foundry, id=request).exists()
            return None if there else not_found()
        case of_material.ListMaterial(id=id, liquid=liquid):
            others = models.Material.objects.filter(foundry=foundry, liquid=liquid, dropped=False)
            return _kept_already(liquid) if others.exclude(key=key_of(foundry, id)).exists() else None
        case of_item.LoadItem(loadings=loadings):
            lots = {one.sample.lot for one in loadings if one.sample.lot}
            keys = [key_of(foundry, lot) for lot in lots]
            return None if models.Lot.objects.filter(key__in=keys).count() == len(lots) else not_found()
        case _:
            return None


def _kept_already(liquid: str) -> Refused:
    return refuse(
        "material.twice",
        "{liquid} is kept in stock already.",
        "Change its figures on the page of the stock.",
        "liquid",
        liquid=liquid,
    )


def _twice(id: str) -> Refused:
    return refuse(
        "lot.twice", "Lot {id} is in the table twice.", "Give each lot a number of its own.", "id", id=id
    )


def _too_many(count: int) -> Refused | None:
    if count <= MANY:
        return None
    return refuse(
        "stock.many",
        "{count} rows at once are too many: {most} are taken.",
        "Divide the table.",
        count=count,
        most=MANY,
    )
