"""Who could review a step, and what keeps them out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tilth.approval import Case
from tilth.approval.model import Step
from tilth.approval.rules.reviewing import conflicts
from tilth_site.approval.reviewing import interests_known, role_for
from tilth_site.approval.seen import CaseSeen
from tilth_site.parties.actors import operator_id
from tilth_site.parties.models import RoleHeld

__all__ = ["Candidate", "candidates"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who could review a step, and the kinds of interest that keep him out (none: he may)."""

    person: str
    role: str
    conflicts: tuple[str, ...]


def candidates(one: CaseSeen, step: Step) -> tuple[Candidate, ...]:
    """Everybody who holds a role at the operator with which he could review ``step``, with what keeps him out. For
    officers. Some queries for each of them.
    """
    reviewing = {reviewer.person for reviewer in one.case.step(step.id).reviewers}
    found = []
    for role in step.roles:
        held = RoleHeld.objects.filter(organisation_id=operator_id(), role=role_for(role).value).order_by("id")
        for person in held.values_list("person", flat=True):
            if person not in reviewing:
                found.append(Candidate(person, role, _conflicts(one.case, step, person)))
    return tuple(found)


def _conflicts(case: Case, step: Step, person: str) -> tuple[str, ...]:
    known = replace(case, interests=(*case.interests, *interests_known(person, case.applicant)))
    return tuple(sorted({each.kind for each in conflicts(known, step, person)}))
