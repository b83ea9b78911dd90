"""The observations of an SDMX-JSON data message: 1.0, the drafts that went before it, and 2.x.

In all of them a structure lists the values of dimensions and attributes, and data sets name those values by index.
1.0 has one structure, 2.x has several; the drafts lack the ``data`` around both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tilth.kernel.errors import FileError
from tilth.plan.exchange.sdmx.observed import Observed

__all__ = ["observed_in_json"]


@dataclass(frozen=True, slots=True)
class _Component:
    id: str
    values: list[dict[str, object] | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Structure:
    dimensions: dict[str, list[_Component] | None]
    measures: dict[str, list[_Component] | None] = field(default_factory=dict)
    attributes: dict[str, list[_Component] | None] = field(default_factory=dict)
    links: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Series:
    observations: dict[str, list[object]] = field(default_factory=dict)
    attributes: list[object] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Set:
    structure: int = 0
    action: str = "Information"
    attributes: list[object] = field(default_factory=list)
    series: dict[str, _Series] = field(default_factory=dict)
    observations: dict[str, list[object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Data:
    dataSets: list[_Set] = field(default_factory=list)  # noqa: N815 - the standard's own name
    structures: list[_Structure] = field(default_factory=list)
    structure: _Structure | None = None


@dataclass(frozen=True, slots=True)
class _Message:
    data: _Data


def observed_in_json(data: bytes, file: str) -> Iterator[Observed]:
    """The observations in ``data``. Raises FileError where it is no such message, or asks for a deletion."""
    body = _body(data, file)
    structures = body.structures or ([body.structure] if body.structure else [])
    for place, each in enumerate(body.dataSets):
        where = f"data set {place + 1}"
        if each.action == "Delete":
            raise _unreadable(file, "The data set asks for a deletion, and evidence is never deleted.", where)
        try:
            yield from _observed(structures[each.structure], each, where)
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise _unreadable(file, f"An index leads nowhere: {error}.", where) from error


def _body(data: bytes, file: str) -> _Data:
    import msgspec

    try:
        told = msgspec.json.Decoder(float_hook=Decimal).decode(data)
        draft = isinstance(told, dict) and "data" not in told
        return msgspec.convert(told, _Data) if draft else msgspec.convert(told, _Message).data
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(file, f"This is no SDMX-JSON data message: {error}.") from error


def _observed(structure: _Structure, data: _Set, where: str) -> Iterator[Observed]:
    name = _name(structure)
    fixed = {part.id: _text(part.values[0]) for part in _level(structure.dimensions, "dataSet")}
    told = _facts(_level(structure.attributes, "dataSet"), data.attributes)
    measures = max(1, len(_level(structure.measures, "observation")))
    bare = {"": _Series(observations=data.observations)} if data.observations else {}
    for series, content in {**data.series, **bare}.items():
        key = {**fixed, **_key(_level(structure.dimensions, "series") if series else [], series)}
        facts = {**told, **_facts(_level(structure.attributes, "series"), content.attributes)}
        for place, values in content.observations.items():
            own = _facts(_level(structure.attributes, "observation"), values[measures:])
            yield Observed(
                structure=name,
                key={**key, **_key(_level(structure.dimensions, "observation"), place)},
                value=_spelled(values[0] if values else None),
                facts={**facts, **own},
                record=f"{where}, {series or 'observation'} {place}",
            )


def _level(parts: Mapping[str, list[_Component] | None], level: str) -> Sequence[_Component]:
    return parts.get(level) or []


def _key(dimensions: Sequence[_Component], indexes: str) -> dict[str, str]:
    places = [int(index) for index in indexes.split(":")] if indexes else []
    pairs = zip(dimensions, places, strict=True)
    return {part.id: _text(part.values[_upward(place)]) for part, place in pairs}


def _facts(attributes: Sequence[_Component], told: Sequence[object]) -> dict[str, str]:
    """The attributes that have a value: by index where the structure lists values, else as they stand."""
    facts = {}
    for part, value in zip(attributes, told, strict=False):
        if part.values and isinstance(value, int) and not isinstance(value, bool):
            facts[part.id] = _text(part.values[_upward(value)])
        else:
            facts[part.id] = _spelled(value)
    return {id: text for id, text in facts.items() if text}


def _upward(place: int) -> int:
    """``place``, which must not count from the end."""
    if place < 0:
        raise IndexError(place)
    return place


def _text(value: Mapping[str, object] | None) -> str:
    """The code of a listed value, or what it says where it has none."""
    if value is None:
        return ""
    return _spelled(next((value[name] for name in ("id", "value", "name") if name in value), None))


def _spelled(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, dict | list):
        raise TypeError("a value is a list or a translated text")
    return str(value)


def _name(structure: _Structure) -> str:
    """What the message calls its structure: the end of a URN, else an address, else nothing."""
    named = [_spelled(link.get("urn") or link.get("href")) for link in structure.links]
    return next((name.rpartition("=")[2] for name in named if name), "")


def _unreadable(file: str, message: str, record: str | None = None) -> FileError:
    mend = "Give an SDMX-JSON data message of the version 1.0 or 2.x, or SDMX-CSV."
    return FileError("exchange.sdmx", message, file=file, mend=mend, record=record)
