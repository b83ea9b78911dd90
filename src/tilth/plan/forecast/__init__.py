"""How likely a bound is to be reached by its deadline: distributions, from plain series.

A forecast here is a whole distribution (:class:`Distribution`), never one number, or :class:`.Refused` with the
code ``forecast.too_few``, because too few data is an answer too. Nothing is drawn at random: the same series
gives the same forecast. Once the outcome is known a forecast is scored, and a back-test does the same with the
past::

    listings = [Period(1, 7), Period(1, 7), Period(1, 14)]
    forecast = forecast_flow(listings, 3)
    forecast.at_least(3), forecast.at_least(5)    # the chance to reach each bound of "3 to 5"
    forecast.interval(0.9)

The package knows neither plan nor evidence; which series belong to an indicator is for others to say.
"""

from tilth.plan.forecast.backtest import Backtest, Trial, backtest_flow, backtest_level
from tilth.plan.forecast.distribution import Discrete, Distribution, Number
from tilth.plan.forecast.effects import Effect, acceptance, chances_if, effects
from tilth.plan.forecast.flows import forecast_flow
from tilth.plan.forecast.levels import forecast_level
from tilth.plan.forecast.ratios import forecast_share
from tilth.plan.forecast.scoring import Score, climatology, score
from tilth.plan.forecast.series import Period, Reading, Share
from tilth.plan.forecast.stocks import forecast_stock

__all__ = [
    "Backtest",
    "Discrete",
    "Distribution",
    "Effect",
    "Number",
    "Period",
    "Reading",
    "Score",
    "Share",
    "Trial",
    "acceptance",
    "backtest_flow",
    "backtest_level",
    "chances_if",
    "climatology",
    "effects",
    "forecast_flow",
    "forecast_level",
    "forecast_share",
    "forecast_stock",
    "score",
]
