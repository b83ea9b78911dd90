"""A request's state from its events, one at a time. The next state is read from :mod:`.transitions`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from tilth.foundry.request.events import (
    Accepted,
    Assessed,
    AssessmentFailed,
    ChangesRequested,
    Closed,
    Completed,
    Designed,
    Opened,
    Queued,
    Quoted,
    Rejected,
    RequestEvent,
    Screened,
    Signed,
    Started,
    Submitted,
    Withdrawn,
)
from tilth.foundry.request.model import Request
from tilth.foundry.request.screening import Screening
from tilth.foundry.request.transitions import landing
from tilth.kernel.errors import IntegrityError

__all__ = ["apply", "fold"]


def apply(request: Request | None, event: RequestEvent) -> Request:
    """The request after ``event``; ``request`` is None before the first.

    Raises IntegrityError where the event cannot happen to a request in this state: then the stream is damaged, for
    :func:`~tilth.foundry.request.rules.decide` gives out no such event.
    """
    state = landing(None if request is None else request.state, type(event))
    if isinstance(event, Opened) and request is None:
        return _open(event)
    if request is None or state is None:
        raise IntegrityError(
            "request.history",
            f"The event {event.TYPE} cannot follow here.",
            mend="Run `tilth journal verify`, and restore the journal from a backup if it is broken.",
            data={"type": event.TYPE, "state": None if request is None else request.state.value},
        )
    return _filled(replace(request, state=state), event)


def fold(events: Iterable[RequestEvent]) -> Request | None:
    """The request after all ``events`` of its stream, None where there is none. Errors as :func:`apply`."""
    request: Request | None = None
    for event in events:
        request = apply(request, event)
    return request


def _open(event: Opened) -> Request:
    return Request(
        id=event.id,
        title=event.title,
        owner=event.owner,
        provider=event.provider,
        opened_by=event.opened_by,
        customer_class=event.customer_class,
        venture=event.venture,
    )


def _filled(request: Request, event: RequestEvent) -> Request:
    """``request``, whose state is the next already, with the facts of ``event``."""
    match event:
        case Designed(design):
            fresh = Screening(design_version=design.version)
            return replace(request, design=design, assessment=None, failure=None, screening=fresh, slot=None)
        case Assessed(assessment):
            return replace(request, assessment=assessment, failure=None)
        case AssessmentFailed(failure):
            return replace(request, failure=failure)
        case Screened(screening):
            return replace(request, screening=screening)
        case ChangesRequested(reason) | Rejected(reason):
            return replace(request, reason=reason)
        case Withdrawn(reason):
            return replace(request, reason=reason, slot=None)
        case Quoted(statement):
            return replace(request, statements=(*request.statements, statement))
        case Signed(signature):
            return replace(request, signatures=(*request.signatures, signature))
        case Queued(slot):
            return replace(request, slot=slot)
        case Completed(delivery):
            return replace(request, delivery=delivery)
        case Submitted():
            return replace(request, reason="")
        case Opened() | Accepted() | Started() | Closed():
            return request
        case _:
            assert_never(event)
