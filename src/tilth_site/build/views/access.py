"""Who asks, for which run, and how much of it is his to see; the one answer to whoever may not know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.run import Run
from tilth.kernel.ids import is_id
from tilth.kernel.refusal import Refused
from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import Actor, Sides, permitted
from tilth_site.build.history import Moment, walk
from tilth_site.build.plans import operations_of
from tilth_site.build.queries import run_row
from tilth_site.build.tables import RUNS
from tilth_site.build.wording import worded
from tilth_site.journal.actions import Call
from tilth_site.journal.streams import entries_of
from tilth_site.parties.actors import actor_of
from tilth_site.uploads.intake import Said

__all__ = ["Found", "actor", "call", "found", "refusal_page", "room_crumb", "run_crumbs", "said", "staffed"]


@dataclass(frozen=True, slots=True)
class Found:
    """A run that the actor may see, with every moment of its life. ``requests`` are those whose constructs he may
    see, and ``staff`` says that he works where it runs, so all of it is his to see.
    """

    actor: Actor
    run: Run
    moments: Sequence[Moment]
    requests: frozenset[str]
    staff: bool

    @property
    def operations(self) -> tuple[UnitOperation, ...]:
        """The unit operations of its plan."""
        return operations_of(self.run)

    def may(self, action: str) -> bool:
        """Whether the actor's roles allow ``action`` on it."""
        return permitted(self.actor, action, Sides(provider=self.run.provider)) is None


def actor(http: HttpRequest) -> Actor:
    """The actor behind the login, which ``login_required`` has seen."""
    if not isinstance(http.user, User):
        raise Http404
    return actor_of(http.user.person)


def found(http: HttpRequest, id: str) -> Found:
    """The run ``id``. Raises Http404 where there is none that the reader may know of."""
    who = actor(http)
    if not is_id(id, "run") or run_row(who, id) is None:
        raise Http404
    moments = walk(entries_of(RUNS.name(id)))
    run = moments[-1].run
    staff = who.system or run.provider in who.organisations
    seen = frozenset(one.id for one in run.requests if staff or one.owner in who.organisations)
    return Found(who, run, moments, seen, staff)


def staffed(http: HttpRequest, id: str) -> Found:
    """The run ``id``, for whoever works at its foundry. Raises Http404 for everybody else."""
    one = found(http, id)
    if not one.staff:
        raise Http404
    return one


def call(who: Actor, key: str) -> Call:
    """The call of an action, now, under a form's one-time key."""
    return Call(who, timezone.now(), key)


def said(who: Actor) -> Said:
    """What the evidence says of a file that ``who`` hands in now."""
    return Said(who.person, timezone.now())


def refusal_page(http: HttpRequest, refused: Refused, back: str) -> HttpResponse:
    """Why something was not done, as a page of its own: 403 where no role of the reader's allows it, 409 where the
    state of things does not. Raises Http404 for what he may not know of.
    """
    code = refused.reasons[0].code
    if code == "not_found":
        raise Http404
    status = 403 if code == "permission.denied" else 409
    return render(http, "foundry/refused.html", {"refused": worded(refused), "back": back}, status=status)


def room_crumb() -> tuple[str, str]:
    """The name and the address of the list of runs."""
    return pgettext("room", "Build"), reverse("build:runs")


def run_crumbs(run: Run) -> list[tuple[str, str]]:
    """The pages above a page of the run."""
    return [room_crumb(), (run.title, reverse("build:run", args=[run.id]))]
