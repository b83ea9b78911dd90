"""From a request to a build plan: workflows write what is to be done, then every draw gets its well."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.catalogue import check_operation
from tilth.foundry.build.compile.bench import Bench
from tilth.foundry.build.compile.checks import check_request
from tilth.foundry.build.compile.procedures import carry_out
from tilth.foundry.build.compile.recipe import procedure
from tilth.foundry.build.compile.request import BuildRequest, Step, Stock
from tilth.foundry.build.compile.shelf import Shelf
from tilth.foundry.build.compile.sourcing import Sourced, source
from tilth.foundry.build.compile.work import Sample, Work
from tilth.foundry.build.compile.workflows import Made, amplify, assemble
from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.transfer import Filling, Tip, Transfer, TransferPlan
from tilth.kernel.refusal import Reason, Refused

__all__ = ["compile_request"]

_FRESH_TIP, _SAME_TIP, _SHOT = 15.0, 6.0, 0.3
"""Seconds a transfer takes: with a fresh tip, with the one before, by sound. For planning; a run measures."""

_AFTER = {
    Step.TRANSFORMATION: "transformation",
    Step.PICKING: "picking",
    Step.MINIPREP: "miniprep",
    Step.SEQUENCING: "sequencing",
}


def compile_request(request: BuildRequest) -> BuildPlan | Refused:
    """The plan that makes the request's constructs, or every reason why it cannot be made.

    What is refused: a part without a stock or with too little of it, a volume that the dispenser cannot move, a
    reaction that does not fit. The same request gives the same plan. Raises OptionError and MissingError where the
    request is none: see :func:`~.checks.check_request`.

    96 constructs take tens of milliseconds, 10,000 take seconds.
    """
    check_request(request)
    work = Work(
        request,
        Bench({stock.place.labware for stock in request.stocks}, request.prefix),
        Shelf(request.stocks, request.mixes.overage),
        np.random.default_rng(request.seed),
    )
    made = _write(work)
    if isinstance(made, tuple):
        return Refused(made)
    acoustic = frozenset(one.id for one in work.bench.operations if one.instrument == "acoustic_dispenser")
    sourced = source(work.bench, work.shelf, acoustic)
    if sourced.short:
        return Refused(tuple(sourced.short))
    plan = _plan(work, made, sourced)
    unsound = tuple(_not_shot_from(plan, acoustic))
    return Refused(unsound) if unsound else plan


def _write(work: Work) -> list[Sample] | tuple[Reason, ...]:
    """Write every step; the assemblies."""
    after: tuple[str, ...] = ()
    if Step.PCR in work.request.steps:
        amplified = amplify(work)
        if isinstance(amplified, tuple):
            return amplified
        after = tuple(dict.fromkeys(one.done for one in amplified))
    assemblies = assemble(work, after)
    samples: Made = assemblies
    for step in work.request.steps:
        if step in _AFTER and not isinstance(samples, tuple):
            picking = step is Step.PICKING
            chosen = [one for one in samples if not one.control] if picking else samples
            samples = carry_out(work, procedure(_AFTER[step]), chosen, work.request.colonies if picking else 1)
    return samples if isinstance(samples, tuple) else assemblies


def _plan(work: Work, made: Sequence[Sample], sourced: Sourced) -> BuildPlan:
    request = work.request
    stocked, fillings = _stocked(request.stocks)
    operations = tuple(_timed(work.bench.operations, sourced.transfers))
    for operation in operations:
        check_operation(operation)
    products = (Product(one.name, one.place, request.method, one.parts, one.control, one.request) for one in made)
    transfers = TransferPlan(
        (*stocked, *work.bench.pieces),
        (*fillings, *sourced.fillings),
        tuple(sourced.transfers),
        request.title,
    )
    return BuildPlan(request.title, tuple(products), operations, transfers, request.seed)


def _not_shot_from(plan: BuildPlan, acoustic: Collection[str]) -> Iterable[Reason]:
    """A reason for each piece of stocks that an acoustic dispenser would have to draw from, and cannot."""
    kinds = {piece.id: labware_kind(piece.kind) for piece in plan.transfers.labware}
    drawn = dict.fromkeys(one.source.labware for one in plan.transfers.transfers if one.step in acoustic)
    for piece in drawn:
        if not kinds[piece].echo:
            yield Reason(
                "build.no_acoustic_source",
                "An acoustic dispenser cannot draw from {labware}, a {kind}.",
                "Put its liquids into a source plate such as echo_384_pp, or use a pipetting robot.",
                where=piece,
                data={"labware": piece, "kind": kinds[piece].id},
            )


def _stocked(stocks: Iterable[Stock]) -> tuple[list[Labware], list[Filling]]:
    """The pieces that stocks stand in, and what is in them."""
    pieces: dict[str, Labware] = {}
    fillings = []
    for stock in stocks:
        pieces.setdefault(stock.place.labware, Labware(stock.place.labware, stock.kind, "Stocks"))
        fillings.append(Filling(stock.place, stock.liquid, stock.volume, stock.lot))
    return list(pieces.values()), fillings


def _timed(operations: Iterable[UnitOperation], transfers: Iterable[Transfer]) -> Iterable[UnitOperation]:
    """The operations with the minutes that their transfers take on top of their own."""
    shots = {one.id for one in operations if one.instrument == "acoustic_dispenser"}
    seconds: dict[str, float] = {}
    for one in transfers:
        taken = _SHOT if one.step in shots else _FRESH_TIP if one.tip is Tip.NEW else _SAME_TIP
        seconds[one.step] = seconds.get(one.step, 0.0) + taken
    for operation in operations:
        minutes = operation.minutes + math.ceil(seconds.get(operation.id, 0.0) / 60)
        yield replace(operation, minutes=minutes)
