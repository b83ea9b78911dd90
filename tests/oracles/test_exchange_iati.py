"""IATI files against the standard: its schema, and its code lists.

Both are data files of the package ``pyiati``, found by its list of files; its code is not imported. Schemas that
the standard's schema imports stand beside it, so nothing is fetched.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, distribution
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, parse

import pytest

from tilth.plan.exchange import Publisher, iati_results, read_iati
from tilth.plan.figures import Attainment, Figure, Finding, Report, digest_of
from tilth.plan.model import (
    Baseline,
    Break,
    Definition,
    Direction,
    Indicator,
    Kind,
    Milestone,
    Past,
    Plan,
    Source,
    Target,
    Words,
)

xmlschema = pytest.importorskip("xmlschema")

NOW = datetime(2025, 4, 21, 9, 30, tzinfo=UTC)
DAY, END = date(2025, 3, 31), date(2025, 12, 31)
SPEECH = Source("Press office", "https://example.org/speech?a=1&b=2", date(2023, 9, 26))
OFFICE = Publisher("CN-SAIC-1", "10", Words("Pudong", "浦东"))


def _indicator(code: str, kind: Kind, **more: object) -> Indicator:
    return Indicator(code, Words(f"<{code}> & more", "名"), kind, Words("firms", "家"), "office", **more)  # type: ignore[arg-type]


def _figure(code: str, kind: Kind, low: str, certain: str, high: str, **more: object) -> Figure:
    values = [Decimal(text) if text else None for text in (low, certain, high)]
    return Figure(code, kind, DAY, 1, *values, 3, digest_of([code]), Attainment.OPEN, **more)  # type: ignore[arg-type]


PLAN = Plan(
    "zhangjiang",
    Words("Action plan", "行动方案"),
    date(2023, 9, 26),
    ("pudong",),
    (
        _indicator(
            "startups",
            Kind.COUNT,
            definitions=(Definition(1, Words("Founded here."), date(2023, 9, 26), source=SPEECH),),
            baseline=Baseline(Decimal(0), date(2023, 9, 25), SPEECH),
            target=Target(Decimal(50), END, source=SPEECH),
            past=(Past(date(2021, 1, 1), date(2021, 12, 31), 7, SPEECH),),
            source=SPEECH,
        ),
        _indicator("listings", Kind.COUNT, target=Target(Decimal(3), END, Decimal(5), source=SPEECH)),
        _indicator(
            "losses",
            Kind.LEVEL,
            baseline=Baseline(Decimal("2.5"), date(2022, 12, 31), Source("Register", "page 4")),
            target=Target(Decimal(0), DAY, direction=Direction.AT_MOST),
            breaks=(Break(date(2024, 1, 1), Words("Services too"), SPEECH),),
        ),
        _indicator(
            "kept",
            Kind.RATIO,
            baseline=Baseline(Decimal("0.15"), date(2022, 12, 31)),
            target=Target(Decimal("0.15"), END),
        ),
        _indicator("materials", Kind.QUALITATIVE, milestones=(Milestone("pilot", Words("Pilot", "试"), END),)),
    ),
    SPEECH,
)
REPORT = Report(
    "zhangjiang",
    DAY,
    DAY,
    (
        _figure("startups", Kind.COUNT, "36", "37", "41"),
        _figure("listings", Kind.COUNT, "", "", ""),
        _figure("losses", Kind.LEVEL, "-1", "-1", "-1"),
        _figure("kept", Kind.RATIO, "0.14", "0.15", "0.16"),
        _figure("materials", Kind.QUALITATIVE, "1", "1", "1", findings=(Finding("pilot", "met", DAY, "", ()),)),
    ),
)


@pytest.fixture(scope="module")
def standard() -> Path:
    """The folder of version 2.03 of the standard."""
    try:
        found = Path(str(distribution("pyiati").locate_file("iati/resources/standard/2-03")))
    except PackageNotFoundError:
        pytest.skip("the schemas of IATI are in the package pyiati")
    return found


@pytest.mark.parametrize("report", [REPORT, None], ids=["report", "plan alone"])
@pytest.mark.parametrize("start", [date(2023, 9, 26), date(2026, 1, 1)], ids=["begun", "not begun"])
def test_the_file_is_valid_by_the_standards_schema(standard: Path, report: Report | None, start: date) -> None:
    schema = xmlschema.XMLSchema(str(standard / "schemas" / "iati-activities-schema.xsd"), allow="local")
    plan = Plan(PLAN.code, PLAN.name, start, PLAN.boundary, PLAN.indicators, PLAN.source)
    data = iati_results(plan, report, OFFICE, generated=NOW)
    assert [str(error.reason) for error in schema.iter_errors(BytesIO(data))] == []


def test_the_schema_would_find_a_fault(standard: Path) -> None:
    schema = xmlschema.XMLSchema(str(standard / "schemas" / "iati-activities-schema.xsd"), allow="local")
    broken = iati_results(PLAN, REPORT, OFFICE, generated=NOW).replace(
        b'iso-date="2025-12-31"', b'iso-date="2025"'
    )
    assert list(schema.iter_errors(BytesIO(broken)))


@pytest.mark.parametrize(
    ("path", "attribute", "codelist"),
    [
        (".//result", "type", "ResultType"),
        (".//indicator", "measure", "IndicatorMeasure"),
        (".//indicator/reference", "vocabulary", "IndicatorVocabulary"),
        (".//document-link/category", "code", "DocumentCategory"),
        (".//activity-status", "code", "ActivityStatus"),
        (".//activity-date", "type", "ActivityDateType"),
        (".//participating-org", "role", "OrganisationRole"),
        (".//reporting-org", "type", "OrganisationType"),
        (".", "version", "Version"),
    ],
)
def test_every_code_is_in_the_standards_list(standard: Path, path: str, attribute: str, codelist: str) -> None:
    items = parse(standard / "codelists" / f"{codelist}.xml").iterfind(".//codelist-item/code")
    listed = {item.text for item in items}
    elements: list[Element] = fromstring(iati_results(PLAN, REPORT, OFFICE, generated=NOW)).findall(path)
    assert elements
    assert {element.get(attribute) for element in elements} <= listed


def test_zero_baseline_zero_target_and_target_at_the_baseline_come_back() -> None:
    read = read_iati(iati_results(PLAN, REPORT, OFFICE, generated=NOW), known=DAY, file="x")
    assert read.indicators == PLAN.indicators
    assert [(row.subject, row.value) for row in read.readings] == [
        ("startups", Decimal(37)),
        ("losses", Decimal(-1)),
        ("kept", Decimal("0.15")),
    ]
