"""How the tests of the parties read a page."""

from __future__ import annotations

import re
from html import unescape


def text(response) -> str:
    """The page, its entities resolved."""
    assert response.status_code == 200
    return unescape(response.content.decode())


def errors(response) -> str:
    """What the page says is wrong, at its fields and above its form, field by field on a line."""
    page = response.content.decode().partition('<template id="update-failed">')[0]
    found = re.findall(r'(?s)<ul class="field__errors".*?</ul>|<div class="notice notice--bad".*?</div>', page)
    return "\n".join(
        (re.findall(r'id="id_(\w+)_error"', each) or ["form"])[0]
        + ": "
        + unescape(" ".join(re.sub(r"<[^>]+>", " ", each).split()))
        for each in found
    )


def key_of(response) -> str:
    """The one-time key of the form."""
    found = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    assert found, "the form has no key"
    return found[1]
