"""Somebody with the database in his hands, its triggers gone, alters the journal: each way of doing so is named.

What no chain can show, a rewritten or a shortened tail, is shown by an earlier checkpoint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection

from databases import VENDORS, OwnSite, own_site
from journeys import register_organisation
from tilth.kernel.checkpoint import Checkpoint, take
from tilth.kernel.journal import Draft, open_body, seal
from tilth.parties.model import OrganisationKind
from tilth_site.journal.exports import hashes, snapshot
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.verify import verify_journal

TRIGGERS = import_module("tilth_site.journal.migrations.0002_append_only")
ENTRIES = 6
Found = list[tuple[str, int]]


@pytest.fixture
def checkpoint(transactional_db) -> Checkpoint:
    """Six entries, signed for; then the triggers are gone."""
    for name in "abcdef":
        register_organisation(name, OrganisationKind.FIRM)
    with snapshot():
        taken = take("here", hashes(), "2026-03-02T04:00:00.000000Z")
    with connection.schema_editor() as editor:
        TRIGGERS.remove(None, editor)
    return taken


def found(*checkpoints: Checkpoint) -> Found:
    return [(fault.kind, fault.seq) for fault in verify_journal(checkpoints).faults]


def alter(seq: int, **columns: str | int) -> None:
    JournalEntry.objects.filter(seq=seq).update(**columns)


def forged(entry: JournalEntry, word: str = "mallory") -> dict[str, str]:
    """Another body for the entry, and the hash of that."""
    body = entry.body.replace('"actor":"operator"', f'"actor":"{word}"')
    assert body != entry.body
    return {"body": body, "hash": hashlib.sha256(body.encode()).hexdigest(), "actor": word}


def rewrite_from(seq: int) -> None:
    """Every entry from ``seq`` on anew, by somebody else, hashes and all."""
    prev = JournalEntry.objects.get(seq=seq - 1).hash
    for row in JournalEntry.objects.filter(seq__gte=seq).order_by("seq"):
        was = open_body(row.body, row.hash)
        draft = Draft(was.stream, was.type, was.at, "mallory", was.data, was.reason, was.evidence)
        entry, body = seal(draft, row.seq, prev)
        alter(row.seq, body=body.decode(), hash=entry.hash, actor="mallory")
        prev = entry.hash


def move_up(seq: int) -> None:
    """Put the entry ``seq`` in the place of the one before it, and that one in its place."""
    one, other = JournalEntry.objects.get(seq=seq - 1), JournalEntry.objects.get(seq=seq)
    names = ("stream", "type", "at", "actor", "body", "hash")
    alter(seq - 1, **{name: getattr(other, name) for name in names})
    alter(seq, **{name: getattr(one, name) for name in names})


def forge_body(seq: int) -> None:
    alter(seq, body=forged(JournalEntry.objects.get(seq=seq))["body"])


def forge_all(seq: int) -> None:
    alter(seq, **forged(JournalEntry.objects.get(seq=seq)))


def spoil(seq: int) -> None:
    alter(seq, body="gone", hash=hashlib.sha256(b"gone").hexdigest())


def drop(*seqs: int) -> None:
    JournalEntry.objects.filter(seq__in=seqs)._raw_delete("default")


def insert_copy(seq: int) -> None:
    """The entry ``seq`` once more, at the end."""
    row = JournalEntry.objects.get(seq=seq)
    row.seq = ENTRIES + 1
    row.save(force_insert=True)


SHOWN_BY_CHAIN: dict[str, tuple[Callable[[], None], Found]] = {
    "a body": (lambda: forge_body(3), [("forged", 3)]),
    "a column": (lambda: alter(3, actor="mallory"), [("forged", 3)]),
    "a hash": (lambda: alter(3, hash="0" * 64), [("forged", 3)]),
    "a body and its hash": (lambda: forge_all(3), [("broken", 4)]),
    "a body that is no entry": (lambda: spoil(3), [("unreadable", 3), ("broken", 4)]),
    "an entry dropped": (lambda: drop(3), [("dropped", 3)]),
    "three entries dropped": (lambda: drop(2, 3, 4), [("dropped", 2)]),
    "the first entry dropped": (lambda: drop(1), [("dropped", 1)]),
    "two entries exchanged": (lambda: move_up(4), [("reordered", 3), ("reordered", 4)]),
    "an entry copied": (lambda: insert_copy(2), [("reordered", 7)]),
}
SHOWN_BY_CHECKPOINT: dict[str, tuple[Callable[[], None], Found]] = {
    "the tail rewritten": (lambda: rewrite_from(3), [("rewritten", ENTRIES)]),
    "the last entry rewritten": (lambda: forge_all(ENTRIES), [("rewritten", ENTRIES)]),
    "the last entry dropped": (lambda: drop(ENTRIES), [("shortened", ENTRIES)]),
    "the tail cut off": (lambda: drop(4, 5, 6), [("shortened", 4)]),
    "everything dropped": (lambda: drop(*range(1, ENTRIES + 1)), [("shortened", 1)]),
}


@pytest.mark.parametrize("done", SHOWN_BY_CHAIN)
def test_the_chain_names_what_was_done_and_where(checkpoint: Checkpoint, done: str) -> None:
    tamper, told = SHOWN_BY_CHAIN[done]
    assert found() == []
    tamper()
    assert [one for one in found() if one in told] == told
    assert {seq for _, seq in found()} <= {seq for _, seq in told} | {seq + 1 for _, seq in told}


@pytest.mark.parametrize("done", SHOWN_BY_CHECKPOINT)
def test_what_the_chain_cannot_show_a_checkpoint_shows(checkpoint: Checkpoint, done: str) -> None:
    tamper, told = SHOWN_BY_CHECKPOINT[done]
    assert found(checkpoint) == []
    tamper()
    assert found() == []
    assert found(checkpoint) == told


def test_a_journal_that_only_grew_agrees_with_an_earlier_checkpoint(transactional_db) -> None:
    register_organisation("a", OrganisationKind.FIRM)
    with snapshot():
        taken = take("here", hashes(), "2026-03-02T04:00:00.000000Z")
    register_organisation("b", OrganisationKind.FIRM)
    assert found(taken) == []
    assert found(replace(taken, root="0" * 64)) == [("rewritten", 1)]


def tilth(site: OwnSite, *words: str, expect: int = 0) -> dict:
    """What a command of ``tilth`` says, as JSON."""
    run = "from tilth_cli.main import run; run()"
    return json.loads(site.run("-c", run, *words, "--json", expect=expect))


BYPASS = {
    "sqlite": tuple(f"DROP TRIGGER journal_entry_{name}" for name in ("no_update", "no_delete", "at_end")),
    "postgresql": ("SET session_replication_role = replica",),
}
REWRITE = "UPDATE journal_entry SET body = '{body}', hash = '{hash}', actor = 'mallory' WHERE seq = {seq}"


@pytest.mark.slow
@pytest.mark.parametrize("vendor", VENDORS)
def test_the_command_line_names_what_was_done_behind_the_sites_back(vendor: str, tmp_path: Path) -> None:
    register = (
        "import django; django.setup(); from journeys import *\n"
        "for name in 'abcdef': register_organisation(name, OrganisationKind.FIRM)"
    )
    published = tmp_path / "published.json"
    with own_site(vendor, tmp_path) as site:
        site.run("-c", register)
        tilth(site, "journal", "checkpoint", "--out", str(published))
        ((body, digest),) = site.query(f"SELECT body, hash FROM journal_entry WHERE seq = {ENTRIES}")
        last = forged(JournalEntry(body=body, hash=digest))
        with site.connect() as connection:
            for statement in (*BYPASS[vendor], REWRITE.format(seq=ENTRIES, **last)):
                connection.execute(statement)
        assert tilth(site, "journal", "verify")["whole"]
        held = tilth(site, "journal", "verify", "--checkpoint", str(published), expect=1)
        assert [fault["kind"] for fault in held["faults"]] == ["rewritten"]
        with site.connect() as connection:
            for statement in (*BYPASS["postgresql"][: bool(site.url)], "DELETE FROM journal_entry WHERE seq = 2"):
                connection.execute(statement)
        dropped = tilth(site, "journal", "verify", expect=1)
        assert [(fault["kind"], fault["seq"]) for fault in dropped["faults"]] == [("dropped", 2)]
