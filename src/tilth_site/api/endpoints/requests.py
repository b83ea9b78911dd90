"""Design requests: lists, opening one, what a machine found out about it, and its files."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import Http404, HttpResponse, HttpResponseBase
from ninja import Router
from ninja.params.functions import Query

from tilth.foundry.request import Side, State, commands
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth_site.api.answers import found, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_number, cut
from tilth_site.api.endpoints.standing import present, request_of, row_of, show_request
from tilth_site.api.fields import OwnerId, RequestPath
from tilth_site.api.idempotency import once
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.request import (
    AssessmentOut,
    OpenRequest,
    RequestOut,
    RequestPage,
    RequestWritten,
    request_out,
    summary,
)
from tilth_site.foundry.actions import open_request
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.tables import REQUESTS
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.streams import entries_of
from tilth_site.uploads.serve import respond

__all__ = ["router"]

router = takes(Router(tags=["requests"]), JSON)

Order = Literal["newest", "oldest"]
_COLUMN = {Side.OWNER: "owner__in", Side.PROVIDER: "provider_id__in"}


@router.get("", response=RequestPage, auth=READ, operation_id="listRequests")
def list_requests(
    request: Asked,
    standpoint: Annotated[Side, Query(description="The side on which you stand to the requests.")],
    organisation: Annotated[OwnerId | None, Query(description="Only those of this organisation or venture on that "
                                                  "side. A long list is read fastest for one.")] = None,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    waits_for: Annotated[Side | None, Query(description="Only those that wait for this side.")] = None,
    order: Annotated[Order, Query(description="By their last change. Oldest first suits a program that keeps up: "
                                  "what changes meanwhile comes again, and nothing is missed.")] = "newest",
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> RequestPage | HttpResponse:  # fmt: skip
    """The requests of the organisations and ventures in which you have a role, on one side."""
    after = after_number(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    mine = request.auth.organisations
    chosen = mine if organisation is None else mine & {organisation}
    rows = DesignRequest.objects.filter(**{_COLUMN[standpoint]: list(chosen)})
    if state is not None:
        rows = rows.filter(state=state.value)
    if waits_for is not None:
        rows = rows.filter(waits_for=waits_for.value)
    newest = order == "newest"
    if after is not None:
        rows = rows.filter(last_seq__lt=after) if newest else rows.filter(last_seq__gt=after)
    ahead = list(rows.order_by("-last_seq" if newest else "last_seq")[: limit + 1])
    page, following = cut(ahead, limit, lambda row: row.last_seq)
    return RequestPage(items=[summary(row) for row in page], next=following)


@router.post("", response={201: RequestWritten}, auth=WRITE, operation_id="openRequest")
def begin_request(request: Asked, body: OpenRequest) -> HttpResponse:
    """Open a request as a draft."""

    def act(call: Call) -> Outcome:
        return open_request(
            call,
            commands.Open(
                id=new_id("req", call.at), title=body.title, owner=body.owner, provider=body.provider,
                opened_by=call.actor.person, customer_class=body.customer_class, venture=body.venture,
            ),
        )  # fmt: skip

    return written(request, once(request, act), show_request, status=201)


@router.get("/{request_id}", response={200: RequestOut, 304: None}, auth=READ, operation_id="getRequest")
def get_request(request: Asked, request_id: RequestPath) -> HttpResponse:
    """One request. Send the ETag of an earlier answer as If-None-Match to be told that nothing has changed."""
    row_of(request.auth, request_id)
    shown = request_out(entries_of(REQUESTS.name(request_id)))
    return found(request, shown, shown.last_seq)


@router.get("/{request_id}/assessment", response=AssessmentOut, auth=READ, operation_id="getAssessment")
def get_assessment(request: Asked, request_id: RequestPath) -> AssessmentOut:
    """What a machine found out about the design that stands: counts, problems, predictions, price and dates."""
    standing = request_of(request.auth, request_id)
    return AssessmentOut(
        design_version=standing.design.version if standing.design else 0,
        assessment=standing.assessment,
        failure=standing.failure,
    )


@router.get("/{request_id}/report", response=None, auth=READ, operation_id="downloadReport")
def download_report(request: Asked, request_id: RequestPath) -> HttpResponseBase:
    """The whole report of the assessment as a JSON file: every construct and every problem."""
    assessment = present(request_of(request.auth, request_id).assessment)
    return respond(assessment.report, f"{request_id}-report.json", "application/json")


@router.get("/{request_id}/constructs", response=None, auth=READ, operation_id="downloadConstructs")
def download_constructs(request: Asked, request_id: RequestPath) -> HttpResponseBase:
    """The list of constructs as a JSON file: name, group and identity (SEGUID) of each."""
    assessment = present(request_of(request.auth, request_id).assessment)
    return respond(assessment.construct_list, f"{request_id}-constructs.json", "application/json")


@router.get("/{request_id}/files/{name}", response=None, auth=READ, operation_id="downloadDesignFile")
def download_design_file(request: Asked, request_id: RequestPath, name: str) -> HttpResponseBase:
    """A file of the design that stands, by its name."""
    design = present(request_of(request.auth, request_id).design)
    for file in design.files:
        if file.name == name:
            return respond(file.sha256, file.name, file.media_type)
    raise Http404
