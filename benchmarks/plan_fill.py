"""A site with a plan and a million rows of evidence, each recorded and most decided about, made in minutes.

The plan, the people and the published report come through the real actions. The entries about evidence are written
as these write them, chained like any others, and they and the rows of the table are put there in bulk. Samples of
the table are then held against the site's own replay of their entries.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import plan_rows
import site_fill
from tilth.parties.model import OrganisationKind, Role
from tilth.plan.events import EvidenceAccepted, EvidenceRecorded, EvidenceWithdrawn
from tilth.plan.evidence import Row

if TYPE_CHECKING:
    from django.db import models

BATCH = 5_000
OFFICER = "officer@cluster.example"
START = datetime(2023, 1, 1, tzinfo=UTC)
MISTAKE, LICENCE = "registered by mistake", "unknown"
SAMPLES = 500

Column = str | int | bool | None
"""What a column of the two tables holds."""

_sorted = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True)
class Filled:
    """How much there is, and what it took to publish the report, in seconds."""

    entries: int
    rows: int
    publish: float


@dataclass(frozen=True)
class _Parties:
    operator: str
    owner: str
    recorder: str
    officer: str


def fill(home: Path, rows: int) -> Filled:
    """Make ``home`` a site with so many rows of evidence and one published report."""
    site_fill.set_up(home)
    from django.db import connection

    parties, plan = _parties(), _plan()
    with connection.cursor() as cursor:
        # What is written here is thrown away, so nothing waits for the disk.
        cursor.execute("PRAGMA synchronous = OFF")
        entries = _write(plan, parties, rows)
        print(f"  {entries:,} entries are written; the report is published ...", file=sys.stderr)
        cursor.execute("ANALYZE")
    _compare(rows)
    return Filled(entries, rows, _published(plan, parties.officer))


def _write(plan: str, parties: _Parties, rows: int) -> int:
    """Write the entries of so many rows, and the rows; the number of the last entry."""
    from django.db import connection, transaction

    from tilth_site.journal.append import take_turn
    from tilth_site.journal.models import JournalEntry
    from tilth_site.plan.models import EvidenceRow

    entry, row = _insert(JournalEntry), _insert(EvidenceRow)
    seq, prev = JournalEntry.objects.order_by("-seq").values_list("seq", "hash")[0]
    entries: list[tuple[Column, ...]] = []
    kept: list[tuple[Column, ...]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn()
        for given in plan_rows.evidence(rows):
            first, stream = seq + 1, f"evidence/{given.id}"
            for event, actor in _happened(given, plan, parties):
                seq += 1
                body, at = _body(seq, prev, stream, event, actor)
                prev = hashlib.sha256(body.encode()).hexdigest()
                entries.append((seq, stream, event.TYPE, at, actor, body, prev))
            kept.append(_columns(given, plan, parties, first, seq))
            if len(kept) == BATCH:
                cursor.executemany(entry, entries)
                cursor.executemany(row, kept)
                entries.clear()
                kept.clear()
        cursor.executemany(entry, entries)
        cursor.executemany(row, kept)
    return seq


def _insert(table: type[models.Model]) -> str:
    names = [field.column for field in table._meta.concrete_fields]
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table._meta.db_table} ({quoted}) VALUES ({', '.join(['%s'] * len(names))})"


def _columns(row: Row, plan: str, parties: _Parties, first: int, last: int) -> tuple[Column, ...]:
    """The columns of the table, in its order."""
    standing = "ended" if row.ended else "accepted" if row.accepted else "pending"
    decided = parties.officer if row.accepted or row.ended else ""
    facts = _sorted(row.facts).decode() if row.facts else ""
    days = (day.isoformat() if day else None for day in (row.on, row.known, row.accepted, row.ended))
    return (
        row.id, plan, parties.owner, parties.recorder, decided, row.claim, row.subject, *days, row.place,
        row.other, "", "", "", "", "", "", MISTAKE if row.ended else "", facts, "", row.source, row.locator,
        LICENCE, False, standing, first, last,
    )  # fmt: skip


def _compare(rows: int) -> None:
    """Hold samples of the table against the replay of their entries."""
    from tilth_site.journal.streams import entries_of, rows_of
    from tilth_site.plan.models import EvidenceRow

    names = [field.attname for field in EvidenceRow._meta.concrete_fields]
    numbers = (
        *range(0, rows, max(1, rows // SAMPLES)),
        *range(rows, rows + plan_rows.JOINS + plan_rows.MOVES, 97),
    )
    ids = [plan_rows.id_of(number) for number in numbers]
    for found in EvidenceRow.objects.filter(pk__in=ids):
        stream = f"evidence/{found.pk}"
        (meant,) = rows_of(stream, entries_of(stream))
        assert [getattr(found, name) for name in names] == [getattr(meant, name) for name in names], found.pk


def _parties() -> _Parties:
    """The organisation that operates the site with its officer, and one that hands evidence in."""
    operator = site_fill.organisation("Cluster office", OrganisationKind.AUTHORITY)
    owner = site_fill.organisation("Register", OrganisationKind.FIRM)
    officer = site_fill.person(OFFICER, Role.CLUSTER_OFFICER, operator)
    return _Parties(
        operator, owner, site_fill.person("clerk@register.example", Role.ADMINISTRATOR, owner), officer
    )


def _plan() -> str:
    from tilth.kernel.ids import new_id
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.demonstration.loading import done
    from tilth_site.journal.actions import Call
    from tilth_site.plan.actions import adopt

    id = new_id("pln")
    done(adopt(Call(OPERATOR, START), id, plan_rows.plan()))
    return id


def _published(plan: str, officer: str) -> float:
    from django.utils import timezone

    from tilth.kernel.ids import new_id
    from tilth_site.demonstration.loading import done
    from tilth_site.journal.actions import Call
    from tilth_site.parties.actors import actor_of
    from tilth_site.plan.publishing import publish

    start = time.perf_counter()
    done(publish(Call(actor_of(officer), timezone.now()), plan, new_id("rep"), plan_rows.AS_OF))
    return time.perf_counter() - start


Evidence = EvidenceRecorded | EvidenceAccepted | EvidenceWithdrawn


def _happened(row: Row, plan: str, parties: _Parties) -> Iterator[tuple[Evidence, str]]:
    """Each thing that happened to the row, and who did it."""
    yield _recorded(row, plan, parties), parties.recorder
    if row.accepted:
        yield EvidenceAccepted(day=row.accepted, by=parties.officer, reason=""), parties.officer
    if row.ended:
        yield EvidenceWithdrawn(day=row.ended, by=parties.officer, reason=MISTAKE), parties.officer


def _recorded(row: Row, plan: str, parties: _Parties) -> EvidenceRecorded:
    return EvidenceRecorded(
        id=row.id, plan=plan, owner=parties.owner, by=parties.recorder, day=row.known, claim=row.claim,
        subject=row.subject, on=row.on, place=row.place, other=row.other, value=None, of=None, basis="",
        facts=tuple(row.facts.items()), document="", source=row.source, locator=row.locator, licence=LICENCE,
        open=False,
    )  # fmt: skip


def _body(seq: int, prev: str, stream: str, event: Evidence, actor: str) -> tuple[str, str]:
    """The body of an entry and its instant. The texts are ASCII, so RFC 8785 asks for no more than sorted keys."""
    at = f"{START + timedelta(seconds=seq):%Y-%m-%dT%H:%M:%S}.000000Z"
    said = {
        "actor": actor, "at": at, "data": msgspec.to_builtins(event), "evidence": [], "prev": prev, "reason": "",
        "seq": seq, "stream": stream, "type": event.TYPE,
    }  # fmt: skip
    return _sorted(said).decode(), at
