"""From a run to its rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from tilth.foundry.build.inventory.sharing import apportioned
from tilth.foundry.build.run import EVENTS, Run, apply
from tilth_site.build import models
from tilth_site.journal.streams import StreamKind, Trace

__all__ = ["RUNS"]


def _run_rows(run: Run, trace: Trace) -> Iterator[Model]:
    yield models.BuildRun(
        id=run.id, title=run.title, provider=run.provider, state=run.state.value, live=run.is_live,
        requests=len(run.requests), constructs=sum(one.constructs for one in run.requests), steps=run.steps,
        confirmed=len(run.confirmed), owed=sum(report.tally.owed for report in run.owing),
        opened_at=trace.first.at, changed_at=trace.last.at, last_seq=trace.last.seq,
    )  # fmt: skip
    used = apportioned(run.used, {one.id: max(1, one.constructs) for one in run.requests})
    for one in run.requests:
        yield models.RunOfRequest(
            id=f"{run.id}/{one.id}", run=run.id, request=one.id, owner=one.owner, provider=run.provider,
            live=run.is_live, used=used[one.id], changed_at=trace.last.at, last_seq=trace.last.seq,
        )  # fmt: skip


RUNS = StreamKind("run", EVENTS, apply, _run_rows, {models.BuildRun: "id", models.RunOfRequest: "run"})
