"""The reads of the foundry, each through what the actor may see.

A list is seen from one *standpoint*, an organisation on one side, so that each page of it is one walk along one
index. Pages are cut by key, not by number: what has changed meanwhile neither repeats nor hides a row, and the
thousandth page costs what the first does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, QuerySet, Value
from django.utils.translation import get_language

from tilth.foundry.request import Side, State
from tilth.kernel.ids import prefix_of
from tilth.parties.model import OrganisationKind
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.foundry.models import BuildSlot, DesignRequest
from tilth_site.pages.paging import Page, page_of
from tilth_site.parties.models import Organisation, Venture

__all__ = [
    "PAGE",
    "WAITING",
    "Standpoint",
    "foundries",
    "free_slots",
    "owners_for",
    "party_names",
    "request_row",
    "requests_page",
    "slots_of",
    "standpoints",
]

PAGE = 25
"""Rows of a page."""

WAITING = "waiting"
"""The choice, beside the states, of what waits for the standpoint's side."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """An organisation or venture, by id and ``name``, as one side of its requests."""

    organisation: str
    side: Side
    name: str

    @property
    def key(self) -> str:
        """How an address spells it."""
        return f"{self.side}:{self.organisation}"


def standpoints(actor: Actor) -> tuple[Standpoint, ...]:
    """Every standpoint the actor has: foundries' own first, then organisations, then ventures. One query."""
    found = []
    for id, name, kinds in _parties(actor.organisations):
        if OrganisationKind.FOUNDRY in kinds.split():
            found.append(Standpoint(id, Side.PROVIDER, name))
        found.append(Standpoint(id, Side.OWNER, name))
    return tuple(sorted(found, key=_rank))


def _rank(one: Standpoint) -> tuple[bool, bool, str, str]:
    return (one.side is Side.OWNER, prefix_of(one.organisation) == "ven", one.name, one.organisation)


def requests_page(
    actor: Actor, standpoint: Standpoint, choice: str = "", *, before: int | None = None, after: int | None = None
) -> Page[DesignRequest]:
    """The requests of ``standpoint``, at most :data:`PAGE`: those last changed before the entry numbered
    ``before``, or after ``after``, or the newest. ``choice`` is a state's value, :data:`WAITING` or empty (all).

    One query along one index, whatever the table's size.
    """
    rows = _of(DesignRequest.objects.visible_to(actor), standpoint)
    if choice == WAITING:
        rows = rows.filter(waits_for=standpoint.side.value)
    elif choice:
        rows = rows.filter(state=State(choice).value)
    return page_of(rows, PAGE, before=before, after=after)


def _of(rows: QuerySet[DesignRequest], standpoint: Standpoint) -> QuerySet[DesignRequest]:
    if standpoint.side is Side.OWNER:
        return rows.filter(owner=standpoint.organisation)
    return rows.filter(provider_id=standpoint.organisation)


def request_row(actor: Actor, id: str) -> DesignRequest | None:
    """The request's row, None where there is none that ``actor`` may know of. One query either way."""
    return DesignRequest.objects.visible_to(actor).filter(pk=id).first()


def party_names(ids: Iterable[str]) -> Mapping[str, str]:
    """Organisation's or venture's id -> its name in the reader's language. Names of parties are public; whoever
    asks has seen the ids on something that is visible to him. One query.
    """
    return {id: name for id, name, _ in _parties(ids)}


def _parties(ids: Iterable[str]) -> list[tuple[str, str, str]]:
    """Id, name and kinds (with spaces between; none for a venture) of organisations and ventures. One query."""
    chosen = set(ids)
    columns = ("id", "name_en", "name_zh", "kinds")
    organisations = Organisation.objects.filter(id__in=chosen).values_list(*columns)
    ventures = Venture.objects.filter(id__in=chosen).annotate(kinds=Value("")).values_list(*columns)
    chinese = (get_language() or "en").startswith("zh")
    return [
        (id, (zh or en or id) if chinese else (en or zh or id), kinds)
        for id, en, zh, kinds in organisations.union(ventures, all=True)
    ]


def owners_for(actor: Actor) -> list[tuple[str, str]]:
    """Id and name of every organisation and venture for which the actor may open a request."""
    may = [id for id in actor.organisations if permitted(actor, "foundry.request.open", Sides(owner=id)) is None]
    return sorted(((id, name) for id, name, _ in _parties(may)), key=lambda owner: (owner[1], owner[0]))


def foundries() -> list[tuple[str, str]]:
    """Id and name of every foundry: a public directory."""
    language = get_language() or "en"
    rows = Organisation.objects.filter(merged_into="", kinds__contains=OrganisationKind.FOUNDRY.value)
    exact = [row for row in rows if OrganisationKind.FOUNDRY in row.kinds.split()]
    return sorted(((row.id, row.name(language)) for row in exact), key=lambda one: (one[1], one[0]))


def free_slots(actor: Actor, provider: str, week: str) -> list[BuildSlot]:
    """The build slots of ``provider`` from the ISO week ``week`` on that have a place, soonest first."""
    rows = slots_of(actor, provider, week).filter(closed=False, taken__lt=F("places"))
    return list(rows)


def slots_of(actor: Actor, provider: str, week: str) -> QuerySet[BuildSlot]:
    """The build slots of ``provider`` from the ISO week ``week`` on, soonest first."""
    return BuildSlot.objects.visible_to(actor).filter(provider=provider, week__gte=week).order_by("week", "id")
