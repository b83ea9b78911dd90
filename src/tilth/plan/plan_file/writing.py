"""From a :class:`~tilth.plan.model.Plan` to the text of a plan file, which reads back as the same plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import yaml

from tilth.plan.model import (
    Baseline,
    Condition,
    Counted,
    Definition,
    Direction,
    Indicator,
    Measure,
    Operator,
    Plan,
    Rule,
    Source,
    Target,
    Words,
)

__all__ = ["write_plan"]

Entry = str | int | Decimal | date | list["Entry"] | dict[str, "Entry"]


class _Dumper(yaml.SafeDumper):
    """Writes decimals digit by digit, and a thing that is there twice, twice."""

    def ignore_aliases(self, _data: object) -> bool:
        """Aliases are never written, since none is read."""
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = f"{value:f}"
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(Decimal, _decimal)


def write_plan(plan: Plan) -> str:
    """``plan`` as YAML; :func:`~tilth.plan.plan_file.parse_plan` makes an equal plan of it."""
    return yaml.dump(
        _plan(plan), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None
    )


def _kept(**entries: Entry | None) -> dict[str, Entry]:
    """The entries that say something."""
    return {name: value for name, value in entries.items() if value is not None and value not in ("", [], {})}


def _plan(plan: Plan) -> dict[str, Entry]:
    return _kept(
        code=plan.code,
        name=_words(plan.name),
        start=plan.start,
        boundary=list(plan.boundary),
        source=_source(plan.source),
        indicators=[_indicator(each) for each in plan.indicators],
    )


def _indicator(indicator: Indicator) -> dict[str, Entry]:
    return _kept(
        code=indicator.code,
        name=_words(indicator.name),
        kind=indicator.kind.value,
        measure=None if indicator.measure is Measure.STOCK else indicator.measure.value,
        counted=None if indicator.counted is Counted.ENTITIES else indicator.counted.value,
        unit=_words(indicator.unit),
        owner=indicator.owner,
        source=_source(indicator.source),
        target=_target(indicator.target),
        baseline=_baseline(indicator.baseline),
        definitions=[_definition(each) for each in indicator.definitions],
        past=[
            _kept(first=each.first, last=each.last, value=each.value, source=_source(each.source))
            for each in indicator.past
        ],
        breaks=[
            _kept(date=each.on, reason=_words(each.reason), source=_source(each.source))
            for each in indicator.breaks
        ],
        milestones=[_kept(code=each.code, name=_words(each.name), due=each.due) for each in indicator.milestones],
    )


def _definition(definition: Definition) -> dict[str, Entry]:
    return _kept(
        version=definition.version,
        since=definition.since,
        words=_words(definition.words),
        reason=definition.reason,
        source=_source(definition.source),
        rule=_rule(definition.rule),
        share=_rule(definition.share),
    )


def _rule(rule: Rule | None) -> Entry | None:
    if rule is None:
        return None
    return _kept(
        claims=list(rule.claims),
        until=list(rule.until),
        places=list(rule.places),
        where=[_condition(each) for each in rule.where],
        start=rule.start,
    )


def _condition(condition: Condition) -> dict[str, Entry]:
    values: Entry = "yes" if condition.operator is Operator.PRESENT else list(condition.values)
    return {"fact": condition.fact, condition.operator.value: values}


def _target(target: Target | None) -> Entry | None:
    if target is None:
        return None
    return _kept(
        lower=target.lower,
        upper=target.upper,
        direction=None if target.direction is Direction.AT_LEAST else target.direction.value,
        deadline=target.deadline,
        source=_source(target.source),
    )


def _baseline(baseline: Baseline | None) -> Entry | None:
    if baseline is None:
        return None
    return _kept(value=baseline.value, date=baseline.on, source=_source(baseline.source))


def _words(words: Words) -> Entry:
    return {"en": words.en, "zh": words.zh} if words.zh else words.en


def _source(source: Source | None) -> Entry | None:
    return _kept(name=source.name, locator=source.locator, date=source.on) if source else None
