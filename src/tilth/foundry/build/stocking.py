"""The stocks of a run out of what the foundry holds: which wells serve each liquid, and what is missing.

A well serves where the molecule is the one asked for (by its SEGUID where both are known, else by name; a well of
that name that is known to hold another molecule never does), where nothing about it has expired, was withdrawn or
was thawed too often, where it is the foundry's or that of the very party it is for, and where its lot has
something left that no other request was promised. What was promised to the run's own requests comes first, then
what is known by its molecule, then what expires first. A well serves one liquid, and the wells of a lot together
give no more than the lot may.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tilth.foundry.build.compile.compiling import compile_request
from tilth.foundry.build.compile.request import BuildRequest, Stock
from tilth.foundry.build.inventory.model import Item, Sample, StockLot
from tilth.foundry.build.inventory.stock import Demand, needs
from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import UL, format_volume
from tilth.kernel.refusal import Reason, Refused

__all__ = ["FROM_THE_TAP", "Proposal", "Takes", "Wanted", "propose", "stocks_table", "what_it_takes"]

FROM_THE_TAP = frozenset(("water",))
"""Liquids that no foundry keeps lots of."""

_SPILL, _SPILL_KIND = "not in stock ", "echo_384_pp"
_ENDLESS = 2**50
"""pL: more than any plan draws."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A liquid that a run takes: its name, the ``identity`` of its molecule and its ``length`` (bp) where it is a
    part, and the parties (``owners``) whose constructs take it.
    """

    liquid: str
    identity: str = ""
    length: int | None = None
    owners: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """The wells that serve, in the order in which they are to be drawn from, and a reason for each that would but
    may not.
    """

    stocks: tuple[Stock, ...]
    passed: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Takes:
    """What is ``missing`` of the parts, in the order of mention, and the ``reagents`` in no stock, which
    the plan lays out itself: each with what is filled in of it.
    """

    missing: tuple[Demand, ...]
    reagents: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class _Well:
    item: Item
    well: str
    sample: Sample

    @property
    def place(self) -> Place:
        return Place(self.item.id, self.well)


def propose(
    wanted: Iterable[Wanted],
    items: Sequence[Item],
    lots: Mapping[str, StockLot],
    on: date,
    requests: Collection[str],
    *,
    foundry: str = "",
    acoustic: bool = False,
) -> Proposal:
    """The wells of ``items`` that serve each of ``wanted`` on the day ``on``, for a run of ``requests``.

    ``acoustic``: an acoustic dispenser draws from them, so only plates that it knows serve. O(wanted x wells).
    """
    wells = [_Well(item, well, sample) for item in items for well, sample in item.samples.items()]
    budget = {id: _budget(lot, requests) for id, lot in lots.items()}
    chosen: dict[Place, Stock] = {}
    passed: list[Reason] = []
    for one in wanted:
        serving = [well for well in wells if _might_serve(one, well.sample)]
        for well in sorted(serving, key=lambda well: _order(one, well, lots, requests)):
            lot = lots.get(well.sample.lot)
            why = _barred(one, well, lot, on, foundry, acoustic) or _taken(one, well, chosen)
            stock = None if why else _stock(one, well, lot, budget)
            if stock is not None:
                chosen[stock.place] = stock
            else:
                passed.append(why or _promised(one, well))
    return Proposal(tuple(chosen.values()), tuple(passed))


def what_it_takes(request: BuildRequest) -> Takes | Refused:
    """How much of which part the stocks of ``request`` lack, and which reagents are laid out for it; Refused where
    the request cannot be compiled for another reason. Of a part in no stock the recipe's fixed volume is counted.

    Each part gets a well without end behind those it has; what would be drawn from that is missing. It costs one
    compilation.
    """
    last = {stock.liquid: stock for stock in request.stocks}
    parts = dict.fromkeys(part for one in request.constructs for part in one.parts)
    spills = {
        part: replace(
            last.get(part, Stock(part, Place("", "A1"), _SPILL_KIND, 0)),
            place=Place(f"{_SPILL}{number}", "A1"), kind=_SPILL_KIND, volume=_ENDLESS, lot="",
        )
        for number, part in enumerate(parts)
    }  # fmt: skip
    plan = compile_request(replace(request, stocks=(*request.stocks, *spills.values())))
    if isinstance(plan, Refused):
        return plan
    missing: dict[str, int] = {}
    for one in plan.transfers.transfers:
        if one.source.labware.startswith(_SPILL):
            missing[one.source.labware] = missing.get(one.source.labware, 0) + one.volume
    stocked = {*(one.place for one in request.stocks), *(one.place for one in spills.values())}
    own = tuple(
        one for one in plan.transfers.fillings if one.place not in stocked and one.liquid not in FROM_THE_TAP
    )
    names = {spill.place.labware: part for part, spill in spills.items()}
    return Takes(
        tuple(Demand("", part, missing[place]) for place, part in names.items() if place in missing),
        needs("", replace(plan.transfers, fillings=own)),
    )


def stocks_table(stocks: Iterable[Stock]) -> str:
    """``stocks`` as the table (CSV) that :func:`~.compile.tables.read_stocks` reads."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("part", "labware", "kind", "well", "volume", "concentration", "length", "lot"))
    for one in stocks:
        known = "" if one.concentration is None else f"{one.concentration:.15g}"
        volume = format((Decimal(one.volume) / UL).normalize(), "f")
        rows.writerow(
            (one.liquid, one.place.labware, one.kind, one.place.well, volume, known, one.length or "", one.lot)
        )
    return text.getvalue()


