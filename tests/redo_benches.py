"""A bench on paper where robots miss: a run of a small build, step by step, with what is really in every well.

The build makes clips from a mix and parts, purifies them, joins them in pairs and puts them into cells, so that
whatever fails early is used by much that comes later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.readback.filling import fill_afresh, to_fill
from tilth.foundry.build.readback.reconcile import Reconciled, reconcile
from tilth.foundry.build.readback.report import Moved, Report
from tilth.foundry.build.robots.carriers import Carrier
from tilth.foundry.build.run import Run, Setting, apply, decide
from tilth.foundry.build.run.amending import Amended, Origin, amended
from tilth.foundry.build.run.commands import Command, Confirm, LeaveOut, Open, Plan, PlanRedo, Start, TakeReport
from tilth.foundry.build.run.model import Check, Inputs, Planned, RunFile, RunRequest, Tally
from tilth.foundry.build.run.redoing import Drafted, draft
from tilth.foundry.build.run.steps import RunStep, Standing, standing
from tilth.foundry.build.run.telling import Told, past_of, told_of
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import UL
from tilth.kernel.refusal import Refused

HASH, FILE = "a" * 64, RunFile("report.csv", "7" * 64, 9, "text/csv")
WELLS = ("A1", "B1", "C1")
MIX, WASTE = Place("mixes", "A1"), Place("waste", "A1")
ROBOTS = {"liquid_handler": Carrier.LIQUID_HANDLER, "acoustic_dispenser": Carrier.ACOUSTIC}

LABWARE = (
    Labware("reagents", "tubes_24", "Reagents"),
    Labware("parts", "echo_384_pp", "Parts"),
    Labware("mixes", "tubes_24", "Mixes"),
    Labware("clips", "pcr_96", "Clips"),
    Labware("pure", "pcr_96", "Purified clips"),
    Labware("waste", "reservoir_1", "Waste"),
    Labware("joined", "pcr_96", "Assemblies"),
    Labware("cells", "deep_96", "Cells"),
)
OPERATIONS = (
    UnitOperation("mix", "U1", "W1", "Mix", "liquid_handler", 5, ("reagents", "mixes")),
    UnitOperation("hand-out", "U1", "W1", "Hand out", "liquid_handler", 5, ("mixes", "clips"), ("mix",)),
    UnitOperation("parts", "U2", "W1", "Parts", "acoustic_dispenser", 5, ("parts", "clips"), ("hand-out",)),
    UnitOperation("cycle", "U3", "W1", "Cycle", "thermocycler", 90, ("clips",), ("parts",)),
    UnitOperation("purify", "U1", "W1", "Purify", "liquid_handler", 9, ("clips", "pure", "waste"), ("cycle",)),
    UnitOperation("join", "U1", "W1", "Join", "liquid_handler", 9, ("pure", "joined"), ("purify",)),
    UnitOperation("heat", "U3", "W1", "Heat", "thermocycler", 60, ("joined",), ("join",)),
    UnitOperation("cells", "U4", "W2", "Transform", "bench", 30, ("joined", "cells"), ("heat",)),
)


def _transfers() -> tuple[Transfer, ...]:
    joined = (("A1", "A1"), ("B1", "A1"), ("B1", "B1"), ("C1", "B1"))
    return (
        Transfer(Place("reagents", "A1"), MIX, 100 * UL, "buffer", "mix"),
        Transfer(Place("reagents", "B1"), MIX, 10 * UL, "enzyme", "mix"),
        *(Transfer(MIX, Place("clips", well), 20 * UL, "mix", "hand-out") for well in WELLS),
        *(Transfer(Place("parts", well), Place("clips", well), UL, f"part {well}", "parts") for well in WELLS),
        *(Transfer(Place("clips", well), WASTE, 4 * UL, "clip", "purify") for well in WELLS),
        *(Transfer(Place("clips", well), Place("pure", well), 11 * UL, "clip", "purify") for well in WELLS),
        *(Transfer(Place("pure", one), Place("joined", other), 3 * UL, "clip", "join") for one, other in joined),
        *(Transfer(Place("joined", well), Place("cells", well), 2 * UL, "joined", "cells") for well in WELLS[:2]),
    )


def _fillings() -> tuple[Filling, ...]:
    return (
        Filling(Place("reagents", "A1"), "buffer", 130 * UL, "lot-buffer"),
        Filling(Place("reagents", "B1"), "enzyme", 35 * UL, "lot-enzyme"),
        *(Filling(Place("parts", well), f"part {well}", 20 * UL, f"lot-{well}") for well in WELLS),
        *(Filling(Place("cells", well), "cells", 100 * UL, "lot-cells") for well in WELLS[:2]),
    )


def clip_plan() -> BuildPlan:
    """Three clips, two assemblies of two clips each, and cells with each of them."""
    products = tuple(
        Product(f"{plate}-{well}", Place(plate, well), "basic", request="req-1")
        for plate in ("joined", "cells")
        for well in WELLS[:2]
    )
    return BuildPlan("Clips", products, OPERATIONS, TransferPlan(LABWARE, _fillings(), _transfers(), "Clips"))


Wells = dict[Place, Counter[str]]


def poured(held: Wells, source: Place, target: Place, volume: int) -> None:
    """Move ``volume``, each liquid by its share."""
    total = sum(held[source].values())
    for liquid, amount in list(held[source].items()):
        part = amount * volume / total
        held[source][liquid] -= part
        held.setdefault(target, Counter())[liquid] += part


def as_planned(plan: BuildPlan) -> dict[str, Counter[str]]:
    """What each product's well holds where nothing fails."""
    held: Wells = {one.place: Counter({one.liquid: one.volume}) for one in plan.transfers.fillings}
    for one in plan.transfers.transfers:
        poured(held, one.source, one.target, one.volume)
    return {one.name: held[one.place] for one in plan.products}


