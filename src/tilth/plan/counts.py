"""Counting: distinct units among accepted evidence, and how far what is undecided could move the number.

A *flow* counts entities that are new between the rule's start and the day asked about. An entity is new where its
first claim falls into that time and into the places of the rule: a firm that moves in, or is registered a second
time under another name, was there before and counts for nothing or for once. A *stock* counts entities that are
there on that day: the last that is known of each is a claim in the places of the rule, and no row that ends it.
Events are counted one for each entity and day.

Three numbers come out. ``certain`` takes accepted rows and accepted joins. ``low`` lets everything pending that
speaks against a unit be true, and every suspected duplicate be one; ``high`` lets everything pending that speaks
for a unit be true. Rows that were unknown, rejected or withdrawn on the day asked about are as if they were not
there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tilth.plan.conditions import meets
from tilth.plan.evidence import MOVED
from tilth.plan.figures import digest_of
from tilth.plan.ledger import NEVER, Codes, Ledger, Mask
from tilth.plan.model import Counted, Measure, Rule
from tilth.plan.roots import Roots, roots

__all__ = ["Count", "count"]


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """How many there are, and which.

    ``firm``, ``sure`` and ``possible`` hold the units behind the three, suspected duplicates left aside, each as
    ``root * 2**32 + day`` of an event, or ``root * 2**32`` of an entity, in rising order; ``root`` is the code of
    the subject that stands for it. ``rows`` are the places of all evidence that the three numbers rest on,
    ``speaking`` those among them that speak for a unit, ``doubts`` the pending joins. Of a stock, ``gone`` says
    how many units once were there and are no longer, and how many days they were, all together.
    """

    low: int
    certain: int
    high: int
    firm: NDArray[np.int64]
    sure: NDArray[np.int64]
    possible: NDArray[np.int64]
    rows: Codes
    speaking: Codes
    doubts: Codes
    ledger: Ledger
    joined: Roots
    known_by: date
    gone: tuple[int, int] = (0, 0)

    @property
    def digest(self) -> str:
        """The digest of the ids of ``rows`` (:func:`tilth.plan.figures.digest_of`)."""
        return digest_of(self.ledger.ids[self.rows].tolist())

    def days(self) -> Codes:
        """For each of ``sure``, the day (``date.toordinal``) on which it first was one. O(rows + subjects)."""
        if len(self.sure) and self.sure[-1] & 0xFFFFFFFF:
            return (self.sure & 0xFFFFFFFF).astype(np.int32)
        accepted = self.speaking[self.ledger.accepted_by(self.speaking, self.known_by)]
        days: Codes = _extreme(np.minimum, NEVER, self.ledger, accepted, self.joined.sure)[self.sure >> 32]
        return days


@dataclass(frozen=True, slots=True, eq=False)
class _Signs:
    """Rows that speak ``for`` a unit, and rows that speak against it, with the day that matters of each."""

    rows: Codes
    accepted: Mask
    claims: Mask
    for_it: Mask
    against: Mask


_Decide = Callable[[Ledger, _Signs, Codes, Mask, Mask], NDArray[np.int64]]
"""From roots, the rows that stand if they speak for a unit, and those that speak against one, to units."""


def count(
    rule: Rule, measure: Measure, counted: Counted, ledger: Ledger, as_of: date, known_by: date | None = None
) -> Count:
    """Count by ``rule`` what had happened by the end of ``as_of``, as known by the end of ``known_by``
    (``as_of``).

    Cost: O(rows that make one of the rule's claims), about 0.3 us each (benchmarks/bench_plan_counts.py).
    """
    known = known_by or as_of
    joined = roots(ledger, known)
    signs = _flow_signs(rule, counted, ledger, as_of, known) if measure is Measure.FLOW else None
    signs = signs or _stock_signs(rule, counted, ledger, as_of, known)
    decide: _Decide = _first_is_for if measure is Measure.FLOW else _last_is_for
    if counted is Counted.EVENTS:
        decide = _any_is_for

    def units(root: Codes, pending_for: bool, pending_against: bool) -> NDArray[np.int64]:
        stands = signs.accepted | pending_for
        speaks_against = signs.against & (signs.accepted | pending_against)
        return decide(ledger, signs, root, stands, speaks_against)

    sure = units(joined.sure, False, False)
    possible = units(joined.sure, True, False)
    firm = units(joined.sure, False, True)
    low = min(len(firm), len(units(joined.wide, False, True)))
    high = max(len(possible), len(units(joined.wide, True, False)))
    rows, speaking, doubts = _evidence(ledger, signs, joined, possible)
    gone = _gone(ledger, signs, joined.sure, sure) if decide is _last_is_for else (0, 0)
    return Count(low, len(sure), high, firm, sure, possible, rows, speaking, doubts, ledger, joined, known, gone)


def _flow_signs(rule: Rule, counted: Counted, ledger: Ledger, as_of: date, known: date) -> _Signs:
    rows = ledger.standing_by(ledger.making(rule.claims), known)
    rows = rows[ledger.on[rows] <= as_of.toordinal()]
    inside = _inside(rule, ledger, rows)
    within = ledger.on[rows] >= (rule.start.toordinal() if rule.start else 0)
    for_it = inside & within & meets(rule.where, ledger, rows)
    elsewhere = ~inside & (ledger.place.codes[rows] >= 0)
    against = np.zeros_like(inside) if counted is Counted.EVENTS else ~within | elsewhere
    return _Signs(rows, ledger.accepted_by(rows, known), np.ones_like(inside), for_it, against)


def _stock_signs(rule: Rule, counted: Counted, ledger: Ledger, as_of: date, known: date) -> _Signs:
    moves = (MOVED,) if rule.places and counted is Counted.ENTITIES else ()
    until = rule.until if counted is Counted.ENTITIES else ()
    rows = ledger.standing_by(ledger.making((*rule.claims, *until, *moves)), known)
    rows = rows[ledger.on[rows] <= as_of.toordinal()]
    inside = _inside(rule, ledger, rows)
    elsewhere = ~inside & (ledger.place.codes[rows] >= 0)
    claims = ledger.claim.one_of(rule.claims, rows) & meets(rule.where, ledger, rows)
    moved = ledger.claim.one_of(moves, rows)
    ends = ledger.claim.one_of(until, rows)
    return _Signs(
        rows, ledger.accepted_by(rows, known), claims,
        for_it=(claims | moved) & inside, against=ends | ((claims | moved) & elsewhere),
    )  # fmt: skip


def _inside(rule: Rule, ledger: Ledger, rows: Codes) -> Mask:
    return ledger.place.one_of(rule.places, rows) if rule.places else np.ones(len(rows), dtype=np.bool_)


def _first_is_for(
    ledger: Ledger, signs: _Signs, root: Codes, stands: Mask, speaks_against: Mask
) -> NDArray[np.int64]:
    """Entities whose first day that speaks for them is not after a day that speaks against them."""
    first = _extreme(np.minimum, NEVER, ledger, signs.rows[signs.for_it & stands], root)
    contrary = _extreme(np.minimum, NEVER, ledger, signs.rows[speaks_against], root)
    return np.flatnonzero((first != NEVER) & (contrary >= first)).astype(np.int64) << 32


def _last_is_for(
    ledger: Ledger, signs: _Signs, root: Codes, stands: Mask, speaks_against: Mask
) -> NDArray[np.int64]:
    """Entities with a claim, whose last day that speaks for them is after every day that speaks against them."""
    last = _extreme(np.maximum, -1, ledger, signs.rows[signs.for_it & stands], root)
    contrary = _extreme(np.maximum, -1, ledger, signs.rows[speaks_against], root)
    claimed = np.zeros(len(root), dtype=np.bool_)
    # A claim made elsewhere makes the unit; that it is here, a move may say.
    claims = signs.claims & stands & (signs.for_it | signs.against)
    claimed[root[ledger.subject.codes[signs.rows[claims]]]] = True
    return np.flatnonzero(claimed & (last > contrary)).astype(np.int64) << 32


def _any_is_for(ledger: Ledger, signs: _Signs, root: Codes, stands: Mask, _: Mask) -> NDArray[np.int64]:
    """Each entity and day on which something speaks for it."""
    rows = signs.rows[signs.for_it & stands]
    # np.unique hashes, which takes five times as long as to sort.
    keys = np.sort((root[ledger.subject.codes[rows]].astype(np.int64) << 32) + ledger.on[rows])
    distinct: NDArray[np.int64] = keys[np.diff(keys, prepend=-1) != 0]
    return distinct


def _gone(ledger: Ledger, signs: _Signs, root: Codes, there: NDArray[np.int64]) -> tuple[int, int]:
    """How many entities once were there and are not ``there`` now, and for how many days they were."""
    first = _extreme(np.minimum, NEVER, ledger, signs.rows[signs.for_it & signs.accepted], root)
    end = _extreme(np.maximum, -1, ledger, signs.rows[signs.against & signs.accepted], root)
    left = (first != NEVER) & (end > first)
    left[there >> 32] = False
    return int(left.sum()), int((end[left] - first[left]).sum())


def _extreme(pick: np.ufunc, none: int, ledger: Ledger, rows: Codes, root: Codes) -> Codes:
    """The first or last day of ``rows`` for each root, ``none`` where there is no row."""
    found = np.full(len(root), none, dtype=np.int32)
    pick.at(found, root[ledger.subject.codes[rows]], ledger.on[rows])
    return found


def _evidence(
    ledger: Ledger, signs: _Signs, joined: Roots, units: NDArray[np.int64]
) -> tuple[Codes, Codes, Codes]:
    """The rows that speak for or against ``units`` or join them, in the order of their ids; those among them that
    speak for; and the doubts among the joins.
    """
    concerned = np.zeros(len(joined.sure), dtype=np.bool_)
    concerned[joined.wide[units >> 32]] = True
    touched = concerned[joined.wide[ledger.subject.codes[signs.rows]]]
    rows = signs.rows[touched & (signs.for_it | signs.against)]
    # An alias that no row uses joins nothing: only where rows speak of two names are the joins part of the
    # evidence.
    spoken = np.zeros(len(joined.sure), dtype=np.bool_)
    spoken[ledger.subject.codes[rows]] = True
    names = np.bincount(joined.wide[spoken], minlength=len(spoken))
    joins = joined.joins[concerned[joined.wide[ledger.subject.codes[joined.joins]]]]
    joins = joins[names[joined.wide[ledger.subject.codes[joins]]] > 1]
    if len(joins):
        doubts = joins[np.isin(joins, joined.doubts)]
        return np.sort(np.concatenate([rows, joins])), signs.rows[touched & signs.for_it], doubts
    return rows, signs.rows[touched & signs.for_it], joins
