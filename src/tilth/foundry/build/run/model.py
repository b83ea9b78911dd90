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
    "Inputs",
    "Planned",
    "Redo",
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
class Redo:
    """A step beside the plan: what the report ``report`` owes is moved again, on ``labware``.

    ``plan`` is the sha256 of the transfers as a plan of their own, ``files`` what was written for the robot.
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
    not done since, to the reason. ``left_out`` are the numbers of the reports whose failures are not made good.
    ``reason`` is why the run was aborted, else empty.
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
    failed: Mapping[str, str] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    redos: tuple[Redo, ...] = ()
    left_out: tuple[int, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    reason: str = ""

    @property
    def owing(self) -> tuple[Report, ...]:
        """The reports with failures that are neither to be made again nor left out."""
        settled = {redo.report for redo in self.redos} | set(self.left_out)
        return tuple(one for one in self.reports if one.tally.owed and one.number not in settled)

    @property
    def steps(self) -> int:
        """How many steps there are, those beside the plan too."""
        return (self.planned.steps if self.planned else 0) + len(self.redos)

    @property
    def is_live(self) -> bool:
        """Whether the run has not ended."""
        return self.state not in (State.COMPLETE, State.ABORTED)
