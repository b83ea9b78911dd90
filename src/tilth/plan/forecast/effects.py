"""What would close the gap: how the chance to reach a bound moves if something undecided is decided well.

Evidence that waits is no unit yet. If it is accepted, so many units more are certain, and the whole forecast
moves up by them. What one may expect from deciding it is that change times the chance that it is accepted,
judged by what became of earlier evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tilth.kernel.errors import OptionError
from tilth.plan.forecast.distribution import Distribution, Number
from tilth.plan.forecast.scoring import chance

__all__ = ["Effect", "acceptance", "chances_if", "effects"]


@dataclass(frozen=True, slots=True)
class Effect:
    """The chance to reach ``bound`` as things stand (``before``) and with the units (``after``), and the
    ``expected`` change: the difference times the chance of acceptance.
    """

    bound: Number
    before: float
    after: float
    expected: float


def acceptance(accepted: int, ended: int) -> float:
    """The probability that the next evidence is accepted, after ``accepted`` that were and ``ended`` that were
    not.

    The mean of Beta(accepted + 1/2, ended + 1/2), by the Jeffreys prior; one half where nothing was decided yet.
    """
    if accepted < 0 or ended < 0:
        raise OptionError(
            "forecast.decisions",
            f"There cannot be {accepted} accepted and {ended} rejected decisions.",
            mend="Give numbers of 0 or more.",
            data={"accepted": accepted, "ended": ended},
        )
    return (accepted + 0.5) / (accepted + ended + 1.0)


def chances_if(
    distribution: Distribution, extra: int, bounds: Sequence[Number], *, at_most: bool = False
) -> tuple[float, ...]:
    """The chance to reach each bound if ``extra`` units more were certain."""
    return tuple(chance(distribution, _less(bound, extra), at_most=at_most) for bound in bounds)


def effects(
    distribution: Distribution, extra: int, acceptance: float, bounds: Sequence[Number], *, at_most: bool = False
) -> tuple[Effect, ...]:
    """What ``extra`` units, accepted with the probability ``acceptance``, may change at each bound."""
    before = chances_if(distribution, 0, bounds, at_most=at_most)
    after = chances_if(distribution, extra, bounds, at_most=at_most)
    return tuple(
        Effect(bound, now, then, acceptance * (then - now))
        for bound, now, then in zip(bounds, before, after, strict=True)
    )


def _less(bound: Number, extra: int) -> Number:
    """``bound - extra``, exact for every kind of number."""
    return bound - Decimal(extra) if isinstance(bound, Decimal) else bound - extra
