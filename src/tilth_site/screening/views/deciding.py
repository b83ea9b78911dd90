"""An officer's decision about a screening, signed on the page that shows what was found."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tilth.approval.gate import Decision
from tilth.approval.gate.commands import Review
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth.parties.model import Role
from tilth_site.foundry.views.access import call, refusal_page, user
from tilth_site.pages.keyed import KeyedForm
from tilth_site.parties.actors import same_human
from tilth_site.screening.actions import review
from tilth_site.screening.asking import screen_again
from tilth_site.screening.forms import ReviewForm
from tilth_site.screening.views.record import Found, found, show
from tilth_site.screening.wording import worded
from tilth_site.signatures.reauthentication import has_code, proved
from tilth_site.signatures.signing import Ink, name_to_print

__all__ = ["again", "decide_page"]


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide_page(http: HttpRequest, id: str) -> HttpResponse:
    """The screening with the form, and the decision."""
    one = found(http, id)
    if http.method != "POST":
        return show(http, one)
    form = ReviewForm(http.POST, with_code=has_code(user(http)))
    if not form.is_valid() or not proved(http, user(http), form):
        return show(http, one, form, status=422)
    outcome = review(call(one.actor, form.cleaned_data["key"]), id, _command(one, form), _ink(one, form))
    if isinstance(outcome, Refused):
        if outcome.reasons[0].code == "not_found":
            raise Http404
        return show(http, one, form, outcome, status=409)
    messages.success(http, gettext("Your decision is recorded and signed."))
    return redirect("screening:record", id)


def _command(one: Found, form: ReviewForm) -> Review:
    given = form.cleaned_data
    return Review(
        officer=one.actor.person, records=frozenset(same_human(one.actor.person)),
        organisations=one.actor.organisations, decision=given["decision"], reason=given["reason"],
        report=given["report"],
    )  # fmt: skip


def _ink(one: Found, form: ReviewForm) -> Ink:
    person = one.actor.person
    meaning = Meaning.APPROVAL if form.cleaned_data["decision"] is Decision.CLEAR else Meaning.REVIEW
    return Ink(person, Role.BIOSAFETY_OFFICER.value, name_to_print(person), meaning)


@never_cache
@login_required
@require_POST
def again(http: HttpRequest, id: str) -> HttpResponse:
    """Have the design that stands screened again."""
    one = found(http, id)
    form, back = KeyedForm(http.POST), reverse("screening:record", args=[id])
    if not form.is_valid():
        return show(http, one, status=422)
    asked = screen_again(one.actor, id, form.cleaned_data["key"])
    if isinstance(asked, Refused):
        return refusal_page(http, asked, back, worded)
    messages.success(http, gettext("The design is screened again. The page shows the result when it is there."))
    return redirect(back)
