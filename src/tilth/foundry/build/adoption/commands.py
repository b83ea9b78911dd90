"""What can be asked of a foundry's schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tilth.foundry.build.adoption.model import Priority, Proposal

__all__ = ["Adopt", "Command", "DescribeFloor", "Prioritise", "Propose", "Withdraw"]


@dataclass(frozen=True, slots=True)
class DescribeFloor:
    """Plan with the instruments, people and hours that the file ``floor`` (its hash) describes."""

    NAME: ClassVar[str] = "describe_floor"
    foundry: str
    floor: str


@dataclass(frozen=True, slots=True)
class Prioritise:
    """Let a request go before others, or no longer."""

    NAME: ClassVar[str] = "prioritise"
    foundry: str
    request: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Propose:
    """Put a schedule before whoever decides."""

    NAME: ClassVar[str] = "propose"
    foundry: str
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Adopt:
    """Follow the proposal from now on. ``queue`` is the queue as it reads now."""

    NAME: ClassVar[str] = "adopt"
    proposal: str
    queue: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Do not adopt the proposal, or do not follow it any longer."""

    NAME: ClassVar[str] = "withdraw"
    proposal: str
    reason: str


Command = DescribeFloor | Prioritise | Propose | Adopt | Withdraw
