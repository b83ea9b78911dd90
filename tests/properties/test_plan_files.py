"""Plans and evidence survive the way to a file and back."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tilth.kernel.errors import FileError
from tilth.kernel.refusal import Refused
from tilth.plan.evidence import MOVED, READING, RESERVED, SAME, VERDICT, Row, Verdict
from tilth.plan.evidence_file import COLUMNS, parse_evidence, write_evidence
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
from tilth.plan.plan_file import parse_plan, write_plan
from tilth.plan.soundness import plan_faults

START = date(2023, 1, 1)
codes = st.from_regex("[a-z][a-z0-9]{0,8}", fullmatch=True)
texts = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="﻿￾￿"),
            min_size=1, max_size=20).map(str.strip).filter(bool),
    st.sampled_from(["no", "yes", "null", "~", "12", "2025-12-31", "a: b", "# x", "- x", "'", '"', "{a}", "*x",
                     "&x", "!x", "%", "@x", "=1", "新创企业", "1e3", "0x1", "?", "|", ">"]),
)  # fmt: skip
words = st.builds(Words, texts, st.one_of(st.just(""), texts))
days = st.dates(START, date(2030, 12, 31))
decimals = st.decimals(-(10**6), 10**6, places=3, allow_nan=False, allow_infinity=False)
sources = st.none() | st.builds(Source, texts, st.just("") | texts, st.none() | days)
claims = st.lists(texts.filter(lambda claim: claim not in RESERVED), min_size=1, max_size=3, unique=True).map(
    tuple
)
conditions = st.one_of(
    st.builds(Condition, texts, st.sampled_from([Operator.IS, Operator.IS_NOT]),
              st.lists(texts, min_size=1, max_size=3).map(tuple)),
    st.builds(Condition, texts, st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST]),
              st.tuples(decimals.map(str))),
    st.builds(Condition, texts, st.just(Operator.PRESENT)),
)  # fmt: skip


@st.composite
def rules(draw: st.DrawFn, measure: Measure) -> Rule:
    flow = measure is Measure.FLOW
    return Rule(
        claims=draw(claims),
        until=() if flow else draw(st.just(()) | st.just(("firm.dissolved.in.no.text",))),
        places=tuple(draw(st.lists(texts, max_size=2))),
        where=tuple(draw(st.lists(conditions, max_size=3))),
        start=draw(st.none() | days) if flow else None,
    )


@st.composite
def targets(draw: st.DrawFn, most: Decimal) -> Target:
    lower = draw(decimals.filter(lambda number: number < most))
    upper = draw(st.none() | decimals.filter(lambda number: lower < number <= most))
    return Target(lower, draw(days), upper, draw(st.sampled_from(Direction)), draw(sources))


@st.composite
def definitions(draw: st.DrawFn, kind: Kind, measure: Measure) -> tuple[Definition, ...]:
    made, counted = [], kind in (Kind.COUNT, Kind.RATIO)
    for version in draw(st.lists(st.integers(1, 50), max_size=3, unique=True).map(sorted)):
        made.append(
            Definition(
                version=version, words=draw(words), since=START.replace(year=2020 + version),
                rule=draw(rules(measure)) if counted else None,
                share=draw(rules(measure)) if kind is Kind.RATIO else None,
                reason=draw(st.just("") | texts), source=draw(sources),
            )
        )  # fmt: skip
    return tuple(made)


@st.composite
def indicators(draw: st.DrawFn, code: str) -> Indicator:
    kind, measure = draw(st.sampled_from(Kind)), draw(st.sampled_from(Measure))
    target = draw(st.none() | targets(Decimal(1) if kind is Kind.RATIO else Decimal(10**6)))
    baseline = draw(st.none() | st.builds(Baseline, decimals, st.just(date(2022, 12, 31)), sources))
    past = [Past(date(2000 + n, 1, 1), date(2000 + n, 12, 31), draw(st.integers(0, 99)), draw(sources))
            for n in range(draw(st.integers(0, 2)))]  # fmt: skip
    breaks = [
        Break(day, draw(words), draw(sources)) for day in draw(st.lists(days, max_size=2, unique=True).map(sorted))
    ]
    names = draw(st.lists(codes, max_size=2, unique=True))
    return Indicator(
        code=code, name=draw(words), kind=kind, unit=draw(words), owner=draw(texts), measure=measure,
        counted=draw(st.sampled_from(Counted)), definitions=draw(definitions(kind, measure)), baseline=baseline,
        target=target, source=draw(sources),
        breaks=tuple(breaks) if kind is Kind.LEVEL else (),
        past=tuple(past) if kind is Kind.COUNT else (),
        milestones=tuple(Milestone(name, draw(words), draw(st.none() | days)) for name in names)
        if kind is Kind.QUALITATIVE else (),
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = draw(st.lists(codes, min_size=1, max_size=3, unique=True))
    return Plan(
        code=draw(codes), name=draw(words), start=START, boundary=tuple(draw(st.lists(texts, max_size=2))),
        indicators=tuple(draw(indicators(name)) for name in names), source=draw(sources),
    )  # fmt: skip


@given(plans())
def test_a_sound_plan_reads_back_as_it_was_written(plan: Plan) -> None:
    assert plan_faults(plan) == ()
    assert parse_plan(write_plan(plan), file="PLAN.yaml") == plan


@given(st.text(max_size=200))
def test_any_text_is_a_plan_or_refused_or_named_as_unreadable(text: str) -> None:
    # Anything but a FileError goes through and fails the test.
    with suppress(FileError):
        assert isinstance(parse_plan(text, file="PLAN.yaml"), Refused)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12).map(str.strip)
full = cells.filter(bool)


@st.composite
def rows(draw: st.DrawFn, id: str) -> Row:
    known = draw(days)
    accepted = draw(st.none() | st.dates(known, date(2035, 1, 1)))
    ended = draw(st.none() | st.dates(accepted or known, date(2036, 1, 1)))
    claim = draw(st.sampled_from([READING, SAME, MOVED, VERDICT]) | full.filter(lambda word: word not in RESERVED))
    verdicts = st.sampled_from(Verdict)
    names = full.filter(lambda name: name.lower() not in COLUMNS and not name.startswith("'"))
    named = st.sampled_from(["stage", "branch", "name_zh"]) | names.map(lambda name: f"fact {name}")
    facts = draw(st.dictionaries(named, full, max_size=3))
    milestones = st.tuples(codes, codes).map("/".join)
    return Row(
        id=id, claim=claim,
        subject=draw(milestones if claim == VERDICT else full.filter(lambda s: s != "twin")),
        on=draw(days), known=known, accepted=accepted, ended=ended,
        place=draw(full if claim == MOVED else cells),
        other="twin" if claim == SAME else "",
        value=draw(decimals) if claim == READING else None,
        of=draw(st.none() | decimals.filter(lambda number: number > 0)) if claim == READING else None,
        basis=draw(cells) if claim == READING else "",
        verdict=draw(verdicts if accepted else st.none() | verdicts) if claim == VERDICT else None,
        reason=draw(cells), facts=facts, document=draw(st.just("") | st.just("0f" * 32)), source=draw(cells),
        locator=draw(cells),
    )  # fmt: skip


ids = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=8).filter(
    lambda id: ";" not in id and not id.isspace() and not any(sign.isspace() for sign in id)
)


@given(st.lists(ids, max_size=4, unique=True).flatmap(lambda names: st.tuples(*(rows(name) for name in names))))
def test_rows_read_back_as_they_were_written(made: tuple[Row, ...]) -> None:
    text = write_evidence(made)
    assert parse_evidence(_lines(text), file="E.csv") == made


@given(st.text(st.characters(exclude_characters="\x00"), max_size=200))
def test_any_text_is_evidence_or_refused_or_named_as_unreadable(text: str) -> None:
    with suppress(FileError):
        assert isinstance(parse_evidence(_lines(text), file="E.csv"), (tuple, Refused))


def _lines(text: str) -> list[str]:
    """Lines as a file opened with ``newline=""`` gives them."""
    return list(io.StringIO(text, newline=""))
