"""The case that an address names, where the caller may know of it (else Http404), and after a write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja.params.functions import Path

from tilth.approval.events import CaseEvent
from tilth.kernel.journal import Entry, read_instant
from tilth.kernel.refusal import Refused, refuse
from tilth_site.api.answers import entries_until, written
from tilth_site.api.auth import Asked
from tilth_site.api.endpoints.standing import present
from tilth_site.api.idempotency import once
from tilth_site.api.schemas.case import CaseWritten, case_out
from tilth_site.api.schemas.journal import entries_out
from tilth_site.approval import queries
from tilth_site.approval.actions import carry_out
from tilth_site.approval.seen import CaseSeen, seen
from tilth_site.journal.actions import Call, Outcome

__all__ = ["StepPath", "act_on", "let_happen", "seen_case", "show_case"]

StepPath = Annotated[str, Path(pattern="^[a-z][a-z0-9-]{0,99}$", description="The step's id in the procedure.")]

_AHEAD = timedelta(days=366)
"""How far ahead a case can be asked about: what would be, if nothing happened until then."""


def seen_case(request: Asked, id: str, as_of: date | None) -> CaseSeen | Refused:
    """The case at the end of ``as_of`` (None: today); refused for a day on which there is nothing to say of it."""
    row = present(queries.case_row(request.auth, id))
    now = timezone.localdate()
    day = as_of or now
    found = queries.case_seen(request.auth, id, day) if day <= now + _AHEAD else None
    return found or refuse(
        "approval.case.as_of",
        "Nothing can be said of the case on {on}.",
        "Ask about a day from {opened} to {latest}.",
        "as_of",
        on=str(day),
        opened=str(row.opened),
        latest=str(now + _AHEAD),
    )


def act_on(request: Asked, id: str, act: Callable[[Call], Outcome], *, content: str = "") -> HttpResponse:
    """The answer to ``act`` on the case ``id``, which the caller may see. Raises Http404."""
    present(queries.case_row(request.auth, id))
    return written(request, once(request, act, content=content), show_case)


def let_happen(request: Asked, id: str, make: Callable[[date], CaseEvent], on: date | None = None) -> HttpResponse:
    """Let the event that ``make`` makes of a day (``on``, None: today) happen to the case. Raises Http404."""

    def act(call: Call) -> Outcome:
        return carry_out(call, id, make(on or call.today))

    return act_on(request, id, act)


def show_case(entries: tuple[Entry, ...]) -> CaseWritten:
    """What was written, and the case at the end of that day. Its own entry comes first in every action on it."""
    own = [entry for entry in entries if entry.stream == entries[0].stream]
    day = timezone.localdate(read_instant(own[-1].at))
    found = seen(entries_until(own[-1]), day)
    assert found is not None, "a case that was written to is open"
    return CaseWritten(entries=entries_out(entries), case=case_out(found))
