"""Carrying out a procedure: what is done with every sample, plate by plate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tilth.foundry.build.compile.bench import WASTE, Draft
from tilth.foundry.build.compile.recipe import Move, Procedure, ProcedureStep
from tilth.foundry.build.compile.work import Sample, Work
from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.operation import UnitOperation, Within
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import format_volume
from tilth.kernel.refusal import Reason

__all__ = ["carry_out"]

_SAMPLE = "sample"
_Unit = Mapping[str, Place]
"""The wells of one sample: its own, called ``sample``, and its well on each of the procedure's plates."""


def carry_out(
    work: Work, procedure: Procedure, samples: Sequence[Sample], copies: int = 1
) -> list[Sample] | tuple[Reason, ...]:
    """Write ``procedure`` for ``samples``, each ``copies`` times (colonies of one transformation). The samples
    that come out, in the same order; or why their volumes do not do. O(samples x moves).
    """
    kinds = {(sample.volume, sample.kind): sample for sample in reversed(samples)}
    held = {key: _held(procedure, sample) for key, sample in kinds.items()}
    faults = tuple(fault for fault in held.values() if isinstance(fault, Reason))
    if faults:
        return faults
    volumes = {key: left[procedure.product] for key, left in held.items() if not isinstance(left, Reason)}
    product_kind = procedure.plates[procedure.product]
    many = [(sample, copy) for sample in samples for copy in range(1, copies + 1)]
    size = labware_kind(product_kind).geometry.count
    made: list[Sample] = []
    for number, first in enumerate(range(0, len(many), size), 1):
        group = many[first : first + size]
        pieces = {
            name: work.bench.put(f"{procedure.id}-{name}" if name != procedure.id else name, kind, procedure.title)
            for name, kind in procedure.plates.items()
        }
        units = [_unit(sample, pieces, at) for at, (sample, _) in enumerate(group)]
        last = _write(work, procedure, number, [sample for sample, _ in group], units, pieces)
        made += (
            replace(
                sample,
                name=f"{sample.name}.{copy}" if copies > 1 else sample.name,
                place=unit[procedure.product],
                kind=product_kind,
                volume=volumes[sample.volume, sample.kind],
                done=last,
            )
            for (sample, copy), unit in zip(group, units, strict=True)
        )
    return made


def _unit(sample: Sample, pieces: Mapping[str, Labware], at: int) -> _Unit:
    wells = {name: Place(piece.id, piece.geometry.name(at)) for name, piece in pieces.items()}
    return {_SAMPLE: sample.place, **wells}


def _write(
    work: Work,
    procedure: Procedure,
    number: int,
    samples: Sequence[Sample],
    units: Sequence[_Unit],
    pieces: Mapping[str, Labware],
) -> str:
    """Write the operations and drafts for one plate of samples; the id of the last operation."""
    after = tuple(dict.fromkeys(sample.done for sample in samples))
    pieces_of = {_SAMPLE: tuple(dict.fromkeys(sample.place.labware for sample in samples))}
    pieces_of |= {name: (piece.id,) for name, piece in pieces.items()}
    holding = pieces_of[_SAMPLE]
    empty = set(procedure.plates)
    for step in procedure.steps:
        id = f"{procedure.id}-{number}-{step.name}"
        work.bench.drafts += _drafts(step, id, units, samples, empty)
        touched = dict.fromkeys(name for move in step.moves for name in move[:2] if name in pieces_of)
        held = tuple(piece for name in touched for piece in pieces_of[name]) or holding
        work.bench.operations.append(_operation(step, id, len(samples), after, held))
        if step.moves:
            holding = pieces_of.get(step.moves[-1].target, holding)
        after = (id,)
    return after[0]


def _operation(
    step: ProcedureStep, id: str, samples: int, after: tuple[str, ...], labware: tuple[str, ...]
) -> UnitOperation:
    within = () if step.within is None else tuple(Within(one, step.within) for one in after)
    title = f"{step.title} ({samples} samples)"
    return UnitOperation(
        id, step.kind, step.workflow, title, step.instrument, step.minutes, labware, after, within, step.skill,
        step.attended,
    )  # fmt: skip


def _drafts(
    step: ProcedureStep, id: str, units: Sequence[_Unit], samples: Sequence[Sample], empty: set[str]
) -> Iterator[Draft]:
    """Move by move over all samples. A liquid goes into wells that are still ``empty`` with one tip."""
    for move in step.moves:
        clean = move.target in empty and move.source not in units[0]
        empty.discard(move.target)
        for at, (unit, sample) in enumerate(zip(units, samples, strict=True)):
            source = unit.get(move.source, move.source)
            target = WASTE if move.target == WASTE else unit[move.target]
            liquid = move.source if isinstance(source, str) else sample.name
            yield Draft(source, target, move.volume, id, liquid, clean and at > 0)


def _held(procedure: Procedure, sample: Sample) -> dict[str, int] | Reason:
    """What the wells of a sample hold in the end; or the first move that takes more than there is."""
    kinds = {_SAMPLE: sample.kind, **procedure.plates}
    held = {_SAMPLE: sample.volume, **dict.fromkeys(procedure.plates, 0)}
    for move in (move for step in procedure.steps for move in step.moves):
        if move.source in held:
            held[move.source] -= move.volume
            if held[move.source] < labware_kind(kinds[move.source]).dead:
                return _short(procedure, sample, move, held[move.source] + move.volume, kinds[move.source])
        if move.target in held:
            held[move.target] += move.volume
    return held


def _short(procedure: Procedure, sample: Sample, move: Move, held: int, kind: str) -> Reason:
    return Reason(
        "build.sample_short",
        "{procedure} takes {volume} of {sample}, whose well holds {held}, {dead} of which cannot be drawn.",
        "Make a larger reaction, or leave the step out.",
        where=sample.name,
        data={
            "procedure": procedure.title,
            "volume": format_volume(move.volume),
            "sample": sample.name,
            "held": format_volume(held),
            "dead": format_volume(labware_kind(kind).dead),
        },
    )
