"""How often one caller may call: a number of calls a minute, counted in the memory of the process.

Counting in memory costs a read nothing; with several processes each counts for itself, so the bound on the whole
is so many times higher. It stops a program that runs wild, not an attacker with many addresses: that is for the
proxy in front.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase
from ninja.errors import Throttled

__all__ = ["A_MINUTE", "STRANGERS_A_MINUTE", "Allowance", "announce", "spend"]

A_MINUTE = 600
"""Calls a minute of one token, or of one person in a browser."""

STRANGERS_A_MINUTE = 60
"""Calls a minute from one address that come with no token that counts."""

_WINDOW = 60
_ATTRIBUTE = "tilth_allowance"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Of ``quota`` calls ``left`` remain, until the window ends in ``seconds``."""

    quota: int
    left: int
    seconds: int


def spend(request: HttpRequest, who: str, quota: int) -> None:
    """Count one call of ``who`` (``token:tok_…``). Raises ninja's Throttled where the quota is used up."""
    now = time.time()
    window = int(now // _WINDOW)
    seconds = math.ceil((window + 1) * _WINDOW - now)
    key = f"api:{who}:{window}"
    cache = caches["process"]
    cache.add(key, 0, timeout=_WINDOW)
    try:
        used = cache.incr(key)
    except ValueError:
        # The cache was full, and dropped the count between the two calls.
        used = 1
    vars(request)[_ATTRIBUTE] = Allowance(quota, max(0, quota - used), seconds)
    if used > quota:
        raise Throttled(wait=seconds)


def announce(request: HttpRequest, response: HttpResponseBase) -> None:
    """Say in ``response`` what is left (draft-ietf-httpapi-ratelimit-headers-10), where the call was counted."""
    allowance = vars(request).get(_ATTRIBUTE)
    if isinstance(allowance, Allowance):
        response.headers["RateLimit-Policy"] = f'"default";q={allowance.quota};w={_WINDOW}'
        response.headers["RateLimit"] = f'"default";r={allowance.left};t={allowance.seconds}'
