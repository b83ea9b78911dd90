"""Keys for programs: made once, shown once, and kept as a digest only.

A token is 256 random bits behind ``tilth_``, so a plain sha256 keeps it as safe as a slow hash keeps a password:
there is nothing to guess. It speaks for the person who made it, within its scopes, until it expires or is revoked,
and never longer than that person's login is active.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from tilth.kernel.errors import OptionError
from tilth.kernel.ids import new_id
from tilth_site.accounts.models import ApiToken, User

__all__ = ["LONGEST", "PREFIX", "Minted", "Scope", "find", "mint", "revoke", "scopes_of", "tokens_of"]

PREFIX = "tilth_"
"""What every token begins with, so that scanners find one that was published by mistake."""

LONGEST = timedelta(days=366)
"""No token lives longer."""

_BYTES = 32


class Scope(StrEnum):
    """What a token may be used for. Neither scope holds the other."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Minted:
    """A new token: its record, and the ``secret`` that is never to be had again."""

    token: ApiToken
    secret: str


def mint(person: str, name: str, scopes: Collection[Scope], *, now: datetime, expires: datetime) -> Minted:
    """A token called ``name`` that speaks for ``person``.

    Raises OptionError where it has no scope, or does not expire within :data:`LONGEST` after ``now``.
    """
    if not scopes:
        raise OptionError(
            "token.scopes", "A token without a scope opens nothing.", mend="Give it the scope read or write."
        )
    if not now < expires <= now + LONGEST:
        raise OptionError(
            "token.expires",
            f"A token expires within {LONGEST.days} days, and not in the past.",
            mend="Choose an earlier or a later day.",
        )
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    token = ApiToken.objects.create(
        id=new_id("tok", now), person=person, name=name, digest=_digest(secret),
        scopes=" ".join(sorted(scopes)), created=now, expires=expires,
    )  # fmt: skip
    return Minted(token, secret)


def find(secret: str, now: datetime) -> ApiToken | None:
    """The token whose secret this is, where it still counts at ``now``. Two queries, each by index.

    The look-up is by digest, so what its time could tell of is a digest, from which no secret can be found; the
    digests are compared in constant time all the same.
    """
    digest = _digest(secret)
    token = ApiToken.objects.filter(digest=digest).first()
    if token is None or not hmac.compare_digest(token.digest, digest):
        return None
    if token.revoked is not None or token.expires <= now:
        return None
    return token if User.objects.filter(person=token.person, is_active=True).exists() else None


def revoke(person: str, id: str, now: datetime) -> bool:
    """End the person's own token; False where there is none of this id that still stands."""
    return bool(ApiToken.objects.filter(person=person, id=id, revoked=None).update(revoked=now))


def tokens_of(person: str) -> QuerySet[ApiToken]:
    """The person's tokens, the newest first, those that ended too."""
    return ApiToken.objects.filter(person=person).order_by("-id")


def scopes_of(token: ApiToken) -> frozenset[Scope]:
    """The token's scopes."""
    return frozenset(map(Scope, token.scopes.split()))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
