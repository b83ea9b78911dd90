"""What the background jobs of the schedule are asked: to plan a foundry's queue, or a change of its schedule."""

from __future__ import annotations

from dataclasses import dataclass

from tilth.foundry.build.adoption import Cause

__all__ = ["PlanQueue", "ReplanQueue"]


@dataclass(frozen=True, slots=True)
class PlanQueue:
    """To plan the whole queue of ``foundry`` anew: to search for ``seconds`` with this ``seed``."""

    foundry: str
    seconds: int
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ReplanQueue:
    """To change the schedule ``replaces``, which is in force at ``foundry``, because of ``cause``."""

    foundry: str
    replaces: str
    cause: Cause
    seconds: int
    seed: int = 0
