"""The card about the screening on a request's page: how it stands, and what is missing; never what was found."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from tilth.foundry.request import Request, State
from tilth.foundry.request.screening import Status
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.foundry.panels import Panel
from tilth_site.foundry.release import objection_to_release
from tilth_site.screening.models import RequestScreening
from tilth_site.screening.mounting import mounted
from tilth_site.screening.wording import no_proof, worded

__all__ = ["screening_of_request"]


def screening_of_request(actor: Actor, request: Request) -> Panel:
    """The card, for everybody who sees the request; officers of the foundry find a way to the record in it."""
    today = timezone.localdate()
    status = request.screening.status
    refused: Refused | None = None
    if request.state in (State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED, State.ACCEPTED, State.QUOTED,
                         State.QUEUED):  # fmt: skip
        at_hand = mounted(today)
        if status is Status.CLEARED:
            refused = objection_to_release(request, today)
        elif isinstance(at_hand, Refused):
            refused = at_hand
    officer = permitted(actor, "approval.screening.review", Sides(provider=request.provider)) is None
    given = {
        "screening": request.screening,
        "status": status.value,
        "reason": gettext(request.screening.reason) if request.screening.reason else "",
        "refused": worded(refused) if refused else None,
        "record": officer and RequestScreening.objects.filter(pk=request.id).exists(),
        "request": request.id,
        "no_proof": no_proof(),
    }
    return Panel("screening/_panel.html", given)
