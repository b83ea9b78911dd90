"""What a forecast computes with: every step of a case as tables and whole numbers, resumed where the case stands.

Laws are cut to what can still happen: a review that has used twenty days is drawn among those longer than
twenty, a question that has not come yet has become less likely by Bayes' rule, an answer that is awaited is
longer than it has taken so far.
"""

from __future__ import annotations

from dataclasses import dataclass

from tilth.approval.forecast.draws import Table
from tilth.approval.terms import Expiry, Roll

__all__ = ["Limit", "Plan", "Round", "StepPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of questions: ``after`` so much of the review (or never), answered after ``reply`` in
    ``calendar``. The clock is held for ``cap`` units of ``cap_calendar`` at most (-1: for as long as it takes;
    months where ``cap_months``), whose last day is rolled by ``roll`` to one that is worked in ``roll_calendar``;
    or until the day ``until`` where that is known already (else -1). ``lost``: what is not answered by then is.
    """

    after: Table
    reply: Table
    calendar: str
    cap: int = -1
    cap_months: bool = False
    cap_calendar: str = ""
    roll: Roll = Roll.NONE
    roll_calendar: str = ""
    until: int = -1
    restarts: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long a review can take: ``units``, or ``longer`` after questions that lengthen it; ``months`` where it
    is in months (then not 0).

    ``binds``: what takes longer ends there. ``effect`` is what the passing means; ``roll`` what becomes of a
    last day that is not worked in ``roll_calendar`` (empty: nothing).
    """

    units: int
    longer: int
    months: int = 0
    binds: bool = True
    effect: Expiry = Expiry.ESCALATE
    roll: Roll = Roll.NONE
    roll_calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    """One step. ``needs`` are positions in the plan, ``habits`` those for which the applicant merely waits.

    ``done``: the day of its approval. ``skipped``: it takes no time. ``resumed``: its clock runs, and ``review``
    is what is left of it; ``awaited`` is then the round whose answer has not come. ``alongside``: the dossier is
    prepared before the needs are met. ``day0``: the day of the start event counts. ``column`` is its first
    column of draws: preparation, review, refusal, then two for each round.
    """

    id: str
    needs: tuple[int, ...]
    habits: tuple[int, ...] = ()
    done: int | None = None
    skipped: bool = False
    resumed: bool = False
    prepare: Table | None = None
    prepare_calendar: str = ""
    alongside: bool = False
    not_before: int = 0
    calendar: str = ""
    day0: bool = False
    review: Table | None = None
    rounds: tuple[Round, ...] = ()
    awaited: Round | None = None
    limit: Limit | None = None
    refusal: float = 0.0
    column: int = 0

    @property
    def waits(self) -> tuple[int, ...]:
        """The positions of the steps that it waits for: by law, and unless it is prepared alongside, by habit."""
        return self.needs if self.alongside else tuple(dict.fromkeys((*self.needs, *self.habits)))


@dataclass(frozen=True, slots=True)
class Plan:
    """Every step in an order in which each comes after what it waits for; ``start`` is the day of the forecast.

    ``columns`` of draws are used in all; ``ends`` are the positions of the steps that no other step needs.
    """

    steps: tuple[StepPlan, ...]
    start: int
    columns: int
    ends: tuple[int, ...]
