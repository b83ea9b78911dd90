"""What happens on a floor that a plan did not foresee."""

from __future__ import annotations

from dataclasses import dataclass

from tilth.foundry.build.schedule.problem import Job, Lag, Operation, Transport

__all__ = ["Arrived", "Down", "Happening", "Overran"]


@dataclass(frozen=True, slots=True)
class Down:
    """That ``units`` of a resource (None: all of it) are out of use over ``[start, end)``.

    What runs on all of a resource when it goes down is interrupted and has to be done again. Where a part of a
    pool goes down, ``interrupted`` names the operations that were running there.
    """

    resource: str
    start: int
    end: int
    units: int | None = None
    interrupted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overran:
    """That an operation, which has started, ends ``minutes`` later than planned (negative: sooner)."""

    operation: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """New work, such as an urgent request; its lags and ways may also be with what is planned already."""

    jobs: tuple[Job, ...]
    operations: tuple[Operation, ...]
    lags: tuple[Lag, ...] = ()
    transports: tuple[Transport, ...] = ()


Happening = Down | Overran | Arrived
