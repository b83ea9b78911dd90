"""The indicators of a plan as one table, that can be edited in a spreadsheet and read back without loss.

An indicator has a row, and under it one row for each version of its definition, each break, each past period and
each milestone; ``record`` says which a row is, ``indicator`` whose it is. Columns that have no meaning for a
record stay empty, and reading refuses a cell that would be lost. The two rules of a definition are small JSON
objects with the names of :class:`tilth.plan.model.Rule`.

What a table cannot tell apart: a source without a name, a locator and a date is no source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tilth.kernel.errors import FileError
from tilth.plan.exchange.cells import Line, read_lines, safe, spelled, written
from tilth.plan.exchange.rule_json import read_rule, rule_json
from tilth.plan.model import (
    Baseline,
    Break,
    Counted,
    Definition,
    Direction,
    Indicator,
    Kind,
    Measure,
    Milestone,
    Past,
    Plan,
    Source,
    Target,
    Words,
)

__all__ = ["COLUMNS", "indicators_csv", "read_indicators_csv"]

_SOURCE = ("source", "locator", "source_on")
_TEXT = ("text_en", "text_zh")
_BELONGS = {
    "indicator": (
        *_TEXT,
        *("kind", "unit_en", "unit_zh", "owner", "measure", "counted"),
        *("baseline", "baseline_on", *(f"baseline_{name}" for name in _SOURCE)),
        *("target", "target_upper", "direction", "deadline", *(f"target_{name}" for name in _SOURCE)),
        *_SOURCE,
    ),
    "definition": (*_TEXT, "version", "since", "rule", "share", "reason", *_SOURCE),
    "break": (*_TEXT, "on", *_SOURCE),
    "past": ("first", "last", "value", *_SOURCE),
    "milestone": (*_TEXT, "milestone", "due"),
}
COLUMNS = tuple(dict.fromkeys(("record", "indicator", *(name for names in _BELONGS.values() for name in names))))
"""The columns, in their order. ``text_en`` and ``text_zh`` are the name of an indicator or a milestone, the words
of a definition, the reason of a break.
"""


def indicators_csv(plan: Plan) -> str:
    """The indicators of ``plan`` under :data:`COLUMNS`, in their order."""
    return written(COLUMNS, (cells for indicator in plan.indicators for cells in _rows(indicator)))


def read_indicators_csv(data: bytes | str, base: Plan, *, file: str = "indicators.csv") -> Plan:
    """The plan ``base`` with the indicators of the table in place of its own, in the table's order.

    ``read_indicators_csv(indicators_csv(plan), plan) == plan``. Raises FileError, naming line and cell, where the
    table cannot be read or a cell would be lost.
    """
    drafts: dict[str, _Draft] = {}
    for line in read_lines(data, COLUMNS, file=file):
        record, code = line.needed("record"), line.needed("indicator")
        _require_own(line, record)
        if record == "indicator":
            if code in drafts:
                raise line.fault("indicator", f"names {code} a second time", "Keep one row of it")
            drafts[code] = _Draft(line)
        elif code not in drafts:
            raise line.fault("indicator", f"names {code}, which has no row above", "Put its row first")
        else:
            drafts[code].add(record, line)
    return Plan(
        base.code,
        base.name,
        base.start,
        base.boundary,
        tuple(draft.made(code) for code, draft in drafts.items()),
        base.source,
    )


def _rows(indicator: Indicator) -> Iterator[dict[str, str]]:
    def row(record: str, **cells: str) -> dict[str, str]:
        return {"record": record, "indicator": safe(indicator.code), **cells}

    yield row("indicator", **_own(indicator))
    for each in indicator.definitions:
        yield row(
            "definition",
            **_words("text", each.words),
            version=str(each.version),
            since=spelled(each.since),
            rule=rule_json(each.rule),
            share=rule_json(each.share),
            reason=safe(each.reason),
            **_origin(each.source),
        )
    for gap in indicator.breaks:
        yield row("break", **_words("text", gap.reason), on=spelled(gap.on), **_origin(gap.source))
    for past in indicator.past:
        span = {"first": spelled(past.first), "last": spelled(past.last), "value": str(past.value)}
        yield row("past", **span, **_origin(past.source))
    for step in indicator.milestones:
        yield row("milestone", **_words("text", step.name), milestone=safe(step.code), due=spelled(step.due))


def _own(indicator: Indicator) -> dict[str, str]:
    cells = {
        **_words("text", indicator.name),
        **_words("unit", indicator.unit),
        "kind": indicator.kind,
        "owner": safe(indicator.owner),
        "measure": indicator.measure,
        "counted": indicator.counted,
        **_origin(indicator.source),
    }
    if (baseline := indicator.baseline) is not None:
        cells |= {"baseline": spelled(baseline.value), "baseline_on": spelled(baseline.on)}
        cells |= _origin(baseline.source, "baseline_")
    if (target := indicator.target) is not None:
        cells |= {"target": spelled(target.lower), "target_upper": spelled(target.upper)}
        cells |= {"direction": target.direction, "deadline": spelled(target.deadline)}
        cells |= _origin(target.source, "target_")
    return cells


def _words(prefix: str, words: Words) -> dict[str, str]:
    return {f"{prefix}_en": safe(words.en), f"{prefix}_zh": safe(words.zh)}


def _origin(source: Source | None, prefix: str = "") -> dict[str, str]:
    if source is None:
        return {}
    cells = (safe(source.name), safe(source.locator), spelled(source.on))
    return {f"{prefix}{name}": cell for name, cell in zip(_SOURCE, cells, strict=True)}


@dataclass(slots=True)
class _Draft:
    """An indicator of which the rows are still being read."""

    line: Line
    definitions: list[Definition] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)

    def add(self, record: str, line: Line) -> None:
        if record == "definition":
            self.definitions.append(_definition(line))
        elif record == "break":
            self.breaks.append(Break(line.needed_day("on"), _read_words(line, "text"), _read_source(line)))
        elif record == "past":
            first, last = line.needed_day("first"), line.needed_day("last")
            self.past.append(Past(first, last, line.whole_in("value"), _read_source(line)))
        else:
            step = Milestone(line.needed("milestone"), _read_words(line, "text"), line.day_in("due"))
            self.milestones.append(step)

    def made(self, code: str) -> Indicator:
        line = self.line
        if not line.has("kind"):
            raise line.fault("kind", "is empty", f"Write one of {', '.join(Kind)}")
        return Indicator(
            code=code,
            name=_read_words(line, "text"),
            kind=line.one_of("kind", Kind, Kind.COUNT),
            unit=_read_words(line, "unit"),
            owner=line.text("owner"),
            measure=line.one_of("measure", Measure, Measure.STOCK),
            counted=line.one_of("counted", Counted, Counted.ENTITIES),
            definitions=tuple(self.definitions),
            baseline=_baseline(line),
            target=_target(line),
            source=_read_source(line),
            breaks=tuple(self.breaks),
            past=tuple(self.past),
            milestones=tuple(self.milestones),
        )


def _definition(line: Line) -> Definition:
    return Definition(
        version=line.whole_in("version"),
        words=_read_words(line, "text"),
        since=line.needed_day("since"),
        rule=read_rule(line, "rule"),
        share=read_rule(line, "share"),
        reason=line.text("reason"),
        source=_read_source(line),
    )


def _baseline(line: Line) -> Baseline | None:
    value = line.number_in("baseline")
    if value is None:
        _require_empty(line, "baseline", ("baseline_on", *(f"baseline_{name}" for name in _SOURCE)))
        return None
    return Baseline(value, line.needed_day("baseline_on"), _read_source(line, "baseline_"))


def _target(line: Line) -> Target | None:
    lower = line.number_in("target")
    if lower is None:
        others = ("target_upper", "direction", "deadline", *(f"target_{name}" for name in _SOURCE))
        _require_empty(line, "target", others)
        return None
    return Target(
        lower,
        line.needed_day("deadline"),
        line.number_in("target_upper"),
        line.one_of("direction", Direction, Direction.AT_LEAST),
        _read_source(line, "target_"),
    )


def _read_words(line: Line, prefix: str) -> Words:
    return Words(line.text(f"{prefix}_en"), line.text(f"{prefix}_zh"))


def _read_source(line: Line, prefix: str = "") -> Source | None:
    name, locator, on = (f"{prefix}{each}" for each in _SOURCE)
    if not any(line.has(column) for column in (name, locator, on)):
        return None
    return Source(line.text(name), line.text(locator), line.day_in(on))


def _require_own(line: Line, record: str) -> None:
    """Raise where the record is none, or has a cell that means nothing for it."""
    if record not in _BELONGS:
        raise line.fault("record", f"is none of {', '.join(_BELONGS)}", "Write one of them")
    for column in COLUMNS[2:]:
        if line.has(column) and column not in _BELONGS[record]:
            raise _stray(line, column, f"a {record}")


def _require_empty(line: Line, without: str, columns: tuple[str, ...]) -> None:
    for column in columns:
        if line.has(column):
            raise _stray(line, column, f"an indicator without a {without}")


def _stray(line: Line, column: str, what: str) -> FileError:
    return line.fault(column, f"is filled in, and has no meaning for {what}", "Clear it, or move it to its record")
