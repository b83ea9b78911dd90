"""From the record of a screening to its row."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from tilth.approval.gate import EVENTS, Record, apply
from tilth.approval.screening.model import Status
from tilth_site.journal.streams import StreamKind, Trace
from tilth_site.screening import models

__all__ = ["SCREENINGS"]


def _rows(record: Record, trace: Trace) -> Iterator[Model]:
    result, last = record.result, record.failure or record.result
    assert last is not None, "a record begins with a result or a failure"
    current = None if record.failure else result
    counts = {tally.status: tally.count for tally in current.tallies} if current else {}
    total = sum(counts.values())
    yield models.RequestScreening(
        id=record.id, provider=record.provider, owner=record.parties[0],
        project=record.parties[1] if len(record.parties) > 1 else "", design_version=last.design_version,
        standing=record.standing.value, status=current.status.value if current else "", since=last.on,
        sequences=total, found=total - counts.get(Status.CLEAR, 0), reviews=len(record.reviews),
        order=result.order if result else "", ordered=result.on if result else None,
        report=current.report if current else "", database=current.database.sha256 if current else "",
        index=current.database.index if current else "", last_seq=trace.last.seq,
    )  # fmt: skip


SCREENINGS = StreamKind("screening", EVENTS, apply, _rows, {models.RequestScreening: "id"})
