"""How long things take in practice, and how often questions come: what a forecast draws from.

An estimate is opinion with a ``basis``, not law. Whole units of time only: working days or calendar days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil

from tilth.kernel.errors import InputError

__all__ = ["LONGEST", "Estimate", "Questions", "Spread"]

LONGEST = 5000
"""The longest time in units that a spread may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A length of time that is not certain, as one of:

    ``days`` (certain after all); ``pert`` (least, most likely, greatest: a beta distribution with mean
    (least + 4 likely + greatest)/6, each whole unit taking what falls on the half units around it); ``values``
    (seen before, each as likely as any other); ``chances`` (pairs of a length and its chance, which add up to
    one).

    ``unit`` is ``working_day`` or ``calendar_day``, ``calendar`` whose; where they are empty they are those of the
    clock that the spread belongs to.
    """

    days: int | None = None
    pert: tuple[int, int, int] | None = None
    values: tuple[int, ...] = ()
    chances: tuple[tuple[int, float], ...] = ()
    unit: str = ""
    calendar: str = ""

    def law(self) -> dict[int, float]:
        """The chance of every length, ascending; the chances add up to one.

        Raises InputError (``approval.spread``) where not exactly one form is given, or it contradicts itself.
        """
        forms = (self.days is not None, self.pert is not None, bool(self.values), bool(self.chances))
        if sum(forms) != 1:
            raise _wrong("gives none, or more than one, of days, pert, values and chances")
        found = _pert(*self.pert) if self.pert is not None else self._discrete()
        if min(found) < 0 or max(found) > LONGEST:
            raise _wrong(f"holds a length outside 0 to {LONGEST}")
        if abs(sum(found.values()) - 1) > 1e-6 or min(found.values()) < 0:
            raise _wrong("has chances that do not add up to one")
        return {length: found[length] for length in sorted(found) if found[length] > 0}

    def _discrete(self) -> dict[int, float]:
        if self.days is not None:
            return {self.days: 1.0}
        pairs = self.chances or tuple((value, 1 / len(self.values)) for value in self.values)
        found: dict[int, float] = {}
        for length, chance in pairs:
            found[length] = found.get(length, 0.0) + chance
        return found


@lru_cache(maxsize=256)
def _pert(least: int, likely: int, greatest: int) -> Mapping[int, float]:
    """PERT as Malcolm et al. (1959) use the beta distribution, with shape weight 4."""
    from scipy.special import betainc

    if not least <= likely <= greatest:
        raise _wrong("has a PERT whose three lengths do not ascend")
    if least == greatest:
        return {least: 1.0}
    width = greatest - least
    edges = [0.0, *((length + 0.5) / width for length in range(width)), 1.0]
    below = betainc(1 + 4 * (likely - least) / width, 1 + 4 * (greatest - likely) / width, edges)
    return {least + at: float(below[at + 1] - below[at]) for at in range(width + 1)}


def _wrong(fault: str) -> InputError:
    return InputError(
        "approval.spread",
        f"An estimate {fault}.",
        mend="Give one of days: 10, pert: [5, 8, 20], values: [6, 9, 9, 14] or chances: [[5, 0.7], [12, 0.3]].",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """A round of questions: with ``chance`` (0 to 1) it comes, ``after`` so much time of review since the clock
    last began to run, and is answered within ``reply``. A later round can only come after an earlier one.
    """

    chance: float
    after: Spread
    reply: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What to expect of a step.

    ``prepare``: the applicant's time from when the step may begin to handing in. ``review``: the authority's
    time on the clock, in all; ``lanes`` holds that of other lanes. A lane without an estimate takes its whole
    limit. ``refusal``: the chance that it is refused. ``overrun``: the limit may be missed where nothing is
    deemed. ``after``: steps for which the applicant waits by habit, though the law does not ask for it.
    ``not_before``: a planned first day. ``pause``: how long a pause lasts in all, once there is one; without it
    for its whole cap, and where it has none it ends at once.
    """

    prepare: Spread | None = None
    review: Spread | None = None
    lanes: Mapping[str, Spread] = field(default_factory=dict)
    questions: tuple[Questions, ...] = ()
    pause: Spread | None = None
    refusal: float = 0.0
    overrun: bool = False
    after: tuple[str, ...] = ()
    not_before: date | None = None
    basis: str = ""


def lengthened(limit: int, extends: tuple[int, int]) -> int:
    """``limit`` and that part of it, rounded up to a whole unit."""
    return limit + ceil(limit * Fraction(*extends))
