"""The drawings of the plan's pages: a figure against its bounds, the fan, two definitions, and the back-test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from tilth.plan.figures import Figure, Outlook
from tilth.plan.model import Indicator, Kind, Target
from tilth.plan.phrases import amount, chances, counted
from tilth_site.charts import Ahead, bullet, fan, histogram, revision
from tilth_site.charts import Figure as Drawing
from tilth_site.plan.wording import sentence

if TYPE_CHECKING:
    from tilth.plan.forecast import Backtest

__all__ = ["backtest_picture", "forecast_picture", "revision_picture", "target_picture"]


def target_picture(indicator: Indicator, figure: Figure | None, name: str, goal: str) -> Drawing:
    """The figure (None: not measured yet) against the bounds of its target; ``goal`` names these in words."""
    said = gettext("Not measured yet.")
    if figure is not None and figure.low is not None:
        said = gettext("Counted: %(value)s.") % {"value": counted(figure, sentence)}
    wished = gettext("Wanted: %(wanted)s.") % {"wanted": goal} if goal else gettext("There is no target.")
    bounds = sorted(indicator.target.bounds) if indicator.target else []
    drawn = [_drawn(bound, indicator.kind) for bound in bounds]
    value, interval = _interval(figure)
    return bullet(
        f"target-{indicator.code}",
        name,
        f"{wished} {said}",
        value=value,
        interval=interval,
        lower=drawn[0] if drawn else None,
        upper=drawn[1] if len(drawn) > 1 else None,
        words={
            "value": gettext("Counted"),
            "low": gettext("Low"),
            "high": gettext("High"),
            "lower": gettext("Lower bound"),
            "upper": gettext("Upper bound"),
            "unknown": gettext("not measured yet"),
        },
    )


def _interval(figure: Figure | None) -> tuple[float | None, tuple[float, float] | None]:
    """The certain value, and the interval. Of rival readings none is certain, and the bar shows the least."""
    if figure is None or figure.low is None or figure.high is None:
        return None, None
    certain = figure.low if figure.certain is None else figure.certain
    return _drawn(certain, figure.kind), _pair((figure.low, figure.high), figure.kind)


def forecast_picture(
    indicator: Indicator,
    figure: Figure,
    name: str,
    history: Sequence[tuple[date, Decimal]],
    breaks: Sequence[date],
) -> Drawing | None:
    """How the figure went and where the forecast expects it at the deadline; None: there is nothing to draw."""
    kind, outlook = indicator.kind, figure.outlook
    if len(history) < (1 if outlook else 2):
        return None
    ahead = None
    if outlook is not None:
        half, ninety = _pair(outlook.half, kind), _pair(outlook.ninety, kind)
        ahead = Ahead(outlook.deadline, _drawn(outlook.median, kind), half, ninety)
    return fan(
        f"forecast-{indicator.code}",
        name,
        " ".join(_told(outlook, kind, history)),
        history=[(day, _drawn(value, kind)) for day, value in history],
        ahead=ahead,
        bounds=_bounds(indicator.target, kind),
        steps=kind is Kind.COUNT,
        breaks=breaks,
        words={
            "day": gettext("Day"),
            "value": gettext("Figure"),
            "half": gettext("50 %% interval") % {},
            "ninety": gettext("90 %% interval") % {},
        },
    )


def _told(outlook: Outlook | None, kind: Kind, history: Sequence[tuple[date, Decimal]]) -> Iterator[str]:
    """What the fan shows, in sentences."""
    ends = {"first": amount(history[0][1], kind), "last": amount(history[-1][1], kind)}
    yield gettext("From %(first)s to %(last)s.") % ends
    if outlook is None:
        return
    places = {"low": amount(outlook.ninety[0], kind), "high": amount(outlook.ninety[1], kind)}
    yield gettext("At the deadline %(low)s to %(high)s with a chance of 90 %%.") % places
    yield from chances(outlook, kind, sentence)


def revision_picture(indicator: Indicator, name: str, revised: Sequence[tuple[Figure, Figure]]) -> Drawing | None:
    """Past quarters as they were made and as today's definition makes them; None where none differ in version."""
    if not revised:
        return None
    rows = [(_quarter(then.as_of), _value(then), _value(today)) for then, today in revised]
    description = gettext("%(count)d quarters; the dashed line is made with the definition of today.")
    return revision(
        f"revised-{indicator.code}",
        name,
        description % {"count": len(rows)},
        rows,
        (gettext("Quarter"), gettext("As made then"), gettext("As made today")),
    )


def backtest_picture(indicator: Indicator, tested: Backtest) -> Drawing:
    """Where the outcomes fell in their forecasts."""
    return histogram(
        f"backtest-{indicator.code}",
        gettext("Where outcomes fell in their forecasts"),
        gettext("The dashed line is where every bar would end if the forecasts were honest and very many."),
        tested.pit_histogram,
        (0.0, 1.0),
        (gettext("Level of the outcome"), gettext("Outcomes")),
    )


def _bounds(target: Target | None, kind: Kind) -> list[tuple[str, float]]:
    if target is None:
        return []
    return [
        (gettext("Wanted: %(bound)s") % {"bound": amount(bound, kind)}, _drawn(bound, kind))
        for bound in target.bounds
    ]


def _drawn(value: Decimal, kind: Kind) -> float:
    """The value on the scale of a drawing: ratios in percent."""
    return float(value * 100 if kind is Kind.RATIO else value)


def _pair(ends: tuple[Decimal, Decimal], kind: Kind) -> tuple[float, float]:
    return _drawn(ends[0], kind), _drawn(ends[1], kind)


def _value(figure: Figure) -> float | None:
    return None if figure.certain is None else _drawn(figure.certain, figure.kind)


def _quarter(end: date) -> str:
    return f"{end.year}-Q{(end.month + 2) // 3}"
