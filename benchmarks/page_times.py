"""How long pages take, by Django's test client: through the whole stack that a browser meets, but for the network.

The *floor* is a page as bare Django would serve it: no middleware, no session and no permissions.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django.test import Client

ASKED = 300
SECONDS = 10.0
FEWEST = 5
WARM = 20


class Answer(Protocol):
    """What a page is answered with."""

    @property
    def status_code(self) -> int:
        """200 where the page was served."""

    @property
    def content(self) -> bytes:
        """The page."""


_Execute = Callable[[str, object, bool, dict[str, object]], object]


def signed_in(email: str) -> Client:
    """A client of whoever has this e-mail address."""
    from django.test import Client

    from tilth_site.accounts.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=email))
    return client


def bare(urls: str, ask: Callable[[], Answer]) -> dict[str, float]:
    """The times of a page of the module ``urls``, and nothing around it."""
    from django.test import override_settings

    templates = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": []}}]
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=urls, TEMPLATES=templates):
        return times(ask)


def first(ask: Callable[[], Answer]) -> float:
    """Milliseconds of one request that is not repeated."""
    start = time.perf_counter()
    answer = ask()
    taken = time.perf_counter() - start
    assert answer.status_code == 200, answer
    return taken * 1e3


def times(ask: Callable[[], Answer]) -> dict[str, float]:
    """``p50``, ``p95`` and ``cpu`` in ms, ``queries`` a request, ``bytes`` of the answer.

    A page that is asked for ``ASKED`` times in ``SECONDS`` is; a slower one as often as they allow.
    """
    from django.db import connection

    queries = 0

    def counted(  # the form that Django's execute_wrapper asks for
        execute: _Execute, sql: str, params: object, many: bool, context: dict[str, object]
    ) -> object:
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    first(ask)
    with connection.execute_wrapper(counted):
        once = first(ask) / 1e3
    asked = min(ASKED, max(FEWEST, int(SECONDS / once)))
    for _ in range(min(WARM, asked // FEWEST)):
        answer = ask()
    walls, cpu = [], time.process_time()
    for _ in range(asked):
        start = time.perf_counter()
        ask()
        walls.append(time.perf_counter() - start)
    cpu = (time.process_time() - cpu) / asked
    return {
        "p50": statistics.median(walls) * 1e3,
        "p95": statistics.quantiles(walls, n=20, method="inclusive")[-1] * 1e3,
        "cpu": cpu * 1e3,
        "queries": queries,
        "bytes": len(answer.content),
    }


def spelt(times: dict[str, float]) -> str:
    """The times of a page in one line."""
    return (
        f"p50 {times['p50']:.1f} ms, p95 {times['p95']:.1f} ms, CPU {times['cpu']:.1f} ms, "
        f"{times['queries']:.0f} queries, {times['bytes'] / 1000:.0f} kB"
    )
