"""Published reports: the list, each one, the files it comes as, and whether it is still what was published."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.kernel.errors import TilthError
from tilth.kernel.journal import read_instant
from tilth.plan.model import Plan
from tilth_site.plan import models
from tilth_site.plan.actions import may
from tilth_site.plan.models import PublishedReport
from tilth_site.plan.presentation import badges, cards, is_example
from tilth_site.plan.queries import kept_report, plan_row, reports
from tilth_site.plan.views.access import followed, plan_crumb, reader, report_of
from tilth_site.plan.wording import sentence

__all__ = ["report_file", "report_list", "report_page"]

_CHECKED = 600
"""Seconds for which the outcome of a verification is shown again: it costs a pass over the journal."""


@never_cache
@require_safe
def report_list(http: HttpRequest) -> HttpResponse:
    """Every published report of the plan, the newest first."""
    rows = [(row, read_instant(row.published_at)) for row in reports(followed().id)]
    return render(http, "plan/reports.html", {"crumbs": [plan_crumb()], "rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(http: HttpRequest, id: str) -> HttpResponse:
    """One report; posting asks for it to be made again and held against what was published."""
    row = report_of(id)
    plan = _plan_of(row)
    report = kept_report(row)
    given = {
        "crumbs": [plan_crumb(), (gettext("Reports"), reverse("plan:reports"))],
        "published": row,
        "at": read_instant(row.published_at),
        "report": report,
        "name": plan.name.in_language(get_language() or "en"),
        "badges": badges(None, example=is_example(plan)),
        "cards": cards(plan, report),
        "formats": list(_FORMATS),
        "may_seal": not row.sealed and may(reader(http), "plan.report.publish"),
    }
    if http.method == "POST":
        given |= _verified(row)
    return render(http, "plan/report.html", given)


def _verified(row: PublishedReport) -> dict[str, object]:
    """What a verification found, at most :data:`_CHECKED` seconds ago."""
    from tilth_site.plan.verifying import verification

    key = f"plan-verified-{row.id}-{row.last_seq}"
    found = caches["process"].get(key)
    if found is None:
        try:
            found = (verification(row.id), "", timezone.now())
        except TilthError as error:
            found = (None, f"{error.message} {error.mend}", timezone.now())
        caches["process"].set(key, found, _CHECKED)
    verified, fault, at = found
    faults = [sentence(each) for each in verified.faults] if verified else [fault]
    return {"verified": verified, "faults": faults, "checked_at": at}


@never_cache
@require_safe
def report_file(http: HttpRequest, id: str, name: str) -> HttpResponse:  # noqa: ARG001  a view's first argument
    """The report as the file called ``name``."""
    row = report_of(id)
    write = _FORMATS.get(name)
    if write is None:
        raise Http404
    data, media_type = write(_plan_of(row), row)
    headers = {"Content-Disposition": f'attachment; filename="plan-{row.as_of.isoformat()}-{name}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)


def _plan_of(row: PublishedReport) -> Plan:
    found: models.Plan | None = plan_row(row.plan)
    if found is None:
        raise Http404
    return found.plan


Written = tuple[bytes | str, str]


def _json(_: Plan, row: PublishedReport) -> Written:
    from tilth.plan.exchange import report_bytes

    return report_bytes(kept_report(row)), "application/json"


def _csv(plan: Plan, row: PublishedReport) -> Written:
    from tilth.plan.exchange import figures_csv

    return figures_csv(plan, kept_report(row)), "text/csv; charset=utf-8"


def _pdf(plan: Plan, row: PublishedReport) -> Written:
    from tilth.plan.pdf import report_pdf

    return report_pdf(plan, kept_report(row), sentence, get_language() or "en"), "application/pdf"


def _sdmx(plan: Plan, row: PublishedReport) -> Written:
    from tilth.plan.exchange import sdmx_json

    media_type = "application/vnd.sdmx.data+json; version=2.0.0"
    return sdmx_json(plan, kept_report(row), prepared=read_instant(row.published_at)), media_type


_FORMATS: Mapping[str, Callable[[Plan, PublishedReport], Written]] = {
    "report.pdf": _pdf,
    "report.csv": _csv,
    "report.json": _json,
    "sdmx.json": _sdmx,
}
"""Name of a file -> how it is written. ``report.json`` has the bytes that were hashed and signed."""
