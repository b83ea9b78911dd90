"""Adopting a plan and revising it.

A revision may add whatever it likes and set other targets, with a reason. What it may not do is to let an old
number mean something else: an indicator stays, what it counts stays, and no version of a definition is altered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.plan.commands import AdoptPlan, PlanCommand, RevisePlan
from tilth.plan.events import PlanAdopted, PlanEvent, PlanRevised
from tilth.plan.model import Indicator, Plan
from tilth.plan.rules.grounds import damaged, no_plan, unreasoned
from tilth.plan.rules.setting import Setting
from tilth.plan.soundness import plan_faults

__all__ = ["FollowedPlan", "apply_plan", "decide_plan"]


@dataclass(frozen=True, slots=True)
class FollowedPlan:
    """A plan that is followed, as its latest ``revision`` (1, 2, ...) says it."""

    id: str
    plan: Plan
    revision: int = 1


def decide_plan(
    state: FollowedPlan | None, command: PlanCommand, setting: Setting
) -> tuple[PlanEvent, ...] | Refused:
    """What ``command`` does to the plan ``state`` (None: it is not there yet), or every reason why it does not."""
    if isinstance(command, AdoptPlan):
        return _adopted(state, command, setting)
    if state is None:
        return no_plan()
    return _revised(state.plan, command)


def apply_plan(state: FollowedPlan | None, event: PlanEvent) -> FollowedPlan:
    """The plan after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    match event:
        case PlanAdopted() if state is None:
            return FollowedPlan(event.id, event.plan)
        case PlanRevised() if state is not None:
            return replace(state, plan=event.plan, revision=state.revision + 1)
        case _:
            raise damaged(event)


def _adopted(state: FollowedPlan | None, command: AdoptPlan, setting: Setting) -> tuple[PlanEvent, ...] | Refused:
    if state is not None or command.plan.code in setting.codes:
        return refuse(
            "plan.plan.exists",
            "A plan with the code {plan} is followed already.",
            "Revise that plan, or give this one a code of its own.",
            "code",
            plan=command.plan.code,
        )
    reasons = plan_faults(command.plan)
    return Refused(reasons) if reasons else (PlanAdopted(command.id, command.plan),)


def _revised(before: Plan, command: RevisePlan) -> tuple[PlanEvent, ...] | Refused:
    if command.plan == before:
        return refuse(
            "plan.plan.same",
            "The plan says this already.",
            "Change the plan before revising it.",
            "plan",
        )
    refused = unreasoned(command.reason)
    reasons = (
        *(refused.reasons if refused else ()),
        *plan_faults(command.plan),
        *_losses(before, command.plan),
    )
    return Refused(reasons) if reasons else (PlanRevised(command.plan, command.reason),)


def _losses(before: Plan, after: Plan) -> Iterator[Reason]:
    """What numbers of the past would lose if ``after`` took the place of ``before``."""
    if after.code != before.code:
        yield Reason(
            "plan.plan.code",
            "The plan {before} cannot become the plan {after}.",
            "Keep the code; adopt another plan under another one.",
            "code",
            {"before": before.code, "after": after.code},
        )
    for old in before.indicators:
        new = after.indicator(old.code)
        if new is None:
            yield Reason(
                "plan.plan.dropped",
                "The indicator {code} is gone.",
                "Keep it; what is no longer followed may lose its target.",
                old.code,
                {"code": old.code},
            )
        else:
            yield from _changed(old, new)


def _changed(old: Indicator, new: Indicator) -> Iterator[Reason]:
    if (old.kind, old.measure, old.counted) != (new.kind, new.measure, new.counted):
        yield Reason(
            "plan.plan.kind",
            "The indicator {code} would become another kind of figure.",
            "Keep its kind, its measure and what it counts, and add another indicator under another code.",
            old.code,
            {"code": old.code},
        )
    for definition in old.definitions:
        if new.definition(definition.version) != definition:
            yield Reason(
                "plan.plan.altered",
                "Version {version} of the definition of {code} is not what it was.",
                "Keep it as it is, and add another version that says from which day on it holds.",
                old.code,
                {"code": old.code, "version": definition.version},
            )
    known = {definition.version for definition in old.definitions}
    last = max(known, default=0)
    for definition in new.definitions:
        if definition.version not in known and definition.version < last:
            yield Reason(
                "plan.plan.earlier",
                "Version {version} of the definition of {code} is new, and comes before version {last}.",
                "Give a new version a number above all others.",
                new.code,
                {"code": new.code, "version": definition.version, "last": last},
            )
