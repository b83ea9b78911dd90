"""What the app that screens designs adds to a request: it is told of assessed designs, and asked before a release.

The foundry knows no database of concern. When it starts, the app above registers itself here. Its objection comes
on top of the request's own gate (:func:`tilth.foundry.request.gate`), which is shut without a clearance.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tilth.foundry.request import Request
from tilth.kernel.refusal import Refused

__all__ = ["Begin", "Check", "objection_to_release", "register_screening", "screening_begins"]

Begin = Callable[[Request, int], bool]
"""Asks, in the caller's transaction, for the screening of a version of a design; True where that is under way."""

Check = Callable[[Request, date], "Refused | None"]
"""Why a design whose request says that it is cleared is not released on a day, or None."""

_BEGINNERS: list[Begin] = []
_CHECKS: list[Check] = []


def register_screening(begin: Begin, check: Check) -> None:
    """Let ``begin`` know of assessed designs, and ask ``check`` before one is released."""
    if check not in _CHECKS:
        _BEGINNERS.append(begin)
        _CHECKS.append(check)


def screening_begins(request: Request, version: int) -> bool:
    """Whether the screening of ``version`` of the design of ``request`` is under way now."""
    return any(begin(request, version) for begin in _BEGINNERS)


def objection_to_release(request: Request, today: date) -> Refused | None:
    """Why the clearance of ``request`` does not count ``today``, or None."""
    return next((refused for check in _CHECKS if (refused := check(request, today)) is not None), None)
