"""Cards that the apps above put on a request's page. The foundry knows none of them: each registers its own when
it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tilth.foundry.request import Request
from tilth_site.accounts.permissions import Actor

__all__ = ["Panel", "Source", "panels_for", "register_panel"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A template that makes a card, and what it is given as ``panel``."""

    template: str
    given: Mapping[str, object]


Source = Callable[[Actor, Request], Panel | None]

_SOURCES: list[Source] = []


def register_panel(source: Source) -> None:
    """Ask ``source`` whenever a request's page is made. Registering it again changes nothing."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def panels_for(actor: Actor, request: Request) -> list[Panel]:
    """What there is to show to ``actor``, who sees the request, in the order of registration."""
    return [panel for source in _SOURCES if (panel := source(actor, request)) is not None]
