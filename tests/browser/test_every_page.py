"""Every page that a link leads to, one of each kind: axe-core finds nothing, and nothing fails.

The walk begins at home and follows links; two addresses that differ in an id only are of one kind. So a page that
is added is looked at as soon as something links to it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WALKS = [
    ("officer@office.example", "light", 30),
    ("founder@loam.example", "dark", 20),
    ("engineer@centre.example", "light", 25),
]
"""Who walks, in which theme, and how many kinds of pages that is at least: a walk that stops early is noticed."""

_FILES = re.compile(
    r"\.(json|svg|toml|csv|pdf)$|/document$|/json$|/report$|/design/|/files/|/file$|/api/v1/|/logout/"
)
_ID = re.compile(
    r"[a-z]+_[0-9A-HJKMNP-TV-Z]{26}"
    r"|(?<=/lots/)(?!receive|import)[^/]+|(?<=/items/)(?!register)[^/]+|(?<=/boxes/)(?!open)[^/]+"
    r"|(?<=/materials/)(?!new)[^/]+|(?<=/lot/)[^/]+|(?<=/item/)[^/]+|(?<=/box/)[^/]+|(?<=/material/)[^/]+"
    r"|(?<=/steps/)[^/]+"
)
"""An id, or what a foundry calls a lot, an item, a box, a material or a step of a run."""


@pytest.mark.parametrize(("email", "theme", "least"), WALKS)
def test_no_page_keeps_anyone_out(email, theme, least, signed_in, watch) -> None:
    page = signed_in(email, color_scheme=theme).page
    waiting, seen, faults = ["/home/"], {"/home/"}, []
    while waiting:
        address = waiting.pop()
        answer = page.goto(address)
        if answer is None or answer.status >= 400:
            faults.append(f"{address}: {answer and answer.status}")
            continue
        result = Axe().run(page)
        if result.violations_count:
            faults.append(f"{address}:\n{result.generate_report()}")
        for link in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"):
            parts = urlsplit(link)
            kind = _ID.sub("*", parts.path)
            if parts.netloc == watch.host and kind not in seen and not _FILES.search(parts.path):
                seen.add(kind)
                waiting.append(parts.path)
    assert faults == []
    assert len(seen) >= least, sorted(seen)
    assert watch.found == []
