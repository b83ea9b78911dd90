"""SDMX: what is written, and readings out of files of others."""

from __future__ import annotations

import builtins
import importlib.util
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tilth.kernel.errors import FileError, InputError, MissingError
from tilth.plan.evidence import READING, Standing
from tilth.plan.exchange import CsvVersion, read_sdmx, sdmx_csv, sdmx_json, sdmx_structure
from tilth.plan.exchange.sdmx.periods import last_day, period_of
from tilth.plan.exchange.sdmx.series import Observation, observations
from tilth.plan.figures import Report
from tilth.plan.model import Plan

TODAY = date(2025, 4, 21)
NOW = datetime(2025, 4, 21, 9, tzinfo=UTC)

CSV_1 = b"""DATAFLOW,FREQ,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT
NBS:GDP(1.0),Q,scale,2024-Q1,1000000000.000000001,A,9
NBS:GDP(1.0),Q,scale,2024-Q2,,M,9
NBS:GDP(1.0),Q,scale,2024-Q3,4.1E2,P,
"""
JSON_1: dict[str, object] = {
    "meta": {"id": "x", "prepared": "2025-01-01T00:00:00Z", "sender": {"id": "NBS"}},
    "data": {
        "structure": {
            "links": [{"href": "https://example.org/NBS/GDP", "rel": "dataflow"}],
            "dimensions": {
                "dataSet": [{"id": "FREQ", "values": [{"id": "A", "name": "Annual"}]}],
                "series": [{"id": "INDICATOR", "values": [{"id": "scale", "name": "Scale"}]}],
                "observation": [{"id": "TIME_PERIOD", "values": [{"id": "2023"}, {"id": "2024"}]}],
            },
            "attributes": {"observation": [{"id": "UNIT_MULT", "values": [{"id": "9", "name": "Billions"}]}]},
        },
        "dataSets": [{"series": {"0": {"observations": {"0": [410.1, 0], "1": [None, None]}}}}],
    },
}


def _by_key(told: tuple[Observation, ...]) -> dict[tuple[str, str, str], Observation]:
    return {(each.key[2], each.key[3], each.key[4]): each for each in told}


def test_each_figure_is_one_observation_and_its_bounds_are_attributes(plan: Plan, report: Report) -> None:
    told = _by_key(observations(plan, report))
    actual = told["startups", "ACTUAL", "2025-03-31"]
    assert actual.value == 37
    assert (actual.attributes["LOWER_BOUND"], actual.attributes["UPPER_BOUND"]) == ("36", "41")
    assert (actual.attributes["DEFINITION"], actual.attributes["KNOWN_BY"]) == ("2", "2025-04-20")


def test_the_status_says_normal_provisional_missing_or_break(plan: Plan, report: Report) -> None:
    told = _by_key(observations(plan, report))
    statuses = {
        code: told[code, "ACTUAL", "2025-03-31"].attributes["OBS_STATUS"]
        for code in ("startups", "listings", "scale", "solvent")
    }
    assert statuses == {"startups": "P", "listings": "O", "scale": "B", "solvent": "A"}


def test_a_break_before_the_baseline_or_after_the_day_is_none(plan: Plan, report: Report) -> None:
    for on in (date(2022, 12, 31), date(2025, 4, 1)):
        scale = plan.indicators[2]
        moved = replace(scale, breaks=(replace(scale.breaks[0], on=on),))
        changed = replace(plan, indicators=(*plan.indicators[:2], moved, *plan.indicators[3:]))
        told = _by_key(observations(changed, report))
        assert told["scale", "ACTUAL", "2025-03-31"].attributes["OBS_STATUS"] == "O"


def test_zero_targets_and_ranges_and_the_past_are_series_of_their_own(plan: Plan) -> None:
    told = {key: each.text for key, each in _by_key(observations(plan)).items()}
    assert told["startups", "BASELINE", "2023-09-25"] == "0"
    assert told["solvent", "TARGET", "2025-12-31"] == "0"
    assert (told["listings", "TARGET", "2025-12-31"], told["listings", "TARGET_UPPER", "2025-12-31"]) == ("3", "5")
    assert (told["startups", "PAST", "2020"], told["startups", "PAST", "2021-01-01/P546D"]) == ("7", "9")


def test_a_past_quarter_stands_under_both_definitions(plan: Plan, report: Report) -> None:
    told = _by_key(observations(plan, report))
    then, now = (told["startups", name, "2024-09-30"] for name in ("ORIGINAL", "REVISED"))
    assert (then.value, then.attributes["DEFINITION"]) == (20, "1")
    assert (now.value, now.attributes["DEFINITION"]) == (24, "2")


def test_a_ratio_is_no_percentage(plan: Plan, report: Report) -> None:
    share = _by_key(observations(plan, report))["share", "ACTUAL", "2025-03-31"]
    assert (share.text, share.attributes["UNIT_MEASURE"]) == ("0.160000", "ratio")


