"""Lots: received, reserved for requests, consumed, counted, withdrawn.

A reservation is a promise out of what nobody else was promised. What is used for a request comes out of its own
reservation first; what others were promised cannot be used for it. A count is what somebody saw, so it always
stands, even where it leaves less than was promised (:attr:`~.model.StockLot.free` is then below 0).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, assert_never

from tilth.foundry.build.inventory import history
from tilth.foundry.build.inventory.events import (
    LotConsumed,
    LotCounted,
    LotEvent,
    LotReceived,
    LotReleased,
    LotReserved,
    LotWithdrawn,
)
from tilth.foundry.build.inventory.model import StockLot
from tilth.foundry.build.volume import format_volume
from tilth.kernel.refusal import Refused, refuse

__all__ = [
    "ConsumeLot",
    "CountLot",
    "LotCommand",
    "ReceiveLot",
    "ReleaseLot",
    "ReserveLot",
    "WithdrawLot",
    "apply_lot",
    "decide_lot",
    "fold_lot",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveLot:
    """Take a lot into stock: ``volume`` pL of ``liquid``. ``supplier_lot`` is the number on the label."""

    NAME: ClassVar[str] = "receive_lot"
    id: str
    liquid: str
    volume: int
    supplier: str = ""
    supplier_lot: str = ""
    concentration: Decimal | None = None
    expires: date | None = None
    most_thaws: int | None = None


@dataclass(frozen=True, slots=True)
class ReserveLot:
    """Promise ``volume`` pL more to a request."""

    NAME: ClassVar[str] = "reserve_lot"
    request: str
    volume: int


@dataclass(frozen=True, slots=True)
class ReleaseLot:
    """Free what is promised to a request: ``volume`` pL, or all where that is None."""

    NAME: ClassVar[str] = "release_lot"
    request: str
    volume: int | None = None


@dataclass(frozen=True, slots=True)
class ConsumeLot:
    """Record that ``volume`` pL were used for a request (empty: for nobody's), in a run (empty: by hand)."""

    NAME: ClassVar[str] = "consume_lot"
    request: str
    volume: int
    run: str = ""


@dataclass(frozen=True, slots=True)
class CountLot:
    """Record that ``left`` pL are there."""

    NAME: ClassVar[str] = "count_lot"
    left: int
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawLot:
    """Let nobody use the lot any more."""

    NAME: ClassVar[str] = "withdraw_lot"
    reason: str


LotCommand = ReceiveLot | ReserveLot | ReleaseLot | ConsumeLot | CountLot | WithdrawLot


def decide_lot(lot: StockLot | None, command: LotCommand, today: date) -> tuple[LotEvent, ...] | Refused:
    """What ``command`` does to ``lot`` (None: it is not there yet) on the day ``today``, or why it does not."""
    if isinstance(command, ReceiveLot):
        event = history.exists("lot", lot.id) if lot else _received(command, today)
    elif lot is None:
        event = history.missing("lot", command.NAME)
    else:
        event = _decided(lot, command, today)
    return event if isinstance(event, Refused) else (event,)


def apply_lot(lot: StockLot | None, event: LotEvent) -> StockLot:
    """The lot after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    if isinstance(event, LotReceived):
        if lot is not None:
            raise history.damaged("lot", event)
        return _new(event)
    if lot is None:
        raise history.damaged("lot", event)
    match event:
        case LotReserved(request, volume):
            return replace(lot, reserved=_changed(lot.reserved, request, volume))
        case LotReleased(request, volume) if volume <= lot.reserved.get(request, 0):
            return replace(lot, reserved=_changed(lot.reserved, request, -volume))
        case LotConsumed(request, volume) if volume <= lot.left:
            kept = _changed(lot.reserved, request, -min(volume, lot.reserved.get(request, 0)))
            return replace(lot, left=lot.left - volume, reserved=kept)
        case LotCounted(left):
            return replace(lot, left=left)
        case LotWithdrawn(reason):
            return replace(lot, withdrawn=reason)
        case _:
            raise history.damaged("lot", event)


def fold_lot(events: Iterable[LotEvent]) -> StockLot | None:
    """The lot after all ``events`` of its stream, None where there is none. Errors as :func:`apply_lot`."""
    lot: StockLot | None = None
    for event in events:
        lot = apply_lot(lot, event)
    return lot


def _new(event: LotReceived) -> StockLot:
    return StockLot(
        id=event.id,
        liquid=event.liquid,
        supplier=event.supplier,
        supplier_lot=event.supplier_lot,
        received=event.volume,
        received_on=event.received_on,
        left=event.volume,
        concentration=event.concentration,
        expires=event.expires,
        most_thaws=event.most_thaws,
    )


def _changed(reserved: Mapping[str, int], request: str, by: int) -> dict[str, int]:
    changed = {**reserved, request: reserved.get(request, 0) + by}
    return {request: volume for request, volume in changed.items() if volume}


def _received(command: ReceiveLot, today: date) -> LotEvent | Refused:
    if not command.liquid.strip():
        return refuse("lot.no_liquid", "The lot has no liquid.", "Say what it is a lot of.", "liquid")
    if command.expires is not None and command.expires < today:
        return refuse(
            "lot.expired",
            "The lot could be used up to {expires}.",
            "Send it back, or correct the date.",
            "expires",
            expires=command.expires.isoformat(),
        )
    objection = history.no_concentration("lot", command.concentration) or history.no_volume("lot", command.volume)
    return objection or LotReceived(
        id=command.id,
        liquid=command.liquid,
        supplier=command.supplier,
        supplier_lot=command.supplier_lot,
        volume=command.volume,
        received_on=today,
        concentration=command.concentration,
        expires=command.expires,
        most_thaws=command.most_thaws,
    )


def _decided(
    lot: StockLot, command: ReserveLot | ReleaseLot | ConsumeLot | CountLot | WithdrawLot, today: date
) -> LotEvent | Refused:
    match command:
        case ReserveLot(request, volume):
            return _unreservable(lot, volume, today) or LotReserved(request, volume)
        case ReleaseLot(request, volume):
            return _released(lot, request, volume)
        case ConsumeLot(request, volume, run):
            return _unconsumable(lot, request, volume) or LotConsumed(request, volume, run)
        case CountLot(left, reason):
            return (
                history.no_volume("lot", left, least=0)
                or history.unreasoned("lot", reason)
                or LotCounted(left, reason)
            )
        case WithdrawLot(reason):
            return history.unreasoned("lot", reason) or LotWithdrawn(reason)
        case _:
            assert_never(command)


def _unreservable(lot: StockLot, volume: int, today: date) -> Refused | None:
    if lot.withdrawn:
        return refuse(
            "lot.withdrawn",
            "Lot {lot} of {liquid} may not be used: {reason}",
            "Choose another lot.",
            lot=lot.id,
            liquid=lot.liquid,
            reason=lot.withdrawn,
        )
    if lot.expires is not None and today > lot.expires:
        return refuse(
            "lot.expired",
            "Lot {lot} of {liquid} could be used up to {expires}.",
            "Choose another lot.",
            lot=lot.id,
            liquid=lot.liquid,
            expires=lot.expires.isoformat(),
        )
    return history.no_volume("lot", volume) or _short(lot, volume, lot.free)


def _unconsumable(lot: StockLot, request: str, volume: int) -> Refused | None:
    """Why so much cannot have been used for the request. Whether the lot was still good is no question here: what
    was used was used, and the ledger refuses it before the run.
    """
    own = lot.reserved.get(request, 0)
    return history.no_volume("lot", volume) or _short(lot, volume, min(lot.left, max(0, lot.free) + own))


def _short(lot: StockLot, asked: int, free: int) -> Refused | None:
    if asked <= free:
        return None
    free = max(0, free)
    return refuse(
        "lot.short",
        "{asked} of {liquid} are asked of lot {lot}, and {free} are free; {missing} are missing.",
        "Take {missing} from another lot, release what a request no longer needs, or count the lot again.",
        "volume",
        lot=lot.id,
        liquid=lot.liquid,
        asked=format_volume(asked),
        free=format_volume(free),
        missing=format_volume(asked - free),
        missing_pl=asked - free,
    )


def _released(lot: StockLot, request: str, volume: int | None) -> LotEvent | Refused:
    promised = lot.reserved.get(request, 0)
    freed = promised if volume is None else volume
    if 0 < freed <= promised:
        return LotReleased(request, freed)
    return refuse(
        "lot.not_reserved",
        "{asked} of lot {lot} cannot be released: {promised} are reserved for the request {request}.",
        "Release at most what is reserved.",
        "volume",
        lot=lot.id,
        request=request,
        asked=format_volume(freed),
        promised=format_volume(promised),
    )