@dataclass
class Bench:
    """A run of ``plan`` that was started. ``held`` is what is in the wells, ``misses`` what robots missed and have
    not reported yet: step -> index in the plan as it stands -> pL moved. ``files`` is what each step's files say.
    """

    plan: BuildPlan = field(default_factory=clip_plan)
    run: Run = field(init=False)
    redos: list[BuildPlan] = field(default_factory=list)
    lines: dict[int, tuple[Told, ...]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    held: Wells = field(init=False)
    moved: list[Transfer] = field(default_factory=list)
    files: dict[str, tuple[Transfer, ...]] = field(init=False)
    reports: dict[str, Report] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.held = {one.place: Counter({one.liquid: one.volume}) for one in self.plan.transfers.fillings}
        self.files = _by_step(self.plan)
        steps = len(self.plan.operations)
        planned = Planned(1, HASH, (), steps, len(self.plan.products), 0, 3, 8, 36)
        opened = Open(id="r", title="r", provider="o", requests=(RunRequest("req-1", "o", 1, 4),),
                      inputs=Inputs(1, FILE))  # fmt: skip
        run: Run | None = None
        for command in (opened, Plan(planned, Check(HASH, ("ledger",), 0, (), HASH)), Start()):
            run = _after(run, command, self.plan)
        assert run is not None
        self.run = run

    @property
    def stands(self) -> Amended:
        return amended(self.run, self.plan, self.redos)

    @property
    def steps(self) -> tuple[RunStep, ...]:
        return standing(self.run, self.plan.operations)

    @property
    def open(self) -> list[str]:
        """The steps that can be done now."""
        return [one.operation.id for one in self.steps if one.standing is Standing.OPEN]

    def labware(self, step: str) -> tuple[str, ...]:
        return next(one.operation.labware for one in self.steps if one.operation.id == step)

    def of(self, step: str) -> list[tuple[int, Transfer]]:
        """The transfers of a step as the plan stands."""
        return [(at, one) for at, one in enumerate(self.stands.plan.transfers.transfers) if one.step == step]

    def do(self, command: Command) -> None:
        self.run = _after(self.run, command, self.plan)

    def confirm(self, *steps: str, moved: Mapping[int, int] | None = None) -> dict[Origin, int]:
        """Do the steps, each with its own labware; ``moved`` are pL by number within the step, where it is not as
        planned. A robot that finds too little in a well moves nothing. What was moved in the last of them, by
        origin.
        """
        went: dict[Origin, int] = {}
        for step in steps:
            listed = self.of(step)
            assert [one for _, one in listed] == list(self.files.get(step, ())), "the files say what is due"
            went = {}
            origins = self.stands.origins
            for number, (index, one) in enumerate(listed):
                volume = (moved or {}).get(number, one.volume)
                went[origins[index]] = volume if self._can(one, volume) else 0
                if went[origins[index]]:
                    poured(self.held, one.source, one.target, volume)
                    self.moved.append(one)
            self.do(Confirm(step, self.labware(step)))
        return went

    def _can(self, one: Transfer, volume: int) -> bool:
        kinds = {piece.id: piece.kind for piece in self.stands.plan.transfers.labware}
        dead = labware_kind(kinds[one.source.labware]).dead
        return sum(self.held.get(one.source, Counter()).values()) - volume > dead - 1

    def report(self, step: str, went: Mapping[Origin, int]) -> Reconciled:
        """Hand in the report of ``step``, in which by origin so much was moved."""
        stands = self.stands
        operation = next(one for one in stands.plan.operations if one.id == step)
        transfers = stands.plan.transfers.transfers
        moves = tuple(
            Moved(transfers[index].source, transfers[index].target, transfers[index].volume, volume,
                  "" if volume == transfers[index].volume else "3006")
            for index, volume in stands.here(went).items()
        )  # fmt: skip
        self.reports[step] = Report("r.csv", ROBOTS[operation.instrument], moves)
        found = self.reconciled(step)
        number = len(self.run.reports) + 1
        self.lines[number] = tuple(
            Told(stands.origins[line.index].at, line.moved, line.planned.volume - line.moved, False)
            for line in found.faults
        )
        owed = len(found.owed)
        tally = Tally(len(found.lines) - len(found.faults), 0, len(found.faults), 0, owed, 0)
        self.do(TakeReport(step=step, file=FILE, tally=tally, reconciliation=HASH, affected=owed))
        return found

    def reconciled(self, step: str) -> Reconciled:
        past = past_of(self.run, self.stands, self.lines, step)
        return reconcile(self.stands.plan, self.reports[step], done=self.run.touched, past=past)

    def redo(self) -> Drafted:
        """Make good what the last report, and all others, owe."""
        (*_, report) = self.run.owing
        found = self.reconciled(report.step)
        listed = fill_afresh(found.redo, found.course)
        told = told_of(self.run, self.lines)
        drafted = draft(self.run, report, listed, (self.plan, tuple(self.redos)), told)
        for one in to_fill(drafted.plan, {piece.id for piece in self.stands.plan.transfers.labware}):
            self.held[one.place] = Counter({one.liquid: one.volume})
        self.do(PlanRedo(drafted.redo))
        self.redos.append(drafted.plan)
        self.files |= _by_step(drafted.plan)
        if drafted.rest is not None:
            self.files |= _by_step(drafted.rest)
        return drafted

    def leave_out(self) -> None:
        """Go on without what the last report owes."""
        (*_, report) = self.run.owing
        stands = self.stands
        wells = {self._place(report.step, line.at) for line in self.lines[report.number]}
        self.lost |= {name for well in wells for name in _made_of(well, stands.plan)}
        self.do(LeaveOut(report.number, "Enough."))

    def _place(self, step: str, at: int) -> Place:
        stands = self.stands
        moved = zip(stands.origins, stands.plan.transfers.transfers, strict=True)
        short = next(one for origin, one in moved if one.step == step and origin.at == at)
        return short.source if short.target == WASTE else short.target

    def delivered(self) -> dict[str, Counter[str]]:
        """What each product's well holds, as the plan stands, but those that were left out."""
        return {one.name: self.held.get(one.place, Counter()) for one in self.stands.plan.products
                if one.name not in self.lost}  # fmt: skip


def _after(run: Run | None, command: Command, plan: BuildPlan) -> Run:
    answer = decide(run, command, Setting(plan.operations, versions={"req-1": 1}))
    assert not isinstance(answer, Refused), f"{command}: {answer}"
    for event in answer:
        run = apply(run, event)
    assert run is not None
    return run


def _by_step(plan: BuildPlan) -> dict[str, tuple[Transfer, ...]]:
    found: dict[str, list[Transfer]] = {}
    for one in plan.transfers.transfers:
        found.setdefault(one.step, []).append(one)
    return {step: tuple(listed) for step, listed in found.items()}


def _made_of(well: Place, plan: BuildPlan) -> set[str]:
    """The products with something in them of what is in ``well``, or that it was taken from."""
    wells = {well}
    for one in plan.transfers.transfers:
        if one.source in wells:
            wells.add(one.target)
    return {one.name for one in plan.products if one.place in wells}
