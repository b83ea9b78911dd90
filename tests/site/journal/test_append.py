"""The journal's table takes entries at its end and nothing else, and an action under a key writes once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tilth.kernel.ids import new_id
from tilth.kernel.journal import GENESIS
from tilth.kernel.refusal import Refused
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.journal.actions import KEPT, Call, Done, sweep_answers
from tilth_site.journal.append import append, take_turn
from tilth_site.journal.models import Answer, JournalEntry
from tilth_site.parties.actions import carry_out
from tilth_site.parties.models import Organisation

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def register(id: str, name: str = "Soil Ltd", key: str = "") -> Done | Refused:
    names = (Name(name, Language.EN, NameKind.LEGAL),)
    return carry_out(Call(OPERATOR, NOON, key), ask.RegisterOrganisation(id, names))


def test_entries_are_numbered_from_one_and_chained() -> None:
    register(new_id("org"))
    register(new_id("org"), "Peat Ltd")
    first, second = JournalEntry.objects.order_by("seq")
    assert (first.seq, second.seq) == (1, 2)
    assert f'"prev":"{GENESIS}"' in first.body
    assert f'"prev":"{first.hash}"' in second.body


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET actor = 'mallory' WHERE seq = 1",
        "DELETE FROM journal_entry WHERE seq = 1",
        "DELETE FROM journal_entry",
        "INSERT INTO journal_entry SELECT seq, stream, type, at, 'mallory', body, hash FROM journal_entry",
        "INSERT INTO journal_entry SELECT seq + 2, stream, type, at, actor, body, hash FROM journal_entry",
    ],
)
def test_the_database_itself_refuses_to_change_the_journal(statement: str) -> None:
    register(new_id("org"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert JournalEntry.objects.get().actor == "operator"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's own")
def test_sqlite_does_not_replace_an_entry_either() -> None:
    register(new_id("org"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO journal_entry SELECT seq, stream, type, at, 'm', body, hash FROM journal_entry"
        )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's own")
def test_postgresql_does_not_truncate_the_journal() -> None:
    register(new_id("org"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_entry")


def test_a_call_under_a_key_is_carried_out_once() -> None:
    id = new_id("org")
    first, second = register(id, key="k1"), register(id, key="k1")
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.entries == second.entries
    assert JournalEntry.objects.count() == 1


def test_a_key_is_not_taken_for_another_call() -> None:
    register(new_id("org"), key="k1")
    refused = register(new_id("org"), "Another Ltd", key="k1")
    assert isinstance(refused, Refused)
    assert refused.reasons[0].code == "idempotency.reused"
    assert Organisation.objects.count() == 1


def test_without_a_key_asking_twice_is_decided_twice() -> None:
    id = new_id("org")
    register(id)
    assert isinstance(register(id), Refused)


def test_a_refusal_writes_nothing_and_may_be_mended_under_the_same_key() -> None:
    id = new_id("org")
    assert isinstance(register(id, name="", key="k1"), Refused)
    assert not JournalEntry.objects.exists()
    assert not Answer.objects.exists()
    assert isinstance(register(id, key="k1"), Done)


def test_answers_are_forgotten_after_their_time() -> None:
    register(new_id("org"), key="k1")
    assert sweep_answers(NOON + KEPT) == 0
    assert sweep_answers(NOON + KEPT * 2) == 1


def test_nothing_is_appended_outside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        take_turn()


def test_what_no_room_registered_is_not_written() -> None:
    from dataclasses import dataclass
    from typing import ClassVar

    from tilth.kernel.errors import OptionError
    from tilth_site.journal.append import Happened

    @dataclass(frozen=True)
    class Stray:
        TYPE: ClassVar[str] = "nobody.knows.this"

    def stray() -> None:
        take_turn()
        append([Happened("organisation/org_x", Stray())], actor="operator", at=NOON)

    with pytest.raises(OptionError), transaction.atomic():
        stray()
