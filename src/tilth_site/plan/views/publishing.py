"""Publishing: the page that shows what will stand for good, the click, and the seal."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor
from tilth_site.pages.keyed import KeyedForm, new_key
from tilth_site.plan.actions import may
from tilth_site.plan.forms import AsOfForm
from tilth_site.plan.models import Plan
from tilth_site.plan.presentation import cards
from tilth_site.plan.views.access import call, followed, forbid, plan_crumb, reader, report_of
from tilth_site.plan.wording import spoken, worded

__all__ = ["publish_page", "seal_report"]


def _publisher(http: HttpRequest) -> Actor:
    who = reader(http)
    if not may(who, "plan.report.publish"):
        raise PermissionDenied
    return who


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(http: HttpRequest) -> HttpResponse:
    """What the report as of ``as_of`` says, and its publication."""
    from tilth_site.plan.publishing import publish

    who, row = _publisher(http), followed()
    today = timezone.localdate()
    chosen = AsOfForm(http.POST if http.method == "POST" else {"as_of": http.GET.get("as_of", today.isoformat())})
    as_of = chosen.cleaned_data["as_of"] if chosen.is_valid() else today
    form = KeyedForm(http.POST if http.method == "POST" else None, initial={"key": new_key()})
    if http.method != "POST" or not (chosen.is_valid() and form.is_valid()):
        return _show(http, row, as_of, form, status=422 if http.method == "POST" else 200)
    id = form.id_for("rep")
    outcome = publish(call(who, form.cleaned_data["key"]), row.id, id, as_of)
    if isinstance(outcome, Refused):
        forbid(outcome)
        return _show(http, row, as_of, form, outcome, status=409)
    messages.success(http, gettext("The report is published."))
    return redirect("plan:report", id)


def _show(
    http: HttpRequest, row: Plan, as_of: date, form: KeyedForm, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    from tilth_site.plan.publishing import preview

    made = preview(row.id, as_of, timezone.localdate())
    report = None if isinstance(made, Refused) else made
    blocked = made if isinstance(made, Refused) else refused
    given = {
        "crumbs": [plan_crumb(), (gettext("Desk"), reverse("plan:desk"))],
        "as_of": as_of,
        "report": report,
        "cards": cards(row.plan, report) if report else (),
        "blocking": [card for card in cards(row.plan, report) if card.figure and card.figure.blocked],
        "form": form,
        "refused": worded(blocked) if blocked else None,
    }
    return render(http, "plan/publish.html", given, status=status)


@never_cache
@login_required
@require_POST
def seal_report(http: HttpRequest, id: str) -> HttpResponse:
    """Try again to seal the report ``id`` with a signed checkpoint."""
    from tilth_site.plan.publishing import seal

    who, row = _publisher(http), report_of(id)
    outcome = seal(call(who, http.POST.get("key", "")), row.id)
    if isinstance(outcome, Refused):
        forbid(outcome)
        for reason in outcome.reasons:
            messages.error(http, spoken(reason))
    else:
        messages.success(http, gettext("The report is sealed with a signed checkpoint."))
    return redirect("plan:report", id)
