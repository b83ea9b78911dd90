"""Every reason for which the rules of the room say no, by its code. A test keeps the list whole.

What a plan contradicts itself in has codes of its own (:mod:`tilth.plan.soundness`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REFUSALS"]

REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "plan.missing": "the plan that is named was never adopted",
        "plan.reason": "a decision gives no reason",
        "plan.plan.exists": "a plan with this code, or under this id, is followed already",
        "plan.plan.same": "the revision says what the plan says already",
        "plan.plan.code": "a revision gives the plan another code",
        "plan.plan.dropped": "a revision leaves an indicator out",
        "plan.plan.kind": "a revision makes an indicator another kind of figure",
        "plan.plan.altered": "a revision alters or drops a version of a definition",
        "plan.plan.earlier": "a revision puts a new version of a definition before an old one",
        "plan.evidence.missing": "the command is for a row of evidence, and there is none with this id",
        "plan.evidence.exists": "a row of evidence with this id is there already",
        "plan.evidence.subject": "a row is about somebody or something",
        "plan.evidence.future": "a row is dated after the day on which it is recorded",
        "plan.evidence.claim": "no definition of the plan asks for what the row claims",
        "plan.evidence.place": "a move says where to",
        "plan.evidence.milestone": "the row is about a milestone that the plan does not have",
        "plan.evidence.pair": "two that are said to be the same are two",
        "plan.evidence.series": "the reading is of no indicator that is a level or a ratio",
        "plan.evidence.value": "a reading has a value",
        "plan.evidence.number": "a number is not finite, or has too many digits to be kept",
        "plan.evidence.whole": "the whole of which a reading is a part is above zero",
        "plan.evidence.facts": "each fact has a name of its own",
        "plan.evidence.size": "the facts are too long for the journal; what is long belongs into the document",
        "plan.evidence.document": "the document that the row names was not handed in by whoever names it",
        "plan.evidence.source": "a row names a document or a source, or is a judgement",
        "plan.evidence.standing": "what has been decided about the row leaves no room for the command",
        "plan.evidence.own": "who recorded a row does not accept it",
        "plan.evidence.verdict": "evidence for a milestone is accepted with a verdict",
        "plan.evidence.no_milestone": "a verdict is given for a row that is no evidence for a milestone",
        "plan.evidence.rivals": "whoever accepts a reading names every reading that contradicts it, and no other",
        "plan.evidence.chosen": "another reading was accepted over this one, and still counts",
        "plan.report.missing": "the command is for a report, and there is none with this id",
        "plan.report.exists": "a report with this id was published already",
        "plan.report.future": "a report is on a day that has not come yet",
        "plan.report.early": "a report is on a day before the plan begins",
        "plan.report.unknown": "a report rests on less than what was known on its day",
        "plan.report.blocked": "a figure waits for somebody to decide, so nothing is published",
        "plan.report.sealed": "the report is sealed already",
    }
)
"""The code of each refusal, and what it says of the command."""
