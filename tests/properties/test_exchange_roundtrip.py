"""Whatever a plan and its report hold comes back from the formats that promise it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tilth.kernel.refusal import Reason
from tilth.plan.exchange import (
    Publisher,
    iati_results,
    indicators_csv,
    read_iati,
    read_indicators_csv,
    read_report,
    read_sdmx,
    report_bytes,
    sdmx_json,
)
from tilth.plan.exchange.cells import plain, safe
from tilth.plan.exchange.sdmx.periods import last_day, period_of
from tilth.plan.figures import Attainment, Blocker, Chance, Figure, Finding, Outlook, Report
from tilth.plan.model import (
    Baseline,
    Break,
    Condition,
    Counted,
    Definition,
    Direction,
    Indicator,
    Kind,
    Measure,
    Milestone,
    Operator,
    Past,
    Plan,
    Rule,
    Source,
    Target,
    Words,
)

NOW = datetime(2025, 4, 21, tzinfo=UTC)
OFFICE = Publisher("CN-1", "10", Words("Office"))

# What XML can hold: no control characters, and no carriage return, which every XML reader turns into a line feed.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12) | (
    st.sampled_from(["=1+1", "'=1", "-", "@x", "\ttab", "a\nb", "a,b", '"', "&<>]]>", " padded ", "＝1"])
)
SOME = TEXTS.filter(bool)
CODES = st.text("abcdefghij0123456789_-@$", min_size=1, max_size=8)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
NUMBERS = st.decimals(-(10**12), 10**12, places=3) | st.integers(-(10**15), 10**15).map(Decimal)
WORDS = st.builds(Words, SOME, TEXTS)
SOURCES = st.none() | st.builds(Source, SOME, TEXTS | st.just("https://example.org/a?b=c"), st.none() | DAYS)
TUPLES = st.lists(TEXTS, max_size=2).map(tuple)
CONDITIONS = st.builds(Condition, TEXTS, st.sampled_from(Operator), TUPLES)
RULES = st.builds(Rule, TUPLES, TUPLES, TUPLES, st.lists(CONDITIONS, max_size=2).map(tuple), st.none() | DAYS)
DEFINITIONS = st.builds(
    Definition, st.integers(1, 99), WORDS, DAYS, st.none() | RULES, st.none() | RULES, TEXTS, SOURCES
)
TARGETS = st.builds(
    lambda bounds, deadline, two, direction, source: Target(
        min(bounds), deadline, max(bounds) if two and bounds[0] != bounds[1] else None, direction, source
    ),
    st.tuples(NUMBERS, NUMBERS),
    DAYS,
    st.booleans(),
    st.sampled_from(Direction),
    SOURCES,
)
PASTS = st.builds(
    lambda one, two, *rest: Past(min(one, two), max(one, two), *rest), DAYS, DAYS, st.integers(0, 10**9), SOURCES
)
INDICATORS = st.builds(
    Indicator,
    code=CODES,
    name=WORDS,
    kind=st.sampled_from(Kind),
    unit=WORDS,
    owner=TEXTS,
    measure=st.sampled_from(Measure),
    counted=st.sampled_from(Counted),
    definitions=st.lists(DEFINITIONS, max_size=2).map(tuple),
    baseline=st.none() | st.builds(Baseline, NUMBERS, DAYS, SOURCES),
    target=st.none() | TARGETS,
    source=SOURCES,
    breaks=st.lists(st.builds(Break, DAYS, WORDS, SOURCES), max_size=2).map(tuple),
    past=st.lists(PASTS, max_size=2).map(tuple),
    milestones=st.lists(st.builds(Milestone, SOME, WORDS, st.none() | DAYS), max_size=2).map(tuple),
)
PLANS = st.builds(
    Plan,
    CODES,
    WORDS,
    DAYS,
    TUPLES,
    st.lists(INDICATORS, max_size=3, unique_by=lambda each: each.code).map(tuple),
    SOURCES,
)

FACTS = (
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | (st.floats(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none())
)
UNICODE = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
REASONS = st.builds(Reason, UNICODE, UNICODE, UNICODE, UNICODE, st.dictionaries(UNICODE, FACTS, max_size=3))
ANY_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
PAIRS = st.tuples(ANY_NUMBERS, ANY_NUMBERS)
OUTLOOKS = st.builds(
    Outlook,
    UNICODE,
    DAYS,
    st.lists(st.builds(Chance, ANY_NUMBERS, ANY_NUMBERS), max_size=2).map(tuple),
    ANY_NUMBERS,
    PAIRS,
    PAIRS,
    st.lists(PAIRS, max_size=2).map(tuple),
    st.lists(st.tuples(UNICODE, UNICODE), max_size=2).map(tuple),
)
FIGURES = st.builds(
    Figure,
    indicator=UNICODE,
    kind=st.sampled_from(Kind),
    as_of=st.dates(),
    definition=st.none() | st.integers(1, 99),
    low=st.none() | ANY_NUMBERS,
    certain=st.none() | ANY_NUMBERS,
    high=st.none() | ANY_NUMBERS,
    rows=st.integers(0, 10**9),
    digest=UNICODE,
    attainment=st.sampled_from(Attainment),
    progress=st.none() | ANY_NUMBERS,
    part=st.none() | ANY_NUMBERS,
    whole=st.none() | ANY_NUMBERS,
    reasons=st.lists(REASONS, max_size=2).map(tuple),
    blocked=st.booleans(),
    outlook=st.none() | OUTLOOKS,
    blockers=st.lists(st.builds(Blocker, UNICODE, UNICODE, UNICODE, ANY_NUMBERS, ANY_NUMBERS), max_size=2).map(
        tuple
    ),
    findings=st.lists(
        st.builds(Finding, UNICODE, UNICODE, st.none() | DAYS, UNICODE, st.lists(UNICODE, max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
)
REPORTS = st.builds(
    Report,
    UNICODE,
    st.dates(),
    st.dates(),
    st.lists(FIGURES, max_size=2).map(tuple),
    st.lists(st.tuples(FIGURES, FIGURES), max_size=1).map(tuple),
)


@given(REPORTS)
def test_a_report_comes_back_from_its_bytes_and_they_from_it(report: Report) -> None:
    data = report_bytes(report)
    assert read_report(data) == report
    assert report_bytes(read_report(data)) == data


@given(st.text())
def test_a_guarded_cell_gives_its_text_back_and_starts_no_formula(text: str) -> None:
    assert plain(safe(text)) == text
    assert safe(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@given(PLANS)
def test_a_plan_comes_back_from_its_table_and_the_table_from_it(plan: Plan) -> None:
    table = indicators_csv(plan)
    read = read_indicators_csv(table.encode(), replace(plan, indicators=()))
    assert read == plan
    assert indicators_csv(read) == table


@given(PLANS)
def test_a_plan_comes_back_from_iati_without_its_rules(plan: Plan) -> None:
    data = iati_results(plan, None, OFFICE, generated=NOW)
    expected = tuple(
        replace(each, definitions=tuple(replace(version, rule=None, share=None) for version in each.definitions))
        for each in plan.indicators
    )
    assert read_iati(data, known=NOW.date(), file="x").indicators == expected


@given(PLANS, st.data())
def test_the_certain_values_come_back_from_sdmx_and_from_iati(plan: Plan, data: st.DataObject) -> None:
    values = {each.code: data.draw(NUMBERS) for each in plan.indicators if each.kind is not Kind.QUALITATIVE}
    kinds = {each.code: each.kind for each in plan.indicators}
    figures = tuple(
        Figure(code, kinds[code], NOW.date(), None, value, value, value, 1, "ab", Attainment.OPEN)
        for code, value in values.items()
    )
    report = Report(plan.code, NOW.date(), NOW.date(), figures)
    told = read_sdmx(sdmx_json(plan, report, prepared=NOW), known=NOW.date(), file="x")
    assert {row.subject: row.value for row in told} == values
    results = read_iati(iati_results(plan, report, OFFICE, generated=NOW), known=NOW.date(), file="x")
    assert {row.subject: row.value for row in results.readings} == values


@given(DAYS, DAYS)
def test_the_last_day_of_a_span_comes_back_from_its_time_period(one: date, two: date) -> None:
    first, last = sorted((one, two))
    assert last_day(period_of(first, last)[1]) == last
