"""The card on a request's page that says how far it is at the bench."""

from __future__ import annotations

from tilth.foundry.request import Request
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.build.actions import BUILDABLE
from tilth_site.build.queries import runs_of_request as rows_of
from tilth_site.foundry.panels import Panel

__all__ = ["runs_of_request"]


def runs_of_request(actor: Actor, request: Request) -> Panel | None:
    """The request's runs, newest first, and a way to open one for whoever may; None where there is neither."""
    rows = rows_of(request.id)
    free = request.state in BUILDABLE and not any(row.live for row in rows)
    may_open = free and permitted(actor, "foundry.run.open", Sides(provider=request.provider)) is None
    if not rows and not may_open:
        return None
    staff = actor.system or request.provider in actor.organisations
    return Panel("build/_panel.html", {"rows": rows, "may_open": may_open, "staff": staff, "request": request.id})
