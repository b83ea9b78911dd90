"""The tables of the plan room are what the journal says, and survive the trip through a column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from followed import PLAN, codes, done

from plan_examples import startups
from tilth.kernel.ids import new_id
from tilth.plan.evidence import Row, Verdict
from tilth_site.journal.replay import check, rebuild
from tilth_site.journal.streams import load
from tilth_site.plan import actions
from tilth_site.plan.models import EvidenceRow
from tilth_site.plan.publishing import publish
from tilth_site.plan.tables import EVIDENCE

pytestmark = pytest.mark.django_db(transaction=True)


def story(followed) -> None:
    """Something of everything that can happen."""
    later = replace(PLAN, indicators=(startups(owner="another office"), *PLAN.indicators[1:]))
    done(actions.revise(followed.officer(), followed.id, later, "The office was renamed."))
    followed.counted(subject="firm 1", facts=(("name", "Loam"), ("name_zh", "壤")))
    followed.record(claim="same", subject="firm 1", other="firm 2", place="")
    one, other = followed.reading(410), followed.reading(420)
    followed.accept(one, reason="As printed.", over=(other,))
    judged = followed.record(claim="verdict", subject="materials/resin", place="")
    followed.accept(judged, verdict=Verdict.PARTLY)
    done(actions.withdraw(followed.officer(), judged, "Judged too early."))
    done(actions.reject(followed.reviewer(), followed.record(subject="firm 3"), "It is no startup."))
    done(publish(followed.officer(), followed.id, new_id("rep"), date(2025, 6, 30)))


def test_tables_equal_a_replay_and_a_rebuild_mends_them(followed) -> None:
    story(followed)
    compared = check()
    assert compared.differ == 0
    assert EvidenceRow.objects.count() == 6
    EvidenceRow.objects.update(standing="accepted", value="999")
    assert check().differ > 0
    rebuild()
    assert check().differ == 0


def test_the_row_of_the_table_is_the_row_of_the_stream(followed) -> None:
    story(followed)
    for row in EvidenceRow.objects.all():
        exhibit = load(EVIDENCE, row.id)
        assert exhibit is not None
        assert exhibit.row == row.row
        assert isinstance(row.row, Row)


def test_numbers_are_kept_digit_by_digit(followed) -> None:
    row = followed.row(claim="reading", subject="scale", place="", value=Decimal("410.50"), of=Decimal("1E+3"))
    done(actions.record(followed.founder(), row))
    kept = EvidenceRow.objects.get().row
    assert (str(kept.value), str(kept.of)) == ("410.50", "1E+3")


def test_what_is_too_long_for_a_column_is_refused_on_every_database(followed) -> None:
    refused = actions.record(followed.founder(), followed.row(subject="x" * 201))
    assert codes(refused) == ["value.long"]
    assert not EvidenceRow.objects.exists()
