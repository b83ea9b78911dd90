"""Filters that give the foundry's codes their words: ``{% load foundry %}``."""

from __future__ import annotations

from django import template

from tilth.kernel.refusal import Reason
from tilth.kernel.signature import Meaning
from tilth_site.foundry import wording

register = template.Library()


@register.filter
def side_name(side: str) -> str:
    """A side of a request in a word."""
    return wording.side_name(side)


@register.filter
def meaning_name(meaning: str) -> str:
    """What a signature means, as the signer said it."""
    return str(wording.MEANINGS[Meaning(meaning)])


@register.filter
def reason_words(reason: Reason) -> str:
    """A reason with what would mend it, in the reader's language."""
    sentences = (wording.sentence(reason.sentence), wording.sentence(reason.mend))
    return " ".join(one.format_map(reason.data) for one in sentences if one)
