"""Proving once more who one is, on the very page on which one signs (21 CFR 11.200).

The password, and for whoever has turned it on a code, are asked for at every signature. Tries are counted together
with failed logins' own kind of limit, so a screen that was left open is no place to guess passwords; refused tries
are logged (21 CFR 11.300).
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from allauth.core import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.utils.translation import gettext

from tilth_site.accounts.models import User
from tilth_site.signatures.forms import ProofForm

__all__ = ["has_code", "proved"]

_ACTION = "login_failed"
"""The kind of limit (``ACCOUNT_RATE_LIMITS``) that tries to sign fall under."""

_log = structlog.stdlib.get_logger("tilth.signature")


@dataclass(frozen=True, slots=True)
class _Failed:
    """That the proof failed, at which ``field`` (empty: too many tries), and what to say."""

    field: str
    message: str


def has_code(user: User) -> bool:
    """Whether ``user`` has turned two-factor authentication on."""
    return bool(is_mfa_enabled(user))


def proved(request: HttpRequest, user: User, form: ProofForm) -> bool:
    """Whether the valid ``form`` proves that ``user`` signs; if not, it says so at the field at fault."""
    given = form.cleaned_data
    failed = _prove(request, user, given["password"], given.get("code", ""))
    if failed:
        form.add_error(failed.field or None, failed.message)
    return failed is None


def _prove(request: HttpRequest, user: User, password: str, code: str) -> _Failed | None:
    """None where ``password``, and the ``code`` of whoever has one, are those of ``user``. A code counts once."""
    key = f"sign-{user.pk}"
    if not ratelimit.consume(request, action=_ACTION, key=key):
        _log.warning("signing throttled", person=user.person)
        return _Failed("", gettext("Too many tries to sign. Wait five minutes, then try again."))
    if not user.check_password(password):
        _log.warning("signing refused", person=user.person, because="password")
        return _Failed("password", gettext("This is not your password, so nothing was signed."))
    if has_code(user) and not ReauthenticateForm(data={"code": code}, user=user).is_valid():
        _log.warning("signing refused", person=user.person, because="code")
        return _Failed("code", gettext("The code is wrong, or was used already. Wait for the next one."))
    ratelimit.clear(request, action=_ACTION, key=key)
    return None
