"""How good a frozen forecast was, once the day it spoke of has come.

What was published is all that is scored: the quantiles, the intervals and the chances as they were frozen. The
continuous ranked probability score is taken from the quantiles as twice the mean pinball loss over their levels
(Gneiting and Ranjan 2011, doi 10.1198/jbes.2010.08110, equation 13 with equal weights); the Brier score of a
bound is the squared distance between its chance and what came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tilth.plan.figures import Outlook
from tilth.plan.model import Target

__all__ = ["Scored", "crps_of_quantiles", "score_outlook"]


@dataclass(frozen=True, slots=True)
class Scored:
    """``crps`` in the unit of the indicator, and that of climatology (None: none was frozen); ``brier`` for each
    bound; ``pit``: the level at which the outcome lies among the quantiles; whether each interval held it.
    """

    outcome: Decimal
    crps: float
    climatology: float | None
    brier: tuple[float, ...]
    pit: float
    inside_half: bool
    inside_ninety: bool


def score_outlook(outlook: Outlook, target: Target, outcome: Decimal) -> Scored:
    """Score ``outlook`` against what came."""
    below = [float(level) for level, value in outlook.quantiles if value < outcome]
    upto = [float(level) for level, value in outlook.quantiles if value <= outcome]
    return Scored(
        outcome=outcome,
        crps=crps_of_quantiles(outlook.quantiles, outcome),
        climatology=crps_of_quantiles(outlook.climate, outcome) if outlook.climate else None,
        brier=tuple(
            (float(each.probability) - float(target.reached(outcome, each.bound))) ** 2 for each in outlook.chances
        ),
        pit=(max(below, default=0.0) + max(upto, default=0.0)) / 2,
        inside_half=outlook.half[0] <= outcome <= outlook.half[1],
        inside_ninety=outlook.ninety[0] <= outcome <= outlook.ninety[1],
    )


def crps_of_quantiles(quantiles: Sequence[tuple[Decimal, Decimal]], outcome: Decimal) -> float:
    """Twice the mean pinball loss of ``(level, value)`` pairs at equally spaced levels."""
    losses = [(float(level) - (outcome < value)) * float(outcome - value) for level, value in quantiles]
    return 2 * sum(losses) / len(losses)
