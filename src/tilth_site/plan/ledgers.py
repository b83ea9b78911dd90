"""The evidence of a plan as the engine asks about it: as it is now, and as it was after some entry of the journal.

What is now is read from the table once, and kept in this process. After that, only rows that have changed since
are read. The chain makes sure that what is kept is right: the kept ledger names the last entry it had seen and
that entry's hash, and where the journal has another entry there (a transaction was rolled back, a database put
back from a backup), everything is read again.

What was is folded from the journal itself, which takes longer and is exact.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import get_args

from tilth.kernel.chain import BEFORE, Head
from tilth.kernel.journal import Entry, decode, open_body
from tilth.plan.events import EvidenceEvent, EvidenceRecorded
from tilth.plan.evidence import Row
from tilth.plan.ledger import Ledger
from tilth.plan.rules import Exhibit, apply_evidence
from tilth_site.journal.exports import head
from tilth_site.journal.models import JournalEntry
from tilth_site.plan.joins import JOINING, Joins, fold_joins
from tilth_site.plan.models import ROW_COLUMNS, EvidenceRow, row_of
from tilth_site.plan.tables import EVIDENCE

__all__ = ["PLANS_KEPT", "ledger_at", "ledger_now", "ledger_then"]

PLANS_KEPT = 4
"""Plans of which a process keeps the ledger, those asked for last: a million rows take hundreds of megabytes."""

_CHUNK = 5_000
_EVIDENCE: Mapping[str, type[EvidenceEvent]] = {kind.TYPE: kind for kind in get_args(EvidenceEvent)}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A ledger that had seen the journal up to ``head``."""

    head: Head
    joins: Joins
    ledger: Ledger


_kept: OrderedDict[str, _Kept] = OrderedDict()
_lock = Lock()


def ledger_now(plan_id: str) -> Ledger:
    """The evidence of the plan, as far as it is committed, or written in the caller's own transaction.

    Two small queries where nothing has happened since the last call in this process; the first call reads every
    row of the plan. Threads wait for each other, so that a ledger is read once.
    """
    with _lock:
        kept = _kept.pop(plan_id, None)
        _kept[plan_id] = fresh = _refreshed(plan_id, kept if kept and _in_chain(kept.head) else None)
        while len(_kept) > PLANS_KEPT:
            _kept.popitem(last=False)
        return fresh.ledger


def ledger_at(plan_id: str, seq: int) -> Ledger:
    """The evidence of the plan as the journal had it after entry ``seq``. One pass over the entries about evidence
    up to there.
    """
    exhibits: dict[str, Exhibit] = {}
    for entry in _entries(_EVIDENCE, 0, seq):
        id, event = entry.stream.partition("/")[2], decode(entry, _EVIDENCE[entry.type])
        if id in exhibits or (isinstance(event, EvidenceRecorded) and event.plan == plan_id):
            exhibits[id] = apply_evidence(exhibits.get(id), event)
    joins = fold_joins(Joins(), _entries(JOINING, 0, seq))
    return Ledger.of([*(exhibit.row for exhibit in exhibits.values()), *joins.rows.values()])


@lru_cache(maxsize=4)
def ledger_then(plan_id: str, seq: int) -> Ledger:
    """The same as :func:`ledger_at`, made from the ledger of now by putting back what has changed since: as long
    as the tables are what the journal says, it is the same, and costs what has changed. What was not there yet is
    there as if nobody had come to know it.

    Raises IntegrityError where the stream of a row is damaged.
    """
    ledger = ledger_now(plan_id)
    then: dict[str, Exhibit] = {}
    changed = list(EvidenceRow.objects.filter(plan=plan_id, last_seq__gt=seq).values_list("pk", flat=True))
    for start in range(0, len(changed), _CHUNK):
        streams = [EVIDENCE.name(id) for id in changed[start : start + _CHUNK]]
        for entry in _entries(_EVIDENCE, 0, seq, stream__in=streams):
            id, event = entry.stream.partition("/")[2], decode(entry, _EVIDENCE[entry.type])
            then[id] = apply_evidence(then.get(id), event)
    joins = fold_joins(Joins(), _entries(JOINING, 0, seq)).rows
    joined = fold_joins(Joins(), _entries(JOINING, 0, (head() or BEFORE).seq)).rows
    unheard = [_unheard(id) for id in (*(id for id in changed if id not in then), *(joined.keys() - joins.keys()))]
    put_back = [row for id, row in joins.items() if joined.get(id) != row]
    return ledger.with_rows([*(exhibit.row for exhibit in then.values()), *put_back, *unheard])


def _unheard(id: str) -> Row:
    """A row of which nobody ever comes to know."""
    return Row(id=id, claim="", subject="", on=date.max, known=date.max)


def _in_chain(seen: Head) -> bool:
    """Whether the journal still has the entry that was last seen, and so everything before it."""
    if seen == BEFORE:
        return True
    return JournalEntry.objects.filter(seq=seen.seq, hash=seen.hash).exists()


def _refreshed(plan_id: str, kept: _Kept | None) -> _Kept:
    # The head is read first: rows that change meanwhile are read again next time.
    now = head() or BEFORE
    if kept is None:
        joins = fold_joins(Joins(), _entries(JOINING, 0, now.seq))
        return _Kept(now, joins, Ledger.of([*_rows(plan_id, 0), *joins.rows.values()]))
    if kept.head == now:
        return kept
    joins = fold_joins(kept.joins, _entries(JOINING, kept.head.seq, now.seq))
    joined = [row for id, row in joins.rows.items() if kept.joins.rows.get(id) is not row]
    changed = [*_rows(plan_id, kept.head.seq), *joined]
    return _Kept(now, joins, kept.ledger.with_rows(changed) if changed else kept.ledger)


def _rows(plan_id: str, since: int) -> Iterator[Row]:
    changed = EvidenceRow.objects.filter(plan=plan_id, last_seq__gt=since)
    return (row_of(*values) for values in changed.values_list(*ROW_COLUMNS).iterator(chunk_size=_CHUNK))


def _entries(kinds: Iterable[str], after: int, until: int, **chosen_by: Sequence[str]) -> Iterator[Entry]:
    """The entries of these types after ``after`` up to and with ``until``, oldest first."""
    chosen = JournalEntry.objects.filter(type__in=list(kinds), seq__gt=after, seq__lte=until, **chosen_by)
    rows = chosen.order_by("seq").values_list("body", "hash").iterator(chunk_size=_CHUNK)
    return (open_body(body, digest) for body, digest in rows)
