"""Papers that a case cites: the procedure that it pins, letters, decisions of authorities.

Whoever cites a paper lets everybody who sees the case read it. So a person cites only what he handed in himself,
or what stands in the case already.
"""

from __future__ import annotations

from datetime import datetime

from tilth.approval import Case, Procedure
from tilth.approval import events as ask
from tilth.approval.events import CaseEvent
from tilth.kernel.refusal import Refused, refuse
from tilth_site.journal.actions import Call
from tilth_site.uploads.intake import handed_in, store

__all__ = ["PROCEDURE", "keep_procedure", "put", "unknown_paper"]

PROCEDURE = "approval.procedure"
"""The kind of evidence that a pinned procedure is."""


def keep_procedure(procedure: Procedure, at: datetime) -> str:
    """Keep the canonical JSON of ``procedure`` among the evidence; its hash is the procedure's digest."""
    return put(procedure.to_json(), PROCEDURE, at)


def put(content: bytes, kind: str, at: datetime) -> str:
    """Keep JSON that Tilth wrote; its hash."""
    kept = store().put(
        content, media_type="application/json", kind=kind, source="tilth", known_date=at, licence="unknown"
    )
    return kept.sha256


def unknown_paper(call: Call, case: Case, event: CaseEvent) -> Refused | None:
    """Why the caller may not cite the paper of ``event``: it is neither his nor the case's."""
    sha256 = _paper(event)
    if not sha256 or any(item.sha256 == sha256 for item in case.evidence):
        return None
    known = sha256 in store() if call.actor.system else handed_in(call.actor.person, sha256)
    return None if known else refuse(
        "approval.case.paper",
        "There is no paper {paper} of yours.",
        "Upload it first.",
        "document",
        paper=sha256[:12],
    )  # fmt: skip


def _paper(event: CaseEvent) -> str:
    match event:
        case ask.EvidenceAdded(sha256=sha256):
            return sha256
        case ask.QuestionsAsked(document=document) | ask.Decided(document=document):
            return document
        case ask.Recognised(document=document):
            return document
        case _:
            return ""
