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
    ``unfit``, and the first clause that one of them fails is quoted.
    """
    return tuple(_missing(case, procedure, step))


def _missing(case: Case, procedure: Procedure, step: Step) -> Iterator[Reason]:
    for at, required in enumerate(step.evidence):
        of_kind = {item.sha256: item for item in case.evidence if item.kind == required.kind}
        failing = [[one for one in required.where if not one.holds(item.facts)] for item in of_kind.values()]
        unfit = [clauses for clauses in failing if clauses]
        found = len(failing) - len(unfit)
        if found < required.count:
            failed = next((one.says for one in required.where if any(one in clauses for clauses in unfit)), "")
            yield _lack(procedure, step, required, f"{step.id}.evidence[{at}]", found, len(unfit), failed)


def _lack(
    procedure: Procedure, step: Step, required: Required, where: str, found: int, unfit: int, failed: str
) -> Reason:
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
            "clause": failed,
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
    closed = ""
    if lane.opens and on < lane.opens:
        closed = "The lane {lane} of {step} opens on {opens}; it is not open on {on}."
    elif lane.closes and on > lane.closes:
        closed = "The lane {lane} of {step} was open until {closes}, not on {on}."
    if closed:
        bounds = {"opens": str(lane.opens or ""), "closes": str(lane.closes or ""), "on": str(on)}
        where = f"{step.id}.{lane.id}"
        reasons.append(Reason("approval.lane.closed", closed, "Take another lane.", where, {**facts, **bounds}))
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
