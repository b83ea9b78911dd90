"""What a machine found out about one version of a design, and what it would cost by today's list.

An :class:`Assessment` is a finding, a :class:`~tilth.foundry.request.statement.Statement` a promise. The
assessment is computed by a background job, can be computed again, and binds nobody: how many constructs there are
and in which groups, what is wrong with them, what fraction of colonies should be right, and an estimate of price
and dates. The statement is drawn up by the foundry's staff, versioned, and signed by both sides. It repeats the
groups as its scope, so that a later assessment can never change what was promised; problems and predictions stay
here, because nobody signs for a prediction.

The full report and the list of constructs are evidence, named by hash: what is held here stays small (see
:func:`list_problems`) however many constructs there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from tilth.foundry.request.constructs import Group
from tilth.foundry.request.pricing import Line
from tilth.kernel.money import Money

__all__ = [
    "PROBLEMS_KEPT",
    "Assessment",
    "Estimate",
    "Failure",
    "Finding",
    "Prediction",
    "Problems",
    "Severity",
    "list_problems",
    "predicted",
    "unpredicted",
]

Severity = Literal["error", "warning"]

PROBLEMS_KEPT = 50
"""So many problems, at most, stand in the assessment itself. The report holds all of them."""

_ROOM_FOR_PROBLEMS = 32_000
"""Bytes of JSON that those problems may take, half of what an event may be long."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a design. ``part`` (or construct), ``site`` and ``position`` (1-based, top strand) say where,
    None where the whole design is meant; ``mend`` says what would help.
    """

    code: str
    severity: Severity
    message: str
    mend: str = ""
    part: str | None = None
    site: str | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Problems:
    """How many ``errors`` and ``warnings`` there are, and the ``first`` of them, errors before warnings."""

    errors: int = 0
    warnings: int = 0
    first: tuple[Finding, ...] = ()

    @property
    def unlisted(self) -> int:
        """How many stand only in the report."""
        return self.errors + self.warnings - len(self.first)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What fraction of a group's colonies should be right, and how many to pick of each construct.

    ``fraction`` is a decimal such as ``"0.9731"``, the lowest of the group's constructs, from the ligation table
    called ``table``; with ``colonies`` picked, one at least is right with the probability ``confidence``. Where
    nothing can be predicted ``fraction`` is None and ``reason`` says why; ``colonies`` is None also where no
    number is enough.
    """

    group: str
    fraction: str | None
    table: str | None
    colonies: int | None
    confidence: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the list ``price_list`` and the calendar say today: ``lines``, their ``total`` and a range of dates in
    which the work would be complete, ``provisional`` where holidays still to be announced may move the latest. It
    binds nobody.
    """

    price_list: str
    lines: tuple[Line, ...]
    total: Money
    earliest: date
    latest: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """The facts about version ``design_version`` of a design.

    ``report`` and ``construct_list`` are the sha256 of evidence: the full report, and the list that
    :func:`~tilth.foundry.request.constructs.write_list` writes. Where there is no ``estimate``,
    ``no_estimate`` says why.
    """

    design_version: int
    report: str
    construct_list: str
    groups: tuple[Group, ...]
    problems: Problems
    predictions: tuple[Prediction, ...] = ()
    estimate: Estimate | None = None
    no_estimate: str = ""

    @property
    def constructs(self) -> int:
        """How many constructs the design asks for."""
        return sum(group.constructs for group in self.groups)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why version ``design_version`` of a design could not be assessed: an error's ``code`` and ``message``, and
    what would ``mend`` it.
    """

    design_version: int
    code: str
    message: str
    mend: str = ""


def list_problems(findings: Iterable[Finding]) -> Problems:
    """Count ``findings`` and keep the first :data:`PROBLEMS_KEPT`, errors first, or fewer where their text is so
    long that they would crowd the event.
    """
    listed = sorted(findings, key=lambda finding: finding.severity != "error")
    errors = sum(finding.severity == "error" for finding in listed)
    first: list[Finding] = []
    room = _ROOM_FOR_PROBLEMS
    for finding in listed[:PROBLEMS_KEPT]:
        room -= len(msgspec.json.encode(finding))
        if room < 0:
            break
        first.append(finding)
    return Problems(errors, len(listed) - errors, tuple(first))


def predicted(
    group: str, fraction: float, table: str, colonies: int | None, *, confidence: float, reason: str = ""
) -> Prediction:
    """A prediction whose numbers are written as decimals, the fraction to four places (towards zero, so that 1
    is written only where no colony is expected to be wrong). ``reason`` says why no number of ``colonies`` is
    enough, where it is None.
    """
    return Prediction(group, f"{int(fraction * 10_000) / 10_000:.4f}", table, colonies, f"{confidence:g}", reason)


def unpredicted(group: str, reason: str) -> Prediction:
    """That nothing is predicted for ``group``, and why."""
    return Prediction(group, None, None, None, None, reason)
