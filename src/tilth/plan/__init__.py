"""The plan room: numbers that can be defended.

A plan names indicators, each with versions of a definition; evidence is rows, each known, accepted and ended on
some day. A number is never typed: it is what a rule finds among the rows on a day, with the interval that
undecided rows leave open, and it opens to the rows behind it::

    ledger = Ledger.of(rows)
    made = report(plan, ledger, date(2025, 6, 30))     # figures, outlooks, what blocks publication
    made.figure("startups").certain                     # 37

The room knows neither journal nor database. :mod:`.model` says what a plan is and :mod:`.evidence` what a row is;
:mod:`.counts`, :mod:`.readings`, :mod:`.ratios` and :mod:`.milestones` measure, :mod:`.outlook` looks ahead, and
:mod:`.report` puts it together.
"""

from tilth.plan.evidence import Row
from tilth.plan.figures import Figure, Report
from tilth.plan.ledger import Ledger
from tilth.plan.model import Indicator, Plan

__all__ = ["Figure", "Indicator", "Ledger", "Plan", "Report", "Row"]
