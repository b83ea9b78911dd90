"""Every page that a link leads to, one of each kind: axe-core finds nothing, and nothing fails.

The walk begins at home and follows links; two addresses of one route are of one kind, unless something else is
done there. So a page that is added is looked at as soon as something links to it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import rest
from django.urls import resolve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WALKS = [
    ("officer@office.example", "light", 30),
    ("founder@loam.example", "dark", 20),
    ("engineer@centre.example", "light", 25),
]
"""Who walks, in which theme, and how many kinds of pages that is at least: a walk that stops early is noticed."""

_FILES = re.compile(
    r"\.(json|svg|toml|csv|pdf)$|/document$|/json$|/report$|/design/|/files/|/file$|/papers/|/delivery$|\.zip$|/api/v1/|/logout/"
)


def kind_of(path: str) -> tuple[str, ...]:
    """What the page at ``path`` is, whatever it is of: its route, and what is done there."""
    match = resolve(path)
    return (match.route, *(str(match.kwargs.get(name, "")) for name in ("kind", "name", "side")))


@pytest.mark.parametrize(("email", "theme", "least"), WALKS)
def test_no_page_keeps_anyone_out(email, theme, least, signed_in, watch) -> None:
    page = signed_in(email, color_scheme=theme).page
    waiting, seen, faults = ["/home/"], {kind_of("/home/")}, []
    while waiting:
        address = waiting.pop()
        answer = page.goto(address)
        if answer is None or answer.status >= 400:
            faults.append(f"{address}: {answer and answer.status}")
            continue
        rest(page)
        result = Axe().run(page)
        if result.violations_count:
            faults.append(f"{address}:\n{result.generate_report()}")
        for link in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"):
            parts = urlsplit(link)
            if parts.netloc != watch.host or _FILES.search(parts.path):
                continue
            if (kind := kind_of(parts.path)) not in seen:
                seen.add(kind)
                waiting.append(parts.path)
    assert faults == []
    assert len(seen) >= least, sorted(seen)
    assert watch.found == []
