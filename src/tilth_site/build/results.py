"""What a robot's report comes to, as it is kept among the evidence: every transfer that was not made as planned,
whose fault it was and at whose cost it is made again, and the products that lack something.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from tilth.foundry.build.readback.faults import FaultKind
from tilth.foundry.build.run import Run
from tilth.foundry.build.run.telling import Told
from tilth_site.uploads.intake import store

__all__ = ["Result", "ResultLine", "lines_of", "result_of"]

_SPENT = (FaultKind.SOURCE_DEPLETED.value, FaultKind.SOURCE_UNREADABLE.value)


class ResultLine(msgspec.Struct, frozen=True):
    """A transfer that was not made as planned: its ``index`` in the plan that its step is of (the run's, or that
    of a redo, neither of which ever changes), where from and to, pL ``planned`` and ``moved``, the ``outcome``,
    the kind of ``fault``, the robot's own ``code`` and ``words`` for it, and who bears the ``cost`` of making it
    again.
    """

    index: int
    source: str
    target: str
    liquid: str
    planned: int
    moved: int
    outcome: str
    fault: str
    code: str
    words: str
    cost: str


class Result(msgspec.Struct, frozen=True):
    """Of the step ``step``: how many transfers were ``made``, the ``lines`` that were not, and the names of the
    products ``affected``. Of a report that lists ``exceptions_only`` all that it does not name was moved.
    """

    step: str
    made: int
    lines: tuple[ResultLine, ...]
    affected: tuple[str, ...]
    exceptions_only: bool = False


@lru_cache(maxsize=64)
def result_of(sha256: str) -> Result:
    """The result with this hash. Raises MissingError or IntegrityError where the evidence does not hold it."""
    return msgspec.json.decode(store().get(sha256), type=Result)


def lines_of(run: Run) -> dict[int, tuple[Told, ...]]:
    """What each report of ``run`` told, by its number. Errors as :func:`result_of`."""
    return {
        report.number: tuple(
            Told(line.index, line.moved, line.planned - line.moved, line.fault in _SPENT)
            for line in result_of(report.reconciliation).lines
        )
        for report in run.reports
    }
