"""Every reason for which the rules of the room say no, by its code. A test keeps the list whole.

What a procedure contradicts itself in has codes of its own (:mod:`tilth.approval.procedure.soundness`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REFUSALS"]

REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "approval.missing": "the case has less evidence of a kind than the step wants",
        "approval.lane.closed": "the lane cannot be chosen on that day",
        "approval.lane.clause": "the facts of the case do not meet a clause of the lane",
        "approval.forecast.circle": "by law and habit, steps wait for each other",
        "approval.forecast.over": "a step was refused or withdrawn, so nothing can be forecast",
        "approval.forecast.decided": "a what-if changes a step that is decided",
        "approval.forecast.recognised": "a what-if has a decision recognised in a step that recognises none",
        "approval.case.accept": "nothing waits for acceptance",
        "approval.case.appeal": "the procedure knows no appeal in that step",
        "approval.case.assigned": "the person reviews the step already",
        "approval.case.begins": "the step begins by itself, and nothing is handed in",
        "approval.case.body": "the step does not recognise decisions of that body",
        "approval.case.closed": "the step is decided, or withdrawn",
        "approval.case.conflict": "the person has an interest in the applicant that excludes them",
        "approval.case.document": "a decision of the authority names no paper",
        "approval.case.early": "the event is dated before the case was opened",
        "approval.case.effect": "the procedure is not in force on that day",
        "approval.case.exists": "the case was opened already",
        "approval.case.future": "the event is dated after today",
        "approval.case.halt": "no letter, or no pause, is open on that day",
        "approval.case.hash": "what should be a SHA-256 is none",
        "approval.case.lane": "the step has no such lane, or is in it",
        "approval.case.letter": "the very letter is open already",
        "approval.case.manifest": "the other body decided on another dossier",
        "approval.case.missing": "there is no such case",
        "approval.case.needs": "steps before it are not approved",
        "approval.case.notice": "the lane can no longer be left",
        "approval.case.pin": "the case would pin another procedure",
        "approval.case.quorum": "votes decide the step, not a paper",
        "approval.case.reason": "a vote gives no reason",
        "approval.case.refused": "there is no refusal to appeal against",
        "approval.case.reviewer": "the person does not review the step",
        "approval.case.role": "the step is not voted on in that role",
        "approval.case.rolling": "the step takes no parts of a dossier",
        "approval.case.running": "the clock of the step does not run",
        "approval.case.step": "the procedure has no such step",
        "approval.case.stop": "the procedure does not stop this clock for that",
        "approval.case.submitted": "the dossier was handed in already",
        "approval.case.twice": "the document is there already",
        "approval.case.withdrawn": "the case was withdrawn",
    }
)
"""The code of each refusal, and what it says."""
