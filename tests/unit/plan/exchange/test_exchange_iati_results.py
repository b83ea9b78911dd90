"""IATI results: what is written, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element, fromstring

import pytest

from tilth.kernel.errors import FileError, InputError
from tilth.plan.evidence import READING
from tilth.plan.exchange import Publisher, iati_results, read_iati
from tilth.plan.figures import Report
from tilth.plan.model import Definition, Direction, Indicator, Kind, Plan, Target, Words

NOW = datetime(2025, 4, 21, 9, tzinfo=UTC)
TODAY = NOW.date()
OFFICE = Publisher("CN-SAIC-1", "10", Words("Pudong", "浦东"))

FOREIGN = """<iati-activities version="2.03"><iati-activity xml:lang="en">
  <iati-identifier> XM-1 </iati-identifier>
  <reporting-org ref="XM" type="40"><narrative>The Fund</narrative></reporting-org>
  <result type="1"><title><narrative>Clinics</narrative></title>
    <indicator measure="1" ascending="0">
      <title><narrative xml:lang="zh-CN">诊所</narrative><narrative>Cases</narrative></title>
      <description><narrative>New cases a year</narrative></description>
      <reference vocabulary="4" code="SH.1"/>
      <baseline year="2019" value="0"/>
      <period><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31Z"/>
        <target value="12"/><actual value="9"/>
        <actual value="4"><dimension name="sex" value="female"/></actual></period>
      <period><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/>
        <target value="5"/><target value="3"/><actual/></period>
    </indicator>
    <indicator measure="5"><title><narrative>Trust</narrative></title></indicator>
  </result></iati-activity></iati-activities>"""


def _written(plan: Plan, report: Report | None) -> bytes:
    return iati_results(plan, report, OFFICE, generated=NOW)


def _element(data: bytes, code: str) -> Element:
    found = fromstring(data).find(f".//indicator/reference[@code='{code}']/..")
    assert found is not None
    return found


def _without_rules(indicator: Indicator) -> Indicator:
    def words(definition: Definition) -> Definition:
        return replace(definition, rule=None, share=None)

    return replace(indicator, definitions=tuple(words(each) for each in indicator.definitions))


def test_everything_but_the_rules_comes_back(plan: Plan, report: Report) -> None:
    for given in (report, None):
        read = read_iati(_written(plan, given), known=TODAY, file="x")
        assert read.indicators == tuple(_without_rules(each) for each in plan.indicators)


def test_the_certain_values_come_back_as_readings(plan: Plan, report: Report) -> None:
    rows = read_iati(_written(plan, report), known=TODAY, file="x").readings
    assert [(row.subject, row.value) for row in rows] == [
        ("startups", Decimal(37)),
        ("solvent", Decimal("-2.5")),
        ("share", Decimal("0.16")),
    ]
    assert {(row.claim, row.on, row.known, row.source) for row in rows} == {
        (READING, date(2025, 3, 31), TODAY, "Pudong")
    }
    assert len({row.id for row in rows}) == 3


def test_the_actual_value_stands_alone_and_its_bounds_are_dimensions(plan: Plan, report: Report) -> None:
    actuals = [
        (each.get("value"), [part.get("value") for part in each.findall("dimension")])
        for each in _element(_written(plan, report), "startups").findall("period/actual")
    ]
    assert actuals == [("7", []), ("9", []), ("37", []), ("36", ["low"]), ("41", ["high"])]


def test_rivals_leave_bounds_and_no_value(plan: Plan, report: Report) -> None:
    actuals = _element(_written(plan, report), "scale").findall("period/actual")
    assert [each.get("value") for each in actuals] == ["410", "420"]
    assert all(each.find("dimension") is not None for each in actuals)


def test_a_range_is_two_targets_of_one_period(plan: Plan) -> None:
    targets = _element(_written(plan, None), "listings").findall("period/target")
    assert [each.get("value") for each in targets] == ["3", "5"]


def test_zero_baselines_zero_targets_and_falling_totals_are_written_as_they_are(
    plan: Plan, report: Report
) -> None:
    data = _written(plan, report)
    baseline = _element(data, "startups").find("baseline")
    solvent = _element(data, "solvent")
    target = solvent.find("period/target")
    assert baseline is not None
    assert target is not None
    assert (baseline.get("value"), target.get("value"), solvent.get("ascending")) == ("0", "0", "false")


def test_a_ratio_is_written_in_percent(plan: Plan, report: Report) -> None:
    share = _element(_written(plan, report), "share")
    values = [each.get("value") for name in ("baseline", "period/target") for each in share.findall(name)]
    assert (share.get("measure"), values) == ("2", ["15", "15"])


def test_a_milestones_verdict_is_a_comment_without_a_value(plan: Plan, report: Report) -> None:
    element = _element(_written(plan, report), "materials")
    (actual,) = element.findall("period/actual")
    assert (element.get("measure"), actual.get("value")) == ("5", None)
    assert actual.findtext("comment/narrative") == "met: It runs."


def test_on_the_deadline_target_and_actual_share_a_period(plan: Plan, report: Report) -> None:
    end = date(2025, 12, 31)
    figures = tuple(replace(figure, as_of=end) for figure in report.figures)
    periods = _element(_written(plan, replace(report, figures=figures)), "solvent").findall("period")
    assert [(len(each.findall("target")), len(each.findall("actual"))) for each in periods] == [(1, 1)]


def test_an_indicator_of_others_is_a_reported_level(plan: Plan) -> None:
    read = read_iati(FOREIGN.encode(), known=TODAY, file="x")
    cases, trust = read.indicators
    assert (cases.code, cases.name, cases.kind, cases.owner) == (
        "SH.1",
        Words("Cases", "诊所"),
        Kind.LEVEL,
        "The Fund",
    )
    assert cases.target == Target(Decimal(3), date(2021, 12, 31), Decimal(5), Direction.AT_MOST)
    assert cases.baseline is not None
    assert (cases.baseline.value, cases.baseline.on) == (0, date(2019, 12, 31))
    assert cases.definitions == (Definition(1, Words("New cases a year"), date(2020, 1, 1)),)
    assert (trust.code, trust.kind) == ("XM-1/2", Kind.QUALITATIVE)
    assert [(row.subject, row.on, row.value) for row in read.readings] == [
        ("SH.1", date(2020, 12, 31), Decimal(9))
    ]


def test_two_indicators_of_one_code_are_kept_apart() -> None:
    first = FOREIGN.replace(
        "<narrative>Trust</narrative></title>",
        '<narrative>T</narrative></title><reference vocabulary="99" code="SH.1"/>',
    )
    codes = [each.code for each in read_iati(first.encode(), known=TODAY, file="x").indicators]
    assert codes == ["SH.1", "XM-1/2"]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE iati-activities [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE iati-activities SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "http://localhost/">]>',
    ],
)
def test_a_document_type_is_refused(declaration: str) -> None:
    with pytest.raises(FileError, match="document type") as raised:
        read_iati((declaration + FOREIGN).encode(), known=TODAY, file="bomb.xml")
    assert raised.value.place == "bomb.xml"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("</iati-activities>", "", "not XML"),
        ("iati-activities", "iati-organisations", "holds iati-organisations"),
        ('value="12"', 'value="about 12"', "about 12 is no number"),
        ('iso-date="2020-01-01"', 'iso-date="January"', "January is none"),
        ('<period-end iso-date="2021-12-31"/>', "", "no period-end"),
        ('year="2019"', 'year="0"', "year 0"),
        ("<iati-activities ", '<?xml version="1.0" encoding="no-such"?><iati-activities ', "not XML"),
    ],
)
def test_what_cannot_be_read_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(FileError, match=says):
        read_iati(FOREIGN.replace(old, new).encode(), known=TODAY, file="x")


def test_a_text_that_xml_cannot_hold_is_an_error_of_the_plan(plan: Plan) -> None:
    broken = replace(plan, name=Words("a\x00b"))
    with pytest.raises(InputError, match=r"U\+0000"):
        _written(broken, None)
