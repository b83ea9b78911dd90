"""Which subjects are one: duplicates, aliases and relocated firms, joined as the record stood on a day.

A row ``same`` joins two subjects. Accepted, it does so for good (until it is withdrawn); pending, it is a
suspicion: the two may be one. So there are two readings of the record, with suspicions left aside and with all of
them true, and an honest count lies between what the two give.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tilth.plan.evidence import SAME
from tilth.plan.ledger import Codes, Ledger

__all__ = ["Roots", "roots"]


@dataclass(frozen=True, slots=True, eq=False)
class Roots:
    """For each subject of a ledger (by code) the subject that stands for it: ``sure`` by accepted rows alone,
    ``wide`` with the pending ones as well. ``joins`` are the standing ``same`` rows, accepted and pending, and
    ``doubts`` the pending ones among them that join what is not joined otherwise.
    """

    sure: Codes
    wide: Codes
    joins: Codes
    doubts: Codes


def roots(ledger: Ledger, known_by: date) -> Roots:
    """Who is one with whom by the end of ``known_by``. O(subjects + joins).

    A chain of joins is one group; it goes by the subject that the rows keep, that is, which none of them names as
    the ``other``. Of a ring, by the first.
    """
    joins = ledger.standing_by(ledger.making((SAME,)), known_by)
    joins = joins[ledger.other[joins] >= 0]
    accepted = ledger.accepted_by(joins, known_by)
    links: dict[int, int] = {}
    for row in joins[accepted]:
        _join(links, int(ledger.subject.codes[row]), int(ledger.other[row]))
    sure = _flat(links, len(ledger.subject.words))
    doubts = [
        row for row in joins[~accepted] if _join(links, int(ledger.subject.codes[row]), int(ledger.other[row]))
    ]
    return Roots(sure, _flat(links, len(sure)), joins, np.array(doubts, dtype=np.int32))


def _root(links: dict[int, int], subject: int) -> int:
    path = []
    while subject in links:
        path.append(subject)
        subject = links[subject]
    for passed in path:
        links[passed] = subject
    return subject


def _join(links: dict[int, int], kept: int, other: int) -> bool:
    """Join the groups of two subjects under the root of the first; False where they are one already."""
    one, two = _root(links, kept), _root(links, other)
    if one == two:
        return False
    links[two] = one
    return True


def _flat(links: dict[int, int], subjects: int) -> NDArray[np.int32]:
    found = np.arange(subjects, dtype=np.int32)
    for subject in list(links):
        found[subject] = _root(links, subject)
    return found
