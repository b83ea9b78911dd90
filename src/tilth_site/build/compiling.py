"""Compiling a run's plan: the Design room works out the constructs, the Build room what is done with them.

This is where two rooms meet that never import each other: from the files of each request's design to constructs
(:mod:`tilth.foundry.design`), and from those and the stocks to operations, transfers and robots' files
(:mod:`tilth.foundry.build`), which are checked as they stand. What comes out is put among the evidence; nothing
else is written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from django.utils import timezone

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.compile.compiling import compile_request
from tilth.foundry.build.compile.request import (
    BuildRequest,
    Construct,
    Control,
    ControlKind,
    Dispenser,
    Layout,
    Stock,
)
from tilth.foundry.build.compile.request import Step as Workflow
from tilth.foundry.build.compile.tables import read_stocks
from tilth.foundry.build.folder import CheckedFolder, check_folder, write_folder
from tilth.foundry.build.run import Run
from tilth.foundry.build.run.commands import Plan
from tilth.foundry.build.run.model import Check, Choices, Planned, RunFile, RunRequest
from tilth.foundry.design.golden_gate import GoldenGate
from tilth.foundry.design.recipe import Method
from tilth.foundry.identity import cdseguid, ldseguid
from tilth.foundry.model import Part
from tilth.kernel.errors import FileError, InputError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.foundry.designs import worked_out
from tilth_site.foundry.tables import REQUESTS
from tilth_site.inventory.holdings import lots_of
from tilth_site.journal.streams import load
from tilth_site.uploads.intake import store

__all__ = [
    "Compiled",
    "Designed",
    "build_request",
    "compile_run",
    "designed",
    "keep",
    "keep_folder",
    "mark",
    "named_apart",
    "with_labware",
]

FIRST = 20
"""So many faults that the checks found stand in the journal; their report holds all of them."""

PLAN_FILE = "plan.json"

_TYPES = {
    ".csv": "text/csv",
    ".gwl": "text/plain",
    ".json": "application/json",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
}

Step = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Designed:
    """A construct of a request's design: its ``name``, its ``parts`` in order (the backbone first), and the
    ``method`` that joins them, with its ``enzyme`` (empty: it takes none). ``molecules`` are the SEGUID and the
    length (bp) of each part.
    """

    name: str
    parts: tuple[str, ...]
    method: str
    enzyme: str = ""
    request: str = ""
    molecules: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came out: the plan, and the command that records it with what its checks found."""

    plan: BuildPlan
    command: Plan


def compile_run(run: Run, step: Step) -> Compiled | Refused:
    """The plan of ``run`` from the designs of its requests and its stocks, with robots' files and checks, all of
    it among the evidence; or why there is none.

    Raises FileError where a design cannot be read, InputError where the stocks cannot. O(bases of all constructs
    + transfers).
    """
    step(0, 4, "Reading the designs")
    constructs: list[Designed] = []
    for one in run.requests:
        found = designed(one)
        if isinstance(found, Refused):
            return found
        constructs += found
    step(1, 4, "Compiling operations and transfers")
    plan = _plan(run, named_apart(constructs))
    if isinstance(plan, Refused):
        return plan
    step(2, 4, "Writing the robots’ files and checking them")
    with tempfile.TemporaryDirectory(prefix="tilth-build-") as folder:
        write_folder(plan, Path(folder))
        lots = lots_of(run.provider, plan.transfers)
        checked = check_folder(Path(folder), lots, timezone.localdate())
        files = keep_folder(Path(folder))
    return Compiled(plan, _command(run, plan, files, checked))


def designed(one: RunRequest) -> tuple[Designed, ...] | Refused:
    """Every construct that the version of the design asks for."""
    request = load(REQUESTS, one.id)
    if request is None or request.design is None or request.design.version != one.design_version:
        return refuse(
            "run.stale_design",
            "The plan builds version {version} of the design of {request}, which no longer stands.",
            "Abort the run, and open one for the design that stands.",
            request=one.id,
            version=one.design_version,
        )
    found = worked_out(request.design)
    if isinstance(found, Refused):
        return found
    used = {id for one in found.result.constructs for made in one.space.constructs() for id in made.parts}
    molecules = {part.id: (_seguid(part), len(part)) for part in found.reading.parts if part.id in used}
    return tuple(
        Designed(
            made.name, made.parts, assembly.method.name, _enzyme(assembly.method), one.id,
            tuple(molecules.get(part, ("", 0)) for part in made.parts),
        )
        for assembly in found.result.constructs
        for made in assembly.space.constructs()
    )  # fmt: skip


def _seguid(part: Part) -> str:
    return cdseguid(part.sequence) if part.circular else ldseguid(part.sequence)


def named_apart(constructs: Sequence[Designed]) -> tuple[Designed, ...]:
    """``constructs`` with names that no two of them share: where requests name alike, the number of the request
    in the run stands before each name.
    """
    names = {one.name for one in constructs}
    if len(names) == len(constructs):
        return tuple(constructs)
    numbers = {id: number for number, id in enumerate(dict.fromkeys(one.request for one in constructs), start=1)}
    return tuple(replace(one, name=f"{numbers[one.request]}-{one.name}") for one in constructs)


def _plan(run: Run, constructs: Sequence[Designed]) -> BuildPlan | Refused:
    prefix = mark(run)
    request = build_request(run.title, constructs, _stocks(run), run.inputs.choices, prefix)
    plan = request if isinstance(request, Refused) else compile_request(request)
    return plan if isinstance(plan, Refused) else with_labware(plan)


