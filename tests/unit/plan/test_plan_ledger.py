"""Rows as columns: the same answers, however the rows came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from plan_examples import TODAY, pending, reading, row, same
from tilth.plan.ledger import Ledger


def same_ledger(one: Ledger, two: Ledger) -> bool:
    def words(ledger: Ledger, column: str) -> list[str]:
        coded = getattr(ledger, column)
        return [coded.words[code] if code >= 0 else "" for code in coded.codes]

    plain = all(
        np.array_equal(getattr(one, each), getattr(two, each))
        for each in ("ids", "on", "known", "accepted", "ended")
    )
    others = [[ledger.subject.words[code] if code >= 0 else "" for code in ledger.other] for ledger in (one, two)]
    facts = [
        {
            name: [coded.words[code] if code >= 0 else None for code in coded.codes]
            for name, coded in ledger.facts.items()
            if (coded.codes >= 0).any()
        }
        for ledger in (one, two)
    ]
    return (
        plain
        and others[0] == others[1]
        and facts[0] == facts[1]
        and all(words(one, each) == words(two, each) for each in ("claim", "subject", "place"))
        and one.whole == two.whole
    )


ROWS = (
    row("a", facts={"sector": "bio"}), pending("b"), same("a", "b"), reading("scale", TODAY, "410"),
    row("c", place="", facts={"staff": "9"}), row("d", ended=date(2024, 9, 1)),
)  # fmt: skip


def test_rows_are_in_the_order_of_their_ids_whatever_order_they_came_in():
    assert same_ledger(Ledger.of(ROWS), Ledger.of(reversed(ROWS)))


def test_rows_added_later_make_the_ledger_of_all():
    for cut in range(len(ROWS)):
        assert same_ledger(Ledger.of(ROWS[:cut]).with_rows(ROWS[cut:]), Ledger.of(ROWS))
        assert same_ledger(Ledger.of(ROWS[cut:]).with_rows(ROWS[:cut]), Ledger.of(ROWS))


def test_a_changed_row_takes_the_place_of_the_one_with_its_id():
    accepted = replace(ROWS[1], accepted=date(2024, 8, 1), facts={"sector": "chips"})
    changed = replace(ROWS[3], over=("x",))
    expected = (ROWS[0], accepted, ROWS[2], changed, *ROWS[4:])
    assert same_ledger(Ledger.of(ROWS).with_rows([changed, accepted]), Ledger.of(expected))


def test_adding_nothing_changes_nothing():
    ledger = Ledger.of(ROWS)
    assert ledger.with_rows(()) is ledger
    assert len(Ledger.of(()).with_rows(())) == 0


def test_readings_are_kept_whole_and_forgotten_when_withdrawn():
    ledger = Ledger.of(ROWS)
    assert ledger.kept("reading", TODAY) == [ROWS[3]]
    withdrawn = ledger.with_rows([replace(ROWS[3], ended=TODAY)])
    assert withdrawn.kept("reading", TODAY) == []
