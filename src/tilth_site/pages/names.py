"""People's names for a page, in the reader's language, in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language

from tilth_site.accounts.models import PersonalRecord

__all__ = ["names_of"]


def names_of(persons: Iterable[str]) -> Mapping[str, str]:
    """Person's id -> name, for everyone who has one. One query."""
    language = get_language() or "en"
    found = PersonalRecord.objects.filter(person__in=set(persons))
    return {record.person: record.name(language) for record in found}
