"""The pages of a merge: find the record that is kept, see both side by side with what will happen, and consent.

A merge adds a pointer and rewrites nothing, so it can be undone by a button on the merged record's page.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Refused
from tilth.parties.model import Organisation, Venture
from tilth_site.accounts.permissions import permitted
from tilth_site.pages.keyed import new_key
from tilth_site.parties import queries
from tilth_site.parties.actions import carry_out
from tilth_site.parties.deeds import Kind
from tilth_site.parties.forms.base import Subject, say
from tilth_site.parties.forms.merging import MergeForm
from tilth_site.parties.queries import names_of_parties
from tilth_site.parties.views.access import actor, address, call, forbid, sides_of, subject_of
from tilth_site.parties.wording import KINDS, NAME_KINDS, SCHEMES, stage_name, written_day

__all__ = ["merge"]

Compared = list[tuple[str, Sequence[str], Sequence[str]]]

OFFERED = 10
"""Records found that are offered to compare; whoever finds more than these types more of the name."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(http: HttpRequest, kind: str, id: str) -> HttpResponse:
    """The search, the comparison, and the merge."""
    of = Kind(kind)
    who = actor(http)
    subject = subject_of(who, of, id)
    refused = permitted(who, f"parties.{of}.merge", sides_of(id))
    if refused:
        forbid(refused)
    into = (http.POST if http.method == "POST" else http.GET).get("into", "")
    if not is_id(into) or into == id:
        return _search(http, of, subject)
    kept = subject_of(who, of, into)
    if http.method != "POST":
        return _compare(http, of, subject, kept, MergeForm(subject, initial={"key": new_key(), "into": into}))
    form = MergeForm(subject, http.POST)
    if not form.is_valid():
        return _compare(http, of, subject, kept, form, 422)
    outcome = carry_out(call(who, form.cleaned_data["key"], form.cleaned_data["reason"]), form.command())
    if isinstance(outcome, Refused):
        forbid(outcome)
        say(form, outcome, who)
        return _compare(http, of, subject, kept, form, 409)
    messages.success(http, gettext("The two records are merged. It can be undone below."))
    return redirect(address(of, id))


def _search(http: HttpRequest, kind: Kind, subject: Subject) -> HttpResponse:
    """The form that looks for the record that is kept, and what it found."""
    search = http.GET.get("q", "").replace("\0", "").strip()[:100]
    found = _candidates(kind, subject, search) if search else []
    given = {"kind": kind.value, "id": subject.id, "search": search, "name": subject.name}
    return render(
        http, "parties/merge_search.html", {**given, "found": found[:OFFERED], "more": len(found) > OFFERED}
    )


def _candidates(kind: Kind, subject: Subject, search: str) -> list[tuple[str, str]]:
    """Id and name of records that the search finds, which are not merged themselves; one more than are offered."""
    who, language = subject.actor, get_language() or "en"
    found = (
        queries.organisations(who, search)
        .filter(merged_into="")
        .exclude(pk=subject.id)
        .order_by("-pk")[: OFFERED + 1]
        if kind is Kind.ORGANISATION
        else queries.ventures(who, search)
        .filter(merged_into="")
        .exclude(pk=subject.id)
        .order_by("-pk")[: OFFERED + 1]
    )
    return [(row.pk, row.name(language)) for row in found]


def _compare(
    http: HttpRequest, kind: Kind, subject: Subject, kept: Subject, form: MergeForm, status: int = 200
) -> HttpResponse:
    given = {
        "kind": kind.value,
        "id": subject.id,
        "name": subject.name,
        "kept": kept.name,
        "kept_id": kept.id,
        "compared": _compared(subject, kept),
        "effects": _effects(kind),
        "form": form,
    }
    return render(http, "parties/merge.html", given, status=status)


def _compared(one: Subject, other: Subject) -> Compared:
    """What each record says, line by line: label, the merged one's, the kept one's."""
    ours, theirs = _said(one), _said(other)
    return [(label, values, theirs[label]) for label, values in ours.items()]


def _said(subject: Subject) -> dict[str, Sequence[str]]:
    party, people = subject.party, [name for _id, name in subject.choices(subject.people)]
    match party:
        case Organisation():
            return {
                gettext("Id"): [party.id],
                gettext("Names"): [f"{name.text} ({NAME_KINDS[name.kind]})" for name in party.names],
                gettext("What it does"): [str(KINDS[kind]) for kind in party.kinds],
                gettext("Identifiers"): [f"{SCHEMES[each.scheme]}: {each.value}" for each in party.identifiers],
                gettext("People with a role"): people,
            }
        case Venture():
            return {
                gettext("Id"): [party.id],
                gettext("Names"): [f"{name.text} ({NAME_KINDS[name.kind]})" for name in party.names],
                gettext("Stage"): [f"{stage_name(party.stage)}, {written_day(party.since)}"],
                gettext("Founders"): people,
                gettext("Organisation"): list(names_of_parties([party.organisation]).values())
                if party.organisation
                else [],
            }
        case _:
            raise Http404


def _effects(kind: Kind) -> list[str]:
    """What a merge does, a sentence each."""
    common = [
        gettext("The merged record rests: its page says where it went, and nothing on it can be changed."),
        gettext("Nothing is rewritten. Whatever names the merged record is read as naming the one that is kept."),
        gettext("It can be undone. Both records then stand as they do now."),
    ]
    own = {
        Kind.ORGANISATION: [
            gettext("Its identifiers count as those of the record that is kept."),
            gettext("Roles in the merged record rest. Nobody gains a role in the one that is kept."),
            gettext("Whoever has a role in the record that is kept reaches what the merged one owns."),
        ],
        Kind.VENTURE: [gettext("The id of the record that is kept is the venture’s one id from now on.")],
    }
    return [*own[kind], *common]
