"""What a name may hold that is to stand in tables, worklists, labels and protocols: plain text on one line."""

from __future__ import annotations

import re

__all__ = ["is_plain"]

_UNPLAIN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Control characters, line and paragraph separators, marks that turn the direction of writing, half characters."""


def is_plain(name: str) -> bool:
    """Whether ``name`` can be written in every file as it stands and be read back as the same."""
    return _UNPLAIN.search(name) is None
