"""The workflows that make DNA: Golden Gate and Gibson in one round of reactions, BASIC in two, PCR before them.

What comes after (transformation, picking, plasmids, sequencing) is done with every sample alike and is data:
``procedures.toml``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from tilth.foundry.build.compile.procedures import carry_out
from tilth.foundry.build.compile.reaction import Reaction, Wanted, reaction_of
from tilth.foundry.build.compile.recipe import Recipe, procedure, recipe
from tilth.foundry.build.compile.request import BuildRequest, Construct, Control, ControlKind, Stock
from tilth.foundry.build.compile.setting_up import Stage, set_up
from tilth.foundry.build.compile.work import Sample, Work
from tilth.foundry.build.labware import labware_kind
from tilth.kernel.refusal import Reason

__all__ = ["Made", "amplify", "assemble"]

ASSEMBLIES_A_CLIP = 15
"""Assemblies that one BASIC clip reaction serves, once it is purified (DNA-BOT)."""
AMPLIFIED = 40.0
"""ng/uL that a purified PCR product is taken to have until it is measured."""

Made = list[Sample] | tuple[Reason, ...]


class _Clip(NamedTuple):
    """A BASIC clip: a part between the half linkers ``prefix`` and ``suffix``."""

    prefix: str
    part: str
    suffix: str

    @property
    def name(self) -> str:
        return f"{self.prefix} + {self.part} + {self.suffix}"


def assemble(work: Work, after: tuple[str, ...]) -> Made:
    """The assemblies that the request wants; ``after`` are the operations that must have ended."""
    return _basic(work, after) if work.request.method == "basic" else _one_round(work, after)


def amplify(work: Work) -> Made:
    """Amplify and purify the request's amplicons, and put them on the shelf."""
    wanted = [Wanted(one.part, (one.template, one.forward, one.reverse), (one.template,))
              for one in work.request.amplicons]  # fmt: skip
    made = _round(work, Stage(recipe("pcr"), "pcr", "PCR", "pcr_96"), wanted, ())
    purified = made if isinstance(made, tuple) else carry_out(work, procedure("purification"), made)
    if not isinstance(purified, tuple):
        lengths = {one.part: one.length for one in work.request.amplicons}
        for one in purified:
            work.shelf.add(Stock(one.name, one.place, one.kind, one.volume, AMPLIFIED, lengths[one.name]))
    return purified


def _one_round(work: Work, after: tuple[str, ...]) -> Made:
    """Golden Gate or Gibson: everything in one tube."""
    request = work.request
    used = _scaled(recipe(request.method, request.enzyme), request)
    wanted = [
        Wanted(name, one.parts, one.parts, 1, construct=one.name, request=one.request)
        for name, one in _replicated(request)
    ]
    return _round(work, Stage(used, "assembly", "Assemblies", request.plate, after), wanted, request.controls)


