"""Moving a request: each command of its life is one endpoint. Signing is not among them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Router, UploadedFile
from ninja.params.functions import File, Form
from pydantic import BeforeValidator

from tilth.foundry.request import commands
from tilth.foundry.request.model import Delivery, Request
from tilth.foundry.request.pricing import Line
from tilth.kernel.money import Money
from tilth.kernel.refusal import Refused, refuse
from tilth_site.api.answers import written
from tilth_site.api.auth import WRITE, Asked
from tilth_site.api.endpoints.standing import objection, request_of, row_of, show_request
from tilth_site.api.fields import RequestPath, read_number
from tilth_site.api.idempotency import once
from tilth_site.api.media import FORM, JSON, content, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.request import Place, QuoteIn, RequestWritten, Why, Withdrawal
from tilth_site.foundry.actions import carry_out
from tilth_site.foundry.quotes import quote_of
from tilth_site.journal.actions import Call, Outcome
from tilth_site.uploads.intake import Said, take_in
from tilth_site.uploads.kinds import KINDS

__all__ = ["form_router", "router"]

router = takes(Router(tags=["requests"], auth=WRITE), JSON)
form_router = takes(Router(tags=["requests"], auth=WRITE), FORM)


@router.post("/{request_id}/submit", response=RequestWritten, operation_id="submitRequest")
def submit_request(request: Asked, request_id: RequestPath) -> HttpResponse:
    """Hand the request to the foundry."""
    return _step(request, request_id, commands.Submit())


@router.post("/{request_id}/request-changes", response=RequestWritten, operation_id="requestChanges")
def request_changes(request: Asked, request_id: RequestPath, body: Why) -> HttpResponse:
    """Ask the owner to change the design."""
    return _step(request, request_id, commands.AskForChanges(body.reason))


@router.post("/{request_id}/accept", response=RequestWritten, operation_id="acceptRequest")
def accept_request(request: Asked, request_id: RequestPath) -> HttpResponse:
    """Take the request on, to be quoted."""
    return _step(request, request_id, commands.Accept())


@router.post("/{request_id}/reject", response=RequestWritten, operation_id="rejectRequest")
def reject_request(request: Asked, request_id: RequestPath, body: Why) -> HttpResponse:
    """Decline the request for good."""
    return _step(request, request_id, commands.Reject(body.reason))


@router.post("/{request_id}/withdraw", response=RequestWritten, operation_id="withdrawRequest")
def withdraw_request(request: Asked, request_id: RequestPath, body: Withdrawal) -> HttpResponse:
    """Take the request back."""
    return _step(request, request_id, commands.Withdraw(body.reason))


@router.post("/{request_id}/quote", response=RequestWritten, operation_id="quoteRequest")
def quote_request(request: Asked, request_id: RequestPath, body: QuoteIn) -> HttpResponse:
    """Draw up the next version of the statement of work from the estimate."""
    refused = objection(request.auth, request_id, "foundry.request.quote")
    if refused:
        return refusal(request, refused)

    def act(call: Call) -> Outcome:
        command = _quote(request_of(call.actor, request_id), body, call)
        return command if isinstance(command, Refused) else carry_out(call, request_id, command)

    return written(request, once(request, act), show_request)


@router.post("/{request_id}/sign", response=RequestWritten, operation_id="signStatement")
def sign_statement(request: Asked, request_id: RequestPath) -> HttpResponse:
    """Always refused, with the reason: a signature is given by a person who has just proved again who he is (in
    the manner of 21 CFR 11.200), on the request's page. A password and a one-time code in the body of a call would
    prove only that a program holds them.
    """
    row_of(request.auth, request_id)
    return refusal(
        request,
        refuse(
            "signature.by_person",
            gettext_noop("A statement of work is signed by a person who has just proved again who he is."),
            gettext_noop("Open the request's page, read the statement, and sign it there."),
        ),
    )


@router.post("/{request_id}/queue", response=RequestWritten, operation_id="queueRequest")
def queue_request(request: Asked, request_id: RequestPath, body: Place) -> HttpResponse:
    """Take a place in a build slot."""
    return _step(request, request_id, commands.Queue(body.slot))


@router.post("/{request_id}/start", response=RequestWritten, operation_id="startRequest")
def start_request(request: Asked, request_id: RequestPath) -> HttpResponse:
    """Release the design to build; refused unless it was screened and cleared."""
    return _step(request, request_id, commands.Start())


@form_router.post("/{request_id}/complete", response=RequestWritten, operation_id="completeRequest")
def complete_request(
    request: Asked,
    request_id: RequestPath,
    constructs: Annotated[
        int, BeforeValidator(read_number), Form(ge=0, le=100_000, description="How many were delivered.")
    ],
    report: Annotated[UploadedFile, File(description="The report that shows it, which is kept as evidence.")],
) -> HttpResponse:
    """End the build, with the report of what was delivered."""
    refused = objection(request.auth, request_id, "foundry.request.complete")
    if refused:
        return refusal(request, refused)
    said = Said(request.auth.person, timezone.now())
    kept = take_in(report.name or "", content(report), allowed=tuple(KINDS.values()), said=said)
    if isinstance(kept, Refused):
        return refusal(request, kept)
    command = commands.Complete(Delivery(constructs, kept.sha256))
    return _step(request, request_id, command, body=f"{constructs} {kept.sha256}")


@router.post("/{request_id}/close", response=RequestWritten, operation_id="closeRequest")
def close_request(request: Asked, request_id: RequestPath) -> HttpResponse:
    """Put the request away."""
    return _step(request, request_id, commands.Close())


def _step(request: Asked, id: str, command: commands.Command, body: str = "") -> HttpResponse:
    return written(request, once(request, lambda call: carry_out(call, id, command), content=body), show_request)


def _quote(standing: Request, body: QuoteIn, call: Call) -> commands.Quote | Refused:
    """The statement's command. Extra lines are in the currency of the estimate; without one nothing is quoted."""
    estimate = standing.assessment.estimate if standing.assessment else None
    extra: tuple[Line, ...] = ()
    if estimate:
        currency = estimate.total.currency
        extra = tuple(
            Line(
                one.key, one.what, one.quantity, Money(one.unit_price, currency),
                Money(one.quantity * one.unit_price, currency),
            )
            for one in body.extra
        )  # fmt: skip
    return quote_of(
        standing, call.today, terms=body.terms, valid_until=body.valid_until, latest=body.latest,
        extra=extra, afresh=body.afresh,
    )  # fmt: skip
