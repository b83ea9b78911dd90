"""The page of a case: every step in time with its three times, what waits for whom, and what is missing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth_site.approval.deeds import offered_case_deeds
from tilth_site.approval.documents import documents
from tilth_site.approval.drawing import timeline
from tilth_site.approval.history import history
from tilth_site.approval.labels import INTERESTS
from tilth_site.approval.naming import procedure_title
from tilth_site.approval.presentation import stated_facts, step_rows, turns
from tilth_site.approval.views.access import Found, found
from tilth_site.pages.names import names_of

__all__ = ["case_page"]

_RECENT = 20
"""Entries of the history that are shown at once."""


@never_cache
@login_required
@require_safe
def case_page(http: HttpRequest, id: str) -> HttpResponse:
    """The case as it was at the end of ``?as_of=``."""
    where = found(http, id)
    one = where.one
    rows, moments = step_rows(one), history(one)
    given = {
        "where": where,
        "case": one.case,
        "procedure": one.procedure,
        "procedure_title": procedure_title(one.procedure),
        "rows": rows,
        "turns": turns(rows),
        "lacking": [row for row in rows if row.lacks],
        "drawing": timeline(rows, one.case.opened, one.as_of),
        "provisional": any(row.clock and row.clock.due and row.clock.due.provisional for row in rows),
        "facts": stated_facts(one.case.facts),
        "documents": documents(one, where.actor),
        "interests": _interests(where),
        "offers": _offers(where),
        "recent": moments[:_RECENT],
        "older": moments[_RECENT:],
        "people": names_of(entry.actor for entry in one.entries),
    }
    return render(http, "approval/case.html", given)


def _interests(where: Found) -> list[tuple[str, str]]:
    names = names_of(each.person for each in where.one.case.interests)
    return [
        (names.get(each.person, each.person), str(INTERESTS.get(each.kind, each.kind)))
        for each in where.one.case.interests
    ]


def _offers(where: Found) -> list[tuple[str, str, str]]:
    """Buttons: label, address, look. None on a day of the past."""
    if where.past:
        return []
    return [
        (str(deed.label), reverse("approval:deed", args=[where.id, deed.name]), deed.weight)
        for deed in offered_case_deeds(where.actor, where.one)
    ]
