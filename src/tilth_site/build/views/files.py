"""The files of a run: what was written for robots and people, what robots reported, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.foundry.build.run.model import RunFile
from tilth_site.build.views.access import staffed
from tilth_site.uploads.serve import respond

__all__ = ["later_file", "plan_file", "report_file"]

Kept = tuple[str, str]
"""The hash and the media type of a file among the evidence."""

_JSON = "application/json"


@never_cache
@login_required
@require_safe
def plan_file(http: HttpRequest, id: str, name: str) -> FileResponse:
    """A file of the plan by its name, ``stocks.csv`` (what it was compiled from), ``checks.json`` (what its checks
    found) or ``delivery-<request>.json`` (what was built of a request).
    """
    run = staffed(http, id).run
    files = _written(run.planned.files if run.planned else ())
    files["stocks.csv"] = (run.inputs.stocks.sha256, run.inputs.stocks.media_type)
    if run.check:
        files["checks.json"] = (run.check.report, _JSON)
    files |= {f"delivery-{one.request}.json": (one.evidence, _JSON) for one in run.delivered}
    return _handed_out(files, name)


@never_cache
@login_required
@require_safe
def report_file(http: HttpRequest, id: str, number: int, name: str) -> FileResponse:
    """``report.csv`` (report ``number`` as the robot wrote it), ``result.json`` (what it comes to), or a file that
    was written to make its failures good.
    """
    run = staffed(http, id).run
    files: dict[str, Kept] = {}
    for redo in run.redos:
        if number in redo.settles:
            files |= _written(redo.files)
    for report in run.reports:
        if report.number == number:
            files["report.csv"] = (report.file.sha256, report.file.media_type)
            files["result.json"] = (report.reconciliation, _JSON)
    return _handed_out(files, name)


@never_cache
@login_required
@require_safe
def later_file(http: HttpRequest, id: str, number: int, name: str) -> FileResponse:
    """A file of what is left of the plan after report ``number`` was made good, on the wells it goes on with."""
    run = staffed(http, id).run
    files = next((redo.later for redo in run.redos if redo.report == number), ())
    return _handed_out(_written(files), name)


def _written(files: Iterable[RunFile]) -> dict[str, Kept]:
    return {file.name: (file.sha256, file.media_type) for file in files}


def _handed_out(files: Mapping[str, Kept], name: str) -> FileResponse:
    if name not in files:
        raise Http404
    sha256, media_type = files[name]
    return respond(sha256, name, media_type)
