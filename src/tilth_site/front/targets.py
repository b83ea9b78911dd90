"""The targets of the plan, as the public home page names them: with the figures that were published last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from tilth.plan.figures import Report
from tilth.plan.model import Plan
from tilth_site.plan.presentation import Card, cards, is_example
from tilth_site.plan.queries import current_plan, kept_report, latest_report

__all__ = ["Targets", "targets"]


@dataclass(frozen=True, slots=True)
class Targets:
    """The plan, the report that was published last (None: none was), the indicators that have a target, and the
    others.
    """

    plan: Plan
    name: str
    example: bool
    report: Report | None
    wanted: Sequence[Card]
    others: Sequence[Card]


def targets() -> Targets | None:
    """The targets of the plan that the site follows; None where it follows none. Two queries."""
    followed = current_plan()
    if followed is None:
        return None
    plan, published = followed.plan, latest_report(followed.id)
    report = kept_report(published) if published else None
    shown = cards(plan, report)
    return Targets(
        plan,
        plan.name.in_language(get_language() or "en"),
        is_example(plan),
        report,
        wanted=[card for card in shown if card.wanted],
        others=[card for card in shown if not card.wanted],
    )
