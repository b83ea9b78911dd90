"""Whether a row of evidence can be taken in at all: what it must say, and what no row can say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tilth.kernel.record import HASH
from tilth.kernel.refusal import Reason
from tilth.plan.commands import RecordEvidence
from tilth.plan.evidence import MOVED, READING, RESERVED, SAME, VERDICT
from tilth.plan.milestones import subject_of
from tilth.plan.model import Kind, Plan
from tilth.plan.rules.setting import Setting

__all__ = ["claims_of", "objections"]

_MEASURED = (Kind.LEVEL, Kind.RATIO)
_JUDGEMENTS = (SAME, VERDICT)
"""Claims that are somebody's judgement, which whoever accepts them gives."""

_DIGITS = 30
_FACTS_MOST = 16_000


def claims_of(plan: Plan) -> frozenset[str]:
    """Every claim that a rule of the plan asks for, in any version, and those the engine itself understands."""
    rules = [
        rule
        for indicator in plan.indicators
        for definition in indicator.definitions
        for rule in (definition.rule, definition.share)
        if rule is not None
    ]
    return RESERVED.union(*((*rule.claims, *rule.until) for rule in rules))


def objections(row: RecordEvidence, plan: Plan, setting: Setting) -> Iterator[Reason]:
    """Why ``row`` cannot be taken in for ``plan``."""
    if not row.subject.strip():
        yield Reason("plan.evidence.subject", "The row is about nobody.", "Name its subject.", "subject")
    if row.on > setting.today:
        yield Reason(
            "plan.evidence.future",
            "{day} has not come yet; today is {today}.",
            "Give the day on which it happened.",
            "on",
            {"day": row.on.isoformat(), "today": setting.today.isoformat()},
        )
    if row.claim not in claims_of(plan):
        yield Reason(
            "plan.evidence.claim",
            "No definition of the plan asks for the claim {claim}.",
            "Use one of these: {claims}.",
            "claim",
            {"claim": row.claim, "claims": ", ".join(sorted(claims_of(plan)))},
        )
    yield from _about_its_claim(row, plan)
    yield from _about_its_numbers(row)
    yield from _about_its_facts(row)
    yield from _about_its_source(row, setting)


def _about_its_claim(row: RecordEvidence, plan: Plan) -> Iterator[Reason]:
    if row.claim == READING:
        yield from _about_a_reading(row, plan)
    elif row.claim == SAME:
        yield from _about_a_pair(row)
    elif row.claim == MOVED and not row.place:
        yield Reason(
            "plan.evidence.place",
            "The row says that {subject} moved, and not where.",
            "Name the place it moved to, inside the cluster or not.",
            "place",
            {"subject": row.subject},
        )
    elif row.claim == VERDICT and row.subject not in _milestones(plan):
        yield Reason(
            "plan.evidence.milestone",
            "The plan has no milestone {subject}.",
            "Write it as indicator/milestone, with the codes that the plan uses.",
            "subject",
            {"subject": row.subject},
        )


def _milestones(plan: Plan) -> set[str]:
    return {
        subject_of(indicator.code, milestone.code)
        for indicator in plan.indicators
        if indicator.kind is Kind.QUALITATIVE
        for milestone in indicator.milestones
    }


def _about_a_pair(row: RecordEvidence) -> Iterator[Reason]:
    if not row.other or row.other == row.subject:
        yield Reason(
            "plan.evidence.pair",
            "The row says that two are the same, and names one.",
            "Name as subject the record that is kept, and as other the one that is a duplicate of it.",
            "other",
        )


def _about_a_reading(row: RecordEvidence, plan: Plan) -> Iterator[Reason]:
    indicator = plan.indicator(row.subject)
    if indicator is None or indicator.kind not in _MEASURED:
        yield Reason(
            "plan.evidence.series",
            "{subject} is no indicator that is read as a level or a ratio.",
            "Use one of these: {series}.",
            "subject",
            {
                "subject": row.subject,
                "series": ", ".join(each.code for each in plan.indicators if each.kind in _MEASURED) or "none",
            },
        )
    if row.value is None:
        yield Reason("plan.evidence.value", "The reading has no value.", "Say what was read.", "value")


def _about_its_numbers(row: RecordEvidence) -> Iterator[Reason]:
    for where, number in (("value", row.value), ("of", row.of)):
        if number is not None and not _writable(number):
            yield Reason(
                "plan.evidence.number",
                "The number in {field} cannot be kept.",
                "Give a number of up to {digits} digits before and after its point.",
                where,
                {"field": where, "digits": _DIGITS},
            )
        elif where == "of" and number is not None and number <= 0:
            yield Reason(
                "plan.evidence.whole",
                "The whole is {of}, and nothing can be a part of it.",
                "Give a whole above zero, or none.",
                "of",
                {"of": str(number)},
            )


def _writable(number: Decimal) -> bool:
    return number.is_finite() and abs(number.adjusted()) < _DIGITS and len(number.as_tuple().digits) <= 2 * _DIGITS


def _about_its_facts(row: RecordEvidence) -> Iterator[Reason]:
    names = [name for name, _ in row.facts]
    for name in sorted({name for name in names if not name.strip() or names.count(name) > 1}):
        yield Reason(
            "plan.evidence.facts",
            "The fact {name} is there twice, or has no name.",
            "Give each fact one name of its own and one value.",
            "facts",
            {"name": name},
        )
    size = sum(len(name.encode()) + len(value.encode()) for name, value in row.facts)
    if size > _FACTS_MOST:
        yield Reason(
            "plan.evidence.size",
            "The facts take {size} bytes, and {most} are allowed.",
            "Put what is long into the document.",
            "facts",
            {"size": size, "most": _FACTS_MOST},
        )


def _about_its_source(row: RecordEvidence, setting: Setting) -> Iterator[Reason]:
    if row.document and not (HASH.fullmatch(row.document) and setting.kept):
        yield Reason(
            "plan.evidence.document",
            "You have handed in no document {document}.",
            "Hand it in first, and name it by its SHA-256.",
            "document",
            {"document": row.document[:64]},
        )
    if not (row.document or row.source.strip() or row.claim in _JUDGEMENTS):
        yield Reason(
            "plan.evidence.source",
            "The row names neither a document nor a source.",
            "Say who said so and where, or hand in the document that shows it.",
            "source",
        )
