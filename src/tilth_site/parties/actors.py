"""From a person to the actor he is: every role that counts for him today.

A role belongs to the human being, so those of a merged record count for the one that is kept. What was owned by a
merged organisation belongs to the one that is kept, so a role there reaches it; the roles in the merged one rest.
A founder stands to his venture as to an organisation, and a role in the organisation that a venture became reaches
the venture: one id from application to exit, whoever carries it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from tilth.parties.merging import resolve
from tilth.parties.model import Role
from tilth_site.accounts.permissions import Actor, Grant
from tilth_site.parties.models import Organisation, PersonKnown, RoleHeld, Venture, VentureFounder

_OPERATING = (Role.ADMINISTRATOR, Role.CLUSTER_OFFICER)

__all__ = ["actor_of", "merges", "operator_id", "same_human"]


def actor_of(person: str) -> Actor:
    """The actor that ``person`` is. Five queries, each by index."""
    merged = merges()
    people = _same(person, merged)
    held = RoleHeld.objects.filter(person__in=people).values_list("role", "organisation_id")
    standing = {Grant(Role(role), organisation) for role, organisation in held if organisation not in merged}
    grants = standing | set(_inherited(standing, merged))
    founded = VentureFounder.objects.filter(person__in=people).values_list("venture_id", flat=True)
    grants |= {Grant(Role.FOUNDER, venture) for venture in founded}
    grants |= set(_through_ventures(grants))
    operator = operator_id()
    operates = any(grant.organisation == operator and grant.role in _OPERATING for grant in grants)
    return Actor(person, frozenset(grants), operates=operates)


def same_human(person: str) -> tuple[str, ...]:
    """Every record of the human being ``person``: the one that is kept, and all merged into it. One query."""
    merged = merges()
    return _same(resolve(person, merged), merged)


def merges() -> Mapping[str, str]:
    """Every standing merge of organisations, persons and ventures: from the merged id to the one it went into. One
    query, along the indexes of the merged.
    """
    organisations, persons, ventures = (
        table._default_manager.filter(merged_into__gt="").values_list("pk", "merged_into")
        for table in (Organisation, PersonKnown, Venture)
    )
    return dict(organisations.union(persons, ventures, all=True))


def operator_id() -> str:
    """The organisation that operates the site: the first that was registered. Empty before that."""
    return Organisation.objects.order_by("first_seq").values_list("id", flat=True).first() or ""


def _same(person: str, merged: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({person, *(each for each in merged if resolve(each, merged) == person)}))


def _inherited(grants: Iterable[Grant], merged: Mapping[str, str]) -> Iterable[Grant]:
    roots = {organisation: resolve(organisation, merged) for organisation in merged}
    for grant in grants:
        for organisation, root in roots.items():
            if root == grant.organisation:
                yield Grant(grant.role, organisation)


def _through_ventures(grants: Iterable[Grant]) -> Iterable[Grant]:
    by_organisation: dict[str, list[Grant]] = {}
    for grant in grants:
        by_organisation.setdefault(grant.organisation, []).append(grant)
    chosen = Q(organisation__in=list(by_organisation)) & ~Q(organisation="")
    for venture, organisation in Venture.objects.filter(chosen).values_list("id", "organisation"):
        for grant in by_organisation[organisation]:
            yield Grant(grant.role, venture)
