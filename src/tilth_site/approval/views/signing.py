"""The page on which one votes, or records what others decided on paper: what is signed, why, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tilth.approval import Step, events
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth_site.accounts.permissions import ALLOWED, permitted
from tilth_site.approval.deeds import SIGNED, STEP_DEEDS, Deed
from tilth_site.approval.evidence import take_paper
from tilth_site.approval.forms import say
from tilth_site.approval.matters import sides_of
from tilth_site.approval.naming import procedure_title, role_words
from tilth_site.approval.presentation import step_row
from tilth_site.approval.reviewing import decide_on_paper, vote
from tilth_site.approval.signing_forms import DecideForm, RecogniseForm, SigningForm, VoteForm
from tilth_site.approval.views.access import Found, found, refusal_page, step_of
from tilth_site.foundry.views.access import call, user
from tilth_site.journal.actions import Call, Outcome
from tilth_site.pages.keyed import new_key
from tilth_site.signatures.reauthentication import has_code, proved
from tilth_site.signatures.signing import Ink, name_to_print

__all__ = ["sign_page"]


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_page(http: HttpRequest, id: str, step: str, name: str) -> HttpResponse:
    """What is to be signed with the form, and the signature."""
    where = found(http, id)
    known, deed = step_of(where, step), STEP_DEEDS.get(name)
    if deed is None or name not in SIGNED:
        raise Http404
    back = reverse("approval:step", args=[id, step])
    refused = permitted(where.actor, deed.action, sides_of(where.one.case.applicant))
    if refused:
        return refusal_page(http, refused, back)
    if not deed.fits(where.one, known):
        return redirect(back)
    form = _form(http, where, known, deed)
    status = 200
    if http.method == "POST":
        status = 422
        if form.is_valid() and _same(form, where, known) and proved(http, user(http), form):
            outcome = _signed(where, known, deed, form)
            if not isinstance(outcome, Refused):
                messages.success(http, str(deed.done))
                return redirect(back)
            say(form, outcome, where.one.procedure)
            status = 409
    return _show(http, where, known, deed, form, status)


def _form(http: HttpRequest, where: Found, step: Step, deed: Deed) -> SigningForm:
    initial = {"key": new_key(), "manifest": where.one.case.step(step.id).dossier}
    given: dict[str, Any] = {"initial": initial, "dated": where.actor.operates, "with_code": has_code(user(http))}
    if http.method == "POST":
        given |= {"data": http.POST, "files": http.FILES}
    if deed.name == "recognise":
        return RecogniseForm(step=step, **given)
    return VoteForm(**given) if deed.name == "vote" else DecideForm(**given)


def _same(form: SigningForm, where: Found, step: Step) -> bool:
    """Whether the dossier is still the one that was shown; if not, the form says so and shows the new one."""
    now = where.one.case.step(step.id).dossier
    if form.cleaned_data["manifest"] == now:
        return True
    form.add_error(None, gettext("The dossier changed since this page was shown. Read it, then sign."))
    renewed = QueryDict(mutable=True)
    renewed.update({**form.data, "manifest": now})
    form.data = renewed
    return False


def _signed(where: Found, step: Step, deed: Deed, form: SigningForm) -> Outcome | Refused:
    given, person = form.cleaned_data, where.actor.person
    asked: Call = call(where.actor, given["key"])
    on = given.get("on") or asked.today
    ink = Ink(
        person,
        _role(where, step, deed),
        name_to_print(person),
        Meaning.REVIEW if deed.name == "vote" else Meaning.APPROVAL,
    )
    if deed.name == "vote":
        event = events.Voted(step=step.id, person=person, outcome=given["outcome"], reason=given["reason"], on=on)
        return vote(asked, where.id, event, ink)
    kept = take_paper(asked, given["paper"].name or "", given["paper"].file)
    if isinstance(kept, Refused):
        return kept
    return decide_on_paper(asked, where.id, _on_paper(step, deed, given, kept.sha256, on), ink)


def _on_paper(
    step: Step, deed: Deed, given: Mapping[str, Any], document: str, on: date
) -> events.Decided | events.Recognised:
    """What somebody else decided, as the paper ``document`` says."""
    if deed.name == "recognise":
        return events.Recognised(
            step=step.id, body=given["body"], manifest=given["decided_on"], document=document, on=on
        )
    return events.Decided(
        step=step.id, outcome=given["outcome"], by="authority", on=on, reason=given["reason"], document=document
    )


def _role(where: Found, step: Step, deed: Deed) -> str:
    """The role in which the actor signs: that in which he reviews, or one that the permission names."""
    for reviewer in where.one.case.step(step.id).reviewers:
        if deed.name == "vote" and reviewer.person == where.actor.person:
            return reviewer.role
    held = where.actor.roles(sides_of(where.one.case.applicant).operator)
    allowed = {role for role, _side in ALLOWED[deed.action]}
    return min((role.value for role in held & allowed), default="")


def _show(http: HttpRequest, where: Found, step: Step, deed: Deed, form: SigningForm, status: int) -> HttpResponse:
    role = _role(where, step, deed)
    given = {
        "crumbs": where.crumbs_to(step),
        "where": where,
        "deed": deed,
        "form": form,
        "row": step_row(where.one, step.id),
        "manifest": where.one.case.step(step.id).dossier,
        "procedure": where.one.procedure,
        "procedure_title": procedure_title(where.one.procedure),
        "name": name_to_print(where.actor.person),
        "role": role_words(role) if role else "",
        "back": reverse("approval:step", args=[where.id, step.id]),
        "files_lost": form.is_bound and bool(http.FILES),
    }
    return render(http, "approval/sign.html", given, status=status)
