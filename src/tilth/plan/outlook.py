"""From an indicator's history to the chance that each bound of its target is reached by the deadline.

Each kind of figure has its own model (:mod:`tilth.plan.forecast`); this module finds the series it learns from. A
flow learns from the periods before the plan, as reported, and from the years of the plan so far; a stock from its
entries and exits; a ratio from the parts and wholes; a level from the readings since the last break of its series.
A forecast speaks of what is certain and of what is still to come: evidence that is pending is not in it, but what
its acceptance would change is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np

from tilth.kernel.refusal import Refused, refuse
from tilth.plan.counts import Count
from tilth.plan.figures import Chance, Outlook
from tilth.plan.forecast import (
    Backtest,
    Distribution,
    Period,
    Reading,
    Share,
    backtest_flow,
    backtest_level,
    climatology,
    forecast_flow,
    forecast_level,
    forecast_share,
    forecast_stock,
)
from tilth.plan.ledger import Ledger
from tilth.plan.measure import Measured, measure
from tilth.plan.model import Direction, Indicator, Kind, Measure, Target
from tilth.plan.readings import segment
from tilth.plan.rounding import rounded

__all__ = ["YEAR", "Forecast", "backtest", "forecast"]

YEAR = 365.2425
"""Days of a mean Gregorian year: the unit in which exposure is measured."""

LEVELS = tuple(Decimal(percent) / 100 for percent in range(1, 100))
_FOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """An outlook, and the distribution that it was taken from."""

    outlook: Outlook
    distribution: Distribution


def forecast(measured: Measured) -> Forecast | Refused:
    """What the deadline may bring, judged on the day of ``measured``, or why nothing can be said."""
    target = measured.indicator.target
    if target is None or measured.certain is None or measured.indicator.kind is Kind.QUALITATIVE:
        return refuse(
            "forecast.nothing", "There is no number with a target, so nothing can be forecast.",
            "Give the indicator a target, and a definition or a reading.", measured.indicator.code,
        )  # fmt: skip
    if measured.as_of >= target.deadline:
        return refuse(
            "forecast.over", "The deadline of {name} has passed, so nothing is left to forecast.",
            "Look at what was forecast before, and at its scores.", measured.indicator.code,
            name=measured.indicator.name.en,
        )  # fmt: skip
    ahead = (target.deadline - measured.as_of).days / YEAR
    match measured.indicator.kind:
        case Kind.COUNT:
            made, model, climate = _of_count(measured, ahead)
        case Kind.RATIO:
            made, model, climate = _of_share(measured), "share/1", ()
        case _:
            made, model, climate = forecast_level(_series(measured), ahead), "level/1", ()
    if isinstance(made, Refused):
        return made
    settings = (("years ahead", f"{ahead:.4f}"), ("series", _spelled(measured)))
    return Forecast(_frozen(made, model, target, settings, climate, _grain(measured)), made)


def _of_count(
    measured: Measured, ahead: float
) -> tuple[Distribution | Refused, str, tuple[tuple[Decimal, Decimal], ...]]:
    counted = measured.count
    assert counted is not None
    series = history(measured.indicator, counted, measured.as_of, _start(measured))
    if measured.indicator.measure is Measure.STOCK:
        exits, years = _exits(counted, measured.as_of)
        return forecast_stock(counted.certain, series, exits, years, ahead), "stock/1", ()
    made = forecast_flow(series, ahead, so_far=counted.certain)
    totals = [counted.certain + round(each.count / each.exposure * ahead) for each in series if each.exposure > 0]
    climate = () if len(totals) < 2 else _quantiles(climatology(totals), Decimal(1))
    return made, "flow/1", climate


def _of_share(measured: Measured) -> Distribution | Refused:
    if measured.share is not None:
        shares = [Share(measured.share.part.certain, measured.share.whole.certain)]
    else:
        settled = [period.settled for period in measured.periods if period.settled is not None]
        shares = [
            Share(int(row.value), int(row.of))
            for row in segment(settled, measured.indicator.breaks)
            if row.value is not None and row.of
        ]
    return forecast_share(shares, None)


def _series(measured: Measured) -> list[Reading]:
    settled = [period.settled for period in measured.periods if period.settled is not None]
    return [
        Reading(row.on.toordinal() / YEAR, float(row.value))
        for row in segment(settled, measured.indicator.breaks)
        if row.value is not None
    ]


def _start(measured: Measured) -> date | None:
    """The day from which on units were counted one by one."""
    rule = measured.definition.rule if measured.definition else None
    baseline = measured.indicator.baseline
    if rule is not None and rule.start is not None:
        return rule.start
    return baseline.on + timedelta(days=1) if baseline else None


def history(indicator: Indicator, counted: Count, as_of: date, start: date | None) -> list[Period]:
    """The series a count is forecast from: the periods before the plan, then its own, years where the former are
    there and quarters where not; the last may be cut short by ``as_of``.
    """
    made = [Period(((each.last - each.first).days + 1) / YEAR, each.value) for each in indicator.past]
    if start is None or start > as_of:
        return made
    days = np.sort(counted.days())
    for first, beyond in pairwise(_cuts(start, as_of, 12 if made else 3)):
        inside = np.searchsorted(days, [first.toordinal(), beyond.toordinal()])
        made.append(Period((beyond - first).days / YEAR, int(inside[1] - inside[0])))
    return made


def _cuts(start: date, as_of: date, months: int) -> Iterator[date]:
    """``start``, the same day each so many ``months`` later, and at last the day after ``as_of``."""
    at, turn = start, 0
    while at <= as_of:
        yield at
        turn += months
        year, month = divmod(start.month - 1 + turn, 12)
        at = date(start.year + year, month + 1, min(start.day, 28))
    yield as_of + timedelta(days=1)


def _exits(counted: Count, as_of: date) -> tuple[int, float]:
    """How many units that once were there are no longer, and the years all units were under observation."""
    left, days = counted.gone
    return left, (days + int((as_of.toordinal() - counted.days()).sum())) / YEAR


def _grain(measured: Measured) -> Decimal:
    """Counts are whole; ratios have six decimals; levels three more than their readings."""
    match measured.indicator.kind:
        case Kind.COUNT:
            return Decimal(1)
        case Kind.RATIO:
            return Decimal("0.000001")
        case _:
            return Decimal("0.001")


def _spelled(measured: Measured) -> str:
    if measured.count is not None:
        series = history(measured.indicator, measured.count, measured.as_of, _start(measured))
        return " ".join(f"{each.count}/{each.exposure:.3f}" for each in series)
    if measured.share is not None:
        return f"{measured.share.part.certain}/{measured.share.whole.certain}"
    return " ".join(f"{row.settled.value}" for row in measured.periods if row.settled is not None)


def _frozen(
    made: Distribution,
    model: str,
    target: Target,
    settings: tuple[tuple[str, str], ...],
    climate: tuple[tuple[Decimal, Decimal], ...],
    grain: Decimal,
) -> Outlook:
    quantiles = _quantiles(made, grain)
    at = dict(quantiles)
    return Outlook(
        model=model,
        deadline=target.deadline,
        chances=tuple(Chance(bound, chance(made, target, bound)) for bound in target.bounds),
        median=at[Decimal("0.5")],
        half=(at[Decimal("0.25")], at[Decimal("0.75")]),
        ninety=(at[Decimal("0.05")], at[Decimal("0.95")]),
        quantiles=quantiles,
        settings=settings,
        climate=climate,
    )


def chance(made: Distribution, target: Target, bound: Decimal) -> Decimal:
    """The probability that ``bound`` is reached, to four decimals."""
    found = made.at_most(bound) if target.direction is Direction.AT_MOST else made.at_least(bound)
    return rounded(min(max(found, 0.0), 1.0), _FOUR)


def _quantiles(made: Distribution, grain: Decimal) -> tuple[tuple[Decimal, Decimal], ...]:
    values = made.quantiles([float(level) for level in LEVELS])
    return tuple((level, rounded(value, grain)) for level, value in zip(LEVELS, values, strict=True))


def backtest(
    indicator: Indicator,
    ledger: Ledger,
    as_of: date,
    *,
    horizon: int | None = None,
    known_by: date | None = None,
    version: int | None = None,
) -> Backtest | Refused:
    """How the same model would have done at every earlier moment of the same series, ``horizon`` periods ahead.

    By default the horizon is as many periods as are left to the deadline, but no more than leave a few trials.
    """
    measured = measure(indicator, ledger, as_of, known_by, version)
    bounds = indicator.target.bounds if indicator.target else ()
    at_most = indicator.target is not None and indicator.target.direction is Direction.AT_MOST
    if measured.count is not None:
        series = history(indicator, measured.count, measured.as_of, _start(measured))
        steps = horizon or _horizon(measured, [each.exposure for each in series])
        return backtest_flow(series, steps, bounds, at_most=at_most)
    if indicator.kind is Kind.LEVEL:
        readings = _series(measured)
        gaps = [later.at - earlier.at for earlier, later in pairwise(readings)]
        return backtest_level(readings, horizon or _horizon(measured, gaps), bounds, at_most=at_most)
    return refuse(
        "forecast.no_series",
        "{name} has no series over time that a forecast could be tested on.",
        "Test counts and reported levels.",
        indicator.code,
        name=indicator.name.en,
    )


def _horizon(measured: Measured, lengths: Sequence[float]) -> int:
    target = measured.indicator.target
    if target is None or not lengths:
        return 1
    left = max((target.deadline - measured.as_of).days, 1) / YEAR
    return min(max(round(left / float(np.median(lengths))), 1), max((len(lengths) - 2) // 2, 1))
