"""Every reason for which a request or a slot says no, by its code. A test keeps the list and the manual whole."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REFUSALS"]

REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "request.missing": "the command is for a request, and there is none with this id",
        "request.exists": "a request with this id is there already",
        "request.no_title": "a request needs a title",
        "request.state": "the request's state has no place for the command",
        "request.too_large": "the event would be too long for the journal; large things belong among the evidence",
        "request.no_files": "a design has one file at least",
        "request.repeated_file": "two files of a design have one name",
        "request.same_design": "the files are those of the version that stands",
        "request.no_design": "the request has no design yet",
        "request.not_assessed": "the design version that stands has no assessment",
        "request.no_constructs": "the design yields nothing to build",
        "request.stale_assessment": "the assessment is of another version than the one that stands",
        "request.no_reason": "the foundry gives no reason for its decision",
        "request.no_lines": "a statement of work has one line at least",
        "request.repeated_line": "two lines of a statement have one key",
        "request.currencies": "the lines of a statement are in more than one currency",
        "request.dates": "the range of dates is the wrong way round",
        "request.validity": "the statement would have expired before it was made",
        "request.price_agreed": "both sides signed prices, so not everything can be priced afresh",
        "request.same_quote": "the new statement would say what the last one says",
        "request.superseded": "the version to be signed is not the latest",
        "request.other_statement": "the hash to be signed is not that of the statement",
        "request.expired": "the statement's last day for signing has passed",
        "request.signed_already": "this side has signed this version",
        "request.same_signatory": "one person cannot sign for both sides",
        "request.no_meaning": "a signature says what it means",
        "request.unsigned": "a side has not signed the latest statement",
        "request.delivery": "more constructs are delivered than were to be built, or fewer than none",
        "request.no_report": "a delivery names its report",
        "screening.not_screened": "the gate: the design version has not been screened",
        "screening.running": "the gate: the screening has not ended",
        "screening.flagged": "the gate: biosafety officers review the design, or did not clear it",
        "screening.unproven": "the result names no database or no report; such a clearance opens no gate",
        "screening.stale": "the screening is of another version than the one that stands",
        "screening.no_reason": "a flag, a cleared flag and an abandoned screening each need a reason",
        "slot.missing": "there is no slot with this id",
        "slot.exists": "a slot with this id is there already",
        "slot.week": "there is no such ISO week",
        "slot.past": "the week is over",
        "slot.places": "a slot has one place at least",
        "slot.full": "all places are taken",
        "slot.closed": "the slot takes no more requests, or is closed already",
        "slot.taken_already": "the request has a place in this slot",
        "slot.not_taken": "the request has no place in this slot to give up",
    }
)
