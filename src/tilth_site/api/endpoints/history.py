"""What happened to a thing, entry by entry, and who the caller is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Router
from ninja.params.functions import Path

from tilth.kernel.journal import open_body
from tilth.kernel.refusal import Refused
from tilth_site.accounts.models import ApiToken, PersonalRecord
from tilth_site.accounts.permissions import Actor
from tilth_site.accounts.tokens import scopes_of
from tilth_site.api.auth import READ, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_number, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import id_pattern
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.journal import HistoryPage, entries_out
from tilth_site.api.schemas.me import GrantOut, Me, TokenOut
from tilth_site.approval.models import ApprovalCase
from tilth_site.foundry.models import BuildSlot, DesignRequest
from tilth_site.journal.models import JournalEntry
from tilth_site.parties.models import Organisation, Venture
from tilth_site.plan.models import EvidenceRow, Plan, PublishedReport

__all__ = ["me_router", "router"]

router = Router(tags=["history"], auth=READ)
me_router = Router(tags=["me"], auth=READ)


class HistoryKind(StrEnum):
    """The kinds of streams that a caller may read."""

    REQUEST = "request"
    SLOT = "slot"
    ORGANISATION = "organisation"
    VENTURE = "venture"
    PLAN = "plan"
    EVIDENCE = "evidence"
    REPORT = "report"
    CASE = "case"


_SEES: Mapping[HistoryKind, Callable[[Actor, str], bool]] = {
    HistoryKind.REQUEST: lambda actor, id: DesignRequest.objects.visible_to(actor).filter(pk=id).exists(),
    HistoryKind.SLOT: lambda actor, id: BuildSlot.objects.visible_to(actor).filter(pk=id).exists(),
    HistoryKind.ORGANISATION: lambda actor, id: Organisation.objects.visible_to(actor).filter(pk=id).exists(),
    HistoryKind.VENTURE: lambda actor, id: Venture.objects.visible_to(actor).filter(pk=id).exists(),
    HistoryKind.PLAN: lambda _, id: Plan.objects.filter(pk=id).exists(),
    HistoryKind.EVIDENCE: lambda actor, id: EvidenceRow.objects.visible_to(actor).filter(pk=id).exists(),
    HistoryKind.REPORT: lambda _, id: PublishedReport.objects.filter(pk=id).exists(),
    HistoryKind.CASE: lambda actor, id: ApprovalCase.objects.visible_to(actor).filter(pk=id).exists(),
}

_PREFIXES = ("req", "slot", "org", "ven", "pln", "evd", "rep", "case")
_Id = Annotated[str, Path(pattern=id_pattern(*_PREFIXES), description="The thing's id.")]


@router.get("/{kind}/{thing_id}", response=HistoryPage, operation_id="getHistory")
def get_history(
    request: Asked, kind: HistoryKind, thing_id: _Id, cursor: Cursor = "", limit: Limit = USUAL
) -> HistoryPage | HttpResponse:
    """The journal's entries about one thing, the oldest first, each with the hash of its canonical JSON."""
    after = after_number(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    present(_SEES[kind](request.auth, thing_id) or None)
    rows = JournalEntry.objects.filter(stream=f"{kind}/{thing_id}", seq__gt=after or 0).order_by("seq")
    entries = [open_body(*row) for row in rows.values_list("body", "hash")[: limit + 1]]
    page, following = cut(entries, limit, lambda entry: entry.seq)
    return HistoryPage(items=entries_out(list(page)), next=following)


@me_router.get("", response=Me, operation_id="getMe")
def get_me(request: Asked) -> Me:
    """Who you are, your roles, and the token that the call came with."""
    caller, token = request.auth, request.auth.token
    record = PersonalRecord.objects.filter(pk=caller.person).first()
    grants = sorted(caller.grants, key=lambda grant: (grant.organisation, grant.role))
    return Me(
        person=caller.person,
        name=record.name(get_language() or "en") if record else "",
        grants=[GrantOut(organisation=grant.organisation, role=grant.role) for grant in grants],
        operates=caller.operates,
        token=_token(token) if token else None,
    )


def _token(token: ApiToken) -> TokenOut:
    return TokenOut(id=token.id, name=token.name, scopes=sorted(scopes_of(token)), expires=token.expires)
