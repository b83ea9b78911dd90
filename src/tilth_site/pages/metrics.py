"""What Prometheus may ask: how many requests, how long they took, how many queries they cost, by route and status.

The figures are of this process since it started; the site runs in one. A route is named as in
:mod:`tilth_site.urls`, never by its path, so the number of series stays the number of routes.
"""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

__all__ = ["CONTENT_TYPE", "count_request", "exposition"]

CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_REGISTRY = CollectorRegistry()
_REQUESTS = Counter("tilth_requests", "Requests answered.", ["method", "route", "status"], registry=_REGISTRY)
_SECONDS = Histogram(
    "tilth_request_seconds",
    "Time to an answer, in seconds.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=_REGISTRY,
)
_QUERIES = Histogram(
    "tilth_request_queries",
    "Database queries of a request.",
    ["route"],
    buckets=(0, 1, 2, 5, 10, 15, 25, 50, 100),
    registry=_REGISTRY,
)


def count_request(method: str, route: str, status: int, seconds: float, queries: int) -> None:
    """Count one answered request. A method that HTTP does not know is counted as ``other``."""
    known = method if method in METHODS else "other"
    _REQUESTS.labels(known, route, str(status)).inc()
    _SECONDS.labels(known, route).observe(seconds)
    _QUERIES.labels(route).observe(queries)


def exposition() -> bytes:
    """Every figure in Prometheus' text format."""
    return generate_latest(_REGISTRY)
