"""A schedule as JSON: what ``tilth schedule --json`` prints and ``tilth schedule check`` reads."""

from __future__ import annotations

import os
from collections.abc import Sequence

import msgspec

from tilth.foundry.build.schedule.problem import Assignment, Objective, Problem, Schedule, Status
from tilth.kernel.errors import FileError
from tilth.kernel.files import read_text

__all__ = ["read_schedule", "schedule_dict"]


class _Operation(msgspec.Struct):
    operation: str
    start: int
    end: int
    mode: int = 0


class _File(msgspec.Struct):
    operations: list[_Operation]
    status: Status = Status.FEASIBLE
    makespan: int | None = None
    value: int | None = None
    lower_bound: int | None = None
    seconds: float = 0.0


def schedule_dict(problem: Problem, schedule: Schedule, violations: Sequence[object]) -> dict[str, object]:
    """``schedule`` as JSON-ready values, its operations by start with the resources they use.

    ``violations`` are counted. ``value`` and ``objective`` are there where the objective is not the makespan, and
    then ``lower_bound`` is that of the value.
    """
    operations = {one.id: one for one in problem.operations}
    rows = []
    for one in sorted(schedule.assignments, key=lambda one: (one.start, one.end)):
        operation = operations[one.operation]
        uses = operation.modes[one.mode].uses
        rows.append(
            {
                "operation": one.operation,
                "job": operation.job,
                "start": one.start,
                "end": one.end,
                "mode": one.mode,
                "resources": list(dict.fromkeys(use.resource for use in uses)),
            }
        )
    made: dict[str, object] = {
        "status": str(schedule.status),
        "makespan": schedule.makespan,
        "lower_bound": schedule.lower_bound,
        "seconds": round(schedule.seconds, 3),
        "violations": len(violations),
        "operations": rows,
    }
    if problem.objective is not Objective.MAKESPAN:
        made |= {"objective": str(problem.objective), "value": schedule.value}
    return made


def read_schedule(path: str | os.PathLike[str], problem: Problem) -> Schedule:
    """The schedule in the file ``path``. Its value is what the file says, else the makespan it says.

    Raises FileError where it is no such file.
    """
    text = read_text(path, code="schedule")
    try:
        raw = msgspec.json.decode(text.encode(), type=_File)
    except msgspec.DecodeError as error:
        words = f"This is no schedule: {error}."
        mend = "Give what tilth schedule --json prints, or at least operations with operation, start and end."
        raise FileError("schedule.file", words, file=os.fspath(path), mend=mend) from error
    assignments = tuple(Assignment(one.operation, one.start, one.end, one.mode) for one in raw.operations)
    value = raw.makespan if problem.objective is Objective.MAKESPAN else raw.value
    return Schedule(raw.status, assignments, value, raw.lower_bound, raw.seconds)
