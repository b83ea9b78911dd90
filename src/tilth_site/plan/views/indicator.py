"""An indicator, opened: from its figure to its units, from a unit to its rows of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.kernel.refusal import Refused
from tilth.plan.figures import Figure
from tilth.plan.model import Indicator
from tilth.plan.trace import Unit
from tilth_site.accounts.permissions import Actor
from tilth_site.plan.actions import may
from tilth_site.plan.levels import breaks_of, growth_shown, periods_shown, settled_on
from tilth_site.plan.names import subject_names
from tilth_site.plan.opening import Opened, opened, past_forecasts
from tilth_site.plan.pictures import backtest_picture, forecast_picture, revision_picture
from tilth_site.plan.presentation import (
    badges,
    blockers_shown,
    card,
    findings_shown,
    is_example,
    kind_name,
    versions,
)
from tilth_site.plan.queries import rows_named
from tilth_site.plan.views.access import Seen, indicator_of, plan_crumb, reader, seen
from tilth_site.plan.wording import spoken

__all__ = ["indicator_page", "unit_page"]

PAGE = 25
"""Units of a page."""


@never_cache
@require_safe
def indicator_page(http: HttpRequest, code: str) -> HttpResponse:
    """The indicator ``code``, as it was published last; ``?page=`` turns the pages of its units."""
    who, found = reader(http), seen()
    indicator = indicator_of(found.plan, code)
    figure = found.figure(code)
    given: dict[str, object] = {
        "crumbs": [plan_crumb()],
        "card": card(indicator, figure),
        "kind": kind_name(indicator.kind),
        "indicator": indicator,
        "figure": figure,
        "published": found.published,
        "report": found.report,
        "badges": badges(figure, example=is_example(found.plan)),
        "versions": versions(indicator, figure.definition if figure else None),
    }
    if figure is not None and found.published is not None:
        behind = opened(found.published, code)
        given |= _behind(found, indicator, figure, behind, who)
        given |= _units(http, who, found, behind.units)
    return render(http, "plan/indicator.html", given)


def _behind(found: Seen, indicator: Indicator, figure: Figure, behind: Opened, who: Actor) -> dict[str, object]:
    """What the figure rests on, and what is expected of it."""
    shown = card(indicator, figure)
    revised = (
        [pair for pair in found.report.revised if pair[0].indicator == indicator.code] if found.report else []
    )
    tested, past = behind.tested, past_forecasts(found.row.id, indicator)
    return {
        "behind": behind,
        "fan": forecast_picture(indicator, figure, shown.name, behind.history, breaks_of(behind.measured)),
        "tested": None if isinstance(tested, Refused) else tested,
        "untested": spoken(tested.reasons[0], indicator) if isinstance(tested, Refused) else "",
        "backtest": None if isinstance(tested, Refused) else backtest_picture(indicator, tested),
        "past": past,
        "any_scored": any(one.scored for one in past),
        "revised": revised,
        "revision": revision_picture(indicator, shown.name, revised),
        "blockers": blockers_shown(figure, private=not may(who, "plan.evidence.accept")),
        "periods": periods_shown(behind.measured),
        "settled": settled_on(behind.measured),
        "growth": growth_shown(behind.measured),
        "findings": findings_shown(indicator, figure),
    }


def _units(http: HttpRequest, who: Actor, found: Seen, units: Sequence[Unit]) -> dict[str, object]:
    """A page of the units that are certain, and how many more are possible."""
    certain = [unit for unit in units if unit.certain]
    first = (_page(http) - 1) * PAGE
    shown = certain[first : first + PAGE]
    if first and not shown:
        raise Http404
    names = subject_names(who, found.row, (unit.subject for unit in shown))
    return {
        "units": [(unit, names.get(unit.subject, unit.subject)) for unit in shown],
        "first": first + 1,
        "last": first + len(shown),
        "certain": len(certain),
        "possible": len(units) - len(certain),
        "newer": _turned(first // PAGE) if first else "",
        "older": _turned(first // PAGE + 2) if first + PAGE < len(certain) else "",
    }


def _page(http: HttpRequest) -> int:
    text = http.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text)):
        raise Http404
    return int(text)


def _turned(page: int) -> str:
    return f"?{urlencode({'page': page})}#units"


@never_cache
@require_safe
def unit_page(http: HttpRequest, code: str, subject: str) -> HttpResponse:
    """One unit of a count, with the rows of evidence behind it."""
    who, found = reader(http), seen()
    indicator = indicator_of(found.plan, code)
    if found.published is None or found.figure(code) is None:
        raise Http404
    behind = opened(found.published, code)
    units = [unit for unit in behind.units if unit.certain and (subject == unit.subject or subject in unit.also)]
    if not units:
        raise Http404
    ids = list(dict.fromkeys(id for unit in units for id in unit.rows))
    rows = rows_named(who, ids)
    names = subject_names(who, found.row, {subject, *(name for unit in units for name in unit.also)})
    shown = card(indicator, found.figure(code))
    given = {
        "crumbs": [plan_crumb(), (shown.name, reverse("plan:indicator", args=[code]))],
        "card": shown,
        "units": units,
        "subject": subject,
        "name": names.get(subject, subject),
        "also": [(name, names.get(name, "")) for unit in units[:1] for name in (*unit.also, unit.subject)
                 if name != subject],
        "rows": rows,
        "joined": [id for id in ids if id.startswith(("merge/", "became/"))],
        "hidden": sum(id.startswith("evd_") for id in ids) - len(rows),
        "published": found.published,
    }  # fmt: skip
    return render(http, "plan/unit.html", given)
