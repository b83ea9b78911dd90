"""What can be wrong with the record of a case: the code of each fault, and where faults are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason

__all__ = ["EVENTS", "FAULTS", "MANIFEST", "PROCEDURE", "fault"]

MANIFEST = "manifest.json"
PROCEDURE = "record/procedure.json"
EVENTS = "record/events.jsonl"

FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "record.manifest.unknown": "no event of the case seals or hands in a dossier with this hash",
        "record.procedure.unreadable": "the procedure is not the canonical JSON of one",
        "record.procedure.other": "it is not the procedure under which the case was opened",
        "record.events.altered": "an event is not what it was written as",
        "record.events.put_in": "an event was never written in its place",
        "record.events.removed": "what an event was written after is gone, or is another now",
        "record.events.unreadable": "a line is no event, or one that cannot stand there",
        "record.events.missing": "there are signed statements and no events",
        "record.key": "a key is no ed25519 public key as it is written out",
        "record.key.missing": "there are fewer keys than signatures are wanted",
        "record.envelope": "it is no signed statement, or not as it was written out",
        "record.signature": "the keys did not sign it, or it was altered since",
        "record.statement.twice": "the same statement is there already",
        "record.statement.case": "it is about another case",
        "record.statement.procedure": "it was signed under another procedure",
        "record.statement.manifest": "it is about another dossier than was under decision then",
        "record.statement.clock": "the clock did not stand so then",
        "record.statement.after": "the event that it was signed after is not there",
        "record.statement.event": "the event that it was signed for is not there, or says something else",
        "record.clearance.alone": "one person alone cleared it",
        "record.vote.unsigned": "no valid statement stands for the vote",
        "record.vote.conflict": "the voter had an interest in the applicant then",
        "record.vote.reviewer": "the voter did not review the step",
        "record.vote.twice": "one person voted twice towards a quorum that is not met otherwise",
        "record.decision.unsigned": "no valid statement stands for the decision",
        "record.decision.quorum": "the valid votes do not make the decision",
        "record.decision.missing": "the votes made a decision, and no event says so",
        "record.recognition.unsigned": "no valid statement stands for the recognition",
        "record.recognition.body": "the step does not recognise decisions of that body",
        "record.recognition.manifest": "the body decided on another dossier than was under decision then",
        "record.decision.manifest": "the step was decided on another dossier than this one",
    }
)
"""The code of each fault, and what it says."""

_AGAIN = "Get the record again from where it was made, and trust none of it until then."


def fault(code: str, where: str, what: str, **data: Fact) -> Reason:
    """One fault: ``what`` is a sentence, whose named places ``data`` fills."""
    known = f"record.{code}"
    assert known in FAULTS, known
    return Reason(known, what, _AGAIN, where, data)
