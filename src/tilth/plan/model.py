"""What a plan says: its indicators, what each counts and by which rule, and what is to be reached by when.

All of it is data. A definition is a version with words for people and a rule for the machine; a changed mind is
another version, and every number says under which it was made. Where nobody has ever defined a thing there is no
definition, and then there is no number either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "Baseline",
    "Break",
    "Condition",
    "Counted",
    "Definition",
    "Direction",
    "Indicator",
    "Kind",
    "Measure",
    "Milestone",
    "Operator",
    "Past",
    "Plan",
    "Rule",
    "Source",
    "Target",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in English and in Chinese; ``zh`` may be empty, and then the English is shown."""

    en: str
    zh: str = ""

    def in_language(self, language: str) -> str:
        """The text for a reader of ``language`` (``en``, ``zh-hans``)."""
        return self.zh if self.zh and language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: who said it, where to find it, and when it was said."""

    name: str
    locator: str = ""
    on: date | None = None


class Kind(StrEnum):
    """What sort of figure an indicator has."""

    COUNT = "count"
    LEVEL = "level"
    RATIO = "ratio"
    QUALITATIVE = "qualitative"


class Measure(StrEnum):
    """``flow``: what happened between a start and the day asked about. ``stock``: what there is on that day."""

    FLOW = "flow"
    STOCK = "stock"


class Counted(StrEnum):
    """What is one unit: a thing, however often it is spoken of, or each event on its own."""

    ENTITIES = "entities"
    EVENTS = "events"


class Operator(StrEnum):
    """How a condition compares a fact of a row with its values."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand on a row's facts.

    ``is``: the fact is one of ``values``; ``is_not``: it is none of them (a missing fact is none); ``at_least``
    and ``at_most``: it is a number, and compares so with the only value; ``present``: it is there, whatever it
    says.
    """

    fact: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Which evidence makes a unit.

    A row counts where it makes one of ``claims`` (``startup.registered``), stands in one of ``places`` (none
    named: anywhere), and meets every condition of ``where``. A unit ends when a row makes one of ``until``
    (``firm.dissolved``) about it; that matters to stocks only. ``start`` is the first day of a flow.
    """

    claims: tuple[str, ...]
    until: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of what an indicator counts: in ``words``, and as a ``rule``.

    A ratio has besides it a ``share``: the further demand that makes a unit of the whole a unit of the part, so
    that both are counted in one scope by construction. A reported level has words only.
    ``since`` is the day on which the version was adopted, ``reason`` says why it differs from the one before.
    """

    version: int
    words: Words
    since: date
    rule: Rule | None = None
    share: Rule | None = None
    reason: str = ""
    source: Source | None = None


class Direction(StrEnum):
    """Which way is better."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached by the end of ``deadline``: ``lower``, or a range from ``lower`` to ``upper``.

    To come past the far bound of a range is to have reached it: "3 to 5 new listings" is attained by six.
    """

    lower: Decimal
    deadline: date
    upper: Decimal | None = None
    direction: Direction = Direction.AT_LEAST
    source: Source | None = None

    @property
    def bounds(self) -> tuple[Decimal, ...]:
        """One bound, or the two of a range, the one that is reached first in front."""
        both = (self.lower,) if self.upper is None else (self.lower, self.upper)
        return both if self.direction is Direction.AT_LEAST else both[::-1]

    def reached(self, value: Decimal, bound: Decimal) -> bool:
        """Whether ``value`` reaches ``bound``."""
        return value >= bound if self.direction is Direction.AT_LEAST else value <= bound


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the indicator stood before the plan. Zero is a baseline like any other."""

    value: Decimal
    on: date
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """From ``on`` a reported series is made in another way: what is before is not compared with what is after."""

    on: date
    reason: Words
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """How many units a period before the plan had, as reported: what a forecast learns from, and never a unit of
    the plan. ``first`` and ``last`` are its first and last day.
    """

    first: date
    last: date
    value: int
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step towards a goal that no number measures: a reviewer judges the evidence for it."""

    code: str
    name: Words
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that the plan follows.

    ``code`` is short and never changes (``startups``). ``unit`` says what one is ("firms", "bn CNY"), ``owner``
    which office answers for it. ``measure`` and ``counted`` matter to counts, ``milestones`` to qualitative goals,
    ``breaks`` to reported levels, ``past`` to forecasts of counts.
    """

    code: str
    name: Words
    kind: Kind
    unit: Words
    owner: str
    measure: Measure = Measure.STOCK
    counted: Counted = Counted.ENTITIES
    definitions: tuple[Definition, ...] = ()
    baseline: Baseline | None = None
    target: Target | None = None
    source: Source | None = None
    breaks: tuple[Break, ...] = ()
    past: tuple[Past, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    def definition(self, version: int | None = None, on: date | None = None) -> Definition | None:
        """The version asked for; without a number, the latest adopted by ``on`` (None: of all). None: there is
        none, so there is nothing to count by.
        """
        fitting = [
            each
            for each in self.definitions
            if (version is None or each.version == version) and (on is None or version or each.since <= on)
        ]
        return max(fitting, key=lambda each: each.version, default=None)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: what it is called, which places it is for, from when on, and what it follows.

    ``boundary`` names the places of the cluster; a rule that says nothing of places counts everywhere.
    """

    code: str
    name: Words
    start: date
    boundary: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    source: Source | None = None

    def indicator(self, code: str) -> Indicator | None:
        """The indicator with this code, or None."""
        return next((each for each in self.indicators if each.code == code), None)
