"""The SDMX-JSON 2.0.0 data message, which no library in Python writes.

Dimensions and attributes list their values once, and series and observations name them by index: the key
``0:0:3:1`` of a series has one index a dimension, and an observation is its value followed by one index an
attribute. The value is a decimal and so, by the standard's table of types, a text; a missing one is null. Schema:
https://github.com/sdmx-twg/sdmx-json, data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from tilth.plan.exchange.sdmx.periods import last_day
from tilth.plan.exchange.sdmx.series import (
    ATTRIBUTES,
    DIMENSIONS,
    FREQUENCIES,
    MEASURES,
    STATUSES,
    Observation,
    observations,
)
from tilth.plan.exchange.sdmx.structure import AGENCY, VERSION, structure_id
from tilth.plan.figures import Report
from tilth.plan.model import Plan

__all__ = ["sdmx_json"]

_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/"
    "data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json"
)
Json = Mapping[str, object]


def sdmx_json(plan: Plan, report: Report | None = None, *, prepared: datetime) -> bytes:
    """The series of ``plan`` and ``report`` as an SDMX-JSON 2.0.0 data message in UTF-8.

    ``prepared`` is the instant that the message names. Needs no extra. Raises InputError as
    :func:`tilth.plan.exchange.sdmx.series.observations`.
    """
    told = observations(plan, report)
    values = [list(dict.fromkeys(each.key[place] for each in told)) for place in range(len(DIMENSIONS))]
    attributes = {
        name: texts
        for name in ATTRIBUTES
        if (texts := list(dict.fromkeys(each.attributes[name] for each in told if name in each.attributes)))
    }
    links = [_link("Dataflow", "dataflow", plan), _link("DataStructure", "datastructure", plan)]
    structure = {
        "links": links,
        "name": plan.name.en,
        "names": _names(plan.name.en, plan.name.zh),
        "dimensions": _dimensions(plan, values),
        "measures": {"observation": [{"id": "OBS_VALUE", "name": "Observation value"}]},
        "attributes": {"observation": [_attribute(name, texts) for name, texts in attributes.items()]},
        "dataSets": [0],
    }
    series = _series(told, values, attributes)
    data = {"structure": 0, "action": "Information", "links": links, "series": series}
    message = {"meta": _meta(plan, report, prepared), "data": {"structures": [structure], "dataSets": [data]}}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _meta(plan: Plan, report: Report | None, prepared: datetime) -> Json:
    about = f"_{report.as_of}" if report else ""
    return {
        "schema": _SCHEMA,
        "id": f"{structure_id(plan)}{about}",
        "prepared": prepared.astimezone(UTC).isoformat(timespec="seconds"),
        "contentLanguages": ["en", "zh"],
        "sender": {"id": AGENCY},
    }


def _link(kind: str, relation: str, plan: Plan) -> Json:
    package = "datastructure"
    urn = f"urn:sdmx:org.sdmx.infomodel.{package}.{kind}={AGENCY}:{structure_id(plan)}({VERSION})"
    return {"rel": relation, "urn": urn}


def _dimensions(plan: Plan, values: Sequence[Sequence[str]]) -> Json:
    """All dimensions but time are the key of a series."""
    names: dict[str, Mapping[str, tuple[str, str]]] = {
        "FREQ": {code: (name, "") for code, name in FREQUENCIES.items()},
        "REF_AREA": {plan.code: (plan.name.en, plan.name.zh)},
        "INDICATOR": {each.code: (each.name.en, each.name.zh) for each in plan.indicators},
        "PLAN_MEASURE": {code: (name, "") for code, name in MEASURES.items()},
    }
    made: list[Json] = []
    for place, (id, codes) in enumerate(zip(DIMENSIONS, values, strict=True)):
        known = names.get(id)
        listed = [_coded(code, *known[code]) for code in codes] if known else [_period(code) for code in codes]
        made.append({"id": id, "name": id, "keyPosition": place, "values": listed})
    made = [each for each in made if each["values"]]
    return {"dataSet": [], "series": made[:-1], "observation": made[-1:]}


def _coded(code: str, en: str, zh: str) -> Json:
    return {"id": code, "name": en, "names": _names(en, zh)}


def _names(en: str, zh: str) -> Json:
    return {"en": en, "zh": zh} if zh else {"en": en}


def _period(period: str) -> Json:
    """A time range is no identifier, and so is told as a value."""
    if "/" in period:
        return {"value": period, "name": period}
    day = last_day(period)
    end = {"end": datetime.combine(day, time(23, 59, 59)).isoformat() + "Z"} if day else {}
    return {"id": period, "name": period, **end}


def _attribute(name: str, texts: Sequence[str]) -> Json:
    values: list[Json]
    if name == "OBS_STATUS":
        values = [{"id": text, "name": STATUSES[text]} for text in texts]
    else:
        values = [{"value": text, "name": text} for text in texts]
    return {"id": name, "name": name, "relationship": {"observation": {}}, "values": values}


def _series(
    told: Sequence[Observation], values: Sequence[Sequence[str]], attributes: Mapping[str, Sequence[str]]
) -> Json:
    places = [{value: place for place, value in enumerate(each)} for each in values]
    marks = {name: {text: place for place, text in enumerate(texts)} for name, texts in attributes.items()}
    series: dict[str, dict[str, dict[str, list[str | int | None]]]] = {}
    for each in told:
        indexes = [str(known[value]) for known, value in zip(places, each.key, strict=True)]
        observed: list[str | int | None] = [None if each.value is None else each.text]
        observed += [marks[name].get(each.attributes.get(name, "")) for name in attributes]
        found = series.setdefault(":".join(indexes[:-1]), {"observations": {}})
        found["observations"][indexes[-1]] = observed
    return series
