"""What a customer ordered before, to be looked at together with an order: pieces apart can hide what they make up.

Orders belong together where one organisation, or one venture, has them built at one foundry within the days that
the database's manifest names. An order counts whatever became of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q

from tilth.approval.screening.model import Earlier
from tilth.foundry.request import Request
from tilth_site.screening.models import RequestScreening
from tilth_site.screening.sequences import unpack
from tilth_site.uploads.intake import store

__all__ = ["earlier_orders", "earlier_sequences"]


def earlier_orders(request: Request, on: date, days: int) -> list[RequestScreening]:
    """The last screening with a result of each other request of the customer in the ``days`` before ``on``."""
    same = Q(owner=request.owner)
    if request.venture:
        same |= Q(owner=request.venture) | Q(project=request.venture)
    rows = RequestScreening.objects.filter(same, provider=request.provider, ordered__gte=on - timedelta(days=days))
    return list(rows.exclude(id=request.id).exclude(order="").order_by("id"))


def earlier_sequences(rows: Sequence[RequestScreening]) -> Iterator[Earlier]:
    """Every sequence of the orders. Raises MissingError or IntegrityError where the evidence lacks one."""
    for row in rows:
        assert row.ordered is not None, "a row with an order has its day"
        for query in unpack(store().get(row.order)):
            yield Earlier(order=row.id, day=row.ordered, query=query)
