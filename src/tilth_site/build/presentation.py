"""What the page of a run shows, as plain rows for the templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run import Run
from tilth.foundry.build.run.model import RunFile
from tilth.foundry.build.run.steps import ROBOTS, RunStep, Standing, roots, standing
from tilth.foundry.build.volume import format_volume
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Refused
from tilth_site.build.wells import Bench
from tilth_site.charts import Figure, Well, plate
from tilth_site.pages.wording import badge, labelled, with_words
from tilth_site.scheduling.operations import operation_name
from tilth_site.scheduling.wording import instrument_name

__all__ = ["FileRow", "StepRow", "files", "pieces_of", "plate_figure", "step_row", "step_rows", "titled", "titles"]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step: ``waits_for`` are the titles of the steps before it; ``failure`` is why it did not succeed last;
    ``reports`` says that a robot does it, and that no report of it is there yet.
    """

    id: str
    title: str
    instrument: str
    minutes: int
    attended: int
    labware: Sequence[str]
    standing: str
    waits_for: Sequence[str]
    failure: str
    reports: bool
    report: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file to hand out: what it is for, and its address. ``replaced`` is whether a later one stands in for it:
    it names wells that were given up.
    """

    name: str
    size: int
    what: str
    url: str
    replaced: bool = False


def titles(run: Run, operations: Iterable[UnitOperation]) -> dict[str, str]:
    """The title of every step, by id."""
    found = {step.id: operation_name(step.title) for step in operations}
    return found | {step: _again(found.get(root, root)) for step, root in roots(run).items()}


def titled(refused: Refused, run: Run, operations: Iterable[UnitOperation]) -> Refused:
    """The same refusal with the titles of steps in place of their ids."""
    named = titles(run, operations)

    def word(place: str, fact: Fact) -> Fact:
        title = named.get(str(fact)) if place in ("step", "before") else None
        return f"“{title}”" if title else fact

    return with_words(refused, word)


def _again(title: str) -> str:
    return gettext("Once more: %(step)s") % {"step": title}


def step_rows(run: Run, operations: Sequence[UnitOperation]) -> list[StepRow]:
    """Every step of the run, in order."""
    named = titles(run, operations)
    return [step_row(run, step, named) for step in standing(run, operations)]


def step_row(run: Run, step: RunStep, named: dict[str, str] | None = None) -> StepRow:
    """One step."""
    named = named or {}
    one = step.operation
    name = operation_name(one.title)
    title = named.get(one.id) or (_again(name) if one.id in roots(run) else name)
    report = next((report.number for report in run.reports if report.step == one.id), 0)
    ready = step.standing is not Standing.WAITS
    return StepRow(
        id=one.id, title=title, instrument=instrument_name(one.instrument), minutes=one.minutes,
        attended=one.attended, labware=one.labware, standing=step.standing.value,
        waits_for=[named.get(before, before) for before in step.before], failure=run.failed.get(one.id, ""),
        reports=ready and one.instrument in ROBOTS and not report, report=report,
    )  # fmt: skip


_USES = (
    ("echo", gettext_noop("Picklist of an Echo")),
    ("opentrons", gettext_noop("Protocol of an Opentrons")),
    ("tecan", gettext_noop("Worklist of a Tecan")),
    ("hamilton", gettext_noop("Worklist of a Hamilton")),
    ("pylabrobot", gettext_noop("Script of PyLabRobot")),
    ("bench", gettext_noop("Sheet for the bench")),
    ("plates", gettext_noop("Picture of the plates")),
    ("transfers", gettext_noop("Every transfer")),
    ("plan", gettext_noop("The whole plan")),
    ("robots", gettext_noop("The robots it was written for")),
)


def files(run: Run) -> list[FileRow]:
    """The files to go on by, robots' first: those of the plan, or those of what is left of it where that goes on
    with other wells; then those that they stand in for.
    """
    batches = [(run.planned.files if run.planned else (), "build:file", [run.id])]
    batches += [(redo.later, "build:later_file", [run.id, str(redo.report)]) for redo in run.redos if redo.later]
    found = [
        _file(one, reverse(address, args=[*where, one.name]), replaced=listed != run.files)
        for listed, address, where in batches
        for one in listed
    ]
    return sorted(found, key=lambda row: (row.replaced, _rank(row.name), len(row.name), row.name))


def _file(one: RunFile, url: str, *, replaced: bool) -> FileRow:
    use = next((words for prefix, words in _USES if one.name.startswith(prefix)), "")
    return FileRow(one.name, one.size, gettext(use) if use else "", url, replaced)


def _rank(name: str) -> int:
    return next((place for place, (prefix, _) in enumerate(_USES) if name.startswith(prefix)), len(_USES))


def pieces_of(plan: BuildPlan, requests: Collection[str] | None) -> list[Labware]:
    """The pieces that hold products, then the others; with ``requests``, only those that hold products of them."""
    shown = _products(plan, requests)
    holding = {product.place.labware for product in shown}
    first = [piece for piece in plan.transfers.labware if piece.id in holding]
    rest = [piece for piece in plan.transfers.labware if piece.id not in holding]
    return first if requests is not None else [*first, *rest]


def _products(plan: BuildPlan, requests: Collection[str] | None) -> list[Product]:
    return [one for one in plan.products if requests is None or one.request in requests]


def plate_figure(piece: Labware, plan: BuildPlan, bench: Bench, requests: Collection[str] | None) -> Figure:
    """The wells of ``piece``: its products, or how full it is. With ``requests``, the wells of no other are shown,
    not even that there is something in them.
    """
    geometry = labware_kind(piece.kind).geometry
    products = {one.place.well: one for one in _products(plan, requests) if one.place.labware == piece.id}
    if products or requests is not None:
        wells = {well: _product_well(one, bench) for well, one in products.items()}
        columns: tuple[str, ...] = (gettext("Well"), gettext("Construct"), gettext("State"), gettext("Volume"))
    else:
        wells = _liquid_wells(piece, bench, labware_kind(piece.kind).capacity)
        columns = (gettext("Well"), gettext("Volume now"), gettext("Volume planned"))
    names = geometry.by_row
    rows = [names[start : start + geometry.columns] for start in range(0, len(names), geometry.columns)]
    title = f"{piece.id} · {operation_name(piece.title)}" if piece.title else piece.id
    said = gettext("%(kind)s with %(count)d wells in use") % {
        "kind": labware_kind(piece.kind).title,
        "count": len(wells),
    }
    return plate(f"plate-{piece.id}", title, said, rows, wells, columns)


_MARKS = {"planned": "", "filled": "✓", "short": "!", "lost": "×", "control": "C"}


def _product_well(one: Product, bench: Bench) -> Well:
    kind = _kind(one, bench)
    volume, planned = bench.held.get(one.place, 0), bench.planned.get(one.place, 0)
    words = str(badge("well", kind)[0])
    hint = labelled(one.place.well, f"{one.name} · {words} · {format_volume(volume)}")
    level = volume / planned if planned else 0.0
    return Well(kind, _MARKS[kind], level, hint, (one.name, words, format_volume(volume)))


def _kind(one: Product, bench: Bench) -> str:
    if one.name in bench.lost:
        return "lost"
    if one.name in bench.short:
        return "short"
    if one.control:
        return "control"
    return "filled" if one.name in bench.filled else "planned"


def _liquid_wells(piece: Labware, bench: Bench, capacity: int) -> dict[str, Well]:
    found: dict[str, Well] = {}
    places = (place for place in bench.planned if place.labware == piece.id)
    for place in sorted(places, key=lambda place: place.well):
        now, planned = format_volume(bench.held.get(place, 0)), format_volume(bench.planned[place])
        level = bench.held.get(place, 0) / capacity
        kind = "filled" if bench.held.get(place, 0) else "planned"
        found[place.well] = Well(kind, "", level, labelled(place.well, now), (now, planned))
    return found
