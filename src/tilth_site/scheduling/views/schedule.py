"""The schedule that a foundry follows, and a proposal for another: drawn, proven, and decided about."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tilth.foundry.build.adoption import Standing
from tilth.kernel.refusal import Refused
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.views.access import call
from tilth_site.jobs.models import Job, JobState
from tilth_site.jobs.queries import latest
from tilth_site.pages.keyed import KeyedForm, new_key
from tilth_site.scheduling.actions import adopt, withdraw
from tilth_site.scheduling.drawing import Drawing, draw
from tilth_site.scheduling.evidence import problem_in, schedule_in
from tilth_site.scheduling.forms import WithdrawForm
from tilth_site.scheduling.models import PromisedDate, ScheduleProposal
from tilth_site.scheduling.presentation import history, moved_rows, promised_rows, proof, titles_of
from tilth_site.scheduling.queries import board_of, in_force, open_proposals, proposals, queue_fingerprint
from tilth_site.scheduling.tables import BOARDS
from tilth_site.scheduling.views.access import Place, may, place, proposal_place, refusal_page

__all__ = ["adopt_proposal", "proposal_page", "schedule_page", "withdraw_proposal"]


@never_cache
@login_required
@require_safe
def schedule_page(http: HttpRequest, foundry: str) -> HttpResponse:
    """The schedule in force; for the staff, what waits to be decided and what was before it."""
    where = place(http, foundry)
    # A proposal is recorded before the job that found it is done: read in this order, none is missed.
    job = _job(where) if where.staff else None
    row = in_force(foundry)
    given: dict[str, object] = {"where": where, "crumbs": where.crumbs[:1], "row": row}
    if row is not None:
        given |= {"proof": proof(row), "promises": promised_rows(_promised(where), _titles(where)),
                  "drawing": _drawn(row, where)}  # fmt: skip
    if where.staff:
        given |= {"job": job, **_staff(where)}
    return render(http, "scheduling/schedule.html", given)


def _drawn(row: ScheduleProposal, where: Place) -> Drawing:
    """The schedule ``row`` as its reader may see it."""
    title = gettext("Schedule of %(name)s") % {"name": where.name}
    tenants = None if where.staff else where.tenants
    return draw(problem_in(row.problem), schedule_in(row.schedule), timezone.now(), title=title, tenants=tenants)


def _promised(where: Place) -> list[PromisedDate]:
    return list(PromisedDate.objects.filter(foundry=where.foundry))


def _titles(where: Place) -> Mapping[str, str]:
    """The requests that the reader may know by name: all of the foundry's, or his own."""
    if where.staff:
        return titles_of(where.foundry)
    rows = DesignRequest.objects.visible_to(where.actor).filter(provider_id=where.foundry, owner__in=where.tenants)
    return dict(rows.values_list("id", "title"))


def _staff(where: Place) -> dict[str, object]:
    moments, people = history(where.foundry)
    return {
        "waiting": open_proposals(where.actor, where.foundry),
        "all": proposals(where.actor, where.foundry)[:20],
        "may_plan": may(where, "foundry.schedule.propose"),
        "may_describe": may(where, "foundry.schedule.describe_floor"),
        "history": moments,
        "people": people,
    }


def _job(where: Place) -> Job | None:
    """The planning asked for last, as long as it is worth showing."""
    job = latest(where.actor, BOARDS.name(where.foundry))
    return None if job is None or job.state == JobState.DONE else job


@never_cache
@login_required
@require_safe
def proposal_page(http: HttpRequest, id: str) -> HttpResponse:
    """A proposal: the schedule, what is proven of it, what it moves and breaks, and the deeds."""
    where, row = proposal_place(http, id)
    board = board_of(row.foundry)
    proposal = board.proposal(id) if board is not None else None
    waits = row.standing == Standing.PROPOSED.value
    titles, found = titles_of(row.foundry), problem_in(row.problem)
    given = {
        "where": where, "crumbs": where.crumbs, "row": row, "proposal": proposal, "waits": waits,
        "outdated": waits and proposal is not None and proposal.queue != queue_fingerprint(row.foundry),
        "may_adopt": waits and may(where, "foundry.schedule.adopt"),
        "may_withdraw": row.standing in ("proposed", "in_force") and may(where, "foundry.schedule.withdraw"),
        "form": KeyedForm(initial={"key": new_key()}),
        "proof": proof(row), "promises": promised_rows(proposal.promises if proposal else (), titles),
        "moved": moved_rows(proposal, found, titles) if proposal else (),
        "broken": [(titles.get(one.request, one.request), one) for one in proposal.broken] if proposal else (),
        "drawing": _drawn(row, where),
    }  # fmt: skip
    return render(http, "scheduling/proposal.html", given)


@never_cache
@login_required
@require_POST
def adopt_proposal(http: HttpRequest, id: str) -> HttpResponse:
    """Follow the proposal."""
    where, row = proposal_place(http, id)
    form = KeyedForm(http.POST)
    back = reverse("scheduling:proposal", args=[id])
    if not form.is_valid():
        return redirect(back)
    outcome = adopt(call(where.actor, form.cleaned_data["key"]), row.foundry, id)
    if isinstance(outcome, Refused):
        return refusal_page(http, outcome, back)
    messages.success(http, gettext("The schedule is adopted: the floor follows it, and its dates are promised."))
    return redirect("scheduling:schedule", row.foundry)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_proposal(http: HttpRequest, id: str) -> HttpResponse:
    """The form that takes a proposal back, and the deed."""
    where, row = proposal_place(http, id)
    back = reverse("scheduling:proposal", args=[id])
    form = WithdrawForm(http.POST or None, initial={"key": new_key()})
    if http.method == "POST" and form.is_valid():
        asked = call(where.actor, form.cleaned_data["key"])
        outcome = withdraw(asked, row.foundry, id, form.cleaned_data["reason"])
        if isinstance(outcome, Refused):
            return refusal_page(http, outcome, back)
        messages.success(http, gettext("The schedule is withdrawn."))
        return redirect("scheduling:schedule", row.foundry)
    if not may(where, "foundry.schedule.withdraw"):
        return redirect(back)
    given = {
        "form": form, "crumbs": [*where.crumbs, (_name(row), back)], "title": gettext("Withdraw the schedule"),
        "lead": gettext("Nobody follows it any more, and its dates are promised no longer."), "danger": True,
        "button": gettext("Withdraw the schedule"), "back": back,
    }  # fmt: skip
    return render(http, "scheduling/form.html", given, status=422 if form.errors else 200)


def _name(row: ScheduleProposal) -> str:
    return gettext("Schedule %(number)d") % {"number": row.number}
