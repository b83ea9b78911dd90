"""Figures and reports: each kind of indicator, and how it stands to its target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from plan_examples import CLAIM, END, RULE, START, TODAY, pending, reading, row, same, scale, startups
from tilth.plan.evidence import VERDICT, Row, Verdict
from tilth.plan.figures import Attainment, Figure
from tilth.plan.ledger import Ledger
from tilth.plan.model import (
    Baseline,
    Condition,
    Definition,
    Direction,
    Indicator,
    Kind,
    Milestone,
    Operator,
    Plan,
    Rule,
    Target,
    Words,
)
from tilth.plan.report import figure, quarter_ends, report


def figured(indicator: Indicator, *rows: Row, as_of: date = TODAY, **options: object) -> Figure:
    return figure(indicator, Ledger.of(rows), as_of, **options)  # type: ignore[arg-type]


def plan_of(*indicators: Indicator) -> Plan:
    return Plan("example", Words("Example"), START, ("pudong",), indicators)


def firms(number: int, on: date = date(2024, 3, 1)) -> list[Row]:
    return [row(f"firm {each}", on) for each in range(number)]


def codes(made: Figure) -> list[str]:
    return [reason.code for reason in made.reasons]


def test_a_count_is_published_from_certain_to_certain_and_pending():
    made = figured(startups(), *firms(37), pending("p"), pending("q"))
    assert (made.low, made.certain, made.high) == (37, 37, 39)
    assert made.rows == 39


def test_what_nobody_has_defined_has_no_number_and_says_so():
    made = figured(startups(definitions=()), *firms(3))
    assert (made.low, made.certain, made.high, made.definition) == (None, None, None, None)
    assert codes(made) == ["plan.definition.missing"]
    assert made.attainment is Attainment.UNKNOWN


def test_a_definition_counts_from_the_day_it_was_adopted():
    second = Definition(2, Words("With staff"), date(2025, 1, 1), replace(RULE, where=(STAFF,)), reason="shells")
    indicator = startups(definitions=(*startups().definitions, second))
    rows = [row("a", facts={"staff": "12"}), row("b")]
    assert figured(indicator, *rows, as_of=date(2024, 12, 31)).certain == 2
    assert figured(indicator, *rows, as_of=date(2025, 1, 1)).certain == 1
    assert figured(indicator, *rows, version=1).certain == 2


STAFF = Condition("staff", Operator.AT_LEAST, ("10",))


def test_a_changed_definition_recomputes_past_quarters_beside_the_originals():
    second = Definition(2, Words("With staff"), date(2025, 1, 1), replace(RULE, where=(STAFF,)), reason="shells")
    indicator = startups(definitions=(*startups().definitions, second))
    made = report(plan_of(indicator), Ledger.of([row("a", facts={"staff": "12"}), row("b")]), TODAY)
    found = [
        (then.as_of, then.definition, then.certain, now.definition, now.certain) for then, now in made.revised
    ]
    assert found == [
        (date(2023, 12, 31), 1, 0, 2, 0),
        (date(2024, 3, 31), 1, 2, 2, 1),
        (date(2024, 6, 30), 1, 2, 2, 1),
        (date(2024, 9, 30), 1, 2, 2, 1),
        (date(2024, 12, 31), 1, 2, 2, 1),
    ]


def test_a_rival_reading_blocks_the_report_until_one_is_chosen():
    rows = [reading("scale", date(2024, 12, 31), value) for value in ("410", "420")]
    blocked = report(plan_of(scale()), Ledger.of(rows), TODAY)
    assert blocked.blocked
    assert (blocked.figures[0].low, blocked.figures[0].certain, blocked.figures[0].high) == (410, None, 420)
    assert [blocker.what for blocker in blocked.figures[0].blockers] == ["rival", "rival"]
    chosen = replace(rows[0], over=(rows[1].id,), reason="The written text has 410.")
    settled = report(plan_of(scale()), Ledger.of([chosen, rows[1]]), TODAY)
    assert not settled.blocked
    assert settled.figures[0].certain == 410


def ratio(**changes: object) -> Indicator:
    share = Rule((), where=(Condition("self_developed", Operator.IS, ("yes",)),))
    definition = Definition(1, Words("Self-developed among approved"), START, Rule(("drug.approved",)), share)
    return replace(
        startups(code="drugs", kind=Kind.RATIO, definitions=(definition,), target=Target(Decimal("0.15"), END)),
        **changes,
    )


def drug(name: str, own: str, **fields: object) -> Row:
    return row(name, claim="drug.approved", facts={"self_developed": own}, **fields)


def test_a_ratio_takes_both_counts_from_one_scope():
    rows = [drug("a", "yes"), drug("b", "no"), drug("c", "no"), drug("d", "no"), drug("e", "yes", accepted=None)]
    made = figured(ratio(), *rows)
    assert (made.part, made.whole, made.certain) == (1, 4, Decimal("0.25"))
    assert (made.low, made.high) == (Decimal("0.25"), Decimal("0.4"))


def test_where_nothing_is_to_be_reached_nothing_is_judged():
    assert figured(startups(target=None), *firms(3)).attainment is Attainment.NO_TARGET


def test_a_ratio_of_nothing_is_no_number():
    made = figured(ratio())
    assert made.certain is None
    assert codes(made) == ["plan.ratio.empty"]


def test_a_percentage_without_its_two_counts_is_a_claim_and_no_figure():
    made = figured(ratio(definitions=()), reading("drugs", date(2023, 12, 31), "0.15"))
    assert made.certain is None
    assert codes(made) == ["plan.ratio.claimed"]


def test_the_same_percentage_claimed_again_two_years_later_is_no_new_measurement():
    rows = [reading("drugs", date(year, 12, 31), "0.15") for year in (2022, 2024)]
    made = figured(ratio(definitions=()), *rows)
    assert made.certain is None
    assert codes(made) == ["plan.ratio.repeated"]
    assert "2022-12-31" in made.reasons[0].message


def test_a_reported_ratio_with_its_two_counts_is_a_figure():
    made = figured(ratio(definitions=()), reading("drugs", date(2024, 12, 31), "15", of="100"))
    assert (made.certain, made.part, made.whole) == (Decimal("0.15"), 15, 100)


GOAL = Indicator(
    "technologies", Words("Key technologies"), Kind.QUALITATIVE, Words("milestones"), "office",
    milestones=(Milestone("base-editor", Words("A base editor")), Milestone("bioreactor", Words("A bioreactor"))),
)  # fmt: skip


def verdict(milestone: str, found: Verdict | None, on: date = date(2024, 3, 1), **fields: object) -> Row:
    return row(f"technologies/{milestone}", on, claim=VERDICT, verdict=found, **fields)


def test_a_qualitative_goal_is_judged_milestone_by_milestone():
    rows = [
        verdict("base-editor", Verdict.MET, reason="Seen to work."),
        verdict("bioreactor", None, accepted=None),
    ]
    made = figured(GOAL, *rows)
    assert (made.low, made.certain, made.high) == (1, 1, 2)
    assert [(each.milestone, each.verdict, each.reason) for each in made.findings] == [
        ("base-editor", "met", "Seen to work."), ("bioreactor", "", ""),
    ]  # fmt: skip
    assert made.attainment is Attainment.OPEN


def test_a_later_verdict_replaces_an_earlier_one():
    rows = [verdict("base-editor", Verdict.MET), verdict("base-editor", Verdict.PARTLY, date(2024, 9, 1))]
    assert figured(GOAL, *rows).findings[0].verdict == "partly"
    assert figured(GOAL, *rows, as_of=date(2024, 5, 1)).findings[0].verdict == "met"


def test_a_goal_with_every_milestone_met_is_attained():
    rows = [verdict("base-editor", Verdict.MET), verdict("bioreactor", Verdict.MET)]
    assert figured(GOAL, *rows).attainment is Attainment.ATTAINED


# Targets that break well-known tools: a zero baseline, a zero target, target = baseline, a falling total.


def test_a_zero_baseline_is_a_start_like_any_other():
    indicator = startups(baseline=Baseline(Decimal(0), START), target=Target(Decimal(5), END))
    assert figured(indicator, *firms(1)).progress == Decimal("0.2")


def test_a_zero_target_is_reached_at_zero():
    target = Target(Decimal(0), END, direction=Direction.AT_MOST)
    indicator = startups(baseline=Baseline(Decimal(4), START), target=target)
    assert figured(indicator, *firms(1), as_of=END).attainment is Attainment.MISSED
    assert figured(indicator, *firms(1)).progress == Decimal("0.75")
    assert figured(indicator, as_of=END).attainment is Attainment.ATTAINED


def test_a_target_that_is_the_baseline_has_no_way_to_go_and_is_kept_or_not():
    level = scale(baseline=Baseline(Decimal(330), date(2022, 12, 31)), target=Target(Decimal(330), END))
    kept = figured(level, reading("scale", date(2024, 12, 31), "331"))
    assert (kept.progress, kept.attainment) == (None, Attainment.REACHED)
    lost = figured(level, reading("scale", date(2025, 12, 31), "329", known=END, accepted=END), as_of=END)
    assert (lost.progress, lost.attainment) == (None, Attainment.MISSED)


def test_a_cumulative_total_may_fall_when_evidence_is_withdrawn():
    rows = [row("a"), row("b", ended=date(2024, 9, 1))]
    assert figured(startups(), *rows, as_of=date(2024, 8, 31)).certain == 2
    assert figured(startups(), *rows).certain == 1


def test_one_of_five_after_two_of_three_years_is_not_called_progress():
    start = date(2023, 1, 1)
    indicator = startups(
        definitions=(Definition(1, Words("Listed"), start, replace(RULE, start=start)),),
        target=Target(Decimal(5), END),
    )
    made = figured(indicator, row("a", date(2023, 6, 1)), as_of=date(2024, 12, 31))
    assert made.attainment is Attainment.UNLIKELY
    assert made.outlook is not None
    assert made.outlook.chances[0].probability < Decimal("0.1")


def test_a_range_has_a_chance_for_each_bound_and_exceeding_it_is_attainment():
    indicator = startups(target=Target(Decimal(3), END, upper=Decimal(5)))
    rows = [row(str(each), START + timedelta(days=90 * each)) for each in range(2)]
    made = figured(indicator, *rows)
    assert made.outlook is not None
    assert [each.bound for each in made.outlook.chances] == [3, 5]
    first, second = (each.probability for each in made.outlook.chances)
    assert 0 < second < first < 1
    assert figured(indicator, *firms(6)).attainment is Attainment.ATTAINED


def test_a_count_that_a_suspected_duplicate_could_undo_is_not_attained_yet():
    rows = [*firms(50), same("firm 1", "firm 2", accepted=None)]
    made = figured(startups(), *rows, as_of=END)
    assert (made.low, made.certain) == (49, 50)
    assert made.attainment is Attainment.UNDECIDED


def test_what_happens_after_the_deadline_belongs_to_another_plan():
    made = figured(startups(), *firms(2), row("late", date(2026, 2, 1)), as_of=date(2026, 6, 30))
    assert (made.as_of, made.certain, made.attainment) == (END, 2, Attainment.MISSED)


def test_once_the_deadline_has_passed_nothing_is_forecast():
    made = figured(startups(), *firms(46), *(pending(name) for name in "pqrs"), as_of=END)
    assert made.outlook is None
    assert made.attainment is Attainment.UNDECIDED
    assert [each.effect for each in made.blockers] == [0, 0, 0, 0]


def test_too_little_history_is_an_answer():
    made = figured(startups(), as_of=date(2023, 11, 1))
    assert made.outlook is None
    assert "forecast.too_few" in codes(made)


def test_what_would_close_the_gap_is_named_with_its_effect():
    rows = [
        *firms(46),
        pending("p"),
        pending("q", known=date(2024, 9, 1)),
        same("firm 1", "firm 2", accepted=None),
    ]
    made = figured(startups(), *rows)
    assert [(each.what, each.subject) for each in made.blockers] == [
        ("pending", "p"), ("pending", "q"), ("duplicate", "firm 1"),
    ]  # fmt: skip
    assert made.blockers[0].effect > 0 > made.blockers[-1].effect
    assert all(0 < each.acceptance < 1 for each in made.blockers)


@pytest.mark.parametrize("as_of", [date(2024, 6, 30), TODAY, END])
def test_the_same_evidence_makes_the_same_report(as_of: date):
    rows = [*firms(40), pending("p"), same("firm 1", "firm 2", accepted=None)]
    assert report(plan_of(startups(), scale(), GOAL), Ledger.of(rows), as_of) == report(
        plan_of(startups(), scale(), GOAL), Ledger.of(reversed(rows)), as_of
    )


def test_quarters_end_within_the_time_asked_about():
    assert list(quarter_ends(date(2023, 10, 1), date(2024, 3, 31))) == [date(2023, 12, 31)]
    assert list(quarter_ends(date(2023, 12, 31), date(2024, 4, 1))) == [date(2023, 12, 31), date(2024, 3, 31)]


def test_a_report_under_another_version_of_the_definitions_can_be_asked_for():
    second = Definition(2, Words("Elsewhere"), date(2030, 1, 1), Rule((CLAIM,), places=("lingang",), start=START))
    indicator = startups(definitions=(*startups().definitions, second))
    made = report(plan_of(indicator, scale()), Ledger.of(firms(2)), TODAY, definitions=2)
    assert (made.figures[0].definition, made.figures[0].certain) == (2, 0)
    assert made.figures[1].definition == 1


@pytest.mark.parametrize(
    "value", ["1e28", "-1e28", "999999999999999999999999999999", "0.000000000000000000000000001"]
)
def test_numbers_of_any_size_make_a_figure(value: str):
    rows = [reading("scale", date(year, 12, 31), value) for year in (2020, 2021, 2022, 2023, 2024)]
    made = figured(scale(), *rows)
    assert made.certain == Decimal(value)
    assert made.outlook is not None
