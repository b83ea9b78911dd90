"""From an assessment to the statement of work that the foundry's staff would draw up from it."""

from __future__ import annotations

from datetime import date, timedelta

from tilth.foundry.request import Request
from tilth.foundry.request.commands import Quote
from tilth.foundry.request.pricing import Line
from tilth.kernel.refusal import Refused, refuse

__all__ = ["VALID_DAYS", "quote_of"]

VALID_DAYS = 30
"""For so many days a statement of work can be signed, where nothing else is said."""


def quote_of(
    request: Request,
    today: date,
    *,
    terms: str,
    valid_until: date | None = None,
    latest: date | None = None,
    extra: tuple[Line, ...] = (),
    afresh: bool = False,
) -> Quote | Refused:
    """The command that quotes the request's assessment as it stands, with ``extra`` lines after the priced ones.

    ``latest`` moves the last day promised. What the price and the dates rest on is said among the assumptions.
    """
    assessment = request.assessment
    if assessment is None or assessment.estimate is None:
        return refuse(
            "request.no_estimate",
            "There is no estimate to quote from. {why}",
            "Have the design checked again, or ask the owner to change it.",
            why=assessment.no_estimate if assessment else "",
        )
    estimate = assessment.estimate
    last = max(latest or estimate.latest, estimate.earliest)
    return Quote(
        lines=(*estimate.lines, *extra),
        price_list=estimate.price_list,
        earliest=estimate.earliest,
        latest=last,
        provisional=estimate.provisional,
        terms=terms,
        valid_until=valid_until or today + timedelta(days=VALID_DAYS),
        assumptions=_assumptions(request),
        afresh=afresh,
    )


def _assumptions(request: Request) -> tuple[str, ...]:
    predictions = request.assessment.predictions if request.assessment else ()
    found = ["Parts of the kits named in the design are in stock; other parts are synthesised."]
    for one in predictions:
        if one.fraction:
            found.append(f"{one.group}: a fraction of {one.fraction} of the colonies is expected to be right.")
        else:
            found.append(f"{one.group}: nothing is predicted, and four colonies of each construct are picked.")
    found.append("The build starts only when the design has been screened and cleared.")
    return tuple(found)
