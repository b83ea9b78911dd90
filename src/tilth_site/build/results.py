"""What a robot's report comes to, as it is kept among the evidence: every transfer that was not made as planned,
whose fault it was and at whose cost it is made again, and the products that lack something.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from tilth_site.uploads.intake import store

__all__ = ["Result", "ResultLine", "result_of"]


class ResultLine(msgspec.Struct, frozen=True):
    """A transfer that was not made as planned: its ``index`` in the plan, where from and to, pL ``planned`` and
    ``moved``, the ``outcome``, the kind of ``fault``, the robot's own ``code`` and ``words`` for it, and who
    bears the ``cost`` of making it again.
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
