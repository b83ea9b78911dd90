"""A procedure: which steps a case takes, what each needs, who decides, and by when the law wants it decided.

A procedure is data. It has a version and days of effect, and its :attr:`Procedure.digest` covers everything that
binds; a case pins that digest. Estimates of how long things take in practice stand beside it and outside of the
digest: they are opinion and may be mended at any time.

A step has lanes, which differ in their clocks: the standard one, and others that a case must be eligible for. The
limit of a lane counts the authority's time; a stop is time that does not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import msgspec
import rfc8785

from tilth.approval.estimate import Estimate
from tilth.approval.terms import DayZero, Expiry, OnCap, Party, Roll, Start, StopBegins, StopEnds, Unit

__all__ = [
    "APPEAL",
    "STANDARD",
    "Clause",
    "Clock",
    "Effective",
    "Lane",
    "Procedure",
    "Required",
    "Source",
    "Span",
    "Step",
    "Stop",
]

STANDARD = "standard"
"""The lane of a step that nobody has to be eligible for."""

APPEAL = "appeal"
"""The lane in which a refusal is looked at again, where a step has one."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: ``read_on`` is the day on which it was read, and ``verified`` says that it was read
    in a published text. What is not verified is what is generally said.
    """

    title: str
    article: str = ""
    url: str = ""
    read_on: date | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in a unit. Working days and rolls need a ``calendar`` (CN, EU, IE, UK, US)."""

    limit: int
    unit: Unit = Unit.WORKING_DAY
    calendar: str = ""
    roll: Roll = Roll.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A statutory limit: so many units after the start event, with what follows when it passes.

    ``lane`` names the lane that the step reverts to, with the same start, where ``on_expiry`` is ``revert_to``.
    """

    limit: int
    unit: Unit
    calendar: str = ""
    start_event: Start = Start.SUBMITTED
    day0: DayZero = DayZero.EXCLUDED
    roll: Roll = Roll.NONE
    on_expiry: Expiry = Expiry.ESCALATE
    lane: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Time that does not count, from ``begins`` to ``ends`` (``from`` and ``until`` in a file), at most ``cap``;
    ``on_cap`` says what follows if that passes.

    ``restarts``: afterwards the whole limit runs anew. ``extends``: a stop lengthens the limit once by this part
    of it, numerator and denominator, rounded up to whole units.
    """

    reason: str
    begins: StopBegins
    ends: StopEnds
    party: Party
    cap: Span | None = None
    restarts: bool = False
    extends: tuple[int, int] = (0, 1)
    source: Source | None = None
    on_cap: OnCap = OnCap.CONTINUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A demand on one fact: it is one of ``any_of``, and none of ``none_of``. ``says`` is the rule in words.

    A fact that nobody has stated meets no demand.
    """

    fact: str
    says: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    article: str = ""

    def holds(self, facts: Mapping[str, str]) -> bool:
        """Whether the facts meet the demand."""
        value = facts.get(self.fact)
        return value is not None and (not self.any_of or value in self.any_of) and value not in self.none_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """Evidence that a step wants: ``count`` documents of a ``kind``, each meeting ``where``. ``rule`` says why."""

    kind: str
    rule: str
    count: int = 1
    where: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One way through a step. ``notice`` is the last unit of the clock on which the applicant is told that the
    lane is left; ``opens`` and ``closes`` bound the days on which it can be chosen.
    """

    id: str
    title: str = ""
    clock: Clock | None = None
    stops: tuple[Stop, ...] = ()
    eligibility: tuple[Clause, ...] = ()
    notice: int | None = None
    opens: date | None = None
    closes: date | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A decision that a case needs. ``clock``, ``stops`` and ``source`` are those of the standard lane.

    ``needs``: steps to be approved before. ``roles`` and ``quorum``: who votes, and how many equal votes decide; a
    quorum of 0 means that the authority decides elsewhere and its decision is recorded. ``conflict_of_interest``:
    the kinds of interest in the applicant that exclude a reviewer. ``rolling``: parts may be handed in before the
    dossier is complete. ``recognises``: bodies whose decision on the same manifest stands for this one.
    """

    id: str
    title: str
    title_zh: str = ""
    authority: str = ""
    needs: tuple[str, ...] = ()
    evidence: tuple[Required, ...] = ()
    roles: tuple[str, ...] = ()
    quorum: int = 0
    conflict_of_interest: tuple[str, ...] = ()
    rolling: bool = False
    recognises: tuple[str, ...] = ()
    clock: Clock | None = None
    stops: tuple[Stop, ...] = ()
    source: Source | None = None
    lanes: tuple[Lane, ...] = ()

    def lane(self, id: str) -> Lane | None:
        """The lane of that name, None where there is none."""
        if id == STANDARD:
            return Lane(id=STANDARD, title=self.title, clock=self.clock, stops=self.stops, source=self.source)
        return next((lane for lane in self.lanes if lane.id == id), None)

    @property
    def every_lane(self) -> tuple[Lane, ...]:
        """The standard lane, then the others."""
        standard = self.lane(STANDARD)
        return (*((standard,) if standard else ()), *self.lanes)

    @property
    def is_submitted(self) -> bool:
        """Whether the applicant hands something in; else the step begins by itself when its needs are met."""
        return self.clock is None or self.clock.start_event is not Start.NEEDS_MET


@dataclass(frozen=True, slots=True)
class Effective:
    """The days of effect, both included; without an end the procedure is in force until another version is."""

    begins: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Steps with their rules, as one version of one procedure."""

    id: str
    version: int
    title: str
    title_zh: str = ""
    jurisdiction: str
    effective: Effective
    steps: tuple[Step, ...]
    note: str = ""
    estimates: Mapping[str, Estimate] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of the procedure in canonical JSON (RFC 8785), without the estimates, in hex."""
        return _digest(msgspec.json.encode(replace(self, estimates={})))

    def to_json(self) -> bytes:
        """The procedure in canonical JSON, without the estimates: what :attr:`digest` is the hash of."""
        return _binding(msgspec.json.encode(replace(self, estimates={})))

    def step(self, id: str) -> Step | None:
        """The step of that name, None where there is none."""
        return next((step for step in self.steps if step.id == id), None)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The source of every lane that has a clock, in order; a lane without one counts as unverified."""
        return tuple(
            lane.source or Source("not stated") for step in self.steps for lane in step.every_lane if lane.clock
        )


@lru_cache(maxsize=256)
def _digest(encoded: bytes) -> str:
    """The digest of a procedure in JSON, remembered: canonical JSON takes milliseconds, and clocks ask often."""
    return hashlib.sha256(_binding(encoded)).hexdigest()


def _binding(encoded: bytes) -> bytes:
    binding = msgspec.json.decode(encoded)
    del binding["estimates"]
    _leave_out(binding)
    return rfc8785.dumps(binding)


def _leave_out(value: object) -> None:
    """Take what procedures were given after cases had pinned some, and has its default, out of ``value``: then the
    digest of a text that does not have it stays what it was.
    """
    if isinstance(value, dict):
        if value.get("on_cap") == OnCap.CONTINUE:
            del value["on_cap"]
        cap = value.get("cap")
        if isinstance(cap, dict) and cap.get("roll") == Roll.NONE:
            del cap["roll"]
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _leave_out(one)
