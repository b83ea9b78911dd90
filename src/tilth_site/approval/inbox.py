"""What the home page shows of cases: what waits for the reader, with the day until which it may."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tilth_site.accounts.permissions import Actor
from tilth_site.approval.drawing import short_day
from tilth_site.approval.naming import step_title
from tilth_site.approval.queries import case_seen, cases
from tilth_site.approval.seen import CaseSeen
from tilth_site.approval.waiting import Waiting, What, waiting_in
from tilth_site.foundry.queries import party_names
from tilth_site.pages.inbox import InboxItem, Kind

__all__ = ["cases_waiting"]

_CASES, _ITEMS = 20, 10
"""So many cases, the last changed, are looked at; so many lines stand on the home page."""

_TITLES: Mapping[What, str | Promise] = {
    What.QUESTIONS: _("Questions to answer: %(step)s"),
    What.HAND_IN: _("To hand in: %(step)s"),
    What.VOTE: _("To vote on: %(step)s"),
    What.ACCEPT: _("To accept for review: %(step)s"),
    What.ASSIGN: _("Reviewers to assign: %(step)s"),
    What.DECISION: _("A decision to record: %(step)s"),
}


def cases_waiting(actor: Actor) -> list[InboxItem]:
    """A line for each thing that waits, the most pressing first. One query for the cases, two for each of them."""
    if actor.system:
        return []
    today = timezone.localdate()
    rows = cases(actor).filter(withdrawn__isnull=True).order_by("-last_seq")[:_CASES]
    cases_seen = filter(None, (case_seen(actor, row.id, today) for row in rows))
    found = [(seen, one) for seen in cases_seen for one in waiting_in(seen, actor)]
    found.sort(key=lambda pair: (pair[1].due is None, pair[1].due or today, pair[1].since))
    kept = found[:_ITEMS]
    names = party_names({seen.case.applicant for seen, _ in kept}) if kept else {}
    return [_item(seen, one, names) for seen, one in kept]


def _item(seen: CaseSeen, one: Waiting, names: Mapping[str, str]) -> InboxItem:
    step = seen.procedure.step(one.step)
    assert step is not None, "what waits is of a step"
    said = (names.get(seen.case.applicant, seen.case.applicant), _lacking(one), _until(one))
    return InboxItem(
        title=str(_TITLES[one.what]) % {"step": step_title(step)},
        detail=" · ".join(filter(None, said)),
        url=reverse("approval:case", args=[seen.case.id]),
        since=timezone.make_aware(datetime.combine(one.since, time())),
        kind=Kind.WAITING,
    )


def _lacking(one: Waiting) -> str:
    if one.what is not What.HAND_IN:
        return ""
    if not one.lacking:
        return gettext("everything is there")
    words = ngettext(
        "%(count)d kind of evidence is missing", "%(count)d kinds of evidence are missing", one.lacking
    )
    return words % {"count": one.lacking}


def _until(one: Waiting) -> str:
    if one.due is None:
        return ""
    if one.over:
        words = gettext("overdue, was due by %(day)s")
    else:
        words = gettext("due soon, by %(day)s") if one.soon else gettext("by %(day)s")
    return words % {"day": short_day(one.due)}
