"""Words that every page of the room uses, in the reader's language: sentences of the engine, amounts, lists."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, npgettext

from tilth.approval.terms import Unit

__all__ = ["Text", "amount", "decision_reason", "joined", "said"]


Text = str | Promise
"""Words of the site, in the language of whoever reads them."""


_VOTES = re.compile(r"(?P<equal>\d+) of (?P<all>\d+) votes")
"""How the engine counts the votes that decide."""


def said(english: str) -> str:
    """A sentence of the engine or of a procedure, in the reader's language where the catalogue has it."""
    return gettext(english) if english else ""


def decision_reason(reason: str, by: str) -> str:
    """Why a step was decided: the count of votes in the reader's language, else what the authority said."""
    counted = _VOTES.fullmatch(reason) if by == "vote" else None
    return gettext("%(equal)s of %(all)s votes") % counted.groupdict() if counted else reason


def amount(number: int, unit: Unit) -> str:
    """``12 working days``, in the reader's language."""
    given = {"number": number}
    if unit is Unit.WORKING_DAY:
        return ngettext("%(number)d working day", "%(number)d working days", number) % given
    if unit is Unit.MONTH:
        return ngettext("%(number)d month", "%(number)d months", number) % given
    return npgettext("length", "%(number)d calendar day", "%(number)d calendar days", number) % given


def joined(words: list[str]) -> str:
    """A list in one line."""
    return gettext(", ").join(words)
