"""The page of a request: where it stands, what was found, what it costs, and what its reader may do."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.request import Request
from tilth_site.accounts.permissions import Actor
from tilth_site.foundry.beside import expected_date
from tilth_site.foundry.deeds import Offer, offers
from tilth_site.foundry.history import Moment, designs, detail, happened, steps
from tilth_site.foundry.models import BuildSlot
from tilth_site.foundry.panels import panels_for
from tilth_site.foundry.presentation import class_name, groups, priced, signatures, whose_turn
from tilth_site.foundry.queries import party_names
from tilth_site.foundry.tables import REQUESTS
from tilth_site.foundry.views.access import Found, actor, found
from tilth_site.foundry.weeks import week_name
from tilth_site.foundry.wording import sentence, worded
from tilth_site.jobs.models import Job, JobState
from tilth_site.jobs.queries import latest
from tilth_site.pages.names import names_of
from tilth_site.signatures.signing import given_for

__all__ = ["request_page"]


@never_cache
@login_required
@require_safe
def request_page(http: HttpRequest, id: str) -> HttpResponse:
    """The page."""
    # What a job found is recorded before the job is done: read in this order, a job that ends meanwhile is shown.
    checking = _checking(actor(http), id)
    one = found(http, id)
    request = one.request
    names = party_names([request.owner, request.provider, request.venture or ""])
    given = {
        "request_": request,
        "crumbs": [(gettext("Requests"), reverse("foundry:requests"))],
        "owner": names.get(request.owner, request.owner),
        "provider": names.get(request.provider, request.provider),
        "venture": names.get(request.venture or "", "") if request.venture != request.owner else "",
        "customer_class": class_name(request.customer_class),
        "turn": whose_turn(request, names),
        "offers": _offered(one),
        "steps": steps(one.moments),
        "week": _week(request),
        "expected": expected_date(id),
        "designs": designs(one.moments),
        "statements": tuple(reversed(request.statements)),
        "signatures": signatures(request, given_for(REQUESTS.name(id))),
        "history": [(moment, happened(moment), detail(moment)) for moment in reversed(one.moments)],
        "people": _people(one.moments),
        "panels": panels_for(one.actor, request),
        **checking,
        **_found_out(request),
    }
    return render(http, "foundry/request.html", given)


def _offered(one: Found) -> list[dict[str, object]]:
    """The buttons, each with its address, its look and why it would be refused. One at most stands out."""
    chosen = False
    rows: list[dict[str, object]] = []
    for offer in offers(one.actor, one.request, timezone.localdate()):
        first = offer.deed.weight == "primary" and offer.refused is None and not chosen
        chosen = chosen or first
        weight = "primary" if first else "danger" if offer.deed.weight == "danger" else ""
        refused = worded(offer.refused) if offer.refused else None
        rows.append(
            {"deed": offer.deed, "url": _address(offer, one.request.id), "weight": weight, "refused": refused}
        )
    return rows


def _address(offer: Offer, id: str) -> str:
    if offer.side is not None:
        return reverse("foundry:sign", args=[id, offer.side.value])
    return reverse("foundry:deed", args=[id, offer.deed.name])


def _checking(who: Actor, id: str) -> dict[str, object]:
    """The job that checks the design, as long as it is worth showing: it waits, runs or came to nothing."""
    job: Job | None = latest(who, REQUESTS.name(id))
    if job is None or job.state == JobState.DONE:
        return {"job": None}
    return {"job": job, "note": sentence(job.note)}


def _found_out(request: Request) -> dict[str, object]:
    assessment = request.assessment
    if assessment is None:
        return {}
    estimate = assessment.estimate
    return {
        "assessment": assessment,
        "groups": groups(assessment),
        "estimate": estimate,
        "lines": priced(estimate.lines) if estimate else (),
        "no_estimate": sentence(assessment.no_estimate),
    }


def _week(request: Request) -> str:
    """The week in which the request has a place."""
    slot = BuildSlot.objects.filter(pk=request.slot).first() if request.slot else None
    return week_name(slot.week) if slot else ""


def _people(moments: Sequence[Moment]) -> dict[str, str]:
    """The names of everyone in the history; a part of Tilth is called what it is."""
    parts = {"worker": gettext("Tilth’s worker"), "operator": gettext("the operator")}
    return {**parts, **names_of(moment.entry.actor for moment in moments)}
