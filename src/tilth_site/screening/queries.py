"""The reads of screenings, each through what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from django.db.models import QuerySet

from tilth.approval.gate import Standing
from tilth.approval.screening.model import OrderScreen
from tilth_site.accounts.permissions import Actor
from tilth_site.foundry.models import DesignRequest
from tilth_site.screening.models import RequestScreening
from tilth_site.uploads.intake import store

__all__ = ["awaiting", "report_of", "screening_row", "titles_of"]


def screening_row(actor: Actor, id: str) -> RequestScreening | None:
    """The screening of the request ``id``, where ``actor`` is a biosafety officer of its foundry."""
    return RequestScreening.objects.visible_to(actor).filter(pk=id).first()


def awaiting(actor: Actor) -> QuerySet[RequestScreening]:
    """The screenings that wait for officers, the oldest first."""
    rows = RequestScreening.objects.visible_to(actor).filter(standing=Standing.IN_REVIEW.value)
    return rows.order_by("since", "id")


def titles_of(ids: Iterable[str]) -> Mapping[str, str]:
    """Request -> its title. Whoever asks has seen their screenings. One query."""
    return dict(DesignRequest.objects.filter(id__in=set(ids)).values_list("id", "title"))


def report_of(sha256: str) -> OrderScreen:
    """The report kept under ``sha256``. Raises MissingError or IntegrityError where the evidence lacks it."""
    return msgspec.json.decode(store().get(sha256), type=OrderScreen)
