"""``python site_pages.py HOME REQUESTS``: fill a site, ask for its list pages, and print the times as JSON.

A process of its own, because Django reads its settings once. The floor is the same page as bare Django would serve
it (:mod:`page_times`): one query that joins the same tables, and a template of one loop.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import site_fill
from page_times import bare, signed_in, times


def main() -> None:
    """Fill, measure, print."""
    home, requests = Path(sys.argv[1]), int(sys.argv[2])
    site_fill.set_up(home)
    logging.disable(logging.INFO)
    filled = site_fill.fill(requests)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(asdict(Measured(filled.entries, filled.rebuild, measured(filled)))))


@dataclass(frozen=True)
class Measured:
    """``entries`` of the journal, the seconds in which they gave every table anew, and the times of each page."""

    entries: int
    rebuild: float
    pages: dict[str, dict[str, float]]


def measured(filled: site_fill.Filled) -> dict[str, dict[str, float]]:
    """Times of each page by name: ``p50``, ``p95`` and ``cpu`` in ms, ``queries`` a request, ``bytes`` of the
    answer.
    """
    from django.test import Client

    from tilth_site.foundry.models import DesignRequest

    scientist, founder = signed_in(filled.scientist), signed_in(filled.founder)
    foundry = DesignRequest.objects.order_by("-last_seq").values_list("provider_id", flat=True)[0]
    middle = DesignRequest.objects.filter(provider_id=foundry).order_by("last_seq")[filled.requests // 4].last_seq
    plain = Client(HTTP_HOST="localhost")
    return {
        "the foundry's list": times(lambda: scientist.get("/requests/")),
        "deep in the foundry's list": times(lambda: scientist.get(f"/requests/?before={middle}")),
        "the founder's list": times(lambda: founder.get("/requests/")),
        "the foundry's list as JSON": times(
            lambda: scientist.get(f"/api/v1/requests?standpoint=provider&organisation={foundry}&limit=25")
        ),
        "floor": bare("bare_list", lambda: plain.get(f"/{foundry}/")),
    }


if __name__ == "__main__":
    main()
