"""The surroundings of one decision: plain values that the caller looks up beforehand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tilth.plan.model import Plan

__all__ = ["Setting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a rule must know besides the state and the command.

    - ``today``: no fact may be dated after it, and what is decided is decided on it.
    - ``by``: the id of who asks. ``humans`` are all ids of that human being, whose records may have been merged;
      there are none for Tilth itself, which records what people decided elsewhere.
    - ``plan``: the plan that the evidence or the report belongs to, as it stands; None where there is none.
    - ``codes``: the codes of the plans that are followed.
    - ``rivals``: for a reading, the ids of every other standing reading of the same series and period that says
      something else. ``chosen``: those of them that were accepted over this very row.
    - ``for_owner``: whether who asks stands on the side that handed the row in.
    - ``kept``: whether the document that the row names is kept, and was handed in by whoever names it.
    """

    today: date
    by: str
    humans: frozenset[str] = frozenset()
    plan: Plan | None = None
    codes: Collection[str] = ()
    rivals: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    for_owner: bool = False
    kept: bool = True
