"""The ledger of now is kept up to date whatever happens to the database, and the ledger of then is exact."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from followed import AT, PLAN, done

from plan_examples import startups
from tilth.kernel.ids import new_id
from tilth.parties import commands as parties
from tilth.parties.model import Language, Name, NameKind, Role
from tilth.plan.ledger import Ledger
from tilth.plan.report import figure
from tilth.plan.rules import decide_evidence
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.journal.actions import Call
from tilth_site.journal.append import Happened, append, take_turn
from tilth_site.journal.exports import head
from tilth_site.journal.replay import rebuild
from tilth_site.parties.actions import carry_out
from tilth_site.plan import actions, ledgers
from tilth_site.plan.ledgers import ledger_at, ledger_now, ledger_then
from tilth_site.plan.tables import EVIDENCE

pytestmark = pytest.mark.django_db(transaction=True)

CALL = Call(OPERATOR, AT)
TODAY = AT.date()


def certain(ledger: Ledger, day: date = TODAY) -> int:
    made = figure(startups(), ledger, day, forecasts=False)
    return int(made.certain)


def content(ledger: Ledger) -> list[tuple[object, ...]]:
    """Everything that a ledger says, row by row, in words."""

    def word(column, at: int) -> str:
        code = column.codes[at]
        return "" if code < 0 else column.words[code]

    return [
        (
            ledger.ids[at], word(ledger.claim, at), word(ledger.subject, at), word(ledger.place, at),
            "" if ledger.other[at] < 0 else ledger.subject.words[ledger.other[at]], int(ledger.on[at]),
            int(ledger.known[at]), int(ledger.accepted[at]), int(ledger.ended[at]), ledger.whole.get(at),
            {name: word(column, at) for name, column in ledger.facts.items() if column.codes[at] >= 0},
        )
        for at in range(len(ledger))
    ]  # fmt: skip


def seq() -> int:
    last = head()
    assert last is not None
    return last.seq


def test_what_has_changed_is_overlaid_and_nothing_else_read(followed, django_assert_num_queries) -> None:
    ids = [followed.counted(subject=f"firm {number}") for number in range(3)]
    assert certain(ledger_now(followed.id)) == 3
    with django_assert_num_queries(2):
        ledger_now(followed.id)
    done(actions.withdraw(followed.founder(), ids[0], "We moved away."))
    followed.counted(subject="firm 9", facts=(("name", "Loam"),))
    overlaid = ledger_now(followed.id)
    ledgers._kept.clear()
    assert content(overlaid) == content(ledger_now(followed.id)) == content(ledger_at(followed.id, seq()))
    assert certain(overlaid) == 3


def test_the_ledger_after_an_entry_is_what_it_was(followed) -> None:
    followed.counted(subject="firm 1")
    then, before = seq(), content(ledger_now(followed.id))
    followed.counted(subject="firm 2")
    followed.reading(410)
    assert content(ledger_at(followed.id, then)) == before
    assert certain(ledger_at(followed.id, then)) == 1
    assert content(ledger_at(followed.id, 0)) == []


def test_the_ledger_of_now_put_back_to_an_entry_is_what_it_was(followed) -> None:
    """Whatever comes after the entry, on the same day too: rows, decisions, withdrawals and merged parties."""
    firm, other = followed.cast.firm, followed.cast.other
    waiting, counted = followed.record(subject=firm, facts=(("staff", "9"),)), followed.counted(subject=other)
    reading = followed.reading(410)
    then = seq()
    followed.accept(waiting)
    done(actions.withdraw(followed.founder(), counted, "It was another firm."))
    done(actions.reject(followed.reviewer(), reading, "Nobody said so."))
    followed.counted(subject="firm 3", facts=(("staff", "12"),))
    done(carry_out(CALL, parties.MergeOrganisation(other, firm)))
    unknown = date.max.toordinal()
    put_back = [row for row in content(ledger_then(followed.id, then)) if row[6] != unknown]
    assert put_back == content(ledger_at(followed.id, then))
    assert certain(ledger_then(followed.id, then)) == certain(ledger_at(followed.id, then)) == 1
    assert certain(ledger_now(followed.id)) == 2


def test_what_is_rolled_back_is_forgotten(followed) -> None:
    followed.counted(subject="firm 1")
    before = content(ledger_now(followed.id))
    row = followed.row(subject="firm 2")
    events = decide_evidence(None, row, replace(actions.setting(followed.founder()), plan=PLAN))
    with transaction.atomic():
        take_turn()
        append([Happened(EVIDENCE.name(row.id), event) for event in events], actor="operator", at=AT)
        assert len(ledger_now(followed.id)) == 2
        transaction.set_rollback(True)
    assert content(ledger_now(followed.id)) == before
    # The numbers of the entries are given out a second time, to others.
    third = followed.counted(subject="firm 3")
    assert third in ledger_now(followed.id).ids
    assert len(ledger_now(followed.id)) == 2


def test_a_replay_of_the_tables_changes_nothing(followed) -> None:
    followed.counted(subject="firm 1")
    before = content(ledger_now(followed.id))
    rebuild()
    assert content(ledger_now(followed.id)) == before
    ledgers._kept.clear()
    assert content(ledger_now(followed.id)) == before


def test_parties_that_are_merged_count_once_until_they_are_parted(followed) -> None:
    firm, other = followed.cast.firm, followed.cast.other
    for subject in (firm, other):
        followed.counted(subject=subject)
    apart = seq()
    assert certain(ledger_now(followed.id)) == 2
    done(carry_out(CALL, parties.MergeOrganisation(other, firm)))
    merged = seq()
    assert certain(ledger_now(followed.id)) == 1
    later = Call(OPERATOR, AT + timedelta(days=3))
    done(carry_out(later, parties.UnmergeOrganisation(other)))
    assert certain(ledger_now(followed.id), later.at.date()) == 2
    assert certain(ledger_now(followed.id)) == 1, "on that day they were one"
    assert [certain(ledger_at(followed.id, at)) for at in (apart, merged)] == [2, 1]
    assert content(ledger_now(followed.id)) == content(ledger_at(followed.id, seq()))
    done(carry_out(later, parties.MergeOrganisation(other, firm)))
    assert certain(ledger_now(followed.id), later.at.date()) == 1
    assert content(ledger_now(followed.id)) == content(ledger_at(followed.id, seq()))


def test_a_venture_and_the_organisation_it_became_count_once(followed) -> None:
    venture = new_id("ven")
    founder = followed.cast.person("firm", Role.FOUNDER)
    name = Name("Loam", Language.EN, NameKind.SHORT)
    done(carry_out(CALL, parties.RegisterVenture(venture, (name,), (founder,), AT.date())))
    for subject in (venture, followed.cast.firm):
        followed.counted(subject=subject)
    assert certain(ledger_now(followed.id)) == 2
    done(carry_out(CALL, parties.IncorporateVenture(venture, followed.cast.firm, AT.date())))
    assert certain(ledger_now(followed.id)) == 1
    assert content(ledger_now(followed.id)) == content(ledger_at(followed.id, seq()))
    later = Call(OPERATOR, AT + timedelta(days=1))
    done(carry_out(later, parties.WithdrawIncorporation(venture)))
    assert certain(ledger_now(followed.id), later.at.date()) == 2


def test_plans_do_not_mix(followed) -> None:
    second = new_id("pln")
    done(actions.adopt(followed.officer(), second, replace(PLAN, code="another")))
    followed.counted(subject="firm 1")
    followed.counted(subject="firm 2", plan=second)
    assert [list(ledger_now(id).subject.words) for id in (followed.id, second)] == [["firm 1"], ["firm 2"]]
    assert [len(ledger_at(id, seq())) for id in (followed.id, second)] == [1, 1]


def test_no_more_ledgers_are_kept_than_said(followed) -> None:
    for number in range(ledgers.PLANS_KEPT + 3):
        ledger_now(f"pln_{number}")
    assert len(ledgers._kept) == ledgers.PLANS_KEPT


def test_threads_that_ask_at_once_get_the_same_ledger(followed) -> None:
    followed.counted(subject="firm 1")

    def ask(_: int) -> Ledger:
        try:
            return ledger_now(followed.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(8)))
    assert len({id(ledger) for ledger in found}) == 1
