"""The desk: the figures as they are now, what stands in the way of publishing, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilth.kernel.refusal import Refused
from tilth.plan.evidence import READING, SAME, VERDICT, Standing
from tilth_site.accounts.permissions import Actor
from tilth_site.pages.keyed import new_key
from tilth_site.parties.queries import page_of
from tilth_site.plan.actions import accept_many, may
from tilth_site.plan.forms import AsOfForm, ManyForm
from tilth_site.plan.models import EvidenceRow, Plan
from tilth_site.plan.names import subject_names
from tilth_site.plan.presentation import cards
from tilth_site.plan.queries import rivals_of, waiting
from tilth_site.plan.views.access import call, followed, forbid, officer, plan_crumb
from tilth_site.plan.wording import claim_name, worded

__all__ = ["desk", "pending"]

_SINGLY = frozenset({READING, SAME, VERDICT})
"""Claims that are decided one by one, on the page of the decision."""

_FIRST = 10
"""So many suspected duplicates and milestones stand on the desk; the queue has all."""


_COUNTED = 1_000
"""Rows that wait are counted up to here: how many more there are matters to nobody, and takes a walk over all."""


@never_cache
@login_required
@require_safe
def desk(http: HttpRequest) -> HttpResponse:
    """The plan as of ``?as_of=`` (default: today), by what is known today."""
    from tilth_site.plan.publishing import preview

    who, row = officer(http), followed()
    today = timezone.localdate()
    form = AsOfForm(http.GET if "as_of" in http.GET else {"as_of": today.isoformat()})
    as_of = form.cleaned_data["as_of"] if form.is_valid() else today
    made = preview(row.id, as_of, today)
    refused = made if isinstance(made, Refused) else None
    report = None if isinstance(made, Refused) else made
    given = {
        "crumbs": [plan_crumb()],
        "plan": row.plan,
        "form": form,
        "as_of": as_of,
        "refused": worded(refused) if refused else None,
        "report": report,
        "cards": cards(row.plan, report),
        "may_publish": may(who, "plan.report.publish"),
        "waiting": waiting(who, row.id).exclude(claim__in=(SAME, VERDICT))[: _COUNTED + 1].count(),
        "counted": _COUNTED,
        "duplicates": _duplicates(who, row),
        "verdicts": _named(who, row, waiting(who, row.id, VERDICT).order_by("id")[:_FIRST]),
        "rivals": _rival_groups(who, row),
    }
    return render(http, "plan/desk.html", given)


def _duplicates(who: Actor, plan: Plan) -> list[tuple[EvidenceRow, str, str]]:
    """The oldest suspected duplicates, with the names of both."""
    rows = list(waiting(who, plan.id, SAME).order_by("id")[:_FIRST])
    names = subject_names(who, plan, [id for row in rows for id in (row.subject, row.other)])
    return [(row, names.get(row.subject, row.subject), names.get(row.other, row.other)) for row in rows]


def _rival_groups(who: Actor, plan: Plan) -> list[tuple[str, date, list[EvidenceRow]]]:
    """Readings that wait and that others contradict: by series and period, all of them side by side."""
    groups: dict[tuple[str, date], list[EvidenceRow]] = {}
    for row in waiting(who, plan.id, READING).order_by("id"):
        place = (row.subject, row.on)
        if place in groups:
            continue
        rivals = rivals_of(plan.id, row.row)
        # Where one was chosen over all others, those wait no longer for anything.
        if rivals and not _settled(row, rivals):
            groups[place] = sorted([row, *rivals], key=lambda each: each.id)
    names = subject_names(who, plan, (series for series, _ in groups))
    return [(names.get(series, series), on, rows) for (series, on), rows in groups.items()]


def _settled(row: EvidenceRow, rivals: Iterable[EvidenceRow]) -> bool:
    return any(each.standing == Standing.ACCEPTED.value and row.id in each.row.over for each in rivals)


def _named(who: Actor, plan: Plan, rows: Iterable[EvidenceRow]) -> list[tuple[EvidenceRow, str, str]]:
    """Rows with the name of their subject and what they show."""
    kept = list(rows)
    names = subject_names(who, plan, (row.subject for row in kept))
    return [(row, names.get(row.subject, row.subject), claim_name(row.claim)) for row in kept]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pending(http: HttpRequest) -> HttpResponse:
    """What waits: ``?claim=`` chooses one claim, ``?before=`` and ``?after=`` turn pages; posting accepts the rows
    that are ticked.
    """
    who, row = officer(http), followed()
    claim = http.GET.get("claim", "")
    rows = waiting(who, row.id, claim)
    page = page_of(rows, before=http.GET.get("before", ""), after=http.GET.get("after", ""))
    refused = None
    if http.method == "POST":
        form = ManyForm(http.POST, ids=http.POST.getlist("rows"))
        done = _accept(http, who, form) if form.is_valid() else None
        if done is True:
            return redirect(http.get_full_path())
        refused = done or None
    else:
        form = ManyForm(ids=(), initial={"key": new_key()})
    given = {
        "crumbs": [plan_crumb(), (gettext("Desk"), reverse("plan:desk"))],
        "rows": _named(who, row, page.rows),
        "key": new_key(),
        "form": form,
        "refused": worded(refused) if isinstance(refused, Refused) else None,
        "claims": [(each, claim_name(each)) for each in _claims(who, row.id)],
        "singly": _SINGLY,
        "claim": claim,
        "newer": _address(claim, after=page.newer) if page.newer else "",
        "older": _address(claim, before=page.older) if page.older else "",
    }
    return render(http, "plan/pending.html", given, status=422 if form.errors else 409 if refused else 200)


def _accept(http: HttpRequest, who: Actor, form: ManyForm) -> bool | Refused:
    ids = form.cleaned_data["rows"]
    outcome = accept_many(call(who, form.cleaned_data["key"]), ids)
    if isinstance(outcome, Refused):
        forbid(outcome)
        return outcome
    words = ngettext("%(count)d row is accepted.", "%(count)d rows are accepted.", len(ids))
    messages.success(http, words % {"count": len(ids)})
    return True


def _claims(who: Actor, plan_id: str) -> list[str]:
    """The claims of which rows wait."""
    return sorted(set(waiting(who, plan_id).order_by().values_list("claim", flat=True).distinct()))


def _address(claim: str, **key: str) -> str:
    from urllib.parse import urlencode

    given = {"claim": claim, **key}
    if any("\0" in value for value in given.values()):
        raise Http404
    return f"?{urlencode({name: value for name, value in given.items() if value})}"
