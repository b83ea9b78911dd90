"""``python plan_pages.py fill HOME ROWS`` makes a site with so many rows of evidence; ``... ask HOME`` asks for
the plan's pages there, in a process that has read nothing yet. Both print JSON.
"""

from __future__ import annotations

import json
import logging
import statistics
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import plan_fill
import plan_rows
import site_fill
from page_times import Answer, bare, first, signed_in, times

DASHBOARD, DESK, OPENED = "the public dashboard", "the officer's desk, live", "an indicator, opened"
CHANGES = 5
UNITS_OF_A_PAGE = 25
LIVE = f"/plan/desk/?as_of={plan_rows.AS_OF}"
INDICATOR = f"/plan/{plan_rows.plan().indicators[0].code}/"


def main() -> None:
    """Do the one or the other."""
    logging.disable(logging.WARNING)
    home = Path(sys.argv[2])
    made = plan_fill.fill(home, int(sys.argv[3])) if sys.argv[1] == "fill" else asked(home)
    print(json.dumps(asdict(made)))


@dataclass(frozen=True)
class Asked:
    """``first``: the ms of pages' first requests, in the order in which they are asked for; ``pages`` and
    ``floor``: the times of each page after that, and of the floor (:func:`page_times.times`); ``changed``: the ms
    of the desk after a row was accepted.
    """

    first: dict[str, float]
    pages: dict[str, dict[str, float]]
    floor: dict[str, float]
    changed: float


def asked(home: Path) -> Asked:
    """Ask for the plan's pages of the site in ``home``."""
    site_fill.set_up(home)
    from django.test import Client

    public, officer = Client(HTTP_HOST="localhost"), signed_in(plan_fill.OFFICER)
    pages = {
        DASHBOARD: lambda: public.get("/plan/"),
        DESK: lambda: officer.get(LIVE),
        OPENED: lambda: public.get(INDICATOR),
    }
    firsts = {page: first(ask) for page, ask in pages.items()}
    unit, middle = _units()
    pages |= {
        "deep in its units": lambda: public.get(middle),
        "a unit with its rows": lambda: public.get(unit),
        "the queue of rows that wait": lambda: officer.get("/plan/desk/pending/"),
    }
    measured = {page: times(ask) for page, ask in pages.items()}
    floor = bare("bare_plan", lambda: public.get("/"))
    return Asked(firsts, measured, floor, _after_changes(pages[DESK]))


def _units() -> tuple[str, str]:
    """The addresses of a unit of the first indicator, and of the page in the middle of all its units."""
    from tilth_site.plan.models import PublishedReport
    from tilth_site.plan.opening import opened

    report = PublishedReport.objects.order_by("-first_seq")[0]
    certain = [unit for unit in opened(report, plan_rows.plan().indicators[0].code).units if unit.certain]
    middle = certain[len(certain) // 2]
    return f"{INDICATOR}units/{middle.subject}/", f"{INDICATOR}?page={len(certain) // 2 // UNITS_OF_A_PAGE + 1}"


def _after_changes(ask: Callable[[], Answer]) -> float:
    """The ms of a page that is asked for right after a row was accepted; the median of a few."""
    from django.utils import timezone

    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.demonstration.loading import done
    from tilth_site.journal.actions import Call
    from tilth_site.plan.actions import accept_many
    from tilth_site.plan.models import EvidenceRow

    waiting = EvidenceRow.objects.filter(standing="pending", claim=plan_rows.CLAIMS[0]).order_by("id")[:CHANGES]
    taken = []
    for id in list(waiting.values_list("pk", flat=True)):
        done(accept_many(Call(OPERATOR, timezone.now()), [id]))
        taken.append(first(ask))
    return statistics.median(taken)


if __name__ == "__main__":
    main()
