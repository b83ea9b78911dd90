"""From a case as it stands to a plan that a forecast can run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tilth.approval.case import Case
from tilth.approval.clock.standing import Phase, Standing, standing
from tilth.approval.estimate import Estimate
from tilth.approval.forecast.draws import NEVER
from tilth.approval.forecast.plan import Plan
from tilth.approval.forecast.step_now import StepNow, origin_of
from tilth.approval.forecast.what_if import WhatIf
from tilth.approval.model import Procedure
from tilth.approval.procedure.soundness import order_of
from tilth.kernel.refusal import Reason, Refused, refuse

__all__ = ["reach", "resume"]


def resume(
    case: Case, procedure: Procedure, estimates: Mapping[str, Estimate], start: dt.date, what_if: WhatIf
) -> Plan | Refused:
    """The plan of the case as it stands at the end of ``start``, under ``what_if``.

    Refused where a step was refused or withdrawn, where steps wait for each other by habit, or where the what-if
    changes what is decided already.
    """
    steps = {step.id: step for step in procedure.steps}
    after = {id: () if id in what_if.parallel else estimates.get(id, Estimate()).after for id in steps}
    order = order_of(tuple(replace(step, needs=(*step.needs, *after[step.id])) for step in procedure.steps))
    if len(order) < len(steps):
        left = ", ".join(id for id in steps if id not in order)
        sentence = "These steps wait for each other by law and habit: {steps}."
        return refuse("approval.forecast.circle", sentence, "Mend `after` in their estimates.", steps=left)
    taken = _in_lanes(case, what_if.lanes)
    now = standing(taken, procedure, start)
    reasons = tuple(_obstacles(now.values(), what_if))
    if reasons:
        return Refused(reasons)
    at = {id: position for position, id in enumerate(order)}
    columns = dict(_columns(procedure, estimates))
    made = [
        StepNow(taken, procedure, steps[id], estimates.get(id, Estimate()), now[id], start, what_if).plan(
            needs=tuple(at[need] for need in steps[id].needs),
            habits=tuple(at[habit] for habit in after[id]),
            column=columns[id],
        )
        for id in order
    ]
    needed = {need for step in made for need in step.needs}
    ends = tuple(position for position in range(len(made)) if position not in needed)
    return Plan(tuple(made), (start - origin_of(case, start)).days, columns[""], ends)


def reach(plan: Plan) -> int:
    """A day that no trial of the plan goes beyond: twice its longest lengths, one after the other."""
    units = 0
    for step in plan.steps:
        tables = [step.prepare, step.review, *(one.reply for one in step.rounds)]
        tables += [step.awaited.reply] if step.awaited else []
        units += sum(int(each[each < NEVER].max(initial=0)) for each in tables if each is not None)
        units += (step.limit.longer + 31 * step.limit.months) if step.limit else 0
        if step.review is not None and any(one.restarts for one in step.rounds):
            units += int(step.review.max()) * len(step.rounds)
    capped = (step.awaited.until for step in plan.steps if step.awaited)
    latest = max([plan.start, *capped, *(step.not_before for step in plan.steps)])
    return latest + 2 * units + 120


def _in_lanes(case: Case, lanes: Mapping[str, str]) -> Case:
    changed = {id: replace(case.step(id), lane=lane) for id, lane in lanes.items()}
    return replace(case, steps={**case.steps, **changed})


_OVER: Mapping[Phase, str] = {
    Phase.REFUSED: "The step {step} was refused on {since}, so there is no day on which all is approved.",
    Phase.WITHDRAWN: "The step {step} was withdrawn on {since}, so there is no day on which all is approved.",
}


def _obstacles(now: Iterable[Standing], what_if: WhatIf) -> Iterator[Reason]:
    for one in now:
        facts = {"step": one.step, "since": str(one.since)}
        if one.phase in _OVER:
            yield Reason(
                "approval.forecast.over", _OVER[one.phase], "Appeal, or open another case.", one.step, facts
            )
        changed = {*what_if.lanes, *what_if.recognised, *what_if.parallel, *what_if.prepared, *what_if.at_once}
        if one.phase is Phase.APPROVED and one.step in changed:
            yield Reason(
                "approval.forecast.decided",
                "The step {step} is approved since {since}, so nothing can be done otherwise in it.",
                "Leave that what-if out.",
                one.step,
                facts,
            )


def _columns(procedure: Procedure, estimates: Mapping[str, Estimate]) -> Iterator[tuple[str, int]]:
    """The first column of draws of each step, and under the empty name how many there are. It does not depend on
    the scenario: the same bits are the same luck in each.
    """
    column = 0
    for step in procedure.steps:
        yield step.id, column
        column += 5 + 2 * len(estimates.get(step.id, Estimate()).questions)
    yield "", column
