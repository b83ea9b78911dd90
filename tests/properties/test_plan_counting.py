"""What must hold of every count, whatever the evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plan_examples import CLAIM, RULE, START, startups
from tilth.plan.counts import Count, count
from tilth.plan.evidence import MOVED, SAME, Row, Standing
from tilth.plan.ledger import Ledger
from tilth.plan.model import Condition, Counted, Measure, Operator, Rule
from tilth.plan.ratios import share
from tilth.plan.trace import units

DAYS = st.integers(-60, 120).map(lambda days: START + timedelta(days=days))
SUBJECTS = st.sampled_from("abcdef")
WHEN = START + timedelta(days=90)
UNTIL = "firm.dissolved"


@st.composite
def evidence(draw: st.DrawFn) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        claim = draw(st.sampled_from([CLAIM, CLAIM, CLAIM, SAME, MOVED, UNTIL]))
        known = draw(DAYS)
        accepted = known + timedelta(days=draw(st.integers(0, 40))) if draw(st.booleans()) else None
        ended = known + timedelta(days=draw(st.integers(0, 60))) if draw(st.integers(0, 5)) == 0 else None
        rows.append(
            Row(
                id=f"{number:03}", claim=claim, subject=draw(SUBJECTS), on=draw(DAYS), known=known,
                accepted=accepted, ended=ended, place=draw(st.sampled_from(["pudong", "pudong", "suzhou", ""])),
                other=draw(SUBJECTS) if claim == SAME else "",
            )
        )  # fmt: skip
    return rows


MEASURES = st.sampled_from(
    [(Measure.FLOW, Counted.ENTITIES), (Measure.STOCK, Counted.ENTITIES), (Measure.FLOW, Counted.EVENTS)]
)


def counted(rows: list[Row], how: tuple[Measure, Counted], as_of: date = WHEN) -> Count:
    return count(replace(RULE, until=(UNTIL,)), *how, Ledger.of(rows), as_of)


@given(evidence(), MEASURES)
def test_the_certain_number_lies_between_the_two_ends(rows: list[Row], how: tuple[Measure, Counted]):
    found = counted(rows, how)
    assert 0 <= found.low <= found.certain <= found.high


@given(evidence(), MEASURES, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows: list[Row], how: tuple[Measure, Counted], chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, two = counted(rows, how), counted(shuffled, how)
    assert (one.low, one.certain, one.high, one.digest) == (two.low, two.certain, two.high, two.digest)


@given(evidence(), MEASURES, DAYS)
def test_a_day_of_the_past_is_asked_about_as_it_was(rows: list[Row], how: tuple[Measure, Counted], day: date):
    """Rows and decisions after a day change nothing in what is said about it."""
    then = [
        replace(
            row,
            accepted=row.accepted if row.accepted and row.accepted <= day else None,
            ended=row.ended if row.ended and row.ended <= day else None,
        )
        for row in rows
        if row.known <= day
    ]
    now, before = counted(rows, how, day), counted(then, how, day)
    assert (now.low, now.certain, now.high, now.digest) == (before.low, before.certain, before.high, before.digest)


@given(evidence(), MEASURES, st.data())
def test_whatever_is_decided_about_pending_rows_the_count_ends_within_its_interval(
    rows: list[Row], how: tuple[Measure, Counted], data: st.DataObject
):
    before = counted(rows, how)
    decided = [
        row
        if row.standing(WHEN) is not Standing.PENDING
        else replace(row, accepted=WHEN)
        if data.draw(st.booleans())
        else replace(row, ended=WHEN)
        for row in rows
    ]
    after = counted(decided, how)
    assert after.low == after.certain == after.high
    assert before.low <= after.certain <= before.high


@given(evidence(), MEASURES)
def test_opening_a_count_shows_each_of_its_units_with_evidence(rows: list[Row], how: tuple[Measure, Counted]):
    found = counted(rows, how)
    opened = units(found)
    assert sum(unit.certain for unit in opened) == found.certain
    assert len(opened) == len(found.possible)
    assert all(unit.rows for unit in opened)
    assert {id for unit in opened for id in unit.rows} <= set(found.ledger.ids[found.rows])


@given(evidence(), MEASURES)
def test_an_alias_that_no_row_uses_changes_nothing(rows: list[Row], how: tuple[Measure, Counted]):
    alias = Row(
        id="alias", claim=SAME, subject="a", other="A by another name", on=START, known=START, accepted=START
    )
    one, two = counted(rows, how), counted([*rows, alias], how)
    assert (one.low, one.certain, one.high) == (two.low, two.certain, two.high)


@given(evidence(), MEASURES, st.integers(0, 12))
def test_a_ledger_that_grew_answers_as_one_made_at_once(rows: list[Row], how: tuple[Measure, Counted], cut: int):
    rule = replace(RULE, until=(UNTIL,))
    grown = count(rule, *how, Ledger.of(rows[:cut]).with_rows(rows[cut:]), WHEN)
    made = counted(rows, how)
    assert (grown.low, grown.certain, grown.high, grown.digest) == (made.low, made.certain, made.high, made.digest)


SHARE = Rule((), where=(Condition("own", Operator.IS, ("yes",)),))


@given(evidence(), st.lists(st.sampled_from(["yes", "no", ""]), min_size=12, max_size=12), st.data())
def test_whatever_is_decided_about_pending_rows_a_ratio_ends_within_its_bounds(
    rows: list[Row], own: list[str], data: st.DataObject
):
    """Joins are left out: a suspected duplicate may move a ratio either way, and its bounds do not promise
    that.
    """
    rows = [
        replace(row, facts={"own": said} if said else {})
        for row, said in zip(rows, own, strict=False)
        if row.claim == CLAIM
    ]
    before = share(RULE, SHARE, startups(), Ledger.of(rows), WHEN)
    decided = [
        row
        if row.standing(WHEN) is not Standing.PENDING
        else replace(row, accepted=WHEN)
        if data.draw(st.booleans())
        else replace(row, ended=WHEN)
        for row in rows
    ]
    after = share(RULE, SHARE, startups(), Ledger.of(decided), WHEN)
    if before.certain is not None:
        assert before.low is not None
        assert before.high is not None
        assert before.low <= before.certain <= before.high
        assert after.certain is None or before.low <= after.certain <= before.high
