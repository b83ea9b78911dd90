"""The background job of the gate: to screen a design, and to record what was found."""

from __future__ import annotations

from collections import Counter

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_noop

from tilth.approval.gate import Result, Tally
from tilth.approval.screening.model import OrderScreen, Query, Status
from tilth.foundry.request import Request, possible
from tilth.foundry.request.commands import Screen
from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.foundry.tables import REQUESTS
from tilth_site.jobs.progress import Progress
from tilth_site.jobs.registry import job
from tilth_site.journal.actions import Outcome
from tilth_site.journal.streams import load
from tilth_site.screening.actions import record_failure, record_result
from tilth_site.screening.asking import ScreenDesign
from tilth_site.screening.mounting import Mounted, mounted
from tilth_site.screening.sequences import pack, queries_of
from tilth_site.screening.together import earlier_orders, earlier_sequences
from tilth_site.uploads.intake import store

__all__ = ["screen_design"]

_TRIES = 5
"""So often the design is screened again because another order of the customer came between."""


@job("approval.screen", title=gettext_noop("Screen a design"), page="foundry:request")
def screen_design(progress: Progress, asked: ScreenDesign) -> Refused | None:
    """Screen the design and record the result, or why there is none. A design that was replaced, or can no longer
    be built, is left alone.
    """
    request = load(REQUESTS, asked.request)
    if request is None or request.design is None or request.design.version != asked.version:
        return None
    if Screen.NAME not in possible(request.state):
        return None
    outcome: Outcome | Refused
    try:
        outcome = _screen(progress, asked, request)
    except TilthError as error:
        outcome = refuse(error.code, "{fault}", "{advice}", fault=error.message, advice=error.mend)
    if isinstance(outcome, Refused):
        outcome = record_failure(progress.call(), asked, outcome)
    progress.step(3, 3)
    return outcome if isinstance(outcome, Refused) else None


def _screen(progress: Progress, asked: ScreenDesign, request: Request) -> Outcome | Refused:
    assert request.design is not None, "there is a design to screen"
    progress.step(0, 3, gettext_noop("Reading the design."))
    index = mounted(timezone.localdate())
    if isinstance(index, Refused):
        return index
    queries = queries_of(request.design)
    if isinstance(queries, Refused):
        return queries
    progress.step(1, 3, gettext_noop("Screening every sequence."))
    outcome = _attempt(progress, asked, request, index, queries)
    for _ in range(_TRIES - 1):
        if not isinstance(outcome, Refused) or outcome.reasons[0].code != "gate.overtaken":
            break
        outcome = _attempt(progress, asked, request, index, queries)
    return outcome


def _attempt(
    progress: Progress, asked: ScreenDesign, request: Request, index: Mounted, queries: tuple[Query, ...]
) -> Outcome | Refused:
    # Loaded where it is needed: see the mounting.
    from tilth.approval.screening.aligners import aligners
    from tilth.approval.screening.order import screen_order

    today = timezone.localdate()
    rows = earlier_orders(request, today, index.history)
    earlier = tuple(earlier_sequences(rows))
    report = screen_order(index.index, queries, today=today, earlier=earlier, aligners=aligners())
    if report.status is Status.NOT_SCREENED or report.database is None:
        return Refused(report.reasons) if report.reasons else _unscreened()
    progress.step(2, 3, gettext_noop("Recording what was found."))
    counts = Counter(query.status for query in report.queries)
    result = Result(
        design_version=asked.version, on=report.on, status=report.status,
        tallies=tuple(Tally(status, counts[status]) for status in Status if counts[status]),
        report=_keep("approval.screening.report", "application/json", _written(report)),
        order=_keep("approval.screening.order", "application/gzip", pack(queries)),
        database=report.database, policy=report.policy, together=tuple(row.id for row in rows),
    )  # fmt: skip
    return record_result(progress.call(), asked, result, index.history)


def _written(report: OrderScreen) -> bytes:
    return msgspec.json.encode(report, order="deterministic")


def _keep(kind: str, media_type: str, content: bytes) -> str:
    record = store().put(
        content, media_type=media_type, kind=kind, source="tilth", known_date=timezone.now(), licence="unknown"
    )
    return record.sha256


def _unscreened() -> Refused:
    return refuse(
        "gate.unscreened",
        "A sequence of the design could not be screened.",
        "Read why in the job's record, and screen the design again.",
    )
