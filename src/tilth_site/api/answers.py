"""From what was found or written to the response: the one place that knows of statuses and headers.

A write answers with its entries and with the thing as it stood right after them, folded from the journal up to
there. So a call that is sent again gets the same body, whatever has happened since.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.http import parse_etags
from pydantic import BaseModel

from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth_site.api.auth import Asked
from tilth_site.api.idempotency import REPLAYED
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.journal import Written
from tilth_site.journal.actions import Outcome
from tilth_site.journal.streams import entries_of

__all__ = ["answer", "entries_until", "found", "written"]


def answer(body: BaseModel, status: int = 200) -> HttpResponse:
    """``body`` as JSON."""
    return HttpResponse(body.model_dump_json(), status=status, content_type="application/json")


def found(request: Asked, body: BaseModel, seq: int) -> HttpResponse:
    """``body``, which the journal's entry ``seq`` was the last to change; 304 to whoever has it already."""
    tag = f'W/"{seq}"'
    response = (
        HttpResponse(status=304) if tag in parse_etags(request.headers.get("If-None-Match", "")) else answer(body)
    )
    response.headers["ETag"] = tag
    return response


def written(
    request: Asked, outcome: Outcome, show: Callable[[tuple[Entry, ...]], Written], *, status: int = 200
) -> HttpResponse:
    """``outcome`` as ``show`` makes it, or as a problem. A 201 names where the new thing is."""
    if isinstance(outcome, Refused):
        return refusal(request, outcome)
    response = answer(show(outcome.entries), status)
    if status == 201:
        response.headers["Location"] = f"{request.path}/{outcome.entries[0].stream.partition('/')[2]}"
    if outcome.repeated:
        response.headers[REPLAYED] = "true"
    return response


def entries_until(entry: Entry) -> list[Entry]:
    """The entries of the stream of ``entry``, up to and with it."""
    return [one for one in entries_of(entry.stream) if one.seq <= entry.seq]
