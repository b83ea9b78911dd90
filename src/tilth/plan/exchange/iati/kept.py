"""What Tilth wrote of an indicator beside IATI's own elements, as it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from xml.etree.ElementTree import Element

from tilth.plan.exchange.iati.markup import NAMESPACE, day_in, fault, read_source, words_in
from tilth.plan.model import (
    Break,
    Counted,
    Definition,
    Kind,
    Measure,
    Milestone,
    Source,
    Words,
)

__all__ = ["Kept", "kept_of"]

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The parts of an indicator that IATI has no place for."""

    kind: Kind
    unit: Words
    owner: str
    measure: Measure = Measure.STOCK
    counted: Counted = Counted.ENTITIES
    definitions: tuple[Definition, ...] = ()
    source: Source | None = None
    breaks: tuple[Break, ...] = ()
    milestones: tuple[Milestone, ...] = ()


def kept_of(element: Element, file: str) -> Kept | None:
    """What was kept of the indicator, None where the file is not ours. Raises FileError where it was altered so
    that it cannot be read.
    """
    rest = element.find(_ours("indicator"))
    if rest is None:
        return None
    return Kept(
        kind=_one_of(rest, "kind", Kind, file),
        unit=words_in(rest, _ours("unit")),
        owner=rest.get("owner", ""),
        measure=_one_of(rest, "measure", Measure, file),
        counted=_one_of(rest, "counted", Counted, file),
        definitions=tuple(_definition(each, file) for each in rest.findall(_ours("definition"))),
        source=read_source(rest, file),
        breaks=tuple(
            Break(_day(each, "on", file), words_in(each), read_source(each, file))
            for each in rest.findall(_ours("break"))
        ),
        milestones=tuple(
            Milestone(each.get("code", ""), words_in(each), day_in(each.get("due", ""), file))
            for each in rest.findall(_ours("milestone"))
        ),
    )


def _definition(element: Element, file: str) -> Definition:
    version = element.get("version", "")
    if not version.isdecimal():
        raise fault(file, f"The version {version} of a definition is no number.", "")
    return Definition(
        version=int(version),
        words=words_in(element),
        since=_day(element, "since", file),
        reason=words_in(element, _ours("why")).en,
        source=read_source(element, file),
    )


def _ours(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _one_of(element: Element, name: str, choices: type[Choice], file: str) -> Choice:
    try:
        return choices(element.get(name, ""))
    except ValueError as error:
        raise fault(file, f"{name} is none of {', '.join(choices)}.", "") from error


def _day(element: Element, name: str, file: str) -> date:
    day = day_in(element.get(name, ""), file)
    if day is None:
        raise fault(file, f"The date {name} is missing.", "")
    return day
