"""The days on which trials ended, beside the dates that are read from them."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from tilth.approval import the_procedure
from tilth.approval.forecast import Forecast, forecast, new_case

START = date(2026, 1, 5)


def test_the_dates_are_quantiles_of_the_days_on_which_trials_ended() -> None:
    procedure = the_procedure("demo-first-in-human")
    found = forecast(new_case(procedure, START), procedure, START, trials=2000, seed=3)
    assert isinstance(found, Forecast)
    ends = found.base.ends
    assert [day for day, _ in ends] == sorted({day for day, _ in ends})
    whole = sum(count for _, count in ends)
    assert whole == round(found.base.approved * 2000)
    for level, due in zip((0.5, 0.8, 0.95), found.base.dates, strict=True):
        reached = accumulate(count for _, count in ends)
        first = next(day for (day, _), so_far in zip(ends, reached, strict=True) if so_far >= level * whole)
        assert due.date == first
