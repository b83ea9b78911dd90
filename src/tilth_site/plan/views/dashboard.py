"""The dashboard: every indicator of the plan, as the report that was published last has it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth_site.plan.actions import may
from tilth_site.plan.presentation import cards, is_example
from tilth_site.plan.queries import current_plan
from tilth_site.plan.views.access import reader, seen

__all__ = ["dashboard"]


@never_cache
@require_safe
def dashboard(http: HttpRequest) -> HttpResponse:
    """What the plan wants, and how far it has come."""
    if current_plan() is None:
        return render(http, "plan/none.html")
    found = seen()
    given = {
        "plan": found.plan,
        "name": found.plan.name.in_language(get_language() or "en"),
        "example": is_example(found.plan),
        "published": found.published,
        "report": found.report,
        "cards": cards(found.plan, found.report),
        "decides": may(reader(http), "plan.evidence.accept"),
    }
    return render(http, "plan/dashboard.html", given)
