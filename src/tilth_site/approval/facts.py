"""What is said of a document beside what people state: its file, and where the foundry says that it comes from.

These facts have reserved names, which nobody can type: what says that a result comes from a run was taken from it.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BATCH", "DESIGN", "NAME", "REQUEST", "TYPE", "VERSION", "is_stated", "stated"]

NAME, TYPE = "file.name", "file.type"
"""The facts that hold a document's name and media type."""

REQUEST, VERSION, DESIGN, BATCH = "from.request", "from.version", "from.design", "from.run"
"""The design request, the version of its design, the SHA-256 of its plan, and the run that built it."""

_RESERVED = ("file.", "from.")


def is_stated(fact: str) -> bool:
    """Whether a person may state the fact: its name is not reserved."""
    return not fact.startswith(_RESERVED)


def stated(facts: Mapping[str, str]) -> dict[str, str]:
    """Those of ``facts`` that a person may state."""
    return {fact: value for fact, value in facts.items() if is_stated(fact)}
