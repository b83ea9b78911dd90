"""The reads of cases, each through what the actor may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tilth.approval import Procedure, shipped
from tilth.approval.events import CaseEvent, CaseOpened
from tilth.kernel.journal import Entry
from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.approval.actions import ACTIONS
from tilth_site.approval.facts import NAME, TYPE
from tilth_site.approval.matters import decided, sides_of
from tilth_site.approval.models import ApprovalCase
from tilth_site.approval.seen import CaseSeen, seen
from tilth_site.approval.tables import CASES
from tilth_site.foundry.queries import party_names
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import entries_of
from tilth_site.pages.paging import Page, page_of
from tilth_site.uploads.intake import store

__all__ = [
    "CHOICES",
    "Paper",
    "applicants_for",
    "case_row",
    "case_seen",
    "cases_page",
    "objection",
    "offered",
    "paper",
]


PAGE = 25
"""Rows of a page."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a case, to be served under its name."""

    sha256: str
    name: str
    media_type: str


CHOICES: Mapping[str, Q] = {
    "open": Q(withdrawn=None),
    "stopped": Q(withdrawn=None, stopped__gt=0),
    "withdrawn": Q(withdrawn__isnull=False),
}
"""What a list can be cut to."""


def cases_page(
    actor: Actor, applicant: str = "", *, choice: str = "", before: int | None = None, after: int | None = None
) -> Page[ApprovalCase]:
    """The cases that the actor may see (of one applicant, where it is named; of one of :data:`CHOICES`), at most
    :data:`PAGE`: those last changed before the entry numbered ``before``, or after ``after``, or the newest. One
    query.
    """
    rows = cases(actor, applicant).filter(CHOICES.get(choice, Q()))
    return page_of(rows, PAGE, before=before, after=after)


def cases(actor: Actor, applicant: str = "") -> QuerySet[ApprovalCase]:
    """The cases that the actor may see, of one applicant where it is named."""
    rows = ApprovalCase.objects.visible_to(actor)
    return rows.filter(applicant=applicant) if applicant else rows


def case_row(actor: Actor, id: str) -> ApprovalCase | None:
    """The case's row, None where there is none that ``actor`` may know of. One query either way."""
    return ApprovalCase.objects.visible_to(actor).filter(pk=id).first()


def case_seen(actor: Actor, id: str, as_of: date) -> CaseSeen | None:
    """The case at the end of ``as_of``, None where there is none that ``actor`` may know of or it was opened
    later. Two queries.
    """
    return seen(entries_of(CASES.name(id)), as_of) if case_row(actor, id) else None


def objection(call: Call, one: CaseSeen, event: CaseEvent) -> Refused | None:
    """Why the caller's ``event`` would be refused if it were asked for now; None where it would happen. What the
    actions look at besides (whose paper it is, who a reviewer is) is not looked at. One query.
    """
    refused = permitted(call.actor, ACTIONS[type(event)], sides_of(one.case.applicant))
    answer = refused or decided(one.events, one.procedure, call, event)
    return answer if isinstance(answer, Refused) else None


def applicants_for(actor: Actor) -> list[tuple[str, str]]:
    """Id and name of every organisation and venture for which the actor may open a case, by name."""
    action = ACTIONS[CaseOpened]
    may = [id for id in actor.organisations if permitted(actor, action, Sides(owner=id)) is None]
    return sorted(party_names(may).items(), key=lambda one: (one[1], one[0]))


def offered(on: date) -> tuple[Procedure, ...]:
    """The procedures under which a case can be opened on that day: of each the newest version in force."""
    newest: dict[str, Procedure] = {}
    for one in shipped():
        if one.effective.begins <= on and (one.effective.ends is None or on <= one.effective.ends):
            newest[one.id] = one
    return tuple(newest.values())


def paper(one: CaseSeen, sha256: str) -> Paper | None:
    """The document of the case with this hash: evidence, a dossier's manifest, a letter, a signed decision; None
    where no entry of the case cites it.
    """
    for item in one.case.evidence:
        if item.sha256 == sha256:
            name = item.facts.get(NAME, f"{item.kind}-{sha256[:12]}")
            return Paper(sha256, name, item.facts.get(TYPE, "application/octet-stream"))
    letters = (letter for state in one.case.steps.values() for letter in state.letters)
    return _cited(one.entries, sha256, next((one.name for one in letters if one.document == sha256), ""))


def _cited(entries: Sequence[Entry], sha256: str, name: str) -> Paper | None:
    if not any(sha256 in entry.evidence for entry in entries) or sha256 not in store():
        return None
    record = store().records(sha256)[0]
    return Paper(sha256, name or f"{record.kind.rpartition('.')[2]}-{sha256[:12]}", record.media_type)
