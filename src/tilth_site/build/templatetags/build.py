"""Filters that give the codes of runs their words: ``{% load build %}``."""

from __future__ import annotations

from django import template

from tilth.foundry.build.run.model import Delivered
from tilth.foundry.build.volume import format_volume
from tilth_site.build import wording

register = template.Library()


@register.filter
def volume(picolitres: int) -> str:
    """A volume for people."""
    return format_volume(picolitres)


@register.filter
def fault_name(kind: str) -> str:
    """What was at fault, in words."""
    return str(wording.FAULTS[kind])


@register.filter
def payer_name(party: str) -> str:
    """Who bears a cost, in words."""
    return str(wording.PAYERS[party])


@register.filter
def delivery_file(delivered: Delivered) -> str:
    """The name of the file that says what was built of a request."""
    return f"delivery-{delivered.request}.json"
