"""What happens beside what the rules of a request decided: a place in a slot is taken or released, a design is
screened, a statement is kept. Each function goes from the events of a request to everything that is to be written.
"""

from __future__ import annotations

from collections.abc import Callable

from tilth.foundry.request import Slot, decide_slot, slots
from tilth.foundry.request.events import (
    Assessed,
    Completed,
    Designed,
    PlaceReleased,
    Queued,
    Quoted,
    RequestEvent,
    Screened,
    Signed,
    Started,
    Withdrawn,
)
from tilth.foundry.request.screening import Screening, Status
from tilth.kernel.refusal import Refused
from tilth_site.foundry.release import screening_begins
from tilth_site.foundry.tables import REQUESTS, SLOTS
from tilth_site.journal.actions import Call, Decision
from tilth_site.journal.append import Happened
from tilth_site.journal.streams import load
from tilth_site.uploads.intake import store

__all__ = ["Events", "Further", "recorded", "slot_for", "with_place", "with_screening", "with_statement"]

Events = tuple[RequestEvent, ...]
Further = Callable[[str, Events, Call], Decision]
"""From what the rules decided for the request with this id to everything that happens."""


def recorded(id: str, events: Events, _: Call) -> tuple[Happened, ...]:
    """``events`` on the request's stream; a place that it gave up is released on the slot's."""
    found = [Happened(REQUESTS.name(id), event, _evidence(event)) for event in events]
    for event in events:
        if isinstance(event, Designed | Withdrawn) and event.freed_slot:
            found.append(Happened(SLOTS.name(event.freed_slot), PlaceReleased(id)))
    return tuple(found)


def with_screening(id: str, events: Events, call: Call) -> Decision:
    """``events``, and that the design is being screened, where it is assessed and there is something to build."""
    found = list(recorded(id, events, call))
    request = load(REQUESTS, id)
    for event in events:
        if request and isinstance(event, Assessed) and event.assessment.constructs:
            version = event.assessment.design_version
            unscreened = request.screening.status is Status.NOT_SCREENED
            if unscreened and screening_begins(request, version):
                found.append(Happened(REQUESTS.name(id), Screened(Screening(Status.SCREENING, version))))
    return tuple(found)


def with_place(id: str, events: Events, call: Call) -> Decision:
    """``events``, and the place in the slot that the request is queued for; refused where the slot has none."""
    found = list(recorded(id, events, call))
    for event in events:
        if isinstance(event, Queued):
            taken = decide_slot(slot_for(id, event.slot), slots.TakePlace(id), call.today)
            if isinstance(taken, Refused):
                return taken
            found += [Happened(SLOTS.name(event.slot), each) for each in taken]
    return tuple(found)


def with_statement(id: str, events: Events, call: Call) -> Decision:
    """``events``, with the statement of work put among the evidence under the hash that signatures bind to."""
    for event in events:
        if isinstance(event, Quoted):
            store().put(
                event.statement.to_json(),
                media_type="application/json",
                kind="foundry.request.statement",
                source=event.statement.provider,
                known_date=call.at,
                licence="unknown",
            )
    return recorded(id, events, call)


def slot_for(id: str, slot_id: str) -> Slot | None:
    """The slot, where it is one of the request's own foundry; another foundry's does not exist for it."""
    request, slot = load(REQUESTS, id), load(SLOTS, slot_id)
    return slot if request and slot and slot.provider == request.provider else None


def _evidence(event: RequestEvent) -> tuple[str, ...]:
    """The hashes of what the event rests on."""
    match event:
        case Designed(design=design):
            return tuple(dict.fromkeys(file.sha256 for file in design.files))
        case Assessed(assessment=assessment):
            return tuple(dict.fromkeys((assessment.report, assessment.construct_list)))
        case Quoted(statement=statement):
            return (statement.sha256,)
        case Signed(signature=signature):
            return (signature.sha256,)
        case Screened(screening=screening) | Started(screening=screening):
            return (screening.evidence,) if screening.evidence else ()
        case Completed(delivery=delivery):
            return (delivery.evidence,)
        case _:
            return ()
