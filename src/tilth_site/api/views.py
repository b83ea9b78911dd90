"""A person's tokens: the list, making one after proving again who one is, and revoking one.

The secret stands on the page that answers the form, and nowhere else: it is in no session, no log and no cache.
"""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tilth_site.accounts.models import User
from tilth_site.accounts.tokens import Minted, mint, revoke, tokens_of
from tilth_site.api.forms import TokenForm

__all__ = ["make_token", "revoke_token", "tokens"]


@never_cache
@login_required
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """The reader's tokens, the newest first."""
    return _page(request)


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_token(request: HttpRequest) -> HttpResponse:
    """The form for a new token, and then, once, its secret."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        made = mint(_person(request), form.cleaned_data["name"], form.chosen(), now=now, expires=form.expires(now))
        return _page(request, made)
    return render(request, "api/new_token.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: str) -> HttpResponse:
    """End one of the reader's own tokens at once."""
    if not revoke(_person(request), token_id, timezone.now()):
        raise Http404
    messages.success(request, gettext("The token no longer counts."))
    return redirect("tokens")


def _page(request: HttpRequest, made: Minted | None = None) -> HttpResponse:
    now = timezone.now()
    shown = [
        {"token": token, "ended": token.revoked or (token.expires if token.expires <= now else None)}
        for token in tokens_of(_person(request))
    ]
    return render(request, "api/tokens.html", {"tokens": shown, "made": made})


def _person(request: HttpRequest) -> str:
    """The reader's id; ``login_required`` has seen the login."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user.person
