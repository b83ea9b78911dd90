"""Plans: what is sent to adopt and to revise one, and what is answered.

A plan is sent in the shape in which it is answered, which is the engine's own (:mod:`tilth.plan.model`): what
:func:`PlanGiven.plan` reads is what ``getPlan`` shows under ``plan.plan``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from pydantic import Field

from tilth.plan import model as engine
from tilth.plan.rules import FollowedPlan
from tilth_site.api.fields import Body, Day, Digits, OneLine, Prose, Shown, Whole
from tilth_site.api.schemas.journal import Written
from tilth_site.plan.models import Plan

__all__ = [
    "AdoptPlanIn",
    "PlanGiven",
    "PlanOut",
    "PlanPage",
    "PlanSummary",
    "PlanWritten",
    "RevisePlanIn",
    "plan_summary",
]

_Code = Annotated[OneLine, Field(min_length=1, max_length=100, examples=["startups"])]


class WordsGiven(Body):
    """A text in English, and in Chinese where there is one."""

    en: Prose
    zh: Prose = ""


class SourceGiven(Body):
    """Who said it, where to find it, and when it was said."""

    name: OneLine
    locator: OneLine = ""
    on: Day | None = None


class ConditionGiven(Body):
    """A demand on a row's facts."""

    fact: OneLine
    operator: Annotated[engine.Operator, Field(strict=False)]
    values: list[OneLine] = Field([])


class RuleGiven(Body):
    """Which evidence makes a unit."""

    claims: list[OneLine]
    until: list[OneLine] = Field([])
    places: list[OneLine] = Field([])
    where: list[ConditionGiven] = Field([])
    start: Day | None = None


class DefinitionGiven(Body):
    """One version of what an indicator counts."""

    version: Whole = Field(ge=1, le=100_000)
    words: WordsGiven
    since: Day
    rule: RuleGiven | None = None
    share: RuleGiven | None = None
    reason: Prose = ""
    source: SourceGiven | None = None


class TargetGiven(Body):
    """What is to be reached by the end of the deadline: one bound, or a range."""

    lower: Digits
    deadline: Day
    upper: Digits | None = None
    direction: Annotated[engine.Direction, Field(strict=False)] = engine.Direction.AT_LEAST
    source: SourceGiven | None = None


class BaselineGiven(Body):
    """Where the indicator stood before the plan."""

    value: Digits
    on: Day
    source: SourceGiven | None = None


class BreakGiven(Body):
    """From this day on a reported series is made in another way."""

    on: Day
    reason: WordsGiven
    source: SourceGiven | None = None


class PastGiven(Body):
    """How many units a period before the plan had."""

    first: Day
    last: Day
    value: Whole = Field(ge=0, le=1_000_000_000)
    source: SourceGiven | None = None


class MilestoneGiven(Body):
    """A step towards a goal that no number measures."""

    code: _Code
    name: WordsGiven
    due: Day | None = None


class IndicatorGiven(Body):
    """One thing that the plan follows."""

    code: _Code
    name: WordsGiven
    kind: Annotated[engine.Kind, Field(strict=False)]
    unit: WordsGiven
    owner: OneLine
    measure: Annotated[engine.Measure, Field(strict=False)] = engine.Measure.STOCK
    counted: Annotated[engine.Counted, Field(strict=False)] = engine.Counted.ENTITIES
    definitions: list[DefinitionGiven] = Field([])
    baseline: BaselineGiven | None = None
    target: TargetGiven | None = None
    source: SourceGiven | None = None
    breaks: list[BreakGiven] = Field([])
    past: list[PastGiven] = Field([])
    milestones: list[MilestoneGiven] = Field([])


class PlanGiven(Body):
    """A whole plan. Decimal numbers are texts of digits; `tilth plan show --json` prints one."""

    code: _Code
    name: WordsGiven
    start: Day
    boundary: list[OneLine]
    indicators: list[IndicatorGiven]
    source: SourceGiven | None = None

    def plan(self) -> engine.Plan:
        """The engine's plan, not yet checked against itself."""
        return msgspec.convert(self.model_dump(mode="json"), engine.Plan)


class AdoptPlanIn(Body):
    """A plan to follow."""

    plan: PlanGiven


class RevisePlanIn(Body):
    """What the plan says from now on, all of it, and why."""

    plan: PlanGiven
    reason: Prose = Field(min_length=1, examples=["The district has defined what a startup is."])


class PlanSummary(Shown):
    """A plan as a list shows it."""

    id: str
    code: str
    name: engine.Words
    start: date = Field(description="Its first day.")
    indicators: list[str] = Field(description="The codes of what it follows.")
    revision: int = Field(description="1, and one more with each revision.")
    last_seq: int = Field(description="The number of its last entry in the journal.")


class PlanPage(Shown):
    """A page of plans."""

    items: list[PlanSummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class PlanOut(Shown):
    """A plan as it stands after the entry ``last_seq``."""

    plan: FollowedPlan
    last_seq: int


class PlanWritten(Written):
    """What was written, and the plan as it stood right after."""

    plan: FollowedPlan


def plan_summary(row: Plan) -> PlanSummary:
    """The row in the API's shape."""
    plan = row.plan
    return PlanSummary(
        id=row.id, code=row.code, name=plan.name, start=plan.start,
        indicators=[indicator.code for indicator in plan.indicators], revision=row.revision,
        last_seq=row.last_seq,
    )  # fmt: skip
