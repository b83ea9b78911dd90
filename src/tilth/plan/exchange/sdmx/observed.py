"""One observation of an SDMX message, as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Observed"]


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation of the structure ``structure``: the codes of its dimensions, its value as it was spelled
    (empty: missing), and its attributes that have one. ``line`` (1-based) or ``record`` says where it stands.
    """

    structure: str
    key: Mapping[str, str]
    value: str
    facts: Mapping[str, str]
    line: int | None = None
    record: str = ""
