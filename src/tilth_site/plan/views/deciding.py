"""The page of a decision about a row of evidence: what it means, its form, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.kernel.refusal import Refused
from tilth.plan.evidence import READING
from tilth_site.accounts.permissions import Actor
from tilth_site.pages.keyed import new_key
from tilth_site.plan.actions import may
from tilth_site.plan.deeds import DEEDS, Deed
from tilth_site.plan.forms import AcceptForm, ReasonForm
from tilth_site.plan.models import EvidenceRow
from tilth_site.plan.names import facts_shown, subject_names
from tilth_site.plan.queries import plan_row, rivals_of
from tilth_site.plan.views.access import call, evidence_of, forbid, plan_crumb, reader
from tilth_site.plan.wording import claim_name, worded

__all__ = ["decide"]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(http: HttpRequest, id: str, name: str) -> HttpResponse:
    """The form of the decision called ``name`` about the row ``id``, and the decision."""
    who = reader(http)
    record, deed = evidence_of(who, id), DEEDS.get(name)
    if deed is None:
        raise Http404
    if not may(who, deed.action, record):
        raise PermissionDenied
    rivals = rivals_of(record.plan, record.row) if record.claim == READING and name == "accept" else []
    form = _form(http, record, deed, rivals)
    if http.method != "POST":
        return _show(http, who, record, deed, form, rivals)
    if not form.is_valid():
        return _show(http, who, record, deed, form, rivals, status=422)
    outcome = deed.do(call(who, form.cleaned_data["key"]), id, form.command)
    if isinstance(outcome, Refused):
        forbid(outcome)
        return _show(http, who, record, deed, form, rivals, outcome, status=409)
    messages.success(http, str(deed.done))
    return redirect("plan:evidence", id)


def _form(
    http: HttpRequest, record: EvidenceRow, deed: Deed, rivals: list[EvidenceRow]
) -> AcceptForm | ReasonForm:
    data = http.POST if http.method == "POST" else None
    initial = {"key": new_key(), "over": " ".join(rival.id for rival in rivals)}
    if deed.name == "accept":
        return AcceptForm(data, initial=initial, claim=record.claim, contested=bool(rivals))
    return ReasonForm(data, initial=initial)


def _show(
    http: HttpRequest,
    who: Actor,
    record: EvidenceRow,
    deed: Deed,
    form: AcceptForm | ReasonForm,
    rivals: list[EvidenceRow],
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    label, lead = deed.words(record.claim)
    followed = plan_row(record.plan)
    names = subject_names(who, followed, {record.subject, record.other}) if followed else {}
    name = names.get(record.subject, record.subject)
    given = {
        "crumbs": [plan_crumb(), (name, reverse("plan:evidence", args=[record.id]))],
        "record": record,
        "row": record.row,
        "facts": facts_shown(record.row),
        "claim": claim_name(record.claim),
        "name": name,
        "other": names.get(record.other, record.other),
        "deed": deed,
        "label": label,
        "lead": lead,
        "form": form,
        "rivals": rivals,
        "refused": worded(refused) if refused else None,
        "open": record.standing in deed.standings,
    }  # fmt: skip
    return render(http, "plan/decide.html", given, status=status)
