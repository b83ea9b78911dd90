"""The page on which a case is opened: who applies, and the facts that lanes ask for."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.kernel.refusal import Refused
from tilth_site.approval.actions import open_case
from tilth_site.approval.forms import NewCaseForm, say
from tilth_site.approval.queries import applicants_for, offered
from tilth_site.approval.views.procedures import card
from tilth_site.foundry.views.access import actor, call
from tilth_site.pages.keyed import new_key

__all__ = ["new_case"]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_case(http: HttpRequest, id: str) -> HttpResponse:
    """The form for a case under the procedure ``id``, and the case."""
    who = actor(http)
    procedure = next((one for one in offered(timezone.localdate()) if one.id == id), None)
    applicants = applicants_for(who)
    if procedure is None or not applicants:
        raise Http404
    form = NewCaseForm(http.POST or None, applicants=applicants, procedure=procedure, initial={"key": new_key()})
    status = 200
    if http.method == "POST":
        status = 422
        if form.is_valid():
            case = form.id_for("case")
            asked = call(who, form.cleaned_data["key"])
            outcome = open_case(asked, case, form.cleaned_data["applicant"], procedure.id, facts=form.facts)
            if not isinstance(outcome, Refused):
                messages.success(http, gettext("The case is opened. Add what its first steps want."))
                return redirect("approval:case", case)
            say(form, outcome, procedure)
            status = 409
    given = {
        "crumbs": [
            (pgettext("room", "Approval"), reverse("approval:cases")),
            (gettext("Procedures"), reverse("approval:procedures")),
        ],
        "card": card(procedure),
        "form": form,
    }
    return render(http, "approval/new.html", given, status=status)
