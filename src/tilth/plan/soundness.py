"""What the types of a plan cannot say: whether its parts fit each other.

A *fault* makes an indicator useless (a share without a whole, a target that ends below its start). A *caution*
does not: an indicator that nobody has defined is legal, and has no number. A reason's ``where`` is the path of
what is at fault, as ``indicators[2].target``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason
from tilth.plan.evidence import RESERVED
from tilth.plan.model import Condition, Definition, Indicator, Kind, Measure, Operator, Plan, Rule, Target

__all__ = ["indicator_faults", "plan_cautions", "plan_faults"]

_CODE = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")

_SENTENCES = {
    "baseline": ("The baseline is of a day after the deadline {deadline}.", "Mend one of the two dates."),
    "both": ("The claim {claim} both begins and ends a unit.", "Name it in one of the two."),
    "breaks": (
        "The breaks are not in the order of their dates.",
        "Put the earlier one first, and each date once.",
    ),
    "claims": ("The rule names no claim, so no row meets it.", "Name at least one, such as startup.registered."),
    "code": (
        "{given} cannot be a code.",
        "Use lower-case letters and digits, a letter first, with single - or _ between them.",
    ),
    "counted": (
        "An indicator of the kind {kind} is not counted, and has a rule.",
        "Take the rule out, or make the kind count.",
    ),
    "deadline": ("The deadline {deadline} is before the plan begins on {start}.", "Mend one of the two dates."),
    "due": ("The milestone is due on {due}, before the plan begins on {start}.", "Mend one of the two dates."),
    "empty": ("The plan follows nothing.", "List at least one indicator."),
    "endless": (
        "A flow counts what happened, and nothing ends that.",
        "Take until out, or make the measure stock.",
    ),
    "misplaced": ("An indicator of the kind {kind} has no {part}.", "Take it out, or make the kind {wanted}."),
    "number": ("{given} is not a number, and {operator} compares numbers.", "Write digits and at most one point."),
    "overlap": (
        "The period begins on {first}, before the one ahead of it ends on {last}.",
        "Put the earlier one first, and let none overlap.",
    ),
    "past": (
        "The period ends on {last}, and the plan begins on {start}: past units are of the time before.",
        "Leave the period out, or let evidence show its units.",
    ),
    "period": ("The period ends on {last}, before it begins on {first}.", "Mend one of the two dates."),
    "range": (
        "The range goes from {lower} to {upper}, which is no way up.",
        "Write the smaller number first, or one number alone.",
    ),
    "ratio": ("A part is never more than its whole, and {bound} is more than 1.", "Write 0.15 or 15 %."),
    "reserved": (
        "The claim {claim} is about the evidence itself, and no rule can ask for it.",
        "Name another claim.",
    ),
    "rule": (
        "Nothing can be counted by words alone: the rule is missing.",
        "Write a rule, or leave the definition out until there is one.",
    ),
    "share": (
        "A counted ratio needs both: the rule for the whole, and the share for the part.",
        "Write both, or neither where the ratio is reported.",
    ),
    "shared": (
        "Only a ratio has a share, and this is of the kind {kind}.",
        "Take the share out, or make the kind ratio.",
    ),
    "since": ("The version {version} was adopted before version {before}.", "Mend one of the two dates."),
    "start": (
        "A stock is what there is on a day, and has no first day.",
        "Take start out, or make the measure flow.",
    ),
    "twice": ("The code {given} is used twice, first by number {first}.", "Give each a code of its own."),
    "undefined": (
        "Nobody has defined {indicator}, so it has no number.",
        "Add a definition as soon as there is one.",
    ),
    "unmarked": (
        "{indicator} has no milestone, so nothing can be said of it.",
        "Add a milestone that a reviewer can judge.",
    ),
    "untargeted": ("{indicator} has no target, so nothing is to be reached.", "Add a target if there is one."),
    "values": ("The condition {operator} has {found} values, and takes {wanted}.", "Give it as many as it takes."),
    "version": (
        "The version {version} comes after {before}.",
        "Number the versions upwards from 1, the oldest first.",
    ),
}
"""What each code says: what is wrong, and what would mend it."""


def plan_faults(plan: Plan) -> tuple[Reason, ...]:
    """Everything in ``plan`` that contradicts itself. O(size of the plan)."""
    return tuple(_plan_faults(plan))


def indicator_faults(indicator: Indicator, start: date, where: str = "") -> tuple[Reason, ...]:
    """Everything in ``indicator``, in a plan that begins on ``start``, that contradicts itself."""
    return tuple(_indicator_faults(indicator, start, f"{where}." if where else ""))


def plan_cautions(plan: Plan) -> tuple[Reason, ...]:
    """What is legal in ``plan`` and leaves somebody without an answer."""
    return tuple(
        reason
        for at, indicator in enumerate(plan.indicators)
        for reason in _cautions(indicator, f"indicators[{at}].")
    )


def _reason(code: str, where: str, **data: Fact) -> Reason:
    sentence, mend = _SENTENCES[code]
    return Reason(f"plan.{code}", sentence, mend, where, data)


def _plan_faults(plan: Plan) -> Iterator[Reason]:
    yield from _code_faults(plan.code, "code")
    if not plan.indicators:
        yield _reason("empty", "indicators")
    yield from _twice((each.code for each in plan.indicators), "indicators")
    for index, indicator in enumerate(plan.indicators):
        yield from _indicator_faults(indicator, plan.start, f"indicators[{index}].")


def _indicator_faults(indicator: Indicator, start: date, at: str) -> Iterator[Reason]:
    """``at`` is the beginning of every path: empty, or ``indicators[2].``."""
    yield from _code_faults(indicator.code, f"{at}code")
    yield from _misplaced(indicator, at)
    yield from _version_faults(indicator.definitions, f"{at}definitions")
    for index, definition in enumerate(indicator.definitions):
        yield from _definition_faults(indicator, definition, f"{at}definitions[{index}]")
    if indicator.target:
        yield from _target_faults(indicator, indicator.target, start, at)
    yield from _past_faults(indicator, start, f"{at}past")
    for index, (one, other) in enumerate(pairwise(indicator.breaks), 1):
        if other.on <= one.on:
            yield _reason("breaks", f"{at}breaks[{index}].date")
    yield from _twice((each.code for each in indicator.milestones), f"{at}milestones")
    for index, milestone in enumerate(indicator.milestones):
        yield from _code_faults(milestone.code, f"{at}milestones[{index}].code")
        if milestone.due is not None and milestone.due < start:
            yield _reason("due", f"{at}milestones[{index}].due", due=f"{milestone.due}", start=f"{start}")


def _code_faults(code: str, where: str) -> Iterator[Reason]:
    if not _CODE.fullmatch(code):
        yield _reason("code", where, given=code)


def _twice(codes: Iterable[str], where: str) -> Iterator[Reason]:
    seen: dict[str, int] = {}
    for index, code in enumerate(codes):
        if code in seen:
            yield _reason("twice", f"{where}[{index}].code", given=code, first=seen[code] + 1)
        seen.setdefault(code, index)


def _misplaced(indicator: Indicator, at: str) -> Iterator[Reason]:
    """Parts that only another kind of indicator has."""
    parts = (
        ("milestones", indicator.milestones, Kind.QUALITATIVE),
        ("breaks", indicator.breaks, Kind.LEVEL),
        ("past", indicator.past, Kind.COUNT),
    )
    for part, value, kind in parts:
        if value and indicator.kind is not kind:
            yield _reason("misplaced", at + part, kind=indicator.kind, part=part, wanted=kind)


def _version_faults(definitions: Sequence[Definition], where: str) -> Iterator[Reason]:
    before = 0
    for index, definition in enumerate(definitions):
        if definition.version <= before:
            yield _reason("version", f"{where}[{index}].version", version=definition.version, before=before)
        before = definition.version
    for index, (one, other) in enumerate(pairwise(definitions), 1):
        if other.since < one.since:
            yield _reason("since", f"{where}[{index}].since", version=other.version, before=one.version)


def _definition_faults(indicator: Indicator, definition: Definition, where: str) -> Iterator[Reason]:
    kind, rule, share = indicator.kind, definition.rule, definition.share
    if kind is Kind.COUNT and rule is None:
        yield _reason("rule", f"{where}.rule")
    if kind in (Kind.LEVEL, Kind.QUALITATIVE) and rule is not None:
        yield _reason("counted", f"{where}.rule", kind=kind)
    if kind is Kind.RATIO and (rule is None) != (share is None):
        yield _reason("share", f"{where}.share")
    if kind is not Kind.RATIO and share is not None:
        yield _reason("shared", f"{where}.share", kind=kind)
    if rule is not None:
        if not rule.claims:
            yield _reason("claims", f"{where}.rule.claims")
        yield from _rule_faults(rule, indicator.measure, f"{where}.rule")
    if share is not None:
        yield from _rule_faults(share, indicator.measure, f"{where}.share")


def _rule_faults(rule: Rule, measure: Measure, where: str) -> Iterator[Reason]:
    for part, claims in (("claims", rule.claims), ("until", rule.until)):
        for claim in sorted(RESERVED & set(claims)):
            yield _reason("reserved", f"{where}.{part}", claim=claim)
    for claim in sorted(set(rule.claims) & set(rule.until)):
        yield _reason("both", f"{where}.until", claim=claim)
    if measure is Measure.FLOW and rule.until:
        yield _reason("endless", f"{where}.until")
    if measure is Measure.STOCK and rule.start is not None:
        yield _reason("start", f"{where}.start")
    for index, condition in enumerate(rule.where):
        yield from _condition_faults(condition, f"{where}.where[{index}]")


def _condition_faults(condition: Condition, where: str) -> Iterator[Reason]:
    found = len(condition.values)
    match condition.operator:
        case Operator.PRESENT:
            fits, wanted = found == 0, "none"
        case Operator.IS | Operator.IS_NOT:
            fits, wanted = found > 0, "one or more"
        case Operator.AT_LEAST | Operator.AT_MOST:
            fits, wanted = found == 1, "one"
            if fits and not _is_number(condition.values[0]):
                yield _reason("number", where, given=condition.values[0], operator=condition.operator)
    if not fits:
        yield _reason("values", where, operator=condition.operator, found=found, wanted=wanted)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _target_faults(indicator: Indicator, target: Target, start: date, at: str) -> Iterator[Reason]:
    if target.upper is not None and target.upper <= target.lower:
        yield _reason("range", f"{at}target", lower=f"{target.lower:f}", upper=f"{target.upper:f}")
    if indicator.kind is Kind.RATIO and max(target.bounds) > 1:
        yield _reason("ratio", f"{at}target", bound=f"{max(target.bounds):f}")
    if target.deadline < start:
        yield _reason("deadline", f"{at}target", deadline=f"{target.deadline}", start=f"{start}")
    if indicator.baseline and indicator.baseline.on > target.deadline:
        yield _reason("baseline", f"{at}baseline.date", deadline=f"{target.deadline}")


def _past_faults(indicator: Indicator, start: date, where: str) -> Iterator[Reason]:
    for index, past in enumerate(indicator.past):
        if past.last < past.first:
            yield _reason("period", f"{where}[{index}].last", first=f"{past.first}", last=f"{past.last}")
        if past.last >= start:
            yield _reason("past", f"{where}[{index}].last", last=f"{past.last}", start=f"{start}")
    for index, (one, other) in enumerate(pairwise(indicator.past), 1):
        if other.first <= one.last:
            yield _reason("overlap", f"{where}[{index}].first", first=f"{other.first}", last=f"{one.last}")


def _cautions(indicator: Indicator, at: str) -> Iterator[Reason]:
    if indicator.kind is Kind.COUNT and not indicator.definitions:
        yield _reason("undefined", f"{at}definitions", indicator=indicator.code)
    if indicator.kind is Kind.QUALITATIVE and not indicator.milestones:
        yield _reason("unmarked", f"{at}milestones", indicator=indicator.code)
    if indicator.kind is not Kind.QUALITATIVE and indicator.target is None:
        yield _reason("untargeted", f"{at}target", indicator=indicator.code)