def test_a_code_that_sdmx_cannot_hold_is_an_error(plan: Plan) -> None:
    with pytest.raises(InputError, match="no SDMX identifier"):
        observations(replace(plan, code="张江"))


@pytest.mark.parametrize("spell", ["csv 1.0", "csv 2.0", "json"])
def test_what_is_written_gives_the_actual_values_back_as_readings(plan: Plan, report: Report, spell: str) -> None:
    if spell == "json":
        data = sdmx_json(plan, report, prepared=NOW)
    else:
        data = sdmx_csv(plan, report, version=CsvVersion(spell.removeprefix("csv "))).encode()
    rows = read_sdmx(data, known=TODAY, file="plan")
    assert [(row.subject, str(row.value)) for row in rows] == [
        ("startups", "37"),
        ("solvent", "-2.5"),
        ("share", "0.160000"),
        ("materials", "1"),
    ]
    assert {(row.claim, row.on, row.standing(TODAY)) for row in rows} == {
        (READING, date(2025, 3, 31), Standing.PENDING)
    }


def test_official_csv_is_read_with_every_digit_and_missing_values_are_passed_over() -> None:
    first, second = read_sdmx(CSV_1, known=TODAY, file="gdp.csv")
    assert (first.on, str(first.value)) == (date(2024, 3, 31), "1000000000.000000001")
    assert first.facts == {"OBS_STATUS": "A", "UNIT_MULT": "9"}
    assert (second.on, second.value) == (date(2024, 9, 30), Decimal(410))
    assert (first.source, first.locator) == ("NBS:GDP(1.0)", "Q.scale:2024-Q1")


def test_a_file_taken_in_again_gives_the_same_rows_and_a_revised_value_another() -> None:
    before = {row.id for row in read_sdmx(CSV_1, known=TODAY, file="a.csv")}
    assert {row.id for row in read_sdmx(CSV_1, known=NOW.date(), file="b.csv")} == before
    after = {row.id for row in read_sdmx(CSV_1.replace(b"4.1E2", b"420"), known=TODAY, file="c.csv")}
    assert len(after - before) == len(before - after) == 1


def test_labels_beside_the_codes_are_taken_off() -> None:
    data = (
        b"\xef\xbb\xbfSTRUCTURE,STRUCTURE_ID,ACTION,INDICATOR: Indicator,TIME_PERIOD: Time,OBS_VALUE: Value\r\n"
        b"dataflow,NBS:GDP(1.0): GDP,I,scale: Scale,2024: 2024,3\r\n"
    )
    (row,) = read_sdmx(data, known=TODAY, file="x")
    assert (row.subject, row.on, row.value, row.source) == (
        "scale",
        date(2024, 12, 31),
        Decimal(3),
        "NBS:GDP(1.0)",
    )


@pytest.mark.parametrize("layout", ["1.0", "draft", "2.0", "flat"])
def test_official_json_is_read_in_every_layout(layout: str) -> None:
    message = json.loads(json.dumps(JSON_1))
    if layout == "draft":
        message = {"header": message["meta"], **message["data"]}
    elif layout == "2.0":
        message["data"]["structures"] = [message["data"].pop("structure")]
    elif layout == "flat":
        dimensions = message["data"]["structure"]["dimensions"]
        dimensions["observation"] = [*dimensions.pop("series"), *dimensions["observation"]]
        message["data"]["dataSets"] = [{"observations": {"0:0": [410.1, 0]}}]
    (row,) = read_sdmx(json.dumps(message).encode(), known=TODAY, file="x.json")
    assert (row.subject, row.on, str(row.value), row.facts) == (
        "scale",
        date(2023, 12, 31),
        "410.1",
        {"UNIT_MULT": "9"},
    )


def test_observations_that_differ_in_another_dimension_must_be_chosen_among() -> None:
    data = b"DATAFLOW,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE\nA:B(1.0),jobs,F,2024,3\nA:B(1.0),jobs,_T,2024,5\n"
    with pytest.raises(FileError, match="two observations of jobs in 2024") as raised:
        read_sdmx(data, known=TODAY, file="x.csv")
    assert raised.value.line == 3
    assert "SEX" in raised.value.mend
    (row,) = read_sdmx(data, known=TODAY, file="x.csv", where={"SEX": "_T"})
    assert row.value == 5


