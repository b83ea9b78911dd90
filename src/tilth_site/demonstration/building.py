"""The runs of the example, told through the actions: planned by the worker, started, stepped through with every
piece of labware scanned, reported on by an Echo that missed a few transfers, made good, and delivered.

No robot moves: the report is simulated, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from django.utils import timezone

from tilth.foundry.build.run import Run, State, commands
from tilth.foundry.build.run.model import Choices, Report, RunFile
from tilth.foundry.build.run.steps import RunStep, Standing, standing
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.build.actions import Wanted, carry_out, open_run
from tilth_site.build.delivering import completion
from tilth_site.build.plans import operations_of, plan_of
from tilth_site.build.reports import redo_of, report_command, take_report
from tilth_site.build.tables import RUNS
from tilth_site.demonstration.cluster import Cluster, RunEntry
from tilth_site.demonstration.echo_report import simulated_report
from tilth_site.demonstration.loading import Loaded, done
from tilth_site.jobs import worker
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import load
from tilth_site.parties.actors import actor_of
from tilth_site.parties.models import RoleHeld
from tilth_site.uploads.intake import Said, Stored, take_in_text
from tilth_site.uploads.kinds import CSV

__all__ = ["Built", "build"]


@dataclass(frozen=True, slots=True)
class Built:
    """A run of the example, and how far it came."""

    id: str
    run: Run


def build(
    cluster: Cluster, loaded: Loaded, requests: Mapping[str, str], say: Callable[[str], None]
) -> tuple[Built, ...]:
    """Take every run of ``cluster`` as far as its entry says; ``requests`` gives the id of each request by title.

    Raises InputError where an action refuses.
    """
    begun = [Runner(entry, cluster, loaded, requests) for entry in cluster.run]
    for one in begun:
        one.open()
    if begun:
        worker.run(stop_when_idle=True)
    for one in begun:
        one.go_on(say)
    return tuple(Built(one.id, one.run) for one in begun)


class Runner:
    """A run on its way, at the hands of the foundry's automation engineer."""

    def __init__(self, entry: RunEntry, cluster: Cluster, loaded: Loaded, requests: Mapping[str, str]) -> None:
        self.entry, self.id = entry, new_id("run")
        self.provider = loaded.ids[entry.provider]
        self.stocks = cluster.stocks[entry.stocks]
        self.requests = tuple(requests[title] for title in entry.requests)
        held = RoleHeld.objects.filter(organisation_id=self.provider, role=Role.AUTOMATION_ENGINEER.value)
        self.actor = actor_of(held.order_by("id")[0].person)

    @property
    def run(self) -> Run:
        """The run as it stands."""
        found = load(RUNS, self.id)
        assert found is not None, "the run was opened"
        return found

    def call(self) -> Call:
        """A call by the engineer, now."""
        return Call(self.actor, timezone.now())

    def open(self) -> None:
        """Open the run, whose plan the worker compiles."""
        kept = take_in_text(self.stocks, allowed=(CSV,), said=Said(self.actor.person, timezone.now()))
        if isinstance(kept, Refused):
            done(kept)
            return
        stocks = RunFile("stocks.csv", kept.sha256, kept.size, kept.media_type)
        choices = Choices(self.entry.dispenser, self.entry.workflows, seed=self.entry.seed)
        done(
            open_run(self.call(), Wanted(self.id, self.entry.title, self.provider, self.requests, stocks, choices))
        )

    def go_on(self, say: Callable[[str], None]) -> None:
        """Every step from the plan to where the entry says."""
        planned = self.run.planned
        if planned is None or self.run.state is not State.READY:
            say(f"{self.entry.title}: {self._why_not()}")
            return
        say(
            f"{self.entry.title}: {planned.products} constructs in {planned.transfers:,} transfers, "
            f"{planned.steps} steps and {len(planned.files)} files for robots and people; the checks passed."
        )
        if self.entry.until == "ready":
            return
        self.do(commands.Start())
        if self.entry.until == "complete":
            self.carry_through(say)
            self.finish()
        run = self.run
        say(f"{self.entry.title}: {run.state.value}, {len(run.confirmed)} of {run.steps} steps done.")

    def _why_not(self) -> str:
        run = self.run
        if run.failure is not None:
            return f"no plan. {run.failure.message} {run.failure.mend}"
        return " ".join(run.check.first) if run.check else run.state.value

    def do(self, command: commands.Command) -> None:
        """Carry a command out."""
        done(carry_out(self.call(), self.id, command))

    def carry_through(self, say: Callable[[str], None]) -> None:
        """Do every step, with a report of each that an Echo does; what failed is made again."""
        while (step := self._next()) is not None:
            one = step.operation
            self.do(commands.Confirm(one.id, one.labware))
            if one.instrument == "acoustic_dispenser":
                self.report(one.id)
                for report in self.run.owing:
                    say(f"{self.entry.title}: {report.tally.owed} transfers failed, and are made again.")
                    self.settle(report)

    def _next(self) -> RunStep | None:
        run = self.run
        steps = standing(run, operations_of(run))
        return next((step for step in steps if step.standing is Standing.OPEN), None)

    def report(self, step: str) -> None:
        """Hand in an Echo's report of ``step``, in which the entry's transfers failed; a redo goes well."""
        run = self.run
        redo = next((one for one in run.redos if any(part.id == step for part in one.parts)), None)
        assert run.planned is not None, "a run that runs has a plan"
        plan = plan_of(redo.plan if redo else run.planned.plan)
        text = simulated_report(plan, step, timezone.now(), () if redo else self.entry.failing)
        taken = take_report("echo-report.csv", BytesIO(text.encode()), Said(self.actor.person, timezone.now()))
        if isinstance(taken, Stored):
            command = report_command(run, step, taken)
            if isinstance(command, commands.TakeReport):
                self.do(command)
                return
            taken = command
        done(taken)

    def settle(self, report: Report) -> None:
        """Have what ``report`` owes moved again."""
        redo = redo_of(self.run, report)
        if isinstance(redo, Refused):
            done(redo)
        else:
            self.do(commands.PlanRedo(redo))

    def finish(self) -> None:
        """Deliver everything."""
        command = completion(self.run, ())
        if isinstance(command, Refused):
            done(command)
        else:
            self.do(command)
