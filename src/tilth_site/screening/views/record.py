"""The screenings of a foundry, and one of them with all that was found, for its biosafety officers."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.approval.gate import Record, Standing
from tilth.approval.gate.rules import objection_to_officer
from tilth.approval.gate.staleness import outdated
from tilth.approval.screening.policy import policy_in_force
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.accounts.permissions import Actor
from tilth_site.foundry.queries import party_names
from tilth_site.foundry.views.access import actor, user
from tilth_site.journal.streams import load
from tilth_site.pages.keyed import KeyedForm, new_key
from tilth_site.parties.actors import same_human
from tilth_site.screening.forms import ReviewForm
from tilth_site.screening.models import RequestScreening
from tilth_site.screening.mounting import mounted
from tilth_site.screening.presentation import age, moments, people, shown
from tilth_site.screening.queries import awaiting, report_of, screening_row, titles_of
from tilth_site.screening.tables import SCREENINGS
from tilth_site.screening.wording import no_proof, worded
from tilth_site.signatures.reauthentication import has_code
from tilth_site.uploads.serve import respond

__all__ = ["Found", "found", "queue", "record_page", "report_file", "show"]

_RECENT = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A screening that the reader may see, as a biosafety officer of its foundry."""

    actor: Actor
    row: RequestScreening
    record: Record

    @property
    def id(self) -> str:
        """The request's id, which is the screening's."""
        return self.row.id


def found(http: HttpRequest, id: str) -> Found:
    """The screening of the request ``id``. Raises Http404 for whoever is no biosafety officer of its foundry."""
    who = actor(http)
    row, record = screening_row(who, id), load(SCREENINGS, id)
    if row is None or record is None:
        raise Http404
    return Found(who, row, record)


@never_cache
@login_required
@require_safe
def queue(http: HttpRequest) -> HttpResponse:
    """What waits for officers, oldest first, and what was screened last; and the database at hand."""
    who, today = actor(http), timezone.localdate()
    officer = any(grant.role is Role.BIOSAFETY_OFFICER for grant in who.grants)
    if not officer:
        return render(http, "screening/queue.html", {"officer": False})
    waiting = list(awaiting(who))
    others = RequestScreening.objects.visible_to(who).exclude(standing=Standing.IN_REVIEW.value)
    recent = list(others.order_by("-last_seq")[:_RECENT])
    rows = (*waiting, *recent)
    names = party_names(row.owner for row in rows)
    titles = titles_of(row.id for row in rows)

    def line(row: RequestScreening) -> dict[str, object]:
        return {
            "row": row, "title": titles.get(row.id, row.id), "owner": names.get(row.owner, row.owner),
            "days": age(row.since, today),
        }  # fmt: skip

    index = mounted(today)
    given = {
        "officer": True,
        "waiting": [line(row) for row in waiting],
        "recent": [line(row) for row in recent],
        "unmounted": worded(index) if isinstance(index, Refused) else None,
        "index": None if isinstance(index, Refused) else index,
        "policy": policy_in_force(today),
        "no_proof": no_proof(),
    }
    return render(http, "screening/queue.html", given)


@never_cache
@login_required
@require_safe
def record_page(http: HttpRequest, id: str) -> HttpResponse:
    """One screening."""
    return show(http, found(http, id))


@never_cache
@login_required
@require_safe
def report_file(http: HttpRequest, id: str) -> HttpResponseBase:
    """The whole report as a JSON file."""
    one = found(http, id)
    if one.record.result is None:
        raise Http404
    return respond(one.record.result.report, f"{id}-screening.json", "application/json")


def show(
    http: HttpRequest,
    one: Found,
    form: ReviewForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a screening, with a ``form`` that was not taken and why."""
    record, result = one.record, one.record.result
    history = moments(one.id)
    barred = _barred(one)
    if form is None and record.standing is Standing.IN_REVIEW and barred is None and result is not None:
        initial = {"key": new_key(), "report": result.report}
        form = ReviewForm(with_code=has_code(user(http)), initial=initial)
    given = {
        "row": one.row, "record": record, "result": result,
        "title": titles_of([one.id]).get(one.id, one.id),
        "owner": party_names([one.row.owner]).get(one.row.owner, one.row.owner),
        "crumbs": [(pgettext("room", "Screening"), reverse("screening:queue"))],
        "history": history, "people": people(history), "form": form,
        "barred": worded(barred) if barred and record.standing is Standing.IN_REVIEW else None,
        "stale": _stale(record), "again": KeyedForm(initial={"key": new_key()}),
        "refused": worded(refused) if refused else None, "no_proof": no_proof(),
        **(shown(report_of(result.report), record) if result else {}),
    }  # fmt: skip
    return render(http, "screening/record.html", given, status=status)


def _barred(one: Found) -> Refused | None:
    """Why the reader may not decide about this one."""
    records = frozenset(same_human(one.actor.person)) | {one.actor.person}
    return objection_to_officer(one.record, records, one.actor.organisations)


def _stale(record: Record) -> Refused | None:
    """Why the result does not count any more, or cannot be told."""
    today = timezone.localdate()
    index = mounted(today)
    if isinstance(index, Refused):
        return worded(index)
    old = outdated(record.result, index.database, policy_in_force(today).window) if record.result else None
    return worded(old) if old else None