def _might_serve(wanted: Wanted, sample: Sample) -> bool:
    """Whether a sample is what is wanted by its molecule, or bears its name."""
    return wanted.liquid == sample.name or _known_by_molecule(wanted, sample)


def _known_by_molecule(wanted: Wanted, sample: Sample) -> bool:
    return bool(wanted.identity) and wanted.identity == sample.identity


def _budget(lot: StockLot, requests: Collection[str]) -> int:
    """The pL of ``lot`` that the requests may take: what they were promised, and what nobody was."""
    own = sum(promised for request, promised in lot.reserved.items() if request in requests)
    return min(lot.left, own + max(0, lot.free))


def _order(
    wanted: Wanted, well: _Well, lots: Mapping[str, StockLot], requests: Collection[str]
) -> tuple[bool, bool, date, str, Place]:
    lot = lots.get(well.sample.lot)
    own = well.sample.request in requests or (lot is not None and not _requests_of(lot).isdisjoint(requests))
    ends = [end for end in (well.sample.expires, lot.expires if lot else None) if end is not None]
    known = _known_by_molecule(wanted, well.sample)
    return (not own, not known, min(ends, default=date.max), well.sample.lot, well.place)


def _requests_of(lot: StockLot) -> frozenset[str]:
    """The requests that the lot is promised to."""
    return frozenset(request for request, promised in lot.reserved.items() if promised > 0)


def _barred(
    wanted: Wanted, well: _Well, lot: StockLot | None, on: date, foundry: str, acoustic: bool
) -> Reason | None:
    """Why a well may not be drawn from, or None where it may."""
    return next(_bars(wanted, well, lot, on, foundry, acoustic), None)


def _bars(
    wanted: Wanted, well: _Well, lot: StockLot | None, on: date, foundry: str, acoustic: bool
) -> Iterator[Reason]:
    item, sample = well.item, well.sample
    data: dict[str, str | int | None] = {"well": str(well.place), "liquid": wanted.liquid, "lot": sample.lot}
    if wanted.identity and sample.identity and wanted.identity != sample.identity:
        words = "{well} holds a sample named {liquid}, but another molecule: {found}, not {identity}."
        mend = "Correct what is recorded of the sample, or name the part apart from it."
        molecules = {"found": sample.identity, "identity": wanted.identity}
        yield Reason("stock.another_molecule", words, mend, wanted.liquid, {**data, **molecules})
    if lot is not None and lot.withdrawn:
        words = "{well} holds {liquid} of lot {lot}, which was withdrawn: {why}"
        yield Reason("stock.withdrawn", words, "Put it away.", wanted.liquid, {**data, "why": lot.withdrawn})
    ends = [end for end in (sample.expires, lot.expires if lot else None) if end is not None]
    if ends and min(ends) < on:
        words = "{well} holds {liquid} that could be used up to {expires}."
        mend = "Take a lot that is still good."
        yield Reason("stock.expired", words, mend, wanted.liquid, {**data, "expires": min(ends).isoformat()})
    limits = [most for most in (item.most_thaws, lot.most_thaws if lot else None) if most is not None]
    if limits and item.thaws > min(limits):
        words = "{well} holds {liquid} that was thawed {thaws} times of at most {most}."
        mend = "Take a tube that was thawed less often."
        counts = {"thaws": item.thaws, "most": min(limits)}
        yield Reason("stock.thawed_out", words, mend, wanted.liquid, {**data, **counts})
    if sample.owner and sample.owner != foundry and wanted.owners != {sample.owner}:
        words = "{well} holds {liquid} of a party for whom it is not built."
        yield Reason("stock.of_another", words, "Take the foundry’s own.", wanted.liquid, data)
    if acoustic and not labware_kind(item.kind).echo:
        words = "{well} holds {liquid}, and an acoustic dispenser cannot draw from a {kind}."
        mend = "Put it into a source plate such as echo_384_pp, or use a pipetting robot."
        yield Reason("stock.no_acoustic_source", words, mend, wanted.liquid, {**data, "kind": item.kind})


def _taken(wanted: Wanted, well: _Well, chosen: Mapping[Place, Stock]) -> Reason | None:
    """That the well serves another liquid already, which is the same molecule by another name."""
    other = chosen.get(well.place)
    if other is None:
        return None
    return Reason(
        "stock.taken",
        "{well} serves {other} already, so it cannot serve {liquid}.",
        "Give the molecule one name in the designs.",
        wanted.liquid,
        {"well": str(well.place), "liquid": wanted.liquid, "other": other.liquid},
    )


def _promised(wanted: Wanted, well: _Well) -> Reason:
    return Reason(
        "stock.none_to_draw",
        "{well} holds {volume} of {liquid}, of which nothing can be drawn: it is the dead volume, or its lot is "
        "used up or promised to others.",
        "Fill it up, or release what a request no longer needs.",
        wanted.liquid,
        {"well": str(well.place), "volume": format_volume(well.sample.volume), "liquid": wanted.liquid},
    )


def _stock(wanted: Wanted, well: _Well, lot: StockLot | None, budget: dict[str, int]) -> Stock | None:
    """The well as a stock, its lot's budget less what can be drawn from it; None where that is nothing."""
    kind, sample = labware_kind(well.item.kind), well.sample
    drawn = sample.volume - kind.dead
    if lot is not None:
        drawn = min(drawn, budget[lot.id])
    if drawn <= 0:
        return None
    if lot is not None:
        budget[lot.id] -= drawn
    concentration = sample.concentration or (lot.concentration if lot else None)
    return Stock(
        wanted.liquid, well.place, kind.id, kind.dead + drawn,
        float(concentration) if concentration else None, wanted.length, sample.lot,
    )  # fmt: skip
