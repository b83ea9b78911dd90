"""What the form for a change offers, read from the schedule in force: instruments, operations, requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from tilth.foundry.build.adoption import CauseKind
from tilth_site.foundry.models import DesignRequest
from tilth_site.scheduling.evidence import problem_in, schedule_in
from tilth_site.scheduling.models import ScheduleProposal
from tilth_site.scheduling.operations import operation_name
from tilth_site.scheduling.queries import QUEUE
from tilth_site.scheduling.wording import CAUSES

__all__ = ["ReplanChoices", "replan_choices"]

Choices = list[tuple[str, str]]


class _Fields(TypedDict):
    kinds: Choices
    instruments: Choices
    operations: Choices
    requests: Choices
    zone: str


@dataclass(frozen=True, slots=True)
class ReplanChoices:
    """The ``fields`` of :class:`~.forms.ReplanForm`, and the time ``zone`` in which times are typed."""

    fields: _Fields
    zone: str


def replan_choices(row: ScheduleProposal, now: datetime) -> ReplanChoices:
    """The choices in the schedule ``row``. An operation can overrun where it has started and should not have ended
    a day ago.
    """
    found, schedule = problem_in(row.problem), schedule_in(row.schedule)
    titles = dict(
        DesignRequest.objects.filter(provider_id=row.foundry, state__in=QUEUE).values_list("id", "title")
    )
    at = found.axis.minute(now)
    named = {one.id: one for one in found.problem.operations}
    running = [
        (one.operation, _operation_name(named[one.operation].title, titles.get(named[one.operation].job, "")))
        for one in sorted(schedule.assignments, key=lambda one: -one.start)
        if one.start < at <= one.end + 1440 and one.start < one.end
    ]
    resources = {one.id: one.title or one.id for one in found.problem.resources}
    instruments = [
        (member, f"{resources[pool]} · {member}") for pool, members in found.members.items() for member in members
    ]
    zone = found.axis.zone
    return ReplanChoices(
        {
            "kinds": [
                (kind.value, str(CAUSES[kind.value]))
                for kind in CauseKind
                if running or kind is not CauseKind.OVERRUN
            ],
            "instruments": instruments,
            "operations": running,
            "requests": sorted(titles.items(), key=lambda one: one[1]),
            "zone": zone,
        },
        zone,
    )


def _operation_name(title: str, request: str) -> str:
    name = operation_name(title)
    return f"{name} · {request}" if request else name