def test_another_dimension_can_name_the_series() -> None:
    data = b"DATAFLOW,SERIES,TIME_PERIOD,OBS_VALUE\nA:B(1.0),gdp,2024,3\n"
    assert read_sdmx(data, known=TODAY, file="x", subject="SERIES")[0].subject == "gdp"
    with pytest.raises(FileError, match="no code of the dimension INDICATOR"):
        read_sdmx(data, known=TODAY, file="x")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a,b\n1,2\n", "no SDMX-CSV"),
        (b"DATAFLOW,INDICATOR,OBS_VALUE,OBS_VALUE\n", "twice"),
        (b"DATAFLOW,INDICATOR,TIME_PERIOD,OBS_VALUE\nx,y\n", "2 cells under 4"),
        (b"DATAFLOW,INDICATOR,TIME_PERIOD,OBS_VALUE\nx,y,2024-Q5,3\n", "2024-Q5 is none"),
        (b"DATAFLOW,INDICATOR,TIME_PERIOD,OBS_VALUE\nx,y,2024,many\n", "many is no number"),
        (b"STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,TIME_PERIOD,OBS_VALUE\ndataflow,x,D,y,2024,\n", "deletion"),
        (b"\xff", "not UTF-8"),
        (b"{", "no SDMX-JSON"),
        (b'{"data": []}', "no SDMX-JSON"),
        (b'{"data": {"dataSets": [{"series": {}}]}}', "leads nowhere"),
        (b'{"data": {"structure": {"dimensions": {}}, "dataSets": [{"action": "Delete"}]}}', "deletion"),
        (b'{"a":' * 50_000, "no SDMX-JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_files_name(data: bytes, says: str) -> None:
    with pytest.raises(FileError, match=says) as raised:
        read_sdmx(data, known=TODAY, file="given")
    assert raised.value.file == "given"


@pytest.mark.parametrize(("key", "place"), [("1", "0"), ("-1", "0"), ("0:0", "0"), ("0", "7"), ("x", "0")])
def test_an_index_that_leads_nowhere_is_refused(key: str, place: str) -> None:
    message = json.loads(json.dumps(JSON_1))
    message["data"]["dataSets"] = [{"series": {key: {"observations": {place: [1]}}}}]
    with pytest.raises(FileError, match="leads nowhere"):
        read_sdmx(json.dumps(message).encode(), known=TODAY, file="x")


def test_without_pysdmx_the_extra_is_named_and_json_is_written_all_the_same(
    plan: Plan, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pysdmx" else found(name))
    whole = builtins.__import__

    def bare(name: str, *rest: object) -> object:
        assert not name.startswith("pysdmx")
        return whole(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", bare)
    for write in (lambda: sdmx_csv(plan, report), lambda: sdmx_structure(plan, prepared=NOW)):
        with pytest.raises(MissingError) as raised:
            write()
        assert "tilth[sdmx]" in raised.value.mend
    assert sdmx_json(plan, report, prepared=NOW).startswith(b"{")


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("2024", "2024-12-31"),
        ("2024-A1", "2024-12-31"),
        ("2024-S1", "2024-06-30"),
        ("2024-T2", "2024-08-31"),
        ("2024-Q4", "2024-12-31"),
        ("2024-M02", "2024-02-29"),
        ("2024-02", "2024-02-29"),
        ("2024-W01", "2024-01-07"),
        ("2024-W53", None),
        ("2020-W53", "2021-01-03"),
        ("2023-D365", "2023-12-31"),
        ("2023-D366", None),
        ("2023-D000", None),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None),
        ("2024-02-29T12:00:00+08:00", "2024-02-29"),
        ("2024-01-31/P1M", "2024-02-28"),
        ("2024-01-01/P1Y", "2024-12-31"),
        ("2024-01-01/P1Y6M", "2025-06-30"),
        ("2024-01-01/P2W", "2024-01-14"),
        ("2024-01-01/P366D", "2024-12-31"),
        ("2024-01-01/P", None),
        ("2024-01-01/P9999999D", None),
        ("9999-01-01/P9999Y", None),
        ("2024-Q5", None),
        ("2024-13", None),
        ("2024-S3", None),
        ("0000", None),
        ("２０２４", None),
        ("", None),
    ],
)
def test_the_last_day_of_a_time_period(period: str, last: str | None) -> None:
    assert last_day(period) == (date.fromisoformat(last) if last else None)


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2024-01-01", "2024-12-31", ("A", "2024")),
        ("2024-04-01", "2024-06-30", ("Q", "2024-Q2")),
        ("2024-05-01", "2024-07-31", ("_O", "2024-05-01/P92D")),
        ("2024-02-01", "2024-02-29", ("M", "2024-02")),
        ("2024-02-29", "2024-02-29", ("D", "2024-02-29")),
        ("2024-02-01", "2025-01-31", ("_O", "2024-02-01/P366D")),
    ],
)
def test_days_are_spelled_as_the_period_that_they_are(first: str, last: str, period: tuple[str, str]) -> None:
    assert period_of(date.fromisoformat(first), date.fromisoformat(last)) == period
    assert last_day(period[1]) == date.fromisoformat(last)
