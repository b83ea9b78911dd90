"""The list of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.approval import Procedure, shipped
from tilth_site.approval.models import ApprovalCase
from tilth_site.approval.naming import procedure_title
from tilth_site.approval.queries import CHOICES, applicants_for, cases_page
from tilth_site.foundry.queries import party_names
from tilth_site.foundry.views.access import actor
from tilth_site.pages.asked import number_asked

__all__ = ["cases"]

_CHOICES = ("", *CHOICES)


@never_cache
@login_required
@require_safe
def cases(http: HttpRequest) -> HttpResponse:
    """The list: ``?state=`` is the choice; ``?before=`` and ``?after=`` turn pages."""
    who = actor(http)
    choice = http.GET.get("state", "")
    choice = choice if choice in _CHOICES else ""
    page = cases_page(who, choice=choice, before=number_asked(http, "before"), after=number_asked(http, "after"))
    names = party_names([row.applicant for row in page.rows])
    known = {(one.id, one.version): one for one in shipped()}
    given = {
        "crumbs": [],
        "choices": list(zip(_CHOICES, _choice_words(), strict=True)),
        "choice": choice,
        "rows": [_row(row, names, known) for row in page.rows],
        "may_open": bool(applicants_for(who)),
        "newer": _turned(choice, "after", page.newer),
        "older": _turned(choice, "before", page.older),
    }
    return render(http, "approval/cases.html", given)


def _choice_words() -> Iterable[str]:
    return (
        gettext("All cases"),
        pgettext("cases", "Open"),
        pgettext("cases", "With a stopped clock"),
        pgettext("cases", "Withdrawn"),
    )


def _row(
    row: ApprovalCase, names: Mapping[str, str], known: Mapping[tuple[str, int], Procedure]
) -> dict[str, object]:
    procedure = known.get((row.procedure, row.version))
    steps = len(procedure.steps) if procedure else row.decided
    return {
        "case": row,
        "applicant": names.get(row.applicant, row.applicant),
        "procedure": procedure_title(procedure) if procedure else row.procedure,
        "steps": steps,
        "badge": _badge(row, steps),
    }


def _badge(row: ApprovalCase, steps: int) -> tuple[str, str]:
    if row.withdrawn:
        return pgettext("case", "Withdrawn"), "neutral"
    if row.decided >= steps:
        return pgettext("case", "Every step is decided"), "good"
    if row.stopped:
        return pgettext("case", "A clock is stopped"), "warn"
    if row.submitted > row.decided:
        return pgettext("case", "Under review"), "info"
    return pgettext("case", "Being prepared"), "neutral"


def _turned(choice: str, name: str, number: int | None) -> str:
    """The address of another page of the list; empty where there is none."""
    if number is None:
        return ""
    return f"{reverse('approval:cases')}?{urlencode({'state': choice, name: number})}"
