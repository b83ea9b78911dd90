"""Documents of a case: what the applicant uploads, and what the foundry found out about his own designs.

A result of the foundry is taken over by its hash, with where it comes from: the request, the version of the
design, the run that built it. Nothing is copied, and nothing is typed in again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

import msgspec
from django.db.models import Q

from tilth.approval import events as ask
from tilth.foundry.request import Request
from tilth.kernel.errors import IntegrityError, MissingError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import Actor, not_found
from tilth_site.approval.actions import ACTIONS, happened, on_case
from tilth_site.approval.facts import BATCH, DESIGN, NAME, REQUEST, TYPE, VERSION, stated
from tilth_site.approval.matters import Matter
from tilth_site.approval.papers import unknown_paper
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.tables import REQUESTS
from tilth_site.journal.actions import Call, Decision, Outcome
from tilth_site.journal.streams import load
from tilth_site.uploads.intake import Said, Stored, store, take_in
from tilth_site.uploads.kinds import KINDS

__all__ = ["PAPERS", "Result", "add_document", "add_result", "results_of", "take_paper"]

PAPERS = frozenset(KINDS.values())
"""The kinds of files that a case takes."""

_MOST_REQUESTS = 100
_JSON = "application/json"
_KIND, _LONGEST = re.compile("[a-z][a-z0-9_]{0,59}"), 200


@dataclass(frozen=True, slots=True)
class Result:
    """Something that the foundry found out about a request of the applicant. ``what`` is design, assessment or
    delivery; ``facts`` say where it comes from.
    """

    request: str
    title: str
    what: str
    sha256: str
    name: str
    media_type: str
    facts: Mapping[str, str]


def take_paper(call: Call, name: str, stream: BinaryIO) -> Stored | Refused:
    """Take in a file for a case: a document, a letter, a decision. It belongs to nothing until an action cites
    it.
    """
    return take_in(name, stream, allowed=PAPERS, said=Said(call.actor.person, call.at))


def add_document(
    call: Call, id: str, kind: str, stored: Stored, *, facts: Mapping[str, str], on: date | None = None
) -> Outcome:
    """Add the uploaded ``stored`` to the case ``id`` as evidence of a ``kind``, with what is stated of it."""
    said = {**stated(facts), NAME: stored.name, TYPE: stored.media_type}
    event = ask.EvidenceAdded(kind=kind, sha256=stored.sha256, on=on or call.today, facts=said)

    def attempt(found: Matter) -> Decision:
        answer = _unfit(event) or unknown_paper(call, found.case, event) or found.decided(call, event)
        return answer if isinstance(answer, Refused) else happened(id, answer)

    return on_case(call, id, ACTIONS[ask.EvidenceAdded], event, attempt)


def add_result(
    call: Call, id: str, kind: str, request: str, sha256: str, *, facts: Mapping[str, str], on: date | None = None
) -> Outcome:
    """Take what the foundry found out, known by its hash, over into the case ``id`` as evidence of a ``kind``."""

    def attempt(found: Matter) -> Decision:
        theirs = [one for one in results_of(call.actor, found.case.applicant, request) if one.sha256 == sha256]
        if not theirs:
            return not_found()
        one = theirs[0]
        said = {**stated(facts), **one.facts, NAME: one.name, TYPE: one.media_type}
        event = ask.EvidenceAdded(kind=kind, sha256=sha256, on=on or call.today, facts=said)
        answer = _unfit(event) or found.decided(call, event)
        return answer if isinstance(answer, Refused) else happened(id, answer)

    return on_case(call, id, ACTIONS[ask.EvidenceAdded], [kind, request, sha256, dict(facts), on], attempt)


def results_of(actor: Actor, applicant: str, request: str = "") -> tuple[Result, ...]:
    """What the foundry found out about the requests of ``applicant`` (or about one of them) that the actor may
    see, the newest request first; at most a hundred requests. One query for each of them.
    """
    rows = DesignRequest.objects.visible_to(actor).filter(Q(owner=applicant) | Q(venture=applicant))
    chosen = (rows.filter(pk=request) if request else rows).order_by("-last_seq").values_list("id", flat=True)
    found = (load(REQUESTS, id) for id in chosen[:_MOST_REQUESTS])
    return tuple(result for one in found if one for result in _results(one))


def _results(request: Request) -> Iterator[Result]:
    if request.design is None:
        return
    plan, version = request.design.files[0], str(request.design.version)
    came = {REQUEST: request.id, VERSION: version, DESIGN: plan.sha256}
    for file in request.design.files:
        yield Result(request.id, request.title, "design", file.sha256, file.name, file.media_type, came)
    if request.assessment:
        name = f"assessment-{request.id}.json"
        yield Result(request.id, request.title, "assessment", request.assessment.report, name, _JSON, came)
    if request.delivery:
        sha256, name = request.delivery.evidence, f"delivery-{request.id}.json"
        built = {**came, **_built(sha256)}
        yield Result(request.id, request.title, "delivery", sha256, name, _JSON, built)


class _Delivery(msgspec.Struct):
    """Of the report of a delivery, the run that built it."""

    run: str = ""


def _built(sha256: str) -> Mapping[str, str]:
    """The run behind a delivery; nothing where its report says none or is not kept."""
    try:
        run = msgspec.json.decode(store().get(sha256), type=_Delivery).run
    except (MissingError, IntegrityError, msgspec.MsgspecError):
        return {}
    return {BATCH: run} if run else {}


def _unfit(event: ask.EvidenceAdded) -> Refused | None:
    """Why a dossier could not hold the document: its kind is no name of one, or a fact is not a line of text."""
    lines = [event.kind, *event.facts, *event.facts.values()]
    if not _KIND.fullmatch(event.kind):
        return refuse(
            "approval.case.kind",
            "{kind} is no kind of evidence.",
            "Use small letters, digits and underscores, such as risk_assessment.",
            "kind",
            kind=event.kind,
        )
    if any(len(line) > _LONGEST or line != line.strip() or not line.isprintable() for line in lines):
        return refuse(
            "approval.case.fact",
            "What is stated of a document is one line of at most {most} characters.",
            "Shorten it, and leave out what is not printed.",
            "facts",
            most=_LONGEST,
        )
    return None
