"""Screenings, for the biosafety officers of a foundry; to everybody else there are none.

How the design of a request stands is told to its customer with the request. A decision is signed by a person, on
the page.
"""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpResponse, HttpResponseBase
from ninja import Router
from ninja.params.functions import Query

from tilth.kernel.refusal import Refused
from tilth_site.api.answers import answer, found
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_number, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import RequestPath
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.job import JobOut, job_out
from tilth_site.api.schemas.screening import ScreeningOut, ScreeningPage, screening_out, screening_summary
from tilth_site.journal.streams import load
from tilth_site.screening.asking import screen_again
from tilth_site.screening.models import RequestScreening
from tilth_site.screening.queries import report_of, screening_row
from tilth_site.screening.tables import SCREENINGS
from tilth_site.uploads.serve import respond

__all__ = ["router"]

router = takes(Router(tags=["screenings"]), JSON)

Stands = Literal["failed", "in_review", "cleared", "refused"]


@router.get("", response=ScreeningPage, auth=READ, operation_id="listScreenings")
def list_screenings(
    request: Asked,
    standing: Annotated[Stands | None, Query(description="Only those that stand so.")] = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> ScreeningPage | HttpResponse:
    """The screenings of the foundries where you are a biosafety officer, the newest change first."""
    after = after_number(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = RequestScreening.objects.visible_to(request.auth)
    rows = rows.filter(standing=standing) if standing is not None else rows
    rows = rows.filter(last_seq__lt=after) if after is not None else rows
    page, following = cut(list(rows.order_by("-last_seq")[: limit + 1]), limit, lambda row: row.last_seq)
    return ScreeningPage(items=[screening_summary(row) for row in page], next=following)


@router.get("/{request_id}", response={200: ScreeningOut, 304: None}, auth=READ, operation_id="getScreening")
def get_screening(request: Asked, request_id: RequestPath) -> HttpResponse:
    """One screening with what was found."""
    row = present(screening_row(request.auth, request_id))
    record = present(load(SCREENINGS, request_id))
    report = report_of(record.result.report) if record.result else None
    return found(request, screening_out(row, record, report), row.last_seq)


@router.get("/{request_id}/report", response=None, auth=READ, operation_id="downloadScreening")
def download_screening(request: Asked, request_id: RequestPath) -> HttpResponseBase:
    """The whole report of the screening as a JSON file."""
    present(screening_row(request.auth, request_id))
    result = present(present(load(SCREENINGS, request_id)).result)
    return respond(result.report, f"{request_id}-screening.json", "application/json")


@router.post("/{request_id}/repeat", response=JobOut, auth=WRITE, operation_id="repeatScreening")
def repeat_screening(request: Asked, request_id: RequestPath) -> HttpResponse:
    """Have the design that stands screened again; decisions about it begin anew. The `Idempotency-Key` tells one
    wish from another: sent again, it is the same job.
    """
    key = request.headers.get("Idempotency-Key", "")[:60]
    job = screen_again(request.auth, request_id, f"api/{key}" if key else "")
    return refusal(request, job) if isinstance(job, Refused) else answer(job_out(job))
