"""What a subject of evidence is called: the name of the party it is, or the one that evidence states of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from django.utils.translation import get_language

from tilth.plan.evidence import Row
from tilth.plan.milestones import subject_of
from tilth_site.accounts.permissions import Actor
from tilth_site.parties.queries import names_of_parties
from tilth_site.plan.models import Plan
from tilth_site.plan.queries import evidence

__all__ = ["facts_shown", "name_in", "subject_names"]

_FACTS = msgspec.json.Decoder(dict[str, str])


def subject_names(actor: Actor, plan: Plan, subjects: Iterable[str]) -> Mapping[str, str]:
    """Subject -> its name in the reader's language, of those that have one: series and milestones by the plan,
    parties by their register, others by the facts ``name`` and ``name_zh`` of the latest row that the actor may
    see. Two queries.
    """
    chosen = set(subjects)
    stated = evidence(actor, plan.id).filter(subject__in=chosen, facts__contains='"name').order_by("on", "id")
    names = {subject: name_in(_FACTS.decode(facts)) for subject, facts in stated.values_list("subject", "facts")}
    named = {**names, **dict(_in_plan(plan)), **names_of_parties(chosen)}
    return {subject: name for subject, name in named.items() if name}


def _in_plan(plan: Plan) -> Iterator[tuple[str, str]]:
    """Indicators by their codes, milestones as evidence names them."""
    language = get_language() or "en"
    for indicator in plan.plan.indicators:
        yield indicator.code, indicator.name.in_language(language)
        for milestone in indicator.milestones:
            yield subject_of(indicator.code, milestone.code), milestone.name.in_language(language)


def name_in(facts: Mapping[str, str]) -> str:
    """The name that facts state, in the reader's language; empty where they state none."""
    both = (facts.get("name", ""), facts.get("name_zh", ""))
    first, second = both[::-1] if (get_language() or "en").startswith("zh") else both
    return first or second


def facts_shown(row: Row) -> list[tuple[str, str]]:
    """The facts of a row without those that only name its subject."""
    return [(name, value) for name, value in row.facts.items() if name not in ("name", "name_zh")]
