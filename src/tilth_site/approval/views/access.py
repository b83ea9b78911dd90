"""Who asks, about which case, on which day; and the one answer to whoever may not know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from tilth.approval import Step
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor
from tilth_site.approval.naming import procedure_title, step_title
from tilth_site.approval.queries import case_row, case_seen
from tilth_site.approval.reasons import worded
from tilth_site.approval.seen import CaseSeen
from tilth_site.foundry.queries import party_names
from tilth_site.foundry.views.access import actor
from tilth_site.foundry.views.access import refusal_page as foundry_refusal

__all__ = ["Found", "found", "refusal_page", "step_of"]


@dataclass(frozen=True, slots=True)
class Found:
    """A case that the actor may see, as it was on a day; ``applicant`` is the applicant's name."""

    actor: Actor
    one: CaseSeen
    applicant: str
    today: date

    @property
    def id(self) -> str:
        """The case."""
        return self.one.case.id

    @property
    def past(self) -> bool:
        """Whether the page shows a day before today."""
        return self.one.as_of < self.today

    @property
    def title(self) -> str:
        """What the case is called: its applicant, and its procedure."""
        words = {"applicant": self.applicant, "procedure": procedure_title(self.one.procedure)}
        return gettext("%(applicant)s: %(procedure)s") % words

    @property
    def home(self) -> str:
        """The address of the case."""
        return reverse("approval:case", args=[self.id])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way to the list."""
        return [(pgettext("room", "Approval"), reverse("approval:cases"))]

    def crumbs_to(self, step: Step | None = None) -> list[tuple[str, str]]:
        """The way to the case, or to a step of it."""
        way = [*self.crumbs, (self.title, self.home)]
        if step:
            way.append((step_title(step), reverse("approval:step", args=[self.id, step.id])))
        return way


def found(http: HttpRequest, id: str) -> Found:
    """The case ``id`` at the end of the day ``?as_of=``: today where none is given, or one that is no day, not
    before the case was opened. Raises Http404 where there is no case that the reader may know of.
    """
    who, today = actor(http), timezone.localdate()
    row = case_row(who, id)
    if row is None:
        raise Http404
    one = case_seen(who, id, max(row.opened, min(_day(http.GET.get("as_of", "")) or today, today)))
    assert one is not None, "the case was opened by then"
    applicant = row.applicant
    return Found(who, one, party_names([applicant]).get(applicant, applicant), today)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def step_of(where: Found, id: str) -> Step:
    """The step ``id`` of the case's procedure. Raises Http404 where it has none."""
    step = where.one.procedure.step(id)
    if step is None:
        raise Http404
    return step


def refusal_page(http: HttpRequest, refused: Refused, back: str) -> HttpResponse:
    """Why something was not done, in this room's words, with a link ``back``. Errors as the foundry's."""
    return foundry_refusal(http, refused, back, worded)
