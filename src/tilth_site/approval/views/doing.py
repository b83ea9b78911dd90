"""The page of a deed to a case or to a step of it: what it does, its form, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.approval import Step, events
from tilth.approval.dossier import File
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import permitted
from tilth_site.approval.acts import Asked
from tilth_site.approval.candidates import Candidate, candidates
from tilth_site.approval.deeds import CASE_DEEDS, SIGNED, STEP_DEEDS, Deed, form_for
from tilth_site.approval.documents import result_choices
from tilth_site.approval.forms import AssignForm, DatedForm, InterestForm, ResultForm, say
from tilth_site.approval.labels import INTERESTS
from tilth_site.approval.manifests import documents_now, manifest_now
from tilth_site.approval.matters import sides_of
from tilth_site.approval.naming import role_words
from tilth_site.approval.presentation import lanes, step_row
from tilth_site.approval.views.access import Found, found, refusal_page, step_of
from tilth_site.approval.wording import joined
from tilth_site.foundry.views.access import call
from tilth_site.pages.keyed import new_key
from tilth_site.pages.names import names_of

__all__ = ["deed_page", "step_deed_page"]

Pair = tuple[str, str]

_HANDED_IN = (events.PartSubmitted, events.Submitted, events.AnswersReceived)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deed_page(http: HttpRequest, id: str, name: str) -> HttpResponse:
    """The form of the deed called ``name`` to the case, and the deed."""
    return _page(http, found(http, id), CASE_DEEDS.get(name), None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_deed_page(http: HttpRequest, id: str, step: str, name: str) -> HttpResponse:
    """The form of the deed called ``name`` to a step of the case, and the deed."""
    where = found(http, id)
    return _page(http, where, None if name in SIGNED else STEP_DEEDS.get(name), step_of(where, step))


def _page(http: HttpRequest, where: Found, deed: Deed | None, step: Step | None) -> HttpResponse:
    if deed is None:
        raise Http404
    back = reverse("approval:step", args=[where.id, step.id]) if step else where.home
    refused = permitted(where.actor, deed.action, sides_of(where.one.case.applicant))
    if refused:
        return refusal_page(http, refused, back)
    chosen = candidates(where.one, step) if step and deed.form is AssignForm else ()
    form = _form(http, where, deed, step, chosen)
    status = 200
    if http.method == "POST":
        status = 422
        if form.is_valid():
            asked = Asked(call(where.actor, form.cleaned_data["key"]), where.one, step, form.cleaned_data, form)
            outcome = deed.act(asked)
            if not isinstance(outcome, Refused):
                messages.success(http, str(deed.done))
                return redirect(back)
            say(form, outcome, where.one.procedure)
            status = 409
    given = {
        "crumbs": where.crumbs_to(step),
        "deed": deed,
        "form": form,
        "back": back,
        "files_lost": form.is_bound and bool(http.FILES),
        "row": step_row(where.one, step.id) if step else None,
        "lanes": lanes(where.one, step) if step and deed.name == "lane" else (),
        "files": _files(where, deed, step),
        "conflicted": _conflicted(chosen),
    }
    return render(http, "approval/deed.html", given, status=status)


def _files(where: Found, deed: Deed, step: Step | None) -> tuple[File, ...] | None:
    """What the dossier holds that the deed fixes or hands in; None where it does neither."""
    if step is None or deed.event not in (events.DossierSealed, *_HANDED_IN):
        return None
    if not documents_now(where.one.matter, step.id, where.today):
        return ()
    manifest = manifest_now(where.one.matter, step.id, where.today)
    return None if isinstance(manifest, Refused) else manifest.files


def _form(
    http: HttpRequest, where: Found, deed: Deed, step: Step | None, chosen: tuple[Candidate, ...]
) -> DatedForm:
    given: dict[str, Any] = {"initial": {"key": new_key()}, "dated": where.actor.operates}
    if http.method == "POST":
        given |= {"data": http.POST, "files": http.FILES}
    people: Callable[[], list[Pair]] = list
    if deed.form is AssignForm:
        people = lambda: _free(chosen)  # noqa: E731
    elif deed.form is InterestForm:
        people = lambda: _declarers(where)  # noqa: E731
    results = result_choices(where.actor, where.one) if deed.form is ResultForm else []
    return form_for(deed, where.one, step, given, people(), results)


def _free(chosen: tuple[Candidate, ...]) -> list[Pair]:
    """Those who may be assigned, by name."""
    names = names_of(one.person for one in chosen)
    free = {one.person: names.get(one.person, one.person) for one in chosen if not one.conflicts}
    return sorted(free.items(), key=lambda pair: pair[1])


def _conflicted(chosen: tuple[Candidate, ...]) -> list[tuple[str, str, str]]:
    """Those who may not, with the interests that keep them out."""
    names = names_of(one.person for one in chosen)
    return [
        (
            names.get(one.person, one.person),
            role_words(one.role),
            joined([str(INTERESTS.get(kind, kind)) for kind in one.conflicts]),
        )
        for one in chosen
        if one.conflicts
    ]


def _declarers(where: Found) -> list[Pair]:
    """Whose interest can be declared: one's own, and for an officer that of everybody who could review."""
    people = [where.actor.person]
    if where.actor.operates:
        people += [each.person for step in where.one.procedure.steps for each in candidates(where.one, step)]
    names = names_of(people)
    return [(person, names.get(person, person)) for person in dict.fromkeys(people)]
