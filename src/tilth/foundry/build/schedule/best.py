"""What is known during a search: the best schedule so far, the bound, and how much time is left.

Several searches work on it at once, each in a thread of its own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment, Status

__all__ = ["Best", "Progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known after ``seconds``: the best value so far and the lower bound, None where there is none yet."""

    seconds: float
    value: int | None
    lower_bound: int | None


class Best:
    """The best schedule of ``instance`` so far, its cost, and the lower bound of any cost."""

    def __init__(
        self, instance: Instance, seconds: float, begun: float, watch: Callable[[Progress], None] | None = None
    ) -> None:
        self.instance = instance
        self.assignments: tuple[Assignment, ...] | None = None
        self.cost: int | None = None
        self.bound = instance.least_cost
        self.infeasible = False
        self._begun, self._until, self._watch = begun, begun + seconds, watch
        self._lock = Lock()

    @property
    def left(self) -> float:
        """The seconds that are left, 0 where none are."""
        return max(0.0, self._until - time.monotonic())

    @property
    def seconds(self) -> float:
        """The seconds since the search began."""
        return time.monotonic() - self._begun

    @property
    def done(self) -> bool:
        """Whether nothing is left to be found, or no time to find it."""
        return self.settled or not self.left

    @property
    def settled(self) -> bool:
        """Whether the best is proven, or that there is none."""
        return self.infeasible or self.cost == self.bound

    @property
    def value(self) -> int | None:
        """The objective of the best schedule."""
        return None if self.cost is None else self.instance.objective_of(self.cost)

    @property
    def lower_bound(self) -> int | None:
        """What is proven of the objective."""
        return None if self.infeasible else self.instance.objective_of(self.bound)

    @property
    def status(self) -> Status:
        """What is known of the best schedule."""
        if self.infeasible:
            return Status.INFEASIBLE
        if self.cost is None:
            return Status.UNKNOWN
        return Status.OPTIMAL if self.cost == self.bound else Status.FEASIBLE

    def offer(self, assignments: tuple[Assignment, ...]) -> bool:
        """Take ``assignments``, which must keep everything, where they cost less; whether they did.

        What ends after the horizon is not taken: there is something as good before it.
        """
        if any(one.end > self.instance.horizon for one in assignments):
            return False
        cost = self.instance.cost(assignments)
        with self._lock:
            if self.cost is not None and cost >= self.cost:
                return False
            self.assignments, self.cost = assignments, cost
        self._tell()
        return True

    def refute(self) -> None:
        """Take it that nothing costs less than the best schedule, or that there is none at all."""
        with self._lock:
            if self.cost is None:
                self.infeasible = True
            else:
                self.bound = self.cost
        self._tell()

    def raise_bound(self, bound: float) -> None:
        """Take it that no schedule costs less than ``bound``."""
        whole = math.ceil(bound - 1e-6)
        with self._lock:
            if self.cost is not None:
                whole = min(whole, self.cost)
            if whole <= self.bound:
                return
            self.bound = whole
        self._tell()

    def _tell(self) -> None:
        if self._watch is not None:
            self._watch(Progress(self.seconds, self.value, self.lower_bound))
