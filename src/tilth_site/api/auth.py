"""Who calls: a program with a token, or a page of this site with its reader's session.

A token is proof enough by itself. A session cookie is sent by any page that a browser shows, so a write with a
session must also carry the CSRF token, which only pages of this site know. Where a call has an Authorization
header the session does not count, so a wrong token is an error and never somebody else's right.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from tilth_site.accounts.models import ApiToken, User
from tilth_site.accounts.permissions import Actor
from tilth_site.accounts.tokens import Scope, find, scopes_of
from tilth_site.api import limits
from tilth_site.parties.actors import actor_of

__all__ = ["READ", "WRITE", "Asked", "Caller", "Session", "Token"]


@dataclass(frozen=True, slots=True)
class Caller(Actor):
    """The actor behind a call, and the token it came with; None for a session."""

    token: ApiToken | None = None


class Asked(HttpRequest):
    """A request whose caller is known; what every endpoint takes."""

    auth: Caller


class Token(HttpBearer):
    """``Authorization: Bearer tilth_…``, with the scope that the call needs."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The caller, None for a token that does not count. Raises HttpError where its scope is another."""
        found = find(token, timezone.now())
        if found is None:
            return None
        limits.spend(request, f"token:{found.id}", limits.A_MINUTE)
        if self.scope not in scopes_of(found):
            raise HttpError(403, "token.scope")
        return _caller(found.person, found)


class Session(APIKeyCookie):
    """The session of a reader who is signed in; a write needs the header X-CSRFToken as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller, or None. Raises HttpError for a write without the CSRF token."""
        user = request.user
        if "Authorization" in request.headers or not isinstance(user, User):
            limits.spend(request, f"address:{request.META.get('REMOTE_ADDR', '')}", limits.STRANGERS_A_MINUTE)
            return None
        limits.spend(request, f"person:{user.person}", limits.A_MINUTE)
        if check_csrf(request):
            raise HttpError(403, "csrf.failed")
        return self.authenticate(request, user.person)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:  # noqa: ARG002  ninja's names
        """The caller who is the person ``key``."""
        return _caller(key) if key else None


def _caller(person: str, token: ApiToken | None = None) -> Caller:
    actor = actor_of(person)
    return Caller(actor.person, actor.grants, actor.system, actor.operates, token)


READ = (Token(Scope.READ), Session())
WRITE = (Token(Scope.WRITE), Session())
"""What a router's endpoints ask for: either of the two."""
