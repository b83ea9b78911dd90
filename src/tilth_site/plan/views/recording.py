"""Handing evidence in: one row with its document, or a table of rows, which is shown before it is recorded."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.kernel.refusal import Reason, Refused
from tilth.plan.evidence import Row
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.pages.keyed import new_key
from tilth_site.parties.actors import operator_id
from tilth_site.parties.queries import names_of_parties
from tilth_site.plan.actions import record, record_many
from tilth_site.plan.forms import ConfirmForm, ImportForm, RecordForm, say
from tilth_site.plan.models import Plan
from tilth_site.plan.taking_in import commands_of, read_table, take_document, take_table
from tilth_site.plan.views.access import call, followed, forbid, plan_crumb, reader
from tilth_site.plan.wording import claim_name, spoken

__all__ = ["import_page", "record_page"]

_SHOWN = 20
"""Rows of a table that are shown before it is recorded; faults are all shown."""

_LIFE = timedelta(days=1)
"""How long a table that was shown can be confirmed."""

_SALT = "plan.import"


def _owners(who: Actor) -> list[tuple[str, str]]:
    """Id and name of every organisation and venture for which the actor may hand evidence in."""
    operator = operator_id()
    may = [
        id
        for id in who.organisations
        if permitted(who, "plan.evidence.record", Sides(owner=id, operator=operator)) is None
    ]
    names = names_of_parties(may)
    return sorted(((id, names.get(id, id)) for id in may), key=lambda one: (one[1], one[0]))


def _recorder(http: HttpRequest) -> tuple[Actor, Plan, list[tuple[str, str]]]:
    """Who asks, the plan, and for whom he may. Raises PermissionDenied for whoever may for nobody."""
    who, row = reader(http), followed()
    owners = _owners(who)
    if not owners:
        raise PermissionDenied
    return who, row, owners


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_page(http: HttpRequest) -> HttpResponse:
    """The form of one row, and its recording."""
    who, row, owners = _recorder(http)
    if http.method != "POST":
        return _show(http, RecordForm(plan=row.plan, owners=owners, initial={"key": new_key()}))
    form = RecordForm(http.POST, http.FILES, plan=row.plan, owners=owners)
    if not form.is_valid():
        return _show(http, form, status=422)
    asked = call(who, form.cleaned_data["key"])
    file = form.cleaned_data["document"]
    taken = take_document(file, asked, form.cleaned_data["licence"]) if file else None
    if isinstance(taken, Refused):
        form.add_error("document", [spoken(reason) for reason in taken.reasons])
        return _show(http, form, status=422)
    command = form.command(row.id, taken.sha256 if taken else "")
    outcome = record(asked, command)
    if isinstance(outcome, Refused):
        forbid(outcome)
        say(form, outcome)
        return _show(http, form, status=409)
    messages.success(http, gettext("The row is handed in, and waits for review."))
    return redirect("plan:evidence", command.id)


def _show(http: HttpRequest, form: RecordForm, status: int = 200) -> HttpResponse:
    lost = form.is_bound and bool(http.FILES)
    given = {"crumbs": [plan_crumb()], "form": form, "files_lost": lost}
    return render(http, "plan/record.html", given, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(http: HttpRequest) -> HttpResponse:
    """The form of a table; what is in it; and, once confirmed, its recording."""
    who, row, owners = _recorder(http)
    if http.method != "POST":
        return _show_import(http, ImportForm(owners=owners, initial={"key": new_key()}))
    if "given" in http.POST:
        return _confirmed(http, who, row, owners)
    form = ImportForm(http.POST, http.FILES, owners=owners)
    if not form.is_valid():
        return _show_import(http, form, status=422)
    file = form.cleaned_data["file"]
    taken = take_table(file, call(who, ""))
    if isinstance(taken, Refused):
        form.add_error("file", [spoken(reason) for reason in taken.reasons])
        return _show_import(http, form, status=422)
    found = read_table(taken.sha256, taken.name)
    if isinstance(found, Refused):
        return _show_import(http, form, found, status=422)
    given = signing.dumps([taken.sha256, taken.name, form.cleaned_data["owner"]], salt=f"{_SALT}:{who.person}")
    return _preview(http, found, ConfirmForm(initial={"key": new_key(), "given": given}))


def _confirmed(http: HttpRequest, who: Actor, row: Plan, owners: list[tuple[str, str]]) -> HttpResponse:
    form = ConfirmForm(http.POST)
    again = ImportForm(owners=owners, initial={"key": new_key()})
    try:
        signed = signing.loads(http.POST["given"], salt=f"{_SALT}:{who.person}", max_age=_LIFE)
    except signing.BadSignature:
        messages.error(http, gettext("This page is too old, or not yours. Choose the table again."))
        return _show_import(http, again, status=409)
    sha256, name, owner = (str(part) for part in signed)
    found = read_table(sha256, name)
    if isinstance(found, Refused) or not form.is_valid():
        return _show_import(http, again, found if isinstance(found, Refused) else None, status=422)
    outcome = record_many(call(who, form.cleaned_data["key"]), commands_of(found, row.id, owner))
    if isinstance(outcome, Refused):
        if outcome.reasons[0].code == "idempotency.reused":
            messages.info(http, gettext("This table was recorded before."))
            return redirect("plan:dashboard")
        forbid(outcome)
        return _show_import(http, again, outcome, status=409)
    words = ngettext("%(count)d row waits for review.", "%(count)d rows wait for review.", len(found))
    messages.success(http, words % {"count": len(found)})
    return redirect("plan:desk" if permitted(who, "plan.evidence.accept", Sides(operator=operator_id())) is None
                    else "plan:dashboard")  # fmt: skip


def _preview(http: HttpRequest, rows: tuple[Row, ...], form: ConfirmForm) -> HttpResponse:
    given = {
        "crumbs": [plan_crumb(), (gettext("Import a table"), reverse("plan:import"))],
        "rows": [(row, claim_name(row.claim)) for row in rows[:_SHOWN]],
        "count": len(rows),
        "more": max(len(rows) - _SHOWN, 0),
        "decided": sum(row.accepted is not None or row.ended is not None for row in rows),
        "form": form,
    }
    return render(http, "plan/import_preview.html", given)


def _show_import(
    http: HttpRequest, form: ImportForm, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    given = {
        "crumbs": [plan_crumb()],
        "form": form,
        "faults": [_fault(reason) for reason in refused.reasons] if refused else (),
    }
    return render(http, "plan/import.html", given, status=status)


def _fault(reason: Reason) -> tuple[str, str, str]:
    """The line of the table (empty: unknown), the column, and what is wrong there."""
    row = reason.data.get("row")
    # Rows are counted from 1 after the line of the names.
    line = reason.data.get("line") or (int(row) + 1 if isinstance(row, int) else "")
    return str(line), reason.where.rpartition(".")[2], spoken(reason)
