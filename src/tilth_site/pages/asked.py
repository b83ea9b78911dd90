"""What the address of a page asks for. An address that nobody can mean is of no page."""

from __future__ import annotations

from typing import overload

from django.http import Http404, HttpRequest

__all__ = ["number_asked"]

_DIGITS = 18
"""So long a number is within what databases count with."""


@overload
def number_asked(http: HttpRequest, name: str) -> int | None: ...


@overload
def number_asked(http: HttpRequest, name: str, usual: int) -> int: ...


def number_asked(http: HttpRequest, name: str, usual: int | None = None) -> int | None:
    """The whole number under ``name``, or the ``usual`` where there is none. Raises Http404 for anything else."""
    text = http.GET.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Http404
    return int(text)
