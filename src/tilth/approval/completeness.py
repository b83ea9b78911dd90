"""What is missing before a step can be handed in, and which clause keeps a case out of a lane.

Both answer with reasons, each naming the rule and the version of the procedure that has it. No reason is a yes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tilth.approval.case import Case
from tilth.approval.model import Lane, Procedure, Required, Step
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason

__all__ = ["ineligible", "missing"]


def missing(case: Case, procedure: Procedure, step: Step) -> tuple[Reason, ...]:
    """A reason (``approval.missing``) for every kind of evidence of which the case has fewer than the step wants.

    ``data`` holds kind, wanted, found, rule, procedure and version; documents that fail a clause are counted in
    ``unfit``, and the first such clause is quoted.
    """
    return tuple(_missing(case, procedure, step))


def _missing(case: Case, procedure: Procedure, step: Step) -> Iterator[Reason]:
    for at, required in enumerate(step.evidence):
        of_kind = {item.sha256: item for item in case.evidence if item.kind == required.kind}
        fit = [item for item in of_kind.values() if all(clause.holds(item.facts) for clause in required.where)]
        if len(fit) < required.count:
            unfit = len(of_kind) - len(fit)
            yield _lack(procedure, step, required, f"{step.id}.evidence[{at}]", len(fit), unfit)


def _lack(procedure: Procedure, step: Step, required: Required, where: str, found: int, unfit: int) -> Reason:
    sentence = "{step} wants {wanted} x {kind}, and {found} are there."
    if unfit:
        sentence = "{step} wants {wanted} x {kind}, and {found} are there; {unfit} more fail a clause: {clause}"
    return Reason(
        "approval.missing",
        sentence,
        "Add it. The rule ({procedure}, version {version}): {rule}",
        where,
        {
            "step": step.id,
            "kind": required.kind,
            "wanted": required.count,
            "found": found,
            "unfit": unfit,
            "clause": required.where[0].says if required.where else "",
            "rule": required.rule,
            "procedure": procedure.id,
            "version": procedure.version,
        },
    )


def ineligible(case: Case, procedure: Procedure, step: Step, lane: Lane, on: date) -> tuple[Reason, ...]:
    """A reason for every clause of the lane that the facts of the case do not meet, and for a lane that is
    closed.
    """
    reasons = []
    facts: dict[str, Fact] = {
        "procedure": procedure.id,
        "version": procedure.version,
        "step": step.id,
        "lane": lane.id,
    }
    if (lane.opens and on < lane.opens) or (lane.closes and on > lane.closes):
        reasons.append(
            Reason(
                "approval.lane.closed",
                "The lane {lane} of {step} is open from {opens} to {closes}, not on {on}.",
                "Take another lane.",
                f"{step.id}.{lane.id}",
                {**facts, "opens": str(lane.opens), "closes": str(lane.closes or "further notice"), "on": str(on)},
            )
        )
    for at, clause in enumerate(lane.eligibility):
        if not clause.holds(case.facts):
            stated = case.facts.get(clause.fact)
            said = f"{clause.fact} is {stated}" if stated else f"nobody has stated {clause.fact}"
            reasons.append(
                Reason(
                    "approval.lane.clause",
                    "Not eligible for {lane}: {clause} Here, {said}.",
                    "Take another lane, or state the fact if it was left out ({procedure}, version {version}).",
                    f"{step.id}.{lane.id}.eligibility[{at}]",
                    {**facts, "clause": clause.says, "article": clause.article, "fact": clause.fact, "said": said},
                )
            )
    return tuple(reasons)
