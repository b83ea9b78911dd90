"""The API itself: its routers, its faults, its schema, and the addresses under ``/api/v1``."""

from __future__ import annotations

import functools
from collections.abc import Callable

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, re_path
from django.urls.resolvers import URLPattern, URLResolver
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.types import DictStrAny

from tilth_site.api import limits
from tilth_site.api.endpoints import (
    case_steps,
    cases,
    designs,
    documents,
    evidence,
    figures,
    history,
    jobs,
    lots,
    organisations,
    plans,
    reports,
    requests,
    runs,
    schedules,
    screenings,
    slots,
    statements,
    steps,
    ventures,
)
from tilth_site.api.faults import handle_faults, no_such_address, no_such_method
from tilth_site.api.openapi import completed

__all__ = ["addresses", "document"]

_DESCRIPTION = """
The same actions as the pages, for programs. Every change is written to the journal, and answered with its entries.

Errors are `application/problem+json` (RFC 9457): decide by `code`, show `detail`.
""".strip()


class StrictJson(Parser):
    """JSON as RFC 8259 has it: no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body as plain values. Raises msgspec.DecodeError, of which ninja makes a 400."""
        parsed: DictStrAny = msgspec.json.decode(request.body)
        return parsed


api = NinjaAPI(
    title="Tilth",
    version="1",
    description=_DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    parser=StrictJson(),
    urls_namespace="api-v1",
)
handle_faults(api)
api.add_router("/me", history.me_router)
for router in (
    requests.router, designs.router, designs.form_router, steps.router, steps.form_router, statements.router
):  # fmt: skip
    api.add_router("/requests", router)
api.add_router("/price-list", statements.price_router)
api.add_router("/slots", slots.router)
api.add_router("/schedules", schedules.router)
api.add_router("/screenings", screenings.router)
api.add_router("/lots", lots.router)
for router in (runs.router, runs.form_router):
    api.add_router("/runs", router)
for router in (cases.router, cases.form_router, case_steps.router):
    api.add_router("/cases", router)
api.add_router("/jobs", jobs.router)
api.add_router("/organisations", organisations.router)
api.add_router("/ventures", ventures.router)
for router in (plans.router, figures.router):
    api.add_router("/plans", router)
api.add_router("/evidence", evidence.router)
api.add_router("/evidence", documents.router)
api.add_router("/evidence-batches", evidence.batch_router)
api.add_router("/evidence-documents", documents.form_router)
for router in (reports.router, figures.report_router):
    api.add_router("/reports", router)
api.add_router("/history", history.router)


@functools.cache
def document() -> bytes:
    """The OpenAPI 3.1 document, as JSON."""
    return msgspec.json.encode(completed(dict(api.get_openapi_schema(path_prefix="/api/v1/"))))


def addresses() -> list[URLPattern | URLResolver]:
    """Every address of the API, and what is said at all others."""
    found, _, _ = api.urls
    for pattern in found:
        if isinstance(pattern, URLPattern):
            pattern.callback = _closed(pattern.callback)
    endpoints = [pattern for pattern in found if getattr(pattern, "name", "") != "api-root"]
    return [
        path("openapi.json", _openapi, name="openapi"),
        *endpoints,
        re_path(r"^(?P<rest>.*)$", csrf_exempt(no_such_address)),
    ]


def _openapi(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return no_such_method(request, "GET, HEAD")
    return HttpResponse(document(), content_type="application/json")


def _closed(respond: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """``respond``, with what holds for every answer of the API: problems for wrong methods too, what is left of
    the caller's quota, and no copy in a cache that others share.
    """

    @csrf_exempt
    @functools.wraps(respond)
    def responding(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = respond(request, *args, **kwargs)
        if response.status_code == 405:
            response = no_such_method(request, response.headers["Allow"])
        limits.announce(request, response)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return responding
