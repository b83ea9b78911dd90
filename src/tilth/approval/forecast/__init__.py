"""When a case will be through: dates with their chances, which steps matter, and what would gain days.

:func:`forecast` goes on from the case as it stands at the end of a day. Every trial draws how long each review
takes, whether questions come and how long their answers take, walks the calendars, lets limits pass and
decisions be deemed; :mod:`.outlook` reads dates from the counts. The same luck is used for every what-if, so
that gains are not noise.
"""

from tilth.approval.forecast.outlook import Forecast, Move, Outlook, StepOutlook, forecast, new_case
from tilth.approval.forecast.what_if import NAMES, WhatIf, parse_what_if

__all__ = [
    "NAMES",
    "Forecast",
    "Move",
    "Outlook",
    "StepOutlook",
    "WhatIf",
    "forecast",
    "new_case",
    "parse_what_if",
]
