"""A run taken from state to state by the actions, with a small made-up plan: no design is compiled.

Everything here is asked for by the system, which may do everything, so that what is tested is asked for by others.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from journeys import AT, Journey, done, hash_of
from tilth.foundry.build.build_plan import BuildPlan, Product
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run import Run, State, commands
from tilth.foundry.build.run.model import Check, Choices, Delivered, Planned, Redo, RunFile, Tally
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.kernel.ids import new_id
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.build.actions import Wanted, carry_out, open_run, record_plan
from tilth_site.build.results import Result, ResultLine
from tilth_site.build.tables import RUNS
from tilth_site.journal.actions import Call, Done
from tilth_site.journal.streams import load
from tilth_site.uploads.intake import store

STOCKS = "part,labware,kind,well,volume\nP1,SRC-1,echo_384_pp,A1,50\n"
CHOICES = Choices()


def keep(content: bytes, kind: str = "test") -> RunFile:
    """``content`` among the evidence."""
    record = store().put(
        content, media_type="text/csv", kind=kind, source="test", known_date=AT, licence="CC0-1.0"
    )
    return RunFile("file.csv", record.sha256, record.size, "text/csv")


def small_plan(requests: dict[str, int]) -> BuildPlan:
    """A reaction of two parts for each construct, set up by an Echo, then cycled: ``requests`` maps a request to
    how many constructs it wants.
    """
    wanted = [(id, number) for id, count in requests.items() for number in range(1, count + 1)]
    products, transfers = [], []
    for place, (id, number) in enumerate(wanted):
        well = Place("ASM-1", f"{'ABCDEFGH'[place % 8]}{place // 8 + 1}")
        products.append(Product(f"{id[-4:]}-{number}", well, "golden_gate", ("P1", "P2"), request=id))
        transfers += [
            Transfer(Place("SRC-1", part), well, 500_000, liquid, "echo")
            for part, liquid in (("A1", "P1"), ("B1", "P2"))
        ]
    operations = (
        UnitOperation("echo", "UHW030", "WB030", "Move the parts", "acoustic_dispenser", 4, ("SRC-1", "ASM-1")),
        UnitOperation("cycle", "UHW100", "WB030", "Cycle", "thermocycler", 65, ("ASM-1",), ("echo",)),
    )
    labware = (Labware("SRC-1", "echo_384_pp", "Parts"), Labware("ASM-1", "pcr_96", "Assemblies"))
    fillings = tuple(
        Filling(Place("SRC-1", well), liquid, 60_000_000) for well, liquid in (("A1", "P1"), ("B1", "P2"))
    )
    return BuildPlan("Small", tuple(products), operations, TransferPlan(labware, fillings, tuple(transfers)))


@dataclass
class Bench:
    """A run at ``provider`` of the requests ``requests``; made by :meth:`to`."""

    provider: str
    requests: tuple[Journey, ...]
    id: str = field(default_factory=lambda: new_id("run"))

    @property
    def call(self) -> Call:
        return Call(OPERATOR, AT)

    @property
    def run(self) -> Run:
        found = load(RUNS, self.id)
        assert found is not None
        return found

    @property
    def wanted(self) -> Wanted:
        ids = tuple(one.id for one in self.requests)
        return Wanted(self.id, "Small run", self.provider, ids, keep(STOCKS.encode()), CHOICES)

    @property
    def counts(self) -> dict[str, int]:
        return {one.id: one.constructs for one in self.run.requests}

    def do(self, command: commands.Command) -> Done:
        return done(carry_out(self.call, self.id, command))

    def open(self) -> Bench:
        done(open_run(self.call, self.wanted))
        return self

    def plan(self, *faults: str) -> Bench:
        done(record_plan(self.call, self.id, self.planned(*faults)))
        return self

    def planned(self, *faults: str) -> commands.Plan:
        """The command that the worker gives, with a plan that is among the evidence."""
        plan = small_plan(self.counts)
        kept = keep(msgspec.json.encode(plan), "foundry.run.plan")
        file = RunFile("plan.json", kept.sha256, kept.size, "application/json")
        echo = RunFile("echo.csv", keep(b"Source Plate Name\n").sha256, 18, "text/csv")
        planned = Planned(self.run.inputs.version, kept.sha256, (file, echo), 2, len(plan.products), 0, 2,
                          len(plan.transfers.transfers), 69)  # fmt: skip
        report = keep(b'{"faults": []}').sha256
        return commands.Plan(planned, Check(kept.sha256, ("ledger",), len(faults), faults, report))

    def report(self, failed: int = 1) -> commands.TakeReport:
        """An Echo's report in which the first ``failed`` transfers failed."""
        plan = small_plan(self.counts)
        lines = tuple(
            ResultLine(index, str(one.source), str(one.target), one.liquid, one.volume, 0, "failed",
                       "source_depleted", "MM0202001", "below minimum", "foundry")
            for index, one in enumerate(plan.transfers.transfers[:failed])
        )  # fmt: skip
        spoilt = tuple(
            dict.fromkeys(one.name for one in plan.products for line in lines if line.target == str(one.place))
        )
        made = len(plan.transfers.transfers) - failed
        result = keep(msgspec.json.encode(Result("echo", made, lines, spoilt)))
        return commands.TakeReport(
            step="echo", file=keep(b"[DETAILS]\n"), tally=Tally(made, 0, failed, 0, failed, 0),
            reconciliation=result.sha256, affected=len(spoilt),
        )  # fmt: skip

    def redo(self) -> commands.PlanRedo:
        """The first report's failures, to be made good."""
        report = self.run.reports[0]
        plan = keep(msgspec.json.encode(BuildPlan("Again", (), (), TransferPlan((), (), ()))))
        return commands.PlanRedo(
            Redo(
                "redo-1",
                1,
                "echo",
                report.tally.owed,
                1,
                "acoustic_dispenser",
                ("SRC-1", "ASM-1"),
                plan.sha256,
                (RunFile("echo.csv", keep(b"Source Plate Name\n").sha256, 18, "text/csv"),),
            )
        )

    def completion(self) -> commands.Complete:
        """Everything was built."""
        return commands.Complete(
            tuple(Delivered(one.id, one.constructs, hash_of("delivery")) for one in self.run.requests)
        )

    def confirm(self, *steps: str) -> Bench:
        pieces = {"echo": ("SRC-1", "ASM-1"), "cycle": ("ASM-1",), "redo-1": ("SRC-1", "ASM-1")}
        for step in steps:
            self.do(commands.Confirm(step, pieces[step]))
        return self

    def to(self, state: State) -> Bench:
        """Take the run, which is not there yet, to ``state``."""
        self.open()
        if state is not State.PLANNING:
            self.plan(*(("A fault.",) if state is State.BLOCKED else ()))
        if state in (State.RUNNING, State.COMPLETE):
            self.do(commands.Start())
        if state is State.COMPLETE:
            self.confirm("echo", "cycle").do(self.completion())
        if state is State.ABORTED:
            self.do(commands.Abort("A flood."))
        return self
