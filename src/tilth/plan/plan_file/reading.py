"""From the text of a plan file to a :class:`~tilth.plan.model.Plan`, or to everything that is wrong with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Reason, Refused
from tilth.plan.model import (
    Baseline,
    Break,
    Condition,
    Counted,
    Definition,
    Direction,
    Indicator,
    Kind,
    Measure,
    Milestone,
    Operator,
    Past,
    Plan,
    Rule,
    Source,
    Target,
    Words,
)
from tilth.plan.plan_file.form import DATE, NUMBER, Findings, Form, day_of, number_of
from tilth.plan.plan_file.tree import Leaf, Listing, Table, read_tree
from tilth.plan.soundness import plan_faults

__all__ = ["parse_plan"]

_NO_DEADLINE = "Add `by` and a day that there is, or give the plan a deadline."
_NO_INDICATOR = "List at least one, with '- code: ...'."
_NO_SOURCE = "Write its name, or name, locator and date under it."
_NOT_PRESENT = "Write `present: yes`, or leave the condition out."
_TARGET_FORM = "Write 50, 15 %, at least 3, at most 20, or 3 to 5; then, if you like, by 2025-12-31."

_PLAN = ("code", "name", "start", "deadline", "boundary", "source", "indicators")
_INDICATOR = (
    *("code", "name", "kind", "unit", "owner", "measure", "counted", "source", "target", "baseline"),
    *("definitions", "past", "breaks", "milestones"),
)
_RULE = ("claims", "until", "places", "where", "start")
_TARGET = re.compile(
    rf"((?P<way>at least|at most)\s+)?(?P<lower>{NUMBER})(\s+to\s+(?P<upper>{NUMBER}))?(\s+by\s+(?P<by>{DATE}))?",
    re.IGNORECASE,
)
_MILESTONES = Words("milestones", "里程碑")


def parse_plan(text: str, *, file: str) -> Plan | Refused:
    """The plan that ``text`` spells, or every fault in it, in the order of its lines.

    A reason's ``where`` is the path of the entry at fault (``indicators[2].target``), its ``data`` holds ``file``
    and ``line``. Raises FileError where the text is not YAML.
    """
    tree = read_tree(text, file=file)
    if not isinstance(tree, Table):
        raise FileError(
            "plan_file.empty",
            "This is no plan: it names no entry.",
            file=file,
            line=tree.line,
            mend="See examples/plan/PLAN.yaml for what a plan looks like.",
        )
    findings = Findings(file)
    plan = _plan(Form(tree, "", _PLAN, findings))
    spoilt = {_spoilt(fault) for fault in findings.faults}
    sound = [fault for fault in plan_faults(plan) if not any(_touch(fault.where, path) for path in spoilt)]
    faults = [*findings.faults, *(_placed(fault, findings) for fault in sound)]
    return Refused(tuple(sorted(faults, key=_line))) if faults else plan


def _spoilt(fault: Reason) -> str:
    """The path under which nothing more can be said: after an item that is no table its list's, and without a kind
    or a measure the whole indicator's, since all else depends on the two.
    """
    return re.sub(r"(\[[0-9]+\]|\.kind|\.measure)$", "", fault.where)


def _touch(one: str, other: str) -> bool:
    """Whether one of the two paths lies within the other."""
    short, long = sorted((one, other), key=len)
    return long == short or long.startswith((f"{short}.", f"{short}["))


def _placed(fault: Reason, findings: Findings) -> Reason:
    return replace(fault, data={"file": findings.file, "line": findings.line_of(fault.where), **fault.data})


def _line(fault: Reason) -> int:
    line = fault.data["line"]
    return line if isinstance(line, int) else 0


def _plan(form: Form) -> Plan:
    deadline = form.day("deadline", None)
    indicators = form.forms("indicators", _INDICATOR)
    if not form.has("indicators"):
        form.wrong("indicators", "a list of indicators", _NO_INDICATOR)
    return Plan(
        code=form.text("code"),
        name=form.words("name"),
        start=form.day("start"),
        boundary=form.texts("boundary"),
        indicators=tuple(_indicator(each, deadline) for each in indicators),
        source=_source(form),
    )


def _indicator(form: Form, deadline: date | None) -> Indicator:
    kind = form.choice("kind", Kind)
    return Indicator(
        code=form.text("code"),
        name=form.words("name"),
        kind=kind,
        unit=form.words("unit", _MILESTONES if kind is Kind.QUALITATIVE else None),
        owner=form.text("owner"),
        measure=form.choice("measure", Measure, Measure.STOCK),
        counted=form.choice("counted", Counted, Counted.ENTITIES),
        definitions=tuple(
            _definition(each)
            for each in form.forms(
                "definitions", ("version", "since", "words", "rule", "share", "reason", "source")
            )
        ),
        baseline=_baseline(form),
        target=_target(form, deadline),
        source=_source(form),
        breaks=tuple(
            Break(each.day("date"), each.words("reason"), _source(each))
            for each in form.forms("breaks", ("date", "reason", "source"))
        ),
        past=tuple(
            Past(each.day("first"), each.day("last"), each.whole("value"), _source(each))
            for each in form.forms("past", ("first", "last", "value", "source"))
        ),
        milestones=tuple(
            Milestone(each.text("code"), each.words("name"), each.day("due", None))
            for each in form.forms("milestones", ("code", "name", "due"))
        ),
    )


def _definition(form: Form) -> Definition:
    rule = form.form("rule", _RULE)
    share = form.form("share", _RULE)
    return Definition(
        version=form.whole("version"),
        words=form.words("words"),
        since=form.day("since"),
        rule=_rule(rule) if rule else None,
        share=_rule(share) if share else None,
        reason=form.text("reason", ""),
        source=_source(form),
    )


def _rule(form: Form) -> Rule:
    return Rule(
        claims=form.texts("claims"),
        until=form.texts("until"),
        places=form.texts("places"),
        where=tuple(_condition(each) for each in form.forms("where", ("fact", *Operator))),
        start=form.day("start", None),
    )


def _condition(form: Form) -> Condition:
    """``{fact: stage, is: [seed, a]}``: the fact, and one operator with its values."""
    named = [operator for operator in Operator if form.has(operator)]
    fact = form.text("fact")
    if len(named) != 1:
        operators = ", ".join(Operator)
        form.findings.note("operator", form.path, form.line, times=len(named), operators=operators)
        return Condition(fact, Operator.PRESENT)
    if named[0] is Operator.PRESENT:
        if form.text("present").lower() not in ("yes", "true"):
            form.wrong("present", "yes", _NOT_PRESENT)
        return Condition(fact, Operator.PRESENT)
    return Condition(fact, named[0], form.texts(named[0]))


def _baseline(form: Form) -> Baseline | None:
    found = form.form("baseline", ("value", "date", "source"))
    return Baseline(found.number("value"), found.day("date"), _source(found)) if found else None


def _target(form: Form, deadline: date | None) -> Target | None:
    """A target in words (``at least 3 by 2025-12-31``) or as a table; ``deadline`` is the plan's own, for all."""
    value = form.tree("target")
    if isinstance(value, Leaf):
        return _target_in_words(form, " ".join(value.text.split()), deadline)
    found = form.form("target", ("lower", "upper", "direction", "deadline", "source"))
    if found is None:
        return None
    by = found.day("deadline", deadline) if found.has("deadline") or deadline else found.day("deadline")
    return Target(
        lower=found.number("lower"),
        deadline=by or date.min,
        upper=found.number("upper") if found.has("upper") else None,
        direction=found.choice("direction", Direction, Direction.AT_LEAST),
        source=_source(found),
    )


def _target_in_words(form: Form, text: str, deadline: date | None) -> Target | None:
    found = _TARGET.fullmatch(text)
    if found is None:
        form.wrong("target", "a target", _TARGET_FORM)
        return None
    by = day_of(found["by"]) if found["by"] else deadline
    if by is None:
        form.wrong("target", "a target with a deadline", _NO_DEADLINE)
        return None
    return Target(
        lower=number_of(found["lower"]) or Decimal(0),
        deadline=by,
        upper=number_of(found["upper"]) if found["upper"] else None,
        direction=Direction.AT_MOST if (found["way"] or "").lower() == "at most" else Direction.AT_LEAST,
    )


def _source(form: Form) -> Source | None:
    """A source by its name alone, or as a table of name, locator and date."""
    value = form.tree("source")
    if isinstance(value, Leaf):
        return Source(form.text("source"))
    if isinstance(value, Listing):
        form.wrong("source", "one source", _NO_SOURCE)
        return None
    found = form.form("source", ("name", "locator", "date"))
    return Source(found.text("name"), found.text("locator", ""), found.day("date", None)) if found else None
