"""``python site_pages.py HOME REQUESTS``: fill a site, ask for its list pages, and print the times as JSON.

A process of its own, because Django reads its settings once. Every request goes through the whole stack that a
browser meets (middleware, session, permissions, template), by Django's test client: what is left out is the
network. The *floor* is the same page as bare Django would serve it: no middleware, no session and no permissions,
one query that joins the same tables, and a template of one loop.
"""

from __future__ import annotations

import json
import logging
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import site_fill

ASKED = 300


def main() -> None:
    """Fill, measure, print."""
    home, requests = Path(sys.argv[1]), int(sys.argv[2])
    site_fill.set_up(home)
    logging.disable(logging.INFO)
    filled = site_fill.fill(requests)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"entries": filled.entries, "rebuild": filled.rebuild, "pages": measured(filled)}))


def measured(filled: site_fill.Filled) -> dict[str, dict[str, float]]:
    """Times of each page by name: ``p50``, ``p95`` and ``cpu`` in ms, ``queries`` a request, ``bytes`` of the
    answer.
    """
    from django.test import Client

    from tilth_site.foundry.models import DesignRequest

    scientist, founder = _signed_in(filled.scientist), _signed_in(filled.founder)
    foundry = DesignRequest.objects.order_by("-last_seq").values_list("provider_id", flat=True)[0]
    middle = DesignRequest.objects.filter(provider_id=foundry).order_by("last_seq")[filled.requests // 4].last_seq
    bare = Client(HTTP_HOST="localhost")
    return {
        "the foundry's list": _times(lambda: scientist.get("/requests/")),
        "deep in the foundry's list": _times(lambda: scientist.get(f"/requests/?before={middle}")),
        "the founder's list": _times(lambda: founder.get("/requests/")),
        "the foundry's list as JSON": _times(
            lambda: scientist.get(f"/api/v1/requests?standpoint=provider&organisation={foundry}&limit=25")
        ),
        "floor": _floor(lambda: bare.get(f"/{foundry}/")),
    }


def _signed_in(email: str):
    from django.test import Client

    from tilth_site.accounts.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=email))
    return client


def _floor(ask: Callable[[], object]) -> dict[str, float]:
    """The times of the bare page."""
    from django.test import override_settings

    templates = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": []}}]
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="bare_list", TEMPLATES=templates):
        return _times(ask)


def _times(ask: Callable[[], object]) -> dict[str, float]:
    from django.db import connection

    queries = 0

    def counted(execute, *query):  # the form that Django's execute_wrapper asks for
        nonlocal queries
        queries += 1
        return execute(*query)

    for _ in range(20):
        answer = ask()
    assert answer.status_code == 200, answer
    with connection.execute_wrapper(counted):
        ask()
    walls, cpu = [], time.process_time()
    for _ in range(ASKED):
        start = time.perf_counter()
        ask()
        walls.append(time.perf_counter() - start)
    cpu = (time.process_time() - cpu) / ASKED
    return {
        "p50": statistics.median(walls) * 1e3,
        "p95": statistics.quantiles(walls, n=20)[-1] * 1e3,
        "cpu": cpu * 1e3,
        "queries": queries,
        "bytes": len(answer.content),
    }


if __name__ == "__main__":
    main()
