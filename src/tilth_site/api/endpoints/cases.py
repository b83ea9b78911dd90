"""Cases of the approval room: opened and documented by programs of the applicant, and read by whoever may."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Router, UploadedFile
from ninja.params.functions import File, Form, Path, Query

from tilth.approval import events
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import permitted
from tilth_site.api.answers import answer, written
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_number, cut
from tilth_site.api.endpoints.casework import act_on, let_happen, seen_case, show_case
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import CasePath, Day, OwnerId
from tilth_site.api.idempotency import once
from tilth_site.api.media import FORM, JSON, content, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.case import (
    CaseOut,
    CasePage,
    CaseWritten,
    FactIn,
    InterestIn,
    OpenCaseIn,
    ReasonIn,
    case_out,
    case_summary,
)
from tilth_site.api.schemas.case_forecast import ForecastOut, forecast_out
from tilth_site.approval import queries
from tilth_site.approval.actions import ACTIONS, open_case
from tilth_site.approval.bundles import bundle_name, bundle_of, zipped
from tilth_site.approval.evidence import add_document, take_paper
from tilth_site.approval.forecasting import forecast_of
from tilth_site.approval.matters import sides_of
from tilth_site.journal.actions import Call, Outcome
from tilth_site.uploads.serve import respond, respond_stream

__all__ = ["form_router", "router"]

router = takes(Router(tags=["cases"]), JSON)
form_router = takes(Router(tags=["cases"]), FORM)

HashPath = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The document's sha256.")]
AsOf = Annotated[Day | None, Query(description="As it was at the end of this day; today where it is left out.")]


@router.get("", response=CasePage, auth=READ, operation_id="listCases")
def list_cases(
    request: Asked,
    applicant: Annotated[OwnerId | None, Query(description="Only those of this applicant.")] = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> CasePage | HttpResponse:
    """The cases that you apply in, review or run, by their last change, the newest first."""
    after = after_number(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = queries.cases(request.auth, applicant or "")
    rows = rows.filter(last_seq__lt=after) if after is not None else rows
    page, following = cut(list(rows.order_by("-last_seq")[: limit + 1]), limit, lambda row: row.last_seq)
    return CasePage(items=[case_summary(row) for row in page], next=following)


@router.post("", response={201: CaseWritten}, auth=WRITE, operation_id="openCase")
def begin_case(request: Asked, body: OpenCaseIn) -> HttpResponse:
    """Begin a case under the version of the procedure that is in force today; the case pins it."""

    def act(call: Call) -> Outcome:
        return open_case(call, new_id("case", call.at), body.applicant, body.procedure, facts=body.facts)

    return written(request, once(request, act), show_case, status=201)


@router.get("/{case_id}", response=CaseOut, auth=READ, operation_id="getCase")
def get_case(request: Asked, case_id: CasePath, as_of: AsOf = None) -> HttpResponse:
    """One case: every step with its clock, as it stood at the end of a day."""
    seen = seen_case(request, case_id, as_of)
    if isinstance(seen, Refused):
        return refusal(request, seen)
    # What a clock shows changes with the day, though nothing happens: so there is no ETag by the journal's number.
    return answer(case_out(seen))


@router.get("/{case_id}/forecast", response=ForecastOut, auth=READ, operation_id="forecastCase")
def forecast_case(
    request: Asked,
    case_id: CasePath,
    what_if: Annotated[list[str], Query(max_length=5, description="Changes, such as `answers=10`.")] = [],  # noqa: B006
    as_of: AsOf = None,
) -> HttpResponse:
    """When the case will be through, as it is and with each change, and which moves would gain most days."""
    seen = seen_case(request, case_id, as_of)
    made = seen if isinstance(seen, Refused) else forecast_of(seen, what_if)
    return refusal(request, made) if isinstance(made, Refused) else answer(forecast_out(made))


@router.post("/{case_id}/facts", response=CaseWritten, auth=WRITE, operation_id="stateCaseFact")
def state_fact(request: Asked, case_id: CasePath, body: FactIn) -> HttpResponse:
    """State a fact on which lanes depend, or state it anew."""
    return let_happen(request, case_id, lambda on: events.FactStated(fact=body.fact, value=body.value, on=on))


@router.post("/{case_id}/interests", response=CaseWritten, auth=WRITE, operation_id="declareInterest")
def declare_interest(request: Asked, case_id: CasePath, body: InterestIn) -> HttpResponse:
    """Declare an interest: a reviewer his own, an officer anybody's."""
    return let_happen(
        request,
        case_id,
        lambda on: events.InterestDeclared(
            person=body.person, kind=body.kind, organisation=body.organisation, on=on
        ),
    )


@router.post("/{case_id}/withdraw", response=CaseWritten, auth=WRITE, operation_id="withdrawCase")
def withdraw_case(request: Asked, case_id: CasePath, body: ReasonIn) -> HttpResponse:
    """Take the whole case back."""
    return let_happen(request, case_id, lambda on: events.CaseWithdrawn(on=on, reason=body.reason), body.on)


@form_router.post("/{case_id}/documents", response=CaseWritten, auth=WRITE, operation_id="addCaseDocument")
def add_case_document(
    request: Asked,
    case_id: CasePath,
    kind: Annotated[str, Form(pattern="^[a-z][a-z0-9_]{0,99}$", description="Such as `risk_assessment`.")],
    document: Annotated[UploadedFile, File(description="PDF, PNG, CSV, GenBank or plain text, for example.")],
    glp: Annotated[str, Form(pattern="^(|yes|no)$", description="Done under good laboratory practice?")] = "",
) -> HttpResponse:
    """Add a document to the case as evidence of a kind."""
    row = present(queries.case_row(request.auth, case_id))
    refused = permitted(request.auth, ACTIONS[events.EvidenceAdded], sides_of(row.applicant))
    if refused:
        return refusal(request, refused)
    call = Call(request.auth, timezone.now())
    taken = take_paper(call, document.name or "", content(document))
    if isinstance(taken, Refused):
        return refusal(request, taken)
    facts = {"glp": glp} if glp else {}

    def act(call: Call) -> Outcome:
        return add_document(call, case_id, kind, taken, facts=facts)

    return act_on(request, case_id, act, content=f"{kind} {glp} {taken.sha256}")


@router.get("/{case_id}/documents/{sha256}", response=None, auth=READ, operation_id="downloadCaseDocument")
def download_case_document(request: Asked, case_id: CasePath, sha256: HashPath) -> HttpResponseBase:
    """A document of the case: evidence, a manifest, a letter, a signed decision."""
    seen = present(queries.case_seen(request.auth, case_id, timezone.localdate()))
    paper = present(queries.paper(seen, sha256))
    return respond(paper.sha256, paper.name, paper.media_type)


@router.get("/{case_id}/dossiers/{manifest}", response=None, auth=READ, operation_id="downloadDossier")
def download_dossier(request: Asked, case_id: CasePath, manifest: HashPath) -> HttpResponseBase:
    """A dossier by the sha256 of its manifest, with record and verifier, as a zip to be checked without Tilth."""
    seen = present(queries.case_seen(request.auth, case_id, timezone.localdate()))
    bundle = present(bundle_of(seen, manifest))
    return respond_stream(zipped(bundle), bundle_name(bundle), "application/zip")
