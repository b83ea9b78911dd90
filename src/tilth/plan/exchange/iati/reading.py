"""Indicators and readings out of an IATI activities file.

A file that Tilth wrote gives its indicators back, but for the rules of their definitions. In any other, an
indicator is what IATI says of it: a level as somebody reports it (or a qualitative goal), its target that of the
last period, of which several values are a range. Values that are broken down by a dimension are parts, and are
left to their totals. Each actual value is a reading, pending until somebody accepts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from tilth.plan.evidence import READING, Row
from tilth.plan.exchange.iati.kept import Kept, kept_of
from tilth.plan.exchange.iati.markup import NAMESPACE, day_in, fault, read_source, root_of, told, words_in
from tilth.plan.model import Baseline, Definition, Direction, Indicator, Kind, Past, Target, Words

__all__ = ["Results", "read_iati"]

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_OWN_VOCABULARY, _PERCENT, _QUALITATIVE = "99", "2", "5"


@dataclass(frozen=True, slots=True)
class Results:
    """What a file holds: the indicators in its order, and the readings of their actual values."""

    indicators: tuple[Indicator, ...]
    readings: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the file: its name, the activity, and the code of the indicator; and whether its values are ratios,
    which IATI has in percent.
    """

    file: str
    activity: str
    code: str
    ratio: bool

    @property
    def record(self) -> str:
        return f"{self.activity}, {self.code}"


def read_iati(data: bytes, *, known: date, file: str) -> Results:
    """The results in ``data``; ``known`` is the day on which the file was taken in.

    The id of a reading is made of its place, period and value, so that a value that was revised stands beside the
    first as its rival. The code of an indicator is its reference in the publisher's own vocabulary, else any
    reference, else its place in the activity.

    Raises FileError, naming activity and indicator, where the file is no XML, declares a
    document type, is no IATI activities file, or has a date or a number that is none.
    """
    root = root_of(data, file)
    if root.tag != "iati-activities":
        raise fault(file, f"The file holds {root.tag}, not iati-activities.", "")
    indicators: dict[str, Indicator] = {}
    readings: list[Row] = []
    for activity in root.iter("iati-activity"):
        name = (activity.findtext("iati-identifier") or "").strip()
        owner = told(activity, "reporting-org")
        for number, element in enumerate(activity.iterfind("result/indicator"), 1):
            kept = kept_of(element, file)
            ratio = kept is not None and kept.kind is Kind.RATIO
            place = _Place(file, name, _code(element, f"{name}/{number}", indicators), ratio)
            indicator = _indicator(element, kept or _foreign(element, owner, place), place)
            indicators[indicator.code] = indicator
            readings += _readings(element, owner, known, place)
    return Results(tuple(indicators.values()), tuple(readings))


def _code(element: Element, otherwise: str, taken: dict[str, Indicator]) -> str:
    """The code of the indicator; its place in the file where it has none, or another has it already."""
    references = sorted(element.findall("reference"), key=lambda each: each.get("vocabulary") != _OWN_VOCABULARY)
    code = references[0].get("code", "").strip() if references else ""
    return code if code and code not in taken else otherwise


def _indicator(element: Element, rest: Kept, place: _Place) -> Indicator:
    return Indicator(
        code=place.code,
        name=words_in(element, "title"),
        kind=rest.kind,
        unit=rest.unit,
        owner=rest.owner,
        measure=rest.measure,
        counted=rest.counted,
        definitions=rest.definitions,
        baseline=_baseline(element, place),
        target=_target(element, place),
        source=rest.source,
        breaks=rest.breaks,
        past=_past(element, place),
        milestones=rest.milestones,
    )


def _foreign(element: Element, owner: str, place: _Place) -> Kept:
    """What an indicator of somebody else is: its description is its definition, from its first day on."""
    measure = element.get("measure", "")
    words = words_in(element, "description")
    days = [_day(period, "period-start", place) for period in element.findall("period")]
    baseline = _baseline(element, place)
    first = min(days) if days else baseline.on if baseline else None
    described = bool(words.en) and first is not None
    return Kept(
        kind=Kind.QUALITATIVE if measure == _QUALITATIVE else Kind.LEVEL,
        unit=Words("%" if measure == _PERCENT else ""),
        owner=owner,
        definitions=(Definition(1, words, first),) if described and first else (),
        source=read_source(element, place.file),
    )


def _baseline(element: Element, place: _Place) -> Baseline | None:
    for base in _totals(element.findall("baseline")):
        value = _number(base, place)
        on = day_in(base.get("iso-date", ""), place.file) or _year_end(base.get("year", ""), place)
        if value is not None and on is not None:
            return Baseline(value, on, read_source(base, place.file))
    return None


def _year_end(text: str, place: _Place) -> date | None:
    if not text.strip():
        return None
    try:
        return date(int(text), 12, 31)
    except ValueError as error:
        raise fault(place.file, f"The year {text} of the baseline is none.", place.record) from error


def _target(element: Element, place: _Place) -> Target | None:
    """The target of the last period that has one."""
    found = None
    for period in element.findall("period"):
        elements = _totals(period.findall("target"))
        values = [value for each in elements if (value := _number(each, place)) is not None]
        deadline = _day(period, "period-end", place)
        if values and (found is None or deadline >= found.deadline):
            falling = element.get("ascending", "true").strip() in {"false", "0"}
            found = Target(
                min(values),
                deadline,
                max(values) if len(values) > 1 else None,
                Direction.AT_MOST if falling else Direction.AT_LEAST,
                read_source(elements[0], place.file),
            )
    return found


def _past(element: Element, place: _Place) -> tuple[Past, ...]:
    """The periods that Tilth marked as the past of a count."""
    made = []
    for period in element.findall("period"):
        mark = period.find(f"{{{NAMESPACE}}}past")
        if mark is None:
            continue
        value = _number(period.find("actual"), place)
        if value is None or value != int(value):
            raise fault(place.file, "The number of a past period is no whole number.", place.record)
        first, last = _day(period, "period-start", place), _day(period, "period-end", place)
        made.append(Past(first, last, int(value), read_source(mark, place.file)))
    return tuple(made)


def _readings(element: Element, owner: str, known: date, place: _Place) -> list[Row]:
    rows = []
    for period in element.findall("period"):
        if period.find(f"{{{NAMESPACE}}}past") is not None:
            continue
        on = _day(period, "period-end", place)
        totals = [each for each in period.findall("actual") if each.find("dimension") is None]
        for number, actual in enumerate(totals, 1):
            value = _number(actual, place)
            if value is not None:
                rows.append(
                    Row(
                        id=f"iati:{place.activity}:{place.code}:{on}:{number}={value}",
                        claim=READING,
                        subject=place.code,
                        on=on,
                        known=known,
                        value=value,
                        source=owner,
                        locator=place.activity,
                    )
                )
    return rows


def _totals(elements: Sequence[Element]) -> list[Element]:
    """Those that are not broken down; the two bounds of a range are not."""
    return [each for each in elements if all(part.get("name") == "bound" for part in each.findall("dimension"))]


def _number(element: Element | None, place: _Place) -> Decimal | None:
    """The value, None where there is none. Raises FileError where it is no number."""
    text = "" if element is None else element.get("value", "").strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text) is None:
        raise fault(place.file, f"The value {text} is no number.", place.record)
    return Decimal(text).scaleb(-2) if place.ratio else Decimal(text)


def _day(period: Element, name: str, place: _Place) -> date:
    element = period.find(name)
    day = None if element is None else day_in(element.get("iso-date", ""), place.file)
    if day is None:
        raise fault(place.file, f"A period has no {name}.", place.record)
    return day
