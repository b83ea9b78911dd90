"""The forecast of a case as it was seen on a day, remembered while nothing happens to the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from tilth.approval.forecast import Forecast, WhatIf, forecast, parse_what_if
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.approval.seen import CaseSeen

__all__ = ["TRIALS", "forecast_of"]


TRIALS = 100_000
"""Trials of a forecast on a page."""


def forecast_of(one: CaseSeen, what_ifs: Sequence[str] = (), *, trials: int = TRIALS) -> Forecast | Refused:
    """When the case will be through, from the end of ``one.as_of``, beside each of ``what_ifs`` as
    :func:`tilth.approval.forecast.parse_what_if` reads them; refused where one cannot be read or a step was
    refused. Remembered while nothing happens to the case.
    """
    try:
        parsed = tuple(parse_what_if(text, one.procedure) for text in what_ifs)
    except OptionError as error:
        return refuse(error.code, error.message, error.mend, "what_if")
    return _forecast(_Asked(one.case.id, one.last_seq, one.as_of, tuple(what_ifs), trials), _Held(one, parsed))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What tells one forecast from another."""

    case: str
    last_seq: int
    as_of: date
    what_ifs: tuple[str, ...]
    trials: int


@dataclass(frozen=True, slots=True)
class _Held:
    """What a forecast is made from. All of these are equal: the question beside it tells them apart."""

    seen: CaseSeen = field(compare=False)
    what_ifs: tuple[WhatIf, ...] = field(compare=False)


@lru_cache(maxsize=64)
def _forecast(asked: _Asked, held: _Held) -> Forecast | Refused:
    one = held.seen
    return forecast(one.case, one.procedure, one.as_of, trials=asked.trials, seed=1, what_ifs=held.what_ifs)
