"""Filters and tags that give the codes of cases their words: ``{% load approval %}``."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tilth.approval.case import Decision
from tilth.kernel.refusal import Reason
from tilth_site.approval import naming, reasons, wording

register = template.Library()


@register.simple_tag
def tone_badge(badge: tuple[str, str]) -> SafeString:
    """A badge from its words and tone."""
    words, tone = badge
    return render_to_string("parts/badge.html", {"words": words, "tone": tone})


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of document is called."""
    return naming.kind_name(kind)


@register.filter
def role_words(role: str) -> str:
    """The role in which one reviews."""
    return naming.role_words(role)


@register.filter
def said(english: str) -> str:
    """A sentence of a procedure in the reader's language."""
    return wording.said(english)


@register.filter
def reason_words(reason: Reason) -> str:
    """A reason with what would mend it, in the reader's language."""
    return " ".join(part for part in reasons.reason_words(reason) if part)


@register.filter
def decision_reason(decision: Decision) -> str:
    """Why a step was decided, in the reader's language."""
    return wording.decision_reason(decision.reason, decision.by)
