"""What a forecast learns from: plain series, without a plan or a calendar around them.

A wrong series is its maker's mistake and raises OptionError. A short one is nobody's: it is answered with
a refusal, ``forecast.too_few``, because too few data is an answer too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused, refuse

__all__ = [
    "Period",
    "Reading",
    "Share",
    "check_ahead",
    "check_periods",
    "check_readings",
    "check_shares",
    "too_few",
]


@dataclass(frozen=True, slots=True)
class Period:
    """``count`` events in ``exposure`` years; half a year at full watch and a year at half watch are the same."""

    exposure: float
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A level's ``value`` at a time ``at``, in years on any one clock."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` units of a ``whole``."""

    part: int
    whole: int


def check_periods(periods: Sequence[Period]) -> None:
    """OptionError unless exposures and counts are finite and not negative, and nothing came without exposure."""
    for place, period in enumerate(periods):
        usable = 0.0 <= period.exposure < math.inf and period.count >= 0
        if not usable or (period.exposure == 0.0 and period.count > 0):
            raise OptionError(
                "forecast.period",
                f"Period {place + 1} has the count {period.count} in {period.exposure} years.",
                mend="Give every period a length of 0 or more years, and counts only where there is a length.",
                data={"period": place + 1, "exposure": period.exposure, "count": period.count},
            )


def check_readings(readings: Sequence[Reading]) -> None:
    """OptionError unless all is finite and every reading is later than the one before."""
    finite = all(math.isfinite(each.at) and math.isfinite(each.value) for each in readings)
    if not finite or any(later.at <= earlier.at for earlier, later in pairwise(readings)):
        raise OptionError(
            "forecast.readings",
            "The readings are not in the order of time, or one of them is no number.",
            mend="Give one number for each time, the earliest first.",
        )


def check_shares(shares: Sequence[Share]) -> None:
    """OptionError unless every part lies within its whole."""
    for place, share in enumerate(shares):
        if not 0 <= share.part <= share.whole:
            raise OptionError(
                "forecast.share",
                f"A part of {share.part} does not lie within a whole of {share.whole}.",
                mend="Count the part and the whole in one scope, so that the one holds the other.",
                data={"share": place + 1, "part": share.part, "whole": share.whole},
            )


def check_ahead(ahead: float) -> None:
    """OptionError unless the time or the number ahead is finite and not negative."""
    if not 0.0 <= ahead < math.inf:
        raise OptionError(
            "forecast.ahead",
            f"A forecast cannot look {ahead} ahead.",
            mend="Give 0 or more.",
            data={"ahead": ahead},
        )


def too_few(what: str, have: int, need: int) -> Refused:
    """The refusal to forecast from so little. ``what`` names in the plural what there is too little of."""
    return refuse(
        "forecast.too_few",
        "There are too few {what}: {have}, where {need} are needed.",
        "Add earlier ones, or wait for the next.",
        what=what,
        have=have,
        need=need,
    )
