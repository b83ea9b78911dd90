"""How good a forecast was, once the outcome is known, and the benchmark that it must beat.

No one number says it all: the CRPS asks for sharpness and truth together, the Brier score for the chance given
to each bound, and the PIT and the intervals whether the forecast's probabilities are those with which things
happen (Gneiting, Balabdaoui and Raftery 2007, doi:10.1111/j.1467-9868.2007.00587.x). A score alone says little:
beside it stands that of climatology, which foretells what happened before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tilth.kernel.errors import OptionError
from tilth.plan.forecast.distribution import Discrete, Distribution, Floats, Number

__all__ = ["Score", "chance", "climatology", "empirical", "inside", "score"]

_PLACES = 101


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one forecast: ``crps`` in its unit, ``brier`` for each bound (0 at best, 1 at worst),
    ``pit`` from 0 to 1, and whether the outcome was in the central intervals.
    """

    crps: float
    brier: tuple[float, ...]
    pit: float
    inside_50: bool
    inside_90: bool


def score(
    distribution: Distribution, outcome: Number, bounds: Sequence[Number] = (), *, at_most: bool = False
) -> Score:
    """The scores of a forecast for ``outcome``; the bounds are to be reached from above with ``at_most``."""
    return Score(
        crps=distribution.crps(outcome),
        brier=tuple(
            (chance(distribution, bound, at_most=at_most) - float(_reached(outcome, bound, at_most))) ** 2
            for bound in bounds
        ),
        pit=distribution.pit(outcome),
        inside_50=inside(distribution, outcome, 0.5),
        inside_90=inside(distribution, outcome, 0.9),
    )


def chance(distribution: Distribution, bound: Number, *, at_most: bool = False) -> float:
    """The probability that ``bound`` is reached."""
    return distribution.at_most(bound) if at_most else distribution.at_least(bound)


def inside(distribution: Distribution, outcome: Number, level: float) -> bool:
    """Whether ``outcome`` is in the central interval, whose ends belong to it; no quantile is searched for."""
    outside = (1.0 - level) / 2.0
    return distribution.at_most(outcome) >= outside and 1.0 - distribution.at_least(outcome) < 1.0 - outside


def climatology(totals: Sequence[int]) -> Discrete:
    """What happened before, as a forecast: each of ``totals`` is as likely as any other.

    Half a count more is spread evenly over the numbers from none to one above twice the greatest total (over 101
    places among them where there are more), so that what never happened is unlikely and not impossible.
    OptionError without any total.
    """
    if not totals:
        raise OptionError(
            "forecast.climatology",
            "Climatology needs an earlier total.",
            mend="Give the totals of one or more earlier stretches.",
        )
    farthest = 2 * max(totals) + 1
    places = np.unique(np.rint(np.linspace(0.0, farthest, min(_PLACES, farthest + 1))))
    values = np.concatenate([np.asarray(totals, dtype=np.float64), places])
    weights = np.concatenate([np.ones(len(totals)), np.full(len(places), 0.5 / len(places))])
    return empirical(values, weights)


def empirical(values: Floats, weights: Floats) -> Discrete:
    """The law that gives each of ``values`` its weight, shapes (n,) both; they need no order and may repeat."""
    distinct, places = np.unique(values, return_inverse=True)
    return Discrete(distinct, np.bincount(places, weights=weights) / weights.sum())


def _reached(outcome: Number, bound: Number, at_most: bool) -> bool:
    return outcome <= bound if at_most else outcome >= bound