def _basic(work: Work, after: tuple[str, ...]) -> Made:
    """BASIC: each part gets its linkers in a clip reaction of its own; purified clips are then assembled."""
    request = work.request
    constructs = list(_replicated(request))
    clips = {name: _clips(one, work) for name, one in constructs}
    uses = Counter(chain.from_iterable(clips.values()))
    copies = {clip: -(-count // ASSEMBLIES_A_CLIP) for clip, count in uses.items()}
    wanted = [Wanted(f"{clip.name} #{copy}", clip, (clip.part,))
              for clip in copies for copy in range(1, copies[clip] + 1)]  # fmt: skip
    stage = Stage(recipe("basic_clip", request.enzyme), "clips", "Clip reactions", "pcr_96", after)
    made = _round(work, stage, wanted, ())
    purified = made if isinstance(made, tuple) else carry_out(work, procedure("purification"), made)
    if isinstance(purified, tuple):
        return purified
    for one in purified:
        work.shelf.add(Stock(one.name, one.place, one.kind, one.volume))
    turns = {clip: _turns(clip, count) for clip, count in copies.items()}
    joined = [
        Wanted(name, tuple(next(turns[clip]) for clip in clips[name]), one.parts, 1, False,
               construct=one.name, request=one.request)
        for name, one in constructs
    ]  # fmt: skip
    done = tuple(dict.fromkeys(one.done for one in purified))
    final = Stage(_scaled(recipe("basic"), request), "assembly", "Assemblies", request.plate, done)
    return _round(work, final, joined, request.controls)


def _clips(construct: Construct, work: Work) -> tuple[_Clip, ...]:
    """The clips of a circular BASIC construct, whose ``parts`` are linker, part, linker, part ...

    A linker is two halves: ``LMP-P`` before its part and ``LMP-S`` behind the part before it. The linkers with a
    binding site, ``UTR1-RBS2``, share the suffix of their family, ``UTR1-S``.
    """
    linkers, parts = construct.parts[::2], construct.parts[1::2]
    behind = (*linkers[1:], linkers[0])
    return tuple(
        _Clip(f"{linker}-P", part, _suffix(next_linker, work))
        for linker, part, next_linker in zip(linkers, parts, behind, strict=True)
    )


def _suffix(linker: str, work: Work) -> str:
    whole = f"{linker}-S"
    return whole if whole in work.shelf else f"{linker.partition('-')[0]}-S"


def _turns(clip: _Clip, copies: int) -> Iterator[str]:
    """The names of the copies of ``clip``, each as often as it serves."""
    return (f"{clip.name} #{copy}" for copy in range(1, copies + 1) for _ in range(ASSEMBLIES_A_CLIP))


def _scaled(used: Recipe, request: BuildRequest) -> Recipe:
    """``used`` with the amounts and the volume that the request asks for."""
    volume = request.volume or used.volume
    scaled = used.scaled(volume, request.dispenser.step)
    return replace(
        scaled,
        part_fmol=request.part_fmol or scaled.part_fmol,
        backbone_fmol=request.backbone_fmol or scaled.backbone_fmol,
    )


def _replicated(request: BuildRequest) -> Iterator[tuple[str, Construct]]:
    """Each construct as often as it is wanted, under the name of that reaction."""
    for one in request.constructs:
        for copy in range(1, request.replicates + 1):
            yield f"{one.name} ({copy})" if request.replicates > 1 else one.name, one


def _round(work: Work, stage: Stage, wanted: Sequence[Wanted], controls: Sequence[Control]) -> Made:
    """Set up the wanted reactions, with controls on every plate."""
    beside = _controls(stage.recipe, wanted, controls)
    if isinstance(beside, Reason):
        return (beside,)
    room = labware_kind(stage.kind).geometry.count - len(beside)
    if room < 1:
        return (_no_room(stage.kind, len(beside)),)
    plates = -(-len(wanted) // room)
    asked = [*wanted, *(_on_plate(one, number) for number in range(1, plates + 1) for one in beside)]
    reactions: list[Reaction] = []
    refused: dict[str, Reason] = {}
    for one in asked:
        found = reaction_of(one, stage.recipe, work.shelf, work.request.dispenser)
        if isinstance(found, Reason):
            refused.setdefault(found.message, found)
        else:
            reactions.append(found)
    if refused:
        return tuple(refused.values())
    kept = reactions[len(wanted) :]
    groups = [kept[at * len(beside) : (at + 1) * len(beside)] for at in range(plates)]
    return set_up(work, stage, reactions[: len(wanted)], groups)


def _controls(used: Recipe, wanted: Sequence[Wanted], controls: Sequence[Control]) -> list[Wanted] | Reason:
    """The controls of one plate, each made like a reaction that is wanted."""
    made: list[Wanted] = []
    for control in controls:
        like = next((one for one in wanted if control.construct in ("", one.construct)), None)
        if like is None:
            return Reason(
                "build.control_construct",
                "The {kind} control is to be made like {construct}, which is not among the constructs.",
                "Name one of the constructs, or none for the first.",
                where=control.construct,
                data={"kind": control.kind.value, "construct": control.construct},
            )
        if control.kind is ControlKind.NO_ENZYME and not any(one.joins for one in used.ingredients):
            return Reason(
                "build.control_kind",
                "{title} has no enzyme that a control could be without.",
                "Use a no_insert control.",
                data={"title": used.title},
            )
        names = (control.kind.value if control.wells == 1 else f"{control.kind.value} {at}"
                 for at in range(1, control.wells + 1))  # fmt: skip
        made += (like._replace(name=name, control=control.kind.value, request="") for name in names)
    return made


def _on_plate(control: Wanted, number: int) -> Wanted:
    return control._replace(name=f"{control.name}, plate {number}")


def _no_room(kind: str, controls: int) -> Reason:
    return Reason(
        "build.controls_fill",
        "{controls} controls fill a plate of the kind {kind}.",
        "Use fewer controls, or a larger plate.",
        data={"controls": controls, "kind": kind},
    )
