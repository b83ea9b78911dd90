"""Setting reactions up: mixes, plates, and the transfers that fill them, as one workflow.

On each plate what goes into empty wells goes first: diluent where a well needs more than its mix brings, then the
mixes, each with one tip, which touches nothing but what it carries and diluent. Then come the parts, source by
source, with a fresh tip for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from tilth.foundry.build.compile.bench import Draft
from tilth.foundry.build.compile.layout import deal, place
from tilth.foundry.build.compile.mixes import Mix, find_mixes
from tilth.foundry.build.compile.mixing import pour
from tilth.foundry.build.compile.reaction import Component, Reaction
from tilth.foundry.build.compile.recipe import Recipe
from tilth.foundry.build.compile.request import Dispenser
from tilth.foundry.build.compile.shelf import Shelf
from tilth.foundry.build.compile.travel import positions
from tilth.foundry.build.compile.work import Sample, Work
from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.operation import UnitOperation, Within
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import format_volume
from tilth.kernel.refusal import Reason

__all__ = ["Stage", "set_up"]

_BEFORE_CYCLING = 60
"""Minutes that reactions may wait, set up, for the thermocycler."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One round of reactions by ``recipe``, on plates of ``kind`` called ``stem-1`` and so on; ``after`` are the
    operations that must have ended.
    """

    recipe: Recipe
    stem: str
    title: str
    kind: str
    after: tuple[str, ...] = ()

    @property
    def mixing(self) -> str:
        """The id of the operation that makes the mixes."""
        return f"{self.stem}-mixes"


@dataclass(frozen=True, slots=True)
class _Plate:
    piece: Labware
    wells: list[tuple[str, Reaction]]

    @property
    def step(self) -> str:
        return f"{self.piece.id}-setup"


def set_up(
    work: Work, stage: Stage, reactions: Sequence[Reaction], controls: Sequence[Sequence[Reaction]]
) -> list[Sample] | tuple[Reason, ...]:
    """Write how ``reactions`` are set up and run, with ``controls``, as many on each plate. The samples are by
    plate and well. Reasons where a volume cannot be moved. Cost: that of :func:`~.mixes.find_mixes` and, a plate,
    of :func:`~.layout.place`.
    """
    request, kind = work.request, labware_kind(stage.kind)
    groups = deal(reactions, kind.geometry.count - len(controls[0]), request.layout, work.draw)
    whole = [[*group, *beside] for group, beside in zip(groups, controls, strict=True)]
    mixes, mixed = find_mixes(
        list(chain.from_iterable(whole)), request.mixes, stage.recipe.diluent, request.dispenser.least, stage.stem
    )
    faults = (*_too_small(mixed, work), *_too_large(stage, kind.capacity))
    if faults:
        return faults
    plates = _plates(work, stage, mixed, [len(group) for group in whole])
    after = stage.after
    if mixes:
        after = (stage.mixing,)
        work.bench.operations.append(_mixing(stage))
    tubes = _pour(work, stage, plates, mixes)
    samples: list[Sample] = []
    for plate in plates:
        work.bench.drafts += _drafts(plate, tubes, stage.recipe.diluent, request.dispenser)
        work.bench.operations += _operations(plate, stage, request.dispenser, after)
        samples += _samples(plate, stage)
    return samples


def _plates(work: Work, stage: Stage, reactions: Sequence[Reaction], sizes: Sequence[int]) -> list[_Plate]:
    """The plates, each with the next of the ``reactions`` laid out on it."""
    places, slot = _standing(work.shelf)
    plates, first = [], 0
    for size in sizes:
        piece = work.bench.put(stage.stem, stage.kind, stage.title)
        held = reactions[first : first + size]
        plates.append(_Plate(piece, place(held, piece, slot, places, work.request.layout, work.draw)))
        first += size
    return plates


def _standing(shelf: Shelf) -> tuple[dict[str, tuple[float, float]], int]:
    """Where (mm) each source on the shelf stands, by its first well; and the next slot that is free."""
    slots: dict[str, int] = {}
    places = {}
    for key, source in shelf.by_key.items():
        stock = source.stocks[0]
        slot = slots.setdefault(stock.place.labware, len(slots))
        piece = Labware(stock.place.labware, stock.kind)
        x, y = positions(piece, slot)[piece.geometry.index(stock.place.well)]
        places[key] = (float(x), float(y))
    return places, len(slots)


def _pour(
    work: Work, stage: Stage, plates: Sequence[_Plate], mixes: Sequence[Mix]
) -> Mapping[str, Iterator[Place]]:
    """Make the mixes; the tubes that each is drawn from, draw by draw."""
    draws = dict.fromkeys((mix.key for mix in mixes), 0)
    for plate in plates:
        for _, reaction in plate.wells:
            for component in reaction.components:
                if component.liquid in draws:
                    draws[component.liquid] += 1
    acoustic = work.request.dispenser is Dispenser.ACOUSTIC
    poured = pour(mixes, draws, work.request.mixes, work.bench, stage.mixing, acoustic=acoustic)
    work.bench.drafts += poured.drafts
    return {key: iter(sources) for key, sources in poured.sources.items()}


def _drafts(
    plate: _Plate, tubes: Mapping[str, Iterator[Place]], diluent: str, dispenser: Dispenser
) -> Iterator[Draft]:
    """The transfers that fill one plate."""
    id, step = plate.piece.id, plate.step
    topped = [(well, _top_up(reaction.fill, dispenser.least)) for well, reaction in plate.wells]
    for at, (well, volume) in enumerate((well, volume) for well, volume in topped if volume):
        yield Draft(diluent, Place(id, well), volume, step, diluent, at > 0)
    touched: set[str] = set()
    for (liquid, volume), wells in _by_component(plate.wells, tubes):
        for at, well in enumerate(wells):
            source = next(tubes[liquid]) if liquid in tubes else liquid
            clean = liquid in tubes and well not in touched
            yield Draft(source, Place(id, well), volume, step, liquid, at > 0 and clean)
        touched.update(wells)


def _by_component(
    wells: Sequence[tuple[str, Reaction]], tubes: Mapping[str, Iterator[Place]]
) -> list[tuple[tuple[str, int], list[str]]]:
    """Each component with its wells: mixes first, among them the one that most wells get."""
    found: dict[tuple[str, int], list[str]] = {}
    for well, reaction in wells:
        for component in reaction.components:
            found.setdefault((component.liquid, component.volume), []).append(well)
    return sorted(found.items(), key=lambda each: (each[0][0] not in tubes, -len(each[1]), each[0]))


def _top_up(fill: int, least: int) -> int:
    """``fill``, or where that is less than can be moved, the nearer of nothing and the least that can."""
    return fill if fill >= least else least if 2 * fill >= least else 0


def _samples(plate: _Plate, stage: Stage) -> Iterator[Sample]:
    done = f"{plate.piece.id}-cycle"
    for well, one in plate.wells:
        place = Place(plate.piece.id, well)
        yield Sample(one.name, place, stage.kind, stage.recipe.volume, done, one.parts, one.control, one.request)


def _mixing(stage: Stage) -> UnitOperation:
    title = f"{stage.title}: make the master mixes"
    return UnitOperation(
        stage.mixing, "UHW010", stage.recipe.workflow, title, "liquid_handler", 5, (), stage.after, (),
        "molecular biology", 5,
    )  # fmt: skip


def _operations(
    plate: _Plate, stage: Stage, dispenser: Dispenser, after: tuple[str, ...]
) -> Iterator[UnitOperation]:
    """Set up, seal, cycle."""
    id, recipe = plate.piece.id, stage.recipe
    acoustic = dispenser is Dispenser.ACOUSTIC
    kind, instrument = ("UHW030", "acoustic_dispenser") if acoustic else ("UHW010", "liquid_handler")
    seal, cycle = f"{id}-seal", f"{id}-cycle"
    yield UnitOperation(
        plate.step, kind, recipe.workflow, f"{plate.piece.title}: set up {len(plate.wells)} reactions",
        instrument, 2, (id,), after, (), "molecular biology", 2,
    )  # fmt: skip
    yield UnitOperation(
        seal, "UHW130", recipe.workflow, f"{plate.piece.title}: seal", "bench", 2, (id,), (plate.step,),
        (Within(plate.step, 15),), "molecular biology", 2,
    )  # fmt: skip
    yield UnitOperation(
        cycle, "UHW100", recipe.workflow, f"{plate.piece.title}: {recipe.programme_text}", "thermocycler",
        recipe.minutes, (id,), (seal,), (Within(plate.step, _BEFORE_CYCLING),),
    )  # fmt: skip


def _too_small(reactions: Sequence[Reaction], work: Work) -> Iterator[Reason]:
    """A reason for each liquid that would be moved in too small a volume, because no mix holds it."""
    least = work.request.dispenser.least
    found: dict[Component, str] = {}
    for reaction in reactions:
        for component in reaction.components:
            if component.volume < least:
                found.setdefault(component, reaction.name)
    for component, name in found.items():
        source = work.shelf.by_key.get(component.liquid)
        mend = "Make the reaction larger, or more reactions alike, so that a master mix holds it."
        most: float | None = None
        if source is not None and source.concentration is not None:
            most = round(source.concentration * component.volume / least, 1)
            mend = "Dilute {liquid} in {wells} to at most {most} ng/uL, or make the reaction larger."
        yield Reason(
            "build.small_volume",
            "{reaction} needs {volume} of {liquid}, and the least that can be moved is {least}.",
            mend,
            where=component.liquid,
            data={
                "reaction": name,
                "volume": format_volume(component.volume),
                "liquid": component.liquid,
                "least": format_volume(least),
                "wells": source.wells if source is not None else "",
                "most": most,
            },
        )


def _too_large(stage: Stage, capacity: int) -> Iterator[Reason]:
    if stage.recipe.volume > capacity:
        yield Reason(
            "build.plate_small",
            "A reaction of {volume} does not fit into a well of {kind}, which holds {capacity}.",
            "Use another kind of plate, or a smaller reaction.",
            where=stage.kind,
            data={
                "volume": format_volume(stage.recipe.volume),
                "kind": stage.kind,
                "capacity": format_volume(capacity),
            },
        )
