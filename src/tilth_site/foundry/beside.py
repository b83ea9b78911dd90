"""What the apps above add to a request: when it is expected, what work it takes, what stock it lacks; and how much
of a foundry its customers have used.

The foundry's pages know no schedule, no stock and no run. When it starts, the app of each registers a source here;
the pages, and the apps beside each other, ask the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.schedule.floor.fair_share import Usage

__all__ = [
    "Expected",
    "Lack",
    "expected_date",
    "known_use",
    "known_work",
    "lacks",
    "register_dates",
    "register_lacks",
    "register_use",
    "register_work",
]


@dataclass(frozen=True, slots=True)
class Expected:
    """A request is done on or before ``half`` with a probability of 50 %, on or before ``ninety`` with 90 %.
    ``scheduled`` says that it is in a schedule that the foundry follows; else it is as if it were queued today.
    ``provisional`` says that holidays still to be announced may move the days.
    """

    half: date
    ninety: date
    scheduled: bool
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing for a request: so much (``amount``, in words) of ``item``."""

    item: str
    amount: str


Dates = Callable[[str], "Expected | None"]
Lacks = Callable[[str, Iterable[str]], Mapping[str, tuple[Lack, ...]]]
Work = Callable[[Iterable[str]], Mapping[str, tuple[UnitOperation, ...]]]
Use = Callable[[str, datetime], Iterable[Usage]]

_DATES: list[Dates] = []
_LACKS: list[Lacks] = []
_WORK: list[Work] = []
_USE: list[Use] = []


def register_dates(source: Dates) -> None:
    """Ask ``source`` when a request (by id) is expected."""
    if source not in _DATES:
        _DATES.append(source)


def register_lacks(source: Lacks) -> None:
    """Ask ``source`` what stock the foundry lacks for requests: it is given the foundry's id and theirs."""
    if source not in _LACKS:
        _LACKS.append(source)


def register_work(source: Work) -> None:
    """Ask ``source`` for the unit operations of requests whose runs are planned."""
    if source not in _WORK:
        _WORK.append(source)


def register_use(source: Use) -> None:
    """Ask ``source`` what was used of a foundry, by its id, since an instant."""
    if source not in _USE:
        _USE.append(source)


def expected_date(request: str) -> Expected | None:
    """When ``request`` is expected, as far as it can be said. Whoever asks has seen the request."""
    return next((found for source in _DATES if (found := source(request)) is not None), None)


def lacks(foundry: str, requests: Iterable[str]) -> dict[str, tuple[Lack, ...]]:
    """What ``foundry`` lacks for each of ``requests``; those that lack nothing are left out."""
    ids = tuple(requests)
    return {id: found for source in _LACKS for id, found in source(foundry, ids).items() if found}


def known_work(requests: Iterable[str]) -> dict[str, tuple[UnitOperation, ...]]:
    """The operations of each of ``requests`` that has a planned run."""
    ids = tuple(requests)
    return {id: found for source in _WORK for id, found in source(ids).items()}


def known_use(foundry: str, since: datetime) -> tuple[Usage, ...]:
    """What organisations have used of ``foundry`` since that instant."""
    return tuple(one for source in _USE for one in source(foundry, since))
