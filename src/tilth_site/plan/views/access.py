"""Who asks, and about which plan, report or row; and the one answer to whoever may not know of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext

from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Refused
from tilth.plan.figures import Figure, Report
from tilth.plan.model import Indicator, Plan
from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import Actor
from tilth_site.journal.actions import Call
from tilth_site.parties.actors import actor_of
from tilth_site.plan import models
from tilth_site.plan.actions import may
from tilth_site.plan.models import EvidenceRow, PublishedReport
from tilth_site.plan.queries import current_plan, evidence_row, kept_report, latest_report, report_row

__all__ = ["Seen", "call", "evidence_of", "followed", "forbid", "indicator_of", "officer", "plan_crumb", "reader",
           "report_of", "seen"]  # fmt: skip

PUBLIC = Actor("")
"""Whoever has not signed in."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan as the public sees it: with the report that was published last, where there is one."""

    row: models.Plan
    plan: Plan
    published: PublishedReport | None
    report: Report | None

    def figure(self, code: str) -> Figure | None:
        """The published figure of an indicator."""
        return self.report.figure(code) if self.report else None


def reader(http: HttpRequest) -> Actor:
    """The actor behind the request, who may be anybody."""
    return actor_of(http.user.person) if isinstance(http.user, User) else PUBLIC


def officer(http: HttpRequest) -> Actor:
    """The actor behind the request, who may decide about evidence. Raises PermissionDenied for everybody else."""
    who = reader(http)
    if not may(who, "plan.evidence.accept"):
        raise PermissionDenied
    return who


def followed() -> models.Plan:
    """The plan of the site. Raises Http404 where none was adopted."""
    row = current_plan()
    if row is None:
        raise Http404
    return row


def seen() -> Seen:
    """The plan of the site with its latest report. Raises Http404 where no plan was adopted."""
    row = followed()
    published = latest_report(row.id)
    return Seen(row, row.plan, published, kept_report(published) if published else None)


def indicator_of(plan: Plan, code: str) -> Indicator:
    """An indicator of the plan. Raises Http404 where it has none of this code."""
    found = plan.indicator(code)
    if found is None:
        raise Http404
    return found


def evidence_of(who: Actor, id: str) -> EvidenceRow:
    """A row of evidence. Raises Http404 where there is none that ``who`` may know of."""
    found = evidence_row(who, id) if is_id(id, "evd") else None
    if found is None:
        raise Http404
    return found


def report_of(id: str) -> PublishedReport:
    """A published report. Raises Http404 where there is none."""
    found = report_row(id) if is_id(id, "rep") else None
    if found is None:
        raise Http404
    return found


def call(who: Actor, key: str) -> Call:
    """The call of an action, now, under a form's one-time key."""
    return Call(who, timezone.now(), key)


def forbid(refused: Refused) -> None:
    """Answer 404 or 403 where ``refused`` says so; nothing where a page can show it."""
    code = refused.reasons[0].code
    if code == "not_found":
        raise Http404
    if code == "permission.denied":
        raise PermissionDenied


def plan_crumb() -> tuple[str, str]:
    """The name and the address of the dashboard."""
    return pgettext("room", "Plan"), reverse("plan:dashboard")
