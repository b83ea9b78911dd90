"""The page of a step: its clock, its dossier, who reviews it, what was signed, and what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.approval import Step, events
from tilth.approval.case import Decision, Vote
from tilth.approval.rules.reviewing import conflicts, counted
from tilth.kernel.refusal import Refused
from tilth_site.approval.deeds import SIGNED, offered_step_deeds
from tilth_site.approval.documents import revision_rows
from tilth_site.approval.drawing import timeline
from tilth_site.approval.history import history
from tilth_site.approval.labels import INTERESTS
from tilth_site.approval.letters import letter_rows
from tilth_site.approval.naming import role_words
from tilth_site.approval.presentation import Badge, lanes, outcome_badge, step_row
from tilth_site.approval.queries import objection
from tilth_site.approval.reasons import worded
from tilth_site.approval.tables import CASES
from tilth_site.approval.views.access import Found, found, step_of
from tilth_site.approval.wording import joined, said
from tilth_site.journal.actions import Call
from tilth_site.pages.names import names_of
from tilth_site.signatures.models import SignatureGiven
from tilth_site.signatures.signing import given_for

__all__ = ["step_page"]

_NONE = "0" * 64
"""Stands for a manifest when the rules are asked what would happen."""


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """A reviewer, what he voted, and why he or his vote does not count."""

    person: str
    name: str
    role: str
    vote: Vote | None
    badge: Badge | None
    counts: bool
    conflict: str


@never_cache
@login_required
@require_safe
def step_page(http: HttpRequest, id: str, step: str) -> HttpResponse:
    """The step as it was at the end of ``?as_of=``."""
    where = found(http, id)
    known, one = step_of(where, step), where.one
    row = step_row(one, step)
    given = {
        "where": where,
        "step": known,
        "row": row,
        "authority": said(known.authority),
        "drawing": timeline([row], row.clock.started, min(one.as_of, row.standing.since or one.as_of))
        if row.clock
        else None,
        "lanes": lanes(one, known),
        "several_lanes": len(known.every_lane) > 1,
        "offers": _offers(where, known),
        "blocked": _blocked(where, known),
        "revisions": revision_rows(one, step),
        "letters": letter_rows(one.case.step(step)),
        "reviewers": _reviewers(where, known),
        "decisions": _decisions(where, known),
        "signatures": _signatures(where, known),
        "history": history(one, step),
        "people": names_of(entry.actor for entry in one.entries),
    }
    return render(http, "approval/step.html", given)


def _offers(where: Found, step: Step) -> list[dict[str, str]]:
    """Buttons, the first primary one standing out. None on a day of the past."""
    if where.past:
        return []
    rows: list[dict[str, str]] = []
    for deed in offered_step_deeds(where.actor, where.one, step):
        first = deed.weight == "primary" and all(row["weight"] != "primary" for row in rows)
        weight = "primary" if first else "danger" if deed.weight == "danger" else ""
        page = "approval:sign" if deed.name in SIGNED else "approval:step_deed"
        url = reverse(page, args=[where.id, step.id, deed.name])
        rows.append({"label": str(deed.label), "url": url, "weight": weight, "name": deed.name})
    return rows


def _blocked(where: Found, step: Step) -> Refused | None:
    """Why the dossier cannot be handed in as it is, for whoever would hand it in."""
    if not any(offer["name"] == "submit" for offer in _offers(where, step)):
        return None
    event = events.Submitted(step=step.id, manifest=_NONE, on=where.today)
    refused = objection(Call(where.actor, timezone.now()), where.one, event)
    return worded(refused, where.one.procedure) if refused else None


def _reviewers(where: Found, step: Step) -> list[ReviewerRow]:
    case, state = where.one.case, where.one.case.step(step.id)
    names = names_of(reviewer.person for reviewer in state.reviewers)
    valid = {vote.person for vote in counted(case, step)}
    rows = []
    for reviewer in state.reviewers:
        vote = next((each for each in state.votes if each.person == reviewer.person), None)
        kinds = [str(INTERESTS.get(each.kind, each.kind)) for each in conflicts(case, step, reviewer.person)]
        rows.append(
            ReviewerRow(
                person=reviewer.person,
                name=names.get(reviewer.person, reviewer.person),
                role=role_words(reviewer.role),
                vote=vote,
                badge=outcome_badge(vote.outcome) if vote else None,
                counts=reviewer.person in valid,
                conflict=joined(kinds),
            )
        )
    return rows


def _decisions(where: Found, step: Step) -> list[tuple[Decision, Badge]]:
    """What was decided, the last decision first: a refusal that was appealed against stays to be read."""
    state = where.one.case.step(step.id)
    found = [*state.refusals, *((state.decision,) if state.decision else ())]
    return [(one, outcome_badge(one.outcome)) for one in reversed(found)]


def _signatures(where: Found, step: Step) -> list[tuple[SignatureGiven, str]]:
    """The signatures of this step: those over a statement that a vote, decision or recognition of it cites."""
    cited = {
        event.statement
        for event in where.one.events
        if isinstance(event, events.Voted | events.Decided | events.Recognised)
        and event.step == step.id
        and event.statement
        and event.on <= where.one.as_of
    }
    return [(given, name) for given, name in given_for(CASES.name(where.id)) if cited & set(given.signed.split())]
