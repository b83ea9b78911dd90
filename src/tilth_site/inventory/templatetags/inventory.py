"""Filters that write the values of the stock: ``{% load inventory %}``."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from tilth.foundry.build.volume import format_volume

register = template.Library()


@register.filter
def volume(picolitres: int | None) -> str:
    """A volume as people write it; a dash where there is none."""
    return "–" if picolitres is None else format_volume(picolitres)


@register.filter
def barcode(key: str) -> str:
    """The id that people use, of the key of a row."""
    return key.partition("/")[2]


@register.filter
def get(mapping: Mapping[str, object], key: str) -> object:
    """What ``mapping`` has under ``key``; None for nothing."""
    return mapping.get(key)
