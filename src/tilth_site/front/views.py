"""The public home page, the signed-in one, the switch of the theme, and the page that shows every component."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import Actor
from tilth_site.front.specimens import specimens
from tilth_site.front.targets import targets
from tilth_site.pages.context import THEME_COOKIE, THEMES
from tilth_site.pages.inbox import Kind, gather
from tilth_site.pages.wording import role_name
from tilth_site.parties.actors import actor_of
from tilth_site.parties.models import Organisation, Venture

__all__ = ["choose_theme", "home", "public", "style"]

_YEAR = 365 * 24 * 3600


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What Tilth is, and the plan's targets with the figures that were published last."""
    return render(request, "pages/public.html", {"targets": targets()})


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, then his requests and ventures."""
    user = request.user
    actor = actor_of(user.person if isinstance(user, User) else "")
    items = gather(actor)
    given = {
        "waiting": items[Kind.WAITING],
        "requests": items[Kind.REQUEST],
        "ventures": items[Kind.VENTURE],
        "roles": _roles(actor),
    }
    return render(request, "pages/home.html", given)


def _roles(actor: Actor) -> list[tuple[str, str]]:
    """The actor's roles, each with the name of the organisation or venture it is held in. Two queries."""
    language = get_language() or "en"
    organisations = Organisation.objects.filter(id__in=actor.organisations)
    ventures = Venture.objects.filter(id__in=actor.organisations)
    names = {row.id: row.name(language) for row in (*organisations, *ventures)}
    return sorted((names[grant.organisation], role_name(grant.role)) for grant in actor.grants)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component with example data."""
    return render(request, "pages/style.html", specimens())


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light and dark in a cookie, and go back to the page he came from."""
    theme, back = request.POST.get("theme", ""), request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if here else "/")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    return response
