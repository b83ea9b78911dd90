"""A run as it stands: the fold of everything that happened to it.

Requests, organisations and persons appear by id only, plans and reports by hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Check",
    "Choices",
    "Delivered",
    "Failure",
    "Holds",
    "Inputs",
    "Planned",
    "Progress",
    "Redo",
    "RedoStep",
    "Replaced",
    "Report",
    "Run",
    "RunFile",
    "RunRequest",
    "State",
    "Tally",
]


class State(StrEnum):
    """The states of a run (:mod:`.transitions` says what leads where)."""

    PLANNING = "planning"
    UNPLANNED = "unplanned"
    BLOCKED = "blocked"
    READY = "ready"
    RUNNING = "running"
    COMPLETE = "complete"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class RunFile:
    """A file among the evidence: the ``name`` it is handed out under, its ``sha256`` in hex, ``size`` in bytes."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A request that the run builds: its id, the organisation or venture whose it is, the version of its design,
    and how many constructs of it are to be built.
    """

    id: str
    owner: str
    design_version: int
    constructs: int


@dataclass(frozen=True, slots=True)
class Choices:
    """How it is to be built, in the words of :class:`~tilth.foundry.build.compile.request.BuildRequest`: what
    sets the reactions up, which ``workflows`` are done in order, how wells are laid out, and by which ``seed``.
    """

    dispenser: str = "acoustic"
    workflows: tuple[str, ...] = ("assembly",)
    layout: str = "compact"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the plan is compiled from, beside the designs: version ``version`` (from 1) of it. ``stocks`` is the
    table of what stands where in the foundry.
    """

    version: int
    stocks: RunFile
    choices: Choices = Choices()


@dataclass(frozen=True, slots=True)
class Planned:
    """A compiled plan, of the inputs ``version``. ``plan`` is the sha256 of ``plan.json``, ``files`` what was
    written for robots and people. ``minutes`` is the sum of what the operations last.
    """

    version: int
    plan: str
    files: tuple[RunFile, ...]
    steps: int
    products: int
    controls: int
    labware: int
    transfers: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why no plan could be compiled from the inputs ``version``, and what would ``mend`` it."""

    version: int
    code: str
    message: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What the checks of the plan (``plan``, its sha256) found: which ``checkers`` looked at it, how many
    ``faults`` there are, the ``first`` of them in words, and the sha256 of the full ``report``.
    """

    plan: str
    checkers: tuple[str, ...]
    faults: int
    first: tuple[str, ...]
    report: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many transfers of a report were ``done``, ``partial`` and ``failed``, and how many were ``missing``
    from it. Those to be made again are at the foundry's cost or the client's.
    """

    done: int
    partial: int
    failed: int
    missing: int
    at_foundry: int
    at_client: int

    @property
    def owed(self) -> int:
        """How many transfers have to be made again."""
        return self.at_foundry + self.at_client


@dataclass(frozen=True, slots=True)
class Report:
    """A robot's report of ``step``, number ``number`` of the run (from 1): the ``file`` as it came, what it comes
    to, the sha256 of the ``reconciliation`` that says so in full, and how many products are ``affected``.
    """

    number: int
    step: str
    file: RunFile
    tally: Tally
    reconciliation: str
    affected: int


@dataclass(frozen=True, slots=True)
class RedoStep:
    """A step beside the plan that does the steps ``of`` again, for ``minutes``, with ``labware``; ``after`` are
    steps beside the plan that have to be done before it.
    """

    id: str
    of: tuple[str, ...]
    minutes: int
    labware: tuple[str, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replaced:
    """That wells of the piece ``old`` are given up, and that the piece ``fresh`` stands in for them."""

    old: str
    fresh: str


@dataclass(frozen=True, slots=True)
class Holds:
    """That the step ``step``, which was still to be done, takes ``labware`` from then on."""

    step: str
    labware: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redo:
    """What the report ``report`` of the step ``of`` owes is made good beside the plan.

    Each of ``steps`` does a step again; where there are none, it is one step, ``step``, of ``minutes`` on
    ``labware``. ``plan`` is the sha256 of what is moved as a plan of its own, ``files`` what was written for
    robots and people. ``replaced`` are the pieces in which wells are given up: those to which the redo's plan
    brings something in the fresh piece. ``holds`` are the later steps that take other labware with it, ``later``
    the files of what is left of the plan then, in place of those written before. ``also`` are other reports whose
    failures are made good with it.
    """

    step: str
    report: int
    of: str
    transfers: int
    minutes: int
    instrument: str
    labware: tuple[str, ...]
    plan: str
    files: tuple[RunFile, ...]
    steps: tuple[RedoStep, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    holds: tuple[Holds, ...] = ()
    later: tuple[RunFile, ...] = ()
    also: tuple[int, ...] = ()

    @property
    def parts(self) -> tuple[RedoStep, ...]:
        """Its steps, in order."""
        return self.steps or (RedoStep(self.step, (self.of,), self.minutes, self.labware),)

    @property
    def settles(self) -> tuple[int, ...]:
        """The reports whose failures it makes good."""
        return (self.report, *self.also)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run was when something happened: so many steps were confirmed and reports taken in."""

    confirmed: int
    reports: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many ``constructs`` of ``request`` were built, and the sha256 of the report that says so: one for each
    request, because no customer reads of another.
    """

    request: str
    constructs: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the foundry ``provider``.

    ``confirmed`` are the steps that were done, in that order. ``failed`` maps a step that did not succeed, and was
    not done since, to the reason. ``redone_at`` is how far the run was at each of the ``redos``. ``left_out`` are
    the numbers of the reports whose failures are not made good. ``used`` are the minutes of confirmed
    steps that count as the customers' use (:mod:`.charging`). ``reason`` is why the run was aborted, else empty.
    """

    id: str
    title: str
    provider: str
    requests: tuple[RunRequest, ...]
    inputs: Inputs
    state: State = State.PLANNING
    planned: Planned | None = None
    failure: Failure | None = None
    check: Check | None = None
    confirmed: tuple[str, ...] = ()
    used: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    redos: tuple[Redo, ...] = ()
    redone_at: tuple[Progress, ...] = ()
    left_out: tuple[int, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    reason: str = ""

    @property
    def owing(self) -> tuple[Report, ...]:
        """The reports with failures that are neither to be made again nor left out."""
        settled = {number for redo in self.redos for number in redo.settles} | set(self.left_out)
        return tuple(one for one in self.reports if one.tally.owed and one.number not in settled)

    @property
    def steps(self) -> int:
        """How many steps there are, those beside the plan too."""
        return (self.planned.steps if self.planned else 0) + sum(len(redo.parts) for redo in self.redos)

    @property
    def files(self) -> tuple[RunFile, ...]:
        """The files to go on by: the plan's, or those of what was left when it last went on with other wells."""
        later = [redo.later for redo in self.redos if redo.later]
        return later[-1] if later else self.planned.files if self.planned else ()

    @property
    def touched(self) -> frozenset[str]:
        """The steps that were done, and those that a robot reported on."""
        return frozenset((*self.confirmed, *(report.step for report in self.reports)))

    def touched_at(self, redo: int) -> frozenset[str]:
        """The same as it was when the redo number ``redo`` (from 0) was planned."""
        then = self.redone_at[redo]
        reported = (report.step for report in self.reports[: then.reports])
        return frozenset((*self.confirmed[: then.confirmed], *reported))

    @property
    def is_live(self) -> bool:
        """Whether the run has not ended."""
        return self.state not in (State.COMPLETE, State.ABORTED)
