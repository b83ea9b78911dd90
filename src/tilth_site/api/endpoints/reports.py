"""Published reports: lists, what is known of one, its file, publishing, sealing and verifying it.

Reports are public, so whoever may call may read them.
"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.utils.http import parse_etags
from ninja import Router
from ninja.params.functions import Query

from tilth.kernel.ids import new_id
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth_site.api.answers import entries_until, found, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_text, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import PlanId, ReportPath
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.journal import entries_out
from tilth_site.api.schemas.report import (
    PublishIn,
    ReportFile,
    ReportOut,
    ReportPage,
    ReportWritten,
    VerificationOut,
    report_out,
)
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import Trace, entries_of, fold
from tilth_site.plan.models import PublishedReport
from tilth_site.plan.publishing import publish, seal
from tilth_site.plan.queries import report_row
from tilth_site.plan.tables import REPORTS
from tilth_site.plan.verifying import verification
from tilth_site.uploads.intake import store

__all__ = ["router"]

router = takes(Router(tags=["reports"]), JSON)


@router.get("", response=ReportPage, auth=READ, operation_id="listReports")
def list_reports(
    request: Asked,
    plan: Annotated[PlanId | None, Query(description="Only those of this plan.")] = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> ReportPage | HttpResponse:
    """The published reports, the newest first."""
    after = after_text(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = PublishedReport.objects.filter(plan=plan) if plan else PublishedReport.objects.all()
    rows = rows.filter(pk__lt=after) if after else rows
    page, following = cut(list(rows.order_by("-pk")[: limit + 1]), limit, lambda row: row.id)
    return ReportPage(items=[report_out(row) for row in page], next=following)


@router.post("", response={201: ReportWritten}, auth=WRITE, operation_id="publishReport")
def publish_report(request: Asked, body: PublishIn) -> HttpResponse:
    """Publish the plan's report on a day, and seal it with a signed checkpoint of the journal. Where `seal` is
    null in the answer, signing failed: send sealReport.
    """

    def act(call: Call) -> Outcome:
        return publish(call, body.plan, new_id("rep", call.at), body.as_of)

    return written(request, once(request, act), _show, status=201)


@router.get("/{report_id}", response={200: ReportOut, 304: None}, auth=READ, operation_id="getReport")
def get_report(request: Asked, report_id: ReportPath) -> HttpResponse:
    """What is known of a published report: its dates, its hash, and its seal."""
    row = present(report_row(report_id))
    return found(request, report_out(row), row.last_seq)


@router.get(
    "/{report_id}/content", response={200: ReportFile, 304: None}, auth=READ, operation_id="getReportContent"
)
def get_report_content(request: Asked, report_id: ReportPath) -> HttpResponse:
    """The report itself, byte for byte as it was published. The ETag is the sha256 of the bytes."""
    row = present(report_row(report_id))
    tag = f'"{row.sha256}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(store().get(row.sha256), content_type="application/json")
    response.headers["ETag"] = tag
    return response


@router.post("/{report_id}/seal", response=ReportWritten, auth=WRITE, operation_id="sealReport")
def seal_report(request: Asked, report_id: ReportPath) -> HttpResponse:
    """Seal a report whose publication could not be sealed at once."""
    return written(request, once(request, lambda call: seal(call, report_id)), _show)


@router.get("/{report_id}/verification", response=VerificationOut, auth=READ, operation_id="verifyReport")
def verify_report(request: Asked, report_id: ReportPath) -> VerificationOut:  # noqa: ARG001  every endpoint takes it
    """Whether the report is what it was: made again from the journal, and held against the signed checkpoint. It
    costs a pass over the journal.
    """
    return VerificationOut.model_validate(present(verification(report_id)))


def _show(entries: tuple[Entry, ...]) -> ReportWritten:
    """The seal is written by the publishing call too, but in a transaction of its own, which the idempotency key
    does not know of; it bears the same instant.
    """
    stream = entries_of(entries[0].stream)
    own = [entry for entry in stream if entry.seq >= entries[0].seq and entry.at == entries[0].at]
    return ReportWritten(entries=entries_out(own), report=_state(entries_until(own[-1])))


def _state(entries: list[Entry]) -> ReportOut:
    state = present(fold(REPORTS, entries))
    (row,) = REPORTS.rows(state, Trace(state.id, entries[0], entries[-1]))
    return report_out(present(row if isinstance(row, PublishedReport) else None))
