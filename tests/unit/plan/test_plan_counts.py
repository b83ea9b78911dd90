"""Counting distinct units among evidence that is accepted, pending, duplicated and moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plan_examples import RULE, START, TODAY, pending, row, same
from tilth.plan.counts import Count, count
from tilth.plan.evidence import MOVED, Row
from tilth.plan.ledger import Ledger
from tilth.plan.model import Condition, Counted, Measure, Operator, Rule

PLAYER = Rule(("player.certified",), until=("player.struck_off",), places=("pudong",))


def counted(*rows: Row, rule: Rule = RULE, measure: Measure = Measure.FLOW, **options: object) -> Count:
    options = {"as_of": TODAY, "counted": Counted.ENTITIES, **options}
    return count(rule, measure, ledger=Ledger.of(rows), **options)  # type: ignore[arg-type]


def bounds(*rows: Row, **options: object) -> tuple[int, int, int]:
    found = counted(*rows, **options)  # type: ignore[arg-type]
    return found.low, found.certain, found.high


def test_no_evidence_is_a_count_of_zero():
    found = counted()
    assert (found.low, found.certain, found.high) == (0, 0, 0)
    assert len(found.rows) == 0


def test_a_unit_is_counted_once_however_many_rows_speak_of_it():
    assert bounds(row("a"), row("a", date(2024, 5, 1)), row("b")) == (2, 2, 2)


def test_dropping_the_only_row_of_a_unit_changes_the_count():
    rows = [row("a"), row("b"), row("c")]
    assert counted(*rows).certain == 3
    for gone in rows:
        assert counted(*(each for each in rows if each is not gone)).certain == 2


def test_pending_rows_raise_the_upper_end_only():
    assert bounds(row("a"), pending("b"), pending("c")) == (1, 1, 3)


def test_a_pending_row_about_a_certain_unit_raises_nothing():
    assert bounds(row("a"), pending("a")) == (1, 1, 1)


def test_a_rejected_row_and_a_withdrawn_one_count_for_nothing():
    rejected = pending("a", ended=date(2024, 4, 1))
    withdrawn = row("b", ended=date(2024, 5, 1))
    assert bounds(rejected, withdrawn) == (0, 0, 0)


def test_a_withdrawn_row_still_counts_on_a_day_before_it_was_withdrawn():
    withdrawn = row("b", ended=date(2024, 5, 1))
    assert bounds(withdrawn, as_of=date(2024, 4, 30)) == (1, 1, 1)
    assert bounds(withdrawn, as_of=date(2024, 5, 1)) == (0, 0, 0)


def test_what_was_accepted_later_was_pending_before():
    late = row("a", date(2024, 3, 1), accepted=date(2024, 9, 1))
    assert bounds(late, as_of=date(2024, 6, 30)) == (0, 0, 1)
    assert bounds(late, as_of=date(2024, 6, 30), known_by=date(2024, 9, 1)) == (1, 1, 1)


def test_what_was_not_known_yet_is_not_even_pending():
    assert bounds(row("a", known=date(2024, 9, 1), accepted=date(2024, 9, 1)), as_of=date(2024, 6, 30)) == (
        0,
        0,
        0,
    )


def test_a_suspected_duplicate_lowers_the_lower_end():
    assert bounds(row("a"), row("b"), same("a", "b", accepted=None)) == (1, 2, 2)


def test_an_accepted_duplicate_counts_once():
    assert bounds(row("a"), row("b"), same("a", "b")) == (1, 1, 1)


def test_a_pair_that_was_told_apart_counts_twice():
    apart = same("a", "b", accepted=None, ended=date(2024, 6, 1))
    assert bounds(row("a"), row("b"), apart) == (2, 2, 2)


def test_duplicates_join_in_chains():
    rows = [row("a"), row("b"), row("c"), same("a", "b"), same("b", "c", accepted=None)]
    assert bounds(*rows) == (1, 2, 2)


def test_an_alias_that_no_row_uses_changes_neither_the_count_nor_its_evidence():
    rows = [row("a"), row("b")]
    plain, with_alias = counted(*rows), counted(*rows, same("a", "Another name of A"))
    assert (with_alias.low, with_alias.certain, with_alias.high) == (2, 2, 2)
    assert with_alias.digest == plain.digest


def test_a_row_under_an_alias_is_about_the_same_firm():
    assert bounds(row("a"), same("a", "alias"), row("alias", date(2024, 6, 1))) == (1, 1, 1)


def test_a_firm_that_existed_before_is_not_new():
    assert bounds(row("a", date(2015, 1, 1)), row("a", date(2024, 1, 1))) == (0, 0, 0)


def test_a_firm_that_moves_in_from_elsewhere_is_not_new():
    assert bounds(row("a", date(2024, 1, 1), place="suzhou"), row("a", date(2024, 6, 1))) == (0, 0, 0)


def test_a_relocated_firm_with_a_second_registration_counts_once():
    old, new = row("a, Zhangjiang", date(2024, 1, 1)), row("a, Lingang", date(2024, 6, 1))
    assert bounds(old, new, same("a, Zhangjiang", "a, Lingang")) == (1, 1, 1)


def test_a_pending_earlier_registration_lowers_the_lower_end():
    assert bounds(row("a"), pending("a", date(2015, 1, 1))) == (0, 1, 1)


def test_a_suspected_elder_twin_makes_a_new_firm_uncertain():
    assert bounds(row("a"), row("elder", date(2015, 1, 1)), same("elder", "a", accepted=None)) == (0, 1, 1)


def test_the_first_and_the_last_day_of_a_flow_belong_to_it():
    assert bounds(row("a", START), row("b", TODAY)) == (2, 2, 2)
    assert bounds(row("a", date(2023, 9, 30)), row("b", date(2025, 7, 1))) == (0, 0, 0)


def test_a_row_whose_place_is_unknown_is_not_in_the_cluster_and_not_outside_of_it():
    assert bounds(row("a", place=""), row("b", place=""), row("b")) == (1, 1, 1)


def test_a_rule_without_places_counts_everywhere():
    assert bounds(row("a", place="suzhou"), row("b", place=""), rule=replace(RULE, places=())) == (2, 2, 2)


@pytest.mark.parametrize(
    ("condition", "certain"),
    [
        (Condition("sector", Operator.IS, ("bio",)), 1),
        (Condition("sector", Operator.IS_NOT, ("bio",)), 2),
        (Condition("sector", Operator.PRESENT), 2),
        (Condition("staff", Operator.AT_LEAST, ("10",)), 1),
        (Condition("staff", Operator.AT_MOST, ("9.5",)), 1),
        (Condition("unheard_of", Operator.PRESENT), 0),
        (Condition("unheard_of", Operator.IS_NOT, ("bio",)), 3),
    ],
)
def test_conditions_ask_about_the_facts_of_a_row(condition: Condition, certain: int):
    rows = [
        row("a", facts={"sector": "bio", "staff": "10"}),
        row("b", facts={"sector": "chips", "staff": "9"}),
        row("c", facts={"staff": "many"}),
    ]
    assert counted(*rows, rule=replace(RULE, where=(condition,))).certain == certain


def certified(subject: str, on: date = date(2024, 3, 1), **fields: object) -> Row:
    return row(subject, on, claim="player.certified", **fields)


def test_a_stock_forgets_what_has_ended_and_knows_what_came_back():
    rows = [certified("a"), row("a", date(2024, 6, 1), claim="player.struck_off", place="")]
    assert bounds(*rows, rule=PLAYER, measure=Measure.STOCK) == (0, 0, 0)
    assert bounds(*rows, certified("a", date(2025, 1, 1)), rule=PLAYER, measure=Measure.STOCK) == (1, 1, 1)


def test_a_stock_was_there_before_it_ended():
    rows = [certified("a"), row("a", date(2024, 6, 1), claim="player.struck_off", place="")]
    assert bounds(*rows, rule=PLAYER, measure=Measure.STOCK, as_of=date(2024, 5, 31)) == (1, 1, 1)


def test_a_firm_that_moves_away_leaves_the_stock_and_one_that_moves_in_joins_it():
    left = [certified("a"), row("a", date(2024, 6, 1), claim=MOVED, place="suzhou")]
    came = [certified("b", place="suzhou"), row("b", date(2024, 6, 1), claim=MOVED)]
    assert bounds(*left, *came, rule=PLAYER, measure=Measure.STOCK) == (1, 1, 1)


def test_moving_in_without_a_claim_makes_no_unit():
    assert bounds(row("a", claim=MOVED), rule=PLAYER, measure=Measure.STOCK) == (0, 0, 0)


def test_a_pending_move_away_makes_a_stock_uncertain():
    leaving = row("a", date(2024, 6, 1), claim=MOVED, place="suzhou", accepted=None)
    assert bounds(certified("a"), leaving, rule=PLAYER, measure=Measure.STOCK) == (0, 1, 1)


def test_events_count_one_for_each_entity_and_day():
    rows = [row("a", date(2024, 1, 1)), row("a", date(2024, 1, 1)), row("a", date(2024, 2, 1)), pending("b")]
    assert bounds(*rows, counted=Counted.EVENTS) == (2, 2, 3)


def test_the_digest_names_the_rows_and_not_their_order():
    rows = [row("a"), row("b"), pending("c")]
    assert counted(*rows).digest == counted(*reversed(rows)).digest
    assert counted(*rows).digest != counted(*rows[:2]).digest
