"""One row of evidence: what it shows, who decided about it and why, and the document behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.kernel.journal import Entry
from tilth.plan.evidence import READING, VERDICT, Standing
from tilth.plan.milestones import subject_of
from tilth.plan.model import Plan
from tilth_site.accounts.permissions import Actor
from tilth_site.pages.names import names_of
from tilth_site.pages.wording import role_name
from tilth_site.parties.actors import actor_of, operator_id
from tilth_site.parties.queries import names_of_parties
from tilth_site.plan.deeds import offers
from tilth_site.plan.models import EvidenceRow
from tilth_site.plan.names import facts_shown, subject_names
from tilth_site.plan.queries import document_of, history, plan_row, rivals_of
from tilth_site.plan.views.access import evidence_of, plan_crumb, reader
from tilth_site.plan.wording import HAPPENED, claim_name
from tilth_site.uploads.intake import store
from tilth_site.uploads.serve import respond

__all__ = ["document", "evidence_page"]


@never_cache
@require_safe
def evidence_page(http: HttpRequest, id: str) -> HttpResponse:
    """The row ``id``."""
    who = reader(http)
    record = evidence_of(who, id)
    followed = plan_row(record.plan)
    if followed is None:
        raise Http404
    row, entries = record.row, history(id)
    names = subject_names(who, followed, {row.subject, row.other})
    parties, people = names_of_parties([record.owner]), _deciders(who, entries)
    given = {
        "crumbs": [plan_crumb()],
        "record": record,
        "row": row,
        "facts": facts_shown(row),
        "claim": claim_name(row.claim),
        "name": names.get(row.subject, row.subject),
        "other": names.get(row.other, row.other),
        "owner": parties.get(record.owner, record.owner),
        "counts_for": _counts_for(followed.plan, record),
        "rivals": rivals_of(record.plan, row) if row.claim == READING else (),
        "document": document_of(who, record),
        "entries": [(entry, str(HAPPENED.get(entry.type, entry.type)), people[entry.actor]) for entry in entries],
        "offers": offers(who, record),
        "own": record.recorded_by == who.person and record.standing == Standing.PENDING.value,
    }
    return render(http, "plan/evidence.html", given)


def _counts_for(plan: Plan, record: EvidenceRow) -> list[tuple[str, str]]:
    """Name and address of every indicator whose rule asks for what the row shows, or which it is a reading of."""
    language = get_language() or "en"
    found = []
    for indicator in plan.indicators:
        rules = [rule for each in indicator.definitions for rule in (each.rule, each.share) if rule]
        asked = {claim for rule in rules for claim in (*rule.claims, *rule.until)}
        milestones = {subject_of(indicator.code, each.code) for each in indicator.milestones}
        reading = record.claim == READING and record.subject == indicator.code
        if record.claim in asked or reading or (record.claim == VERDICT and record.subject in milestones):
            found.append((indicator.name.in_language(language), reverse("plan:indicator", args=[indicator.code])))
    return found


def _deciders(who: Actor, entries: Iterable[Entry]) -> Mapping[str, str]:
    """Who wrote each entry: by name for people of the operator, by role in the operator for everybody else."""
    persons = {entry.actor for entry in entries}
    operator = operator_id()
    if operator and operator in who.organisations:
        return {**{person: _system(person) for person in persons}, **names_of(persons)}
    return {person: _role(person, operator) for person in persons}


def _role(person: str, operator: str) -> str:
    """The roles of a person in the organisation that operates the site, instead of the name."""
    if not person.startswith("per_"):
        return _system(person)
    roles = sorted(role_name(role.value) for role in actor_of(person).roles(operator))
    return gettext(", ").join(roles) or gettext("a person of whoever handed it in")


def _system(actor: str) -> str:
    return {"operator": gettext("the operator"), "worker": gettext("Tilth’s worker")}.get(actor, actor)


@never_cache
@require_safe
def document(http: HttpRequest, id: str) -> HttpResponseBase:
    """The file behind the row ``id``. Raises Http404 where there is none that the reader may have."""
    who = reader(http)
    record = evidence_of(who, id)
    sha256 = document_of(who, record)
    if not sha256:
        raise Http404
    kept = store().records(sha256)
    return respond(sha256, f"evidence-{id}", kept[0].media_type if kept else "application/octet-stream")
