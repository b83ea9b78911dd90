"""A foundry's queue in tests: requests queued by the actions, planned and adopted with short searches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from benches import Bench
from journeys import Journey, assessment, done, open_slot
from tilth.foundry.build.run import State
from tilth.foundry.request import commands
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.foundry.actions import record_assessment


@dataclass
class BigJourney(Journey):
    """A request of so many constructs."""

    constructs: int = 4
    title: str = "Units"

    def opening(self, person: str = "operator") -> commands.Open:
        return replace(super().opening(person), title=self.title)

    def _assessed(self) -> None:
        version = self.request.design.version if self.request.design else 0
        done(record_assessment(self.call, self.id, commands.Assess(assessment(version, self.constructs))))


@dataclass
class Floor:
    """The foundry of the cast, with the requests that :meth:`queue` brought into its queue."""

    cast: object
    requests: list[str] = field(default_factory=list)
    slot: str = ""

    @property
    def foundry(self) -> str:
        return self.cast.foundry

    def queue(self, owner: str = "firm", constructs: int = 4, to: str = "queued") -> str:
        """A request of ``owner`` in the queue; its id."""
        self.slot = self.slot or open_slot(self.foundry, 50)
        journey = BigJourney(self.cast.organisation(owner), self.foundry, slot=self.slot, constructs=constructs)
        self.requests.append(journey.to(to).id)
        return journey.id

    def run(self, *owners: str) -> tuple[Bench, list[str]]:
        """A run at the foundry, planned and not begun, of a request in the queue of each of ``owners``; with their
        ids.
        """
        self.slot = self.slot or open_slot(self.foundry, 50)
        journeys = tuple(
            BigJourney(self.cast.organisation(owner), self.foundry, slot=self.slot, title=f"Parts of {owner}")
            for owner in owners
        )
        ids = [journey.to("cleared").id for journey in journeys]
        return Bench(self.foundry, journeys).to(State.READY), ids

    def call(self, **more):
        return self.cast.call("foundry", Role.AUTOMATION_ENGINEER, **more)

    def plan(self, seconds: int = 1) -> str:
        """The queue planned by the worker; the id of the proposal."""
        from tilth_site.jobs.models import Job
        from tilth_site.scheduling.actions import ask_for_plan
        from tilth_site.scheduling.asking import PlanQueue

        job = ask_for_plan(self.call().actor, self.foundry, PlanQueue(self.foundry, seconds))
        assert not isinstance(job, Refused), str(job)
        return self.worked(Job.objects.get(pk=job.pk).pk)

    def worked(self, job: str) -> str:
        from tilth_site.jobs import worker
        from tilth_site.jobs.models import Job

        worker.run(stop_when_idle=True)
        found = Job.objects.get(pk=job)
        assert found.state == "done", found.error
        return found.result["proposal"]

    def adopt(self, proposal: str):
        from tilth_site.scheduling.actions import adopt

        return adopt(self.call(), self.foundry, proposal)

    def planned(self) -> str:
        """The queue planned, and the schedule adopted."""
        proposal = self.plan()
        done(self.adopt(proposal))
        return proposal
