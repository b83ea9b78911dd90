"""The reads of the plan room. Plans and published reports are public; rows are read by what the actor may see.

Lists are walked by key with :func:`tilth_site.parties.queries.page_of`: an id begins with the time at which it was
made, so the newest come first and every page costs the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Q, QuerySet

from tilth.kernel.journal import Entry
from tilth.plan.evidence import READING, Row, Standing
from tilth.plan.exchange.report_json import read_report
from tilth.plan.figures import Report
from tilth_site.accounts.permissions import Actor
from tilth_site.journal.streams import entries_of
from tilth_site.parties.actors import operator_id
from tilth_site.plan.models import EvidenceRow, Plan, PublishedReport
from tilth_site.uploads.intake import store

__all__ = [
    "current_plan",
    "document_of",
    "evidence",
    "evidence_row",
    "history",
    "kept_report",
    "latest_report",
    "plan_row",
    "plans",
    "report_row",
    "reports",
    "rivals_of",
    "rows_named",
    "waiting",
]


def plans() -> list[Plan]:
    """Every plan that is followed, the first adopted first."""
    return list(Plan.objects.order_by("first_seq"))


def current_plan() -> Plan | None:
    """The plan that the site shows unless asked for another: the first adopted."""
    return Plan.objects.order_by("first_seq").first()


def plan_row(id_or_code: str) -> Plan | None:
    """The plan with this id or code."""
    return Plan.objects.filter(Q(pk=id_or_code) | Q(code=id_or_code)).order_by("first_seq").first()


def evidence(actor: Actor, plan_id: str) -> QuerySet[EvidenceRow]:
    """The rows of the plan that the actor may see."""
    return EvidenceRow.objects.visible_to(actor).filter(plan=plan_id)


def waiting(actor: Actor, plan_id: str, claim: str = "") -> QuerySet[EvidenceRow]:
    """Those of them that nobody has decided about, of all claims or of one."""
    rows = evidence(actor, plan_id).filter(standing=Standing.PENDING.value)
    return rows.filter(claim=claim) if claim else rows


def evidence_row(actor: Actor, id: str) -> EvidenceRow | None:
    """The row with this id; None where there is none that the actor may see."""
    return EvidenceRow.objects.visible_to(actor).filter(pk=id).first()


def rows_named(actor: Actor, ids: Iterable[str]) -> list[EvidenceRow]:
    """The rows with these ids that the actor may see, in the order of ``ids``."""
    chosen = list(ids)
    found = EvidenceRow.objects.visible_to(actor).in_bulk(chosen)
    return [found[id] for id in chosen if id in found]


def rivals_of(plan_id: str, row: Row) -> list[EvidenceRow]:
    """The standing readings of the same series and period as the reading ``row`` that say something else."""
    beside = EvidenceRow.objects.filter(plan=plan_id, subject=row.subject, on=row.on, claim=READING)
    others = beside.exclude(pk=row.id).exclude(standing=Standing.ENDED.value).order_by("id")
    return [other for other in others if _said(other.row) != _said(row)]


def _said(row: Row) -> tuple[object, ...]:
    return row.value, row.of, row.basis


def document_of(actor: Actor, row: EvidenceRow) -> str:
    """The SHA-256 of the row's document, where the actor may have it; empty where not. ``row`` is one that he may
    see. The public may have what is open.
    """
    if row.open or actor.system or row.owner in actor.organisations:
        return row.document
    return row.document if operator_id() in actor.organisations else ""


def history(id: str) -> list[Entry]:
    """What happened to the row of evidence, oldest first: the journal's entries."""
    return entries_of(f"evidence/{id}")


def reports(plan_id: str) -> QuerySet[PublishedReport]:
    """The published reports of the plan, the newest first."""
    return PublishedReport.objects.filter(plan=plan_id).order_by("-first_seq")


def latest_report(plan_id: str) -> PublishedReport | None:
    """The report that was published last."""
    return reports(plan_id).first()


def report_row(id: str) -> PublishedReport | None:
    """The published report with this id."""
    return PublishedReport.objects.filter(pk=id).first()


def kept_report(row: PublishedReport) -> Report:
    """The report as it was published.

    Raises MissingError, or IntegrityError, where its file is lost or altered. The last few are remembered, since
    the public looks at one of them all the time.
    """
    return _read(row.sha256, str(store().root))


@lru_cache(maxsize=16)
def _read(sha256: str, _: str) -> Report:
    return read_report(store().get(sha256), file=f"{sha256}.json")