def build_request(
    title: str, constructs: Sequence[Designed], stocks: Sequence[Stock], choices: Choices, prefix: str = ""
) -> BuildRequest | Refused:
    """What is asked of the compiler: all ``constructs`` by one method, from ``stocks``."""
    methods = sorted({one.method for one in constructs})
    if len(methods) != 1:
        return refuse(
            "run.methods",
            "The designs ask for {count} methods: {methods}.",
            "Build each method in a run of its own.",
            count=len(methods),
            methods=", ".join(methods) or "none",
        )
    return BuildRequest(
        title=title, method=methods[0],
        constructs=tuple(Construct(one.name, one.parts, one.request) for one in constructs),
        stocks=tuple(stocks), steps=tuple(map(Workflow, choices.workflows)),
        controls=(Control(ControlKind.NO_ENZYME),),
        enzyme=_reagent({one.enzyme for one in constructs}, stocks), plate=_PLATES[Dispenser(choices.dispenser)],
        dispenser=Dispenser(choices.dispenser), layout=Layout(choices.layout), seed=choices.seed,
        prefix=prefix,
    )  # fmt: skip


def with_labware(plan: BuildPlan) -> BuildPlan:
    """``plan`` with every piece that a step draws from or fills among its labware, so that all of it is scanned.
    O(transfers).
    """
    touched: dict[str, dict[str, None]] = {}
    for one in plan.transfers.transfers:
        touched.setdefault(one.step, {}).update({one.source.labware: None, one.target.labware: None})
    operations = (
        replace(one, labware=tuple(dict.fromkeys((*one.labware, *touched.get(one.id, ())))))
        for one in plan.operations
    )
    return replace(plan, operations=tuple(operations))


_MARK = 6


def mark(run: Run) -> str:
    """What the ids of the run's labware begin with: a plate of one run is no plate of another, to whoever scans it
    and to a recall.
    """
    return f"{run.id[-_MARK:]}-"


_PLATES = {Dispenser.ACOUSTIC: "pcr_384", Dispenser.PIPETTE: "pcr_96"}
"""What reactions are set up in: an Echo's destination has to be a plate that it knows."""


def _stocks(run: Run) -> tuple[Stock, ...]:
    """The stocks that the run's plan is compiled from. Raises InputError where they cannot be read."""
    with tempfile.TemporaryDirectory(prefix="tilth-build-") as folder:
        table = Path(folder) / run.inputs.stocks.name
        table.write_bytes(store().get(run.inputs.stocks.sha256))
        try:
            return read_stocks(table)
        except FileError as error:
            line = f", line {error.line}" if error.line else ""
            # The folder they lie in for a moment is nobody's business.
            said = f"{table.name}{line}: {error.message}"
            raise InputError(error.code, said, mend=error.mend) from error


def _reagent(enzymes: Collection[str], stocks: Iterable[Stock]) -> str | None:
    """The stock of the enzyme that the designs ask for: BsaI-HFv2 serves a design that asks for BsaI. None leaves
    it to the recipe.
    """
    named = sorted(one for one in enzymes if one)
    listed = dict.fromkeys(stock.liquid for stock in stocks)
    return next((liquid for enzyme in named for liquid in listed if _serves(liquid, enzyme)), None)


def _serves(liquid: str, enzyme: str) -> bool:
    return liquid == enzyme or liquid.startswith((f"{enzyme}-", f"{enzyme} "))


def _enzyme(method: Method) -> str:
    return method.enzyme.name if isinstance(method, GoldenGate) else ""


def _command(run: Run, plan: BuildPlan, files: tuple[RunFile, ...], checked: CheckedFolder) -> Plan:
    sha256 = next(file.sha256 for file in files if file.name == PLAN_FILE)
    controls = sum(bool(one.control) for one in plan.products)
    planned = Planned(
        version=run.inputs.version, plan=sha256, files=files, steps=len(plan.operations),
        products=len(plan.products) - controls, controls=controls, labware=len(plan.transfers.labware),
        transfers=len(plan.transfers.transfers), minutes=sum(one.minutes for one in plan.operations),
    )  # fmt: skip
    faults = [f"{reason.message} {reason.advice}".strip() for reason in checked.reasons]
    report = keep(
        "checks.json",
        msgspec.json.encode({"plan": sha256, "faults": [one.as_dict() for one in checked.reasons]}),
        "foundry.run.checks",
    )
    check = Check(sha256, ("ledger", "robots", "files"), len(faults), tuple(faults[:FIRST]), report.sha256)
    return Plan(planned, check)


def keep_folder(folder: Path) -> tuple[RunFile, ...]:
    """Every file of a build plan's folder put among the evidence."""
    return tuple(
        keep(path.name, path.read_bytes(), "foundry.run.plan" if path.name == PLAN_FILE else "foundry.run.file")
        for path in sorted(folder.iterdir())
    )


def keep(name: str, content: bytes, kind: str) -> RunFile:
    """``content`` put among the evidence as what Tilth itself made."""
    media_type = _TYPES.get(Path(name).suffix, "application/octet-stream")
    record = store().put(
        content, media_type=media_type, kind=kind, source="tilth", known_date=timezone.now(), licence="unknown"
    )
    return RunFile(name, record.sha256, record.size, media_type)
