"""The files of a run: what was written for robots and people, what robots reported, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.build.run.model import RunFile
from tilth_site.build.views.access import staffed
from tilth_site.uploads.serve import respond

__all__ = ["plan_file", "report_file"]


@never_cache
@login_required
@require_safe
def plan_file(http: HttpRequest, id: str, name: str) -> FileResponse:
    """A file of the plan by its name, ``stocks.csv`` (what it was compiled from), ``checks.json`` (what its checks
    found) or ``delivery-<request>.json`` (what was built of a request).
    """
    run = staffed(http, id).run
    files = list(run.planned.files) if run.planned else []
    if run.check:
        files.append(RunFile("checks.json", run.check.report, 0, "application/json"))
    files += [
        RunFile(f"delivery-{one.request}.json", one.evidence, 0, "application/json") for one in run.delivered
    ]
    files.append(RunFile("stocks.csv", run.inputs.stocks.sha256, 0, run.inputs.stocks.media_type))
    return _named(files, name)


@never_cache
@login_required
@require_safe
def report_file(http: HttpRequest, id: str, number: int, name: str) -> FileResponse:
    """``report.csv`` (report ``number`` as the robot wrote it), ``result.json`` (what it comes to), or a file that
    was written to make its failures good.
    """
    run = staffed(http, id).run
    files: list[RunFile] = []
    for report in run.reports:
        if report.number == number:
            files += [
                RunFile("report.csv", report.file.sha256, 0, report.file.media_type),
                RunFile("result.json", report.reconciliation, 0, "application/json"),
            ]
    for redo in run.redos:
        if redo.report == number:
            files += redo.files
    return _named(files, name)


def _named(files: Iterable[RunFile], name: str) -> FileResponse:
    for file in files:
        if file.name == name:
            return respond(file.sha256, file.name, file.media_type)
    raise Http404
