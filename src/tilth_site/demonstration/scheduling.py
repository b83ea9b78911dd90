"""The schedule of the example: planned by the worker, and adopted by the foundry's automation engineer."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.demonstration.loading import Loaded, done
from tilth_site.jobs import worker
from tilth_site.jobs.models import Job
from tilth_site.journal.actions import Call
from tilth_site.parties.actors import actor_of
from tilth_site.parties.models import RoleHeld
from tilth_site.scheduling.actions import adopt, ask_for_plan
from tilth_site.scheduling.asking import PlanQueue
from tilth_site.scheduling.models import PromisedDate, ScheduleProposal

__all__ = ["schedule"]

SECONDS = 5
"""How long the example's queue is searched for a schedule."""


def schedule(loaded: Loaded, say: Callable[[str], None]) -> None:
    """Plan and adopt a schedule at each foundry that has a queue. Raises InputError where an action refuses."""
    for held in RoleHeld.objects.filter(
        organisation_id__in=loaded.ids.values(), role=Role.AUTOMATION_ENGINEER.value
    ).order_by("id"):
        actor, foundry = actor_of(held.person), held.organisation_id
        job = ask_for_plan(actor, foundry, PlanQueue(foundry, SECONDS))
        if isinstance(job, Refused):
            # Nothing is queued there.
            continue
        worker.run(stop_when_idle=True)
        planned = Job.objects.get(pk=job.pk)
        if not isinstance(planned.result, dict):
            say("The queue could not be planned.")
            continue
        proposal = ScheduleProposal.objects.get(pk=planned.result["proposal"])
        done(adopt(Call(actor, timezone.now()), foundry, proposal.id))
        dated = PromisedDate.objects.filter(foundry=foundry).count()
        say(f"A schedule of {proposal.operations} operations is in force; {dated} requests have dates.")
