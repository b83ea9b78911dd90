"""Filters that write the plan's values: ``{% load plan %}``."""

from __future__ import annotations

from decimal import Decimal

from django import template

from tilth.plan.figures import Figure
from tilth.plan.model import Kind
from tilth.plan.phrases import amount as amount_of
from tilth.plan.phrases import counted as counted_of
from tilth.plan.phrases import number as number_of
from tilth_site.plan import wording
from tilth_site.plan.presentation import kind_name

register = template.Library()


@register.filter
def number(value: Decimal | str | None) -> str:
    """A number with its thousands apart; a dash where there is none. A text is read as decimal digits."""
    if isinstance(value, str):
        return number_of(Decimal(value) if value else None)
    return number_of(value)


@register.filter
def amount(value: Decimal | None, kind: Kind) -> str:
    """A value of an indicator of this kind: a ratio in percent."""
    return amount_of(value, kind)


@register.filter
def counted(figure: Figure) -> str:
    """A figure with its interval."""
    return counted_of(figure, wording.sentence)


@register.filter
def claim_name(claim: str) -> str:
    """What a row of evidence shows, in words."""
    return wording.claim_name(claim)


@register.filter
def score(value: float | None) -> str:
    """A score with three digits that matter; a dash where there is none."""
    return "–" if value is None else f"{value:.3g}"


@register.filter
def share(value: float | None) -> str:
    """A share in percent, whole; a dash where there is none."""
    return "–" if value is None else f"{value * 100:.0f} %"


@register.filter
def kind_words(kind: Kind) -> str:
    """What sort of figure an indicator has."""
    return kind_name(kind)
