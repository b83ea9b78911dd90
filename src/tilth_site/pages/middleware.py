"""What happens around every request: it gets an id, a line in the log, its place in the metrics, and headers that
close what browsers leave open.

The id is the caller's own ``X-Request-ID`` where that is a plain word, so that a request can be followed through a
proxy; it comes back in the answer and stands in every line logged on the way.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from tilth_site.accounts.models import User
from tilth_site.accounts.permissions import Actor
from tilth_site.pages.metrics import count_request

__all__ = ["HEADERS", "observe"]

REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{8,64}")

HEADERS: Mapping[str, str] = {
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer, beside those of Django's own middleware."""

_log = structlog.stdlib.get_logger("tilth.request")

Respond = Callable[[HttpRequest], HttpResponseBase]


def observe(get_response: Respond) -> Respond:
    """The middleware. It stands first in the list, so that it sees the time and the answer of all others."""

    def observed(request: HttpRequest) -> HttpResponseBase:
        request_id = _request_id(request)
        counted = _Queries()
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id), connection.execute_wrapper(counted):
            response = get_response(request)
            seconds = time.perf_counter() - started
            route = _route(request)
            count_request(request.method or "", route, response.status_code, seconds, counted.count)
            _log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
                person=_person(request),
                queries=counted.count,
            )
        for name, value in {**HEADERS, "X-Request-ID": request_id}.items():
            response.headers.setdefault(name, value)
        return response

    return observed


class _Queries:
    """Counts the statements that pass through a database connection."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _route(request: HttpRequest) -> str:
    """The route's name; ``static`` for files, ``none`` where no route fits."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.route
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def _person(request: HttpRequest) -> str | None:
    """The id of who asked, where the page or the API looked it up; it is not looked up for the log's sake."""
    attributes = vars(request)
    user, caller = attributes.get("_cached_user"), attributes.get("auth")
    if isinstance(user, User):
        return user.person
    return caller.person if isinstance(caller, Actor) else None
