"""A plan's definitions and figures as sentences, for whoever prints them: a document, a page, a terminal.

Every sentence is English with named places, and stands in :data:`PHRASES` or in one of the tables beside it. A
caller that speaks another language passes ``words``, which gives the translation of such a sentence; places are
filled after that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from tilth.plan.evidence import Verdict
from tilth.plan.figures import Attainment, Figure, Outlook
from tilth.plan.model import (
    Condition,
    Counted,
    Definition,
    Direction,
    Indicator,
    Kind,
    Measure,
    Operator,
    Rule,
    Target,
)

__all__ = [
    "ATTAINMENTS",
    "KINDS",
    "PHRASES",
    "VERDICTS",
    "Translate",
    "amount",
    "chances",
    "counted",
    "english",
    "number",
    "percent",
    "rule_lines",
    "say",
    "wanted",
]

Translate = Callable[[str], str]

_HUNDREDTH = Decimal("0.01")

ATTAINMENTS: Mapping[Attainment, str] = {
    Attainment.ATTAINED: "Attained",
    Attainment.REACHED: "Reached for now",
    Attainment.LIKELY: "Likely",
    Attainment.OPEN: "Open",
    Attainment.UNLIKELY: "Unlikely",
    Attainment.MISSED: "Missed",
    Attainment.UNDECIDED: "Undecided",
    Attainment.UNKNOWN: "Cannot be told",
    Attainment.NO_TARGET: "No target",
}
"""How an indicator stands to its target, in a word or three."""

KINDS: Mapping[Kind, str] = {
    Kind.COUNT: "Count",
    Kind.LEVEL: "Reported level",
    Kind.RATIO: "Ratio of two counts",
    Kind.QUALITATIVE: "Goal without a number",
}

VERDICTS: Mapping[str, str] = {
    Verdict.MET.value: "Met",
    Verdict.PARTLY.value: "Partly met",
    Verdict.NOT_MET.value: "Not met",
    "": "No verdict yet",
}
"""What a reviewer found about a milestone; the empty code is for one that nobody has judged."""

PHRASES: Mapping[str, str] = {
    "interval": "{certain} ({low} to {high})",
    "met": "{met} of {all} milestones met",
    "least": "at least {bound}",
    "most": "at most {bound}",
    "range": "{lower} to {upper}",
    "range_most": "{upper} to {lower}, the less the better",
    "chance": "The chance to reach {bound} by the deadline is {percent}.",
    "above": "more than 99 %",
    "below": "less than 1 %",
    "flow": "A thing counts from the first day on which it is shown, and once, however many rows speak of it.",
    "stock": "A thing counts as long as it is there, and once, however many rows speak of it.",
    "events": "Each event counts: one for each subject and day.",
    "claims": "A row counts that shows: {claims}.",
    "places": "Only in: {places}.",
    "start": "Only from {day} on.",
    "until": "A thing no longer counts after a row that shows: {claims}.",
    "is": "Only where “{fact}” is: {values}.",
    "is_not": "Only where “{fact}” is none of: {values}.",
    "at_least": "Only where “{fact}” is at least {values}.",
    "at_most": "Only where “{fact}” is at most {values}.",
    "present": "Only where “{fact}” is stated.",
    "share": "The part consists of those of them for which, further:",
    "words_only": "The figure is reported by others, so there is no rule to count by.",
}
"""Key -> sentence. The keys of conditions are those of :class:`~tilth.plan.model.Operator`."""


def english(sentence: str) -> str:
    """The sentence itself: the translation into the language it is in."""
    return sentence


def say(key: str, words: Translate = english, **places: str) -> str:
    """The phrase called ``key`` with its places filled. Raises KeyError where there is none."""
    return words(PHRASES[key]).format_map(places)


def number(value: Decimal | None) -> str:
    """``12,000`` or ``0.15``; a dash where there is no number."""
    if value is None:
        return "–"
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def percent(probability: Decimal, words: Translate = english) -> str:
    """``82 %``. What is not certain is not printed as 0 % or 100 %."""
    hundredths = (probability * 100).quantize(Decimal(1), ROUND_HALF_UP)
    if probability < 1 and hundredths > 99:
        return say("above", words)
    if probability > 0 and hundredths < 1:
        return say("below", words)
    return f"{hundredths} %"


def amount(value: Decimal | None, kind: Kind) -> str:
    """A value as people write it: a ratio in percent, everything else as it is."""
    if value is None or kind is not Kind.RATIO:
        return number(value)
    return f"{number((value * 100).quantize(_HUNDREDTH, ROUND_HALF_UP))} %"


def counted(figure: Figure, words: Translate = english) -> str:
    """What is certain, with the interval where it is more than that number: ``37 (36 to 41)``. Where rival
    readings leave an interval alone: ``410 to 420``.
    """
    if figure.kind is Kind.QUALITATIVE and figure.certain is not None:
        return say("met", words, met=number(figure.certain), all=str(len(figure.findings)))
    low, certain, high = (amount(value, figure.kind) for value in (figure.low, figure.certain, figure.high))
    if figure.low == figure.high:
        return certain
    if figure.certain is None:
        return say("range", words, lower=low, upper=high)
    return say("interval", words, certain=certain, low=low, high=high)


def wanted(target: Target, kind: Kind, words: Translate = english) -> str:
    """The bounds: ``at least 10``, ``3 to 5``, ``at most 5``."""
    rising = target.direction is Direction.AT_LEAST
    if target.upper is None:
        return say("least" if rising else "most", words, bound=amount(target.lower, kind))
    bounds = {"lower": amount(target.lower, kind), "upper": amount(target.upper, kind)}
    return say("range" if rising else "range_most", words, **bounds)


def chances(outlook: Outlook, kind: Kind, words: Translate = english) -> tuple[str, ...]:
    """A sentence for each bound."""
    return tuple(
        say("chance", words, bound=amount(chance.bound, kind), percent=percent(chance.probability, words))
        for chance in outlook.chances
    )


def rule_lines(indicator: Indicator, definition: Definition, words: Translate = english) -> tuple[str, ...]:
    """What the definition's rule demands, a sentence for each demand."""
    if definition.rule is None:
        return (say("words_only", words),)
    way = "events" if indicator.counted is Counted.EVENTS else indicator.measure.value
    lines = [say(way, words), *_demands(definition.rule, indicator.measure, words)]
    if definition.share is not None:
        lines += [say("share", words), *_demands(definition.share, indicator.measure, words)]
    return tuple(lines)


def _demands(rule: Rule, measure: Measure, words: Translate) -> list[str]:
    lines = [say("claims", words, claims=", ".join(rule.claims))] if rule.claims else []
    if rule.places:
        lines.append(say("places", words, places=", ".join(rule.places)))
    if rule.start is not None and measure is Measure.FLOW:
        lines.append(say("start", words, day=rule.start.isoformat()))
    lines += [_demand(condition, words) for condition in rule.where]
    if rule.until and measure is Measure.STOCK:
        lines.append(say("until", words, claims=", ".join(rule.until)))
    return lines


def _demand(condition: Condition, words: Translate) -> str:
    places = {"fact": condition.fact, "values": ", ".join(condition.values)}
    return say(Operator(condition.operator).value, words, **places)
