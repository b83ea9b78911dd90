"""The forecast of a case: days with their chances, what each change would gain, and which moves gain most."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from tilth.approval.forecast import Forecast, Outlook
from tilth.kernel.calendars import Due
from tilth_site.api.fields import Shown
from tilth_site.api.schemas.case import MissingOut, reason_out

__all__ = ["ForecastOut", "forecast_out"]


class DatesOut(Shown):
    """The days by which it is through with 50, 80 and 95 %; null where it never is."""

    p50: date | None
    p80: date | None
    p95: date | None
    provisional: bool


class StepForecastOut(Shown):
    """What is expected of a step."""

    id: str
    dates: DatesOut
    critical: float = Field(description="The share of trials in which it held up the whole.")


class OutlookOut(Shown):
    """What is expected of the case, as it is or with a change."""

    what_if: str = Field(description="The change; empty for the case as it is.")
    dates: DatesOut
    days: float = Field(description="Mean calendar days from the start.")
    gained: float = Field(description="Mean calendar days that the change gains.")
    approved: float = Field(description="The chance that everything is approved.")
    path: list[str] = Field(description="The steps that hold it up where every length is its median.")
    steps: list[StepForecastOut]
    objections: list[MissingOut] = Field(description="Why the change is not open to the case as it stands.")


class MoveOut(Shown):
    """Something that can be done, and the calendar days that it is expected to gain."""

    what_if: str
    days: float


class ForecastOut(Shown):
    """When the case will be through, from the end of the day ``start`` on."""

    start: date
    trials: int
    seed: int
    outlooks: list[OutlookOut] = Field(description="The case as it is, then each change.")
    moves: list[MoveOut]


def forecast_out(found: Forecast) -> ForecastOut:
    """The forecast in the API's shape."""
    outlooks = [_outlook(found, one) for one in (found.base, *found.what_ifs)]
    return ForecastOut(
        start=found.start, trials=found.trials, seed=found.seed, outlooks=outlooks,
        moves=[MoveOut(what_if=one.what_if, days=one.days) for one in found.moves],
    )  # fmt: skip


def _outlook(found: Forecast, one: Outlook) -> OutlookOut:
    return OutlookOut(
        what_if=one.name, dates=_dates(one.dates), days=one.days, gained=found.gained(one), approved=one.approved,
        path=list(one.path),
        steps=[
            StepForecastOut(id=step.step, dates=_dates(step.dates), critical=step.critical) for step in one.steps
        ],
        objections=[reason_out(each) for each in one.objections],
    )  # fmt: skip


def _dates(dates: tuple[Due, ...]) -> DatesOut:
    given = [due.date for due in dates]
    p50, p80, p95 = given if len(given) == 3 else (None, None, None)
    return DatesOut(p50=p50, p80=p80, p95=p95, provisional=any(due.provisional for due in dates))
