"""A schedule as JSON: what ``tilth schedule --json`` prints and ``tilth schedule check`` reads."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from tilth.foundry.build.schedule.checker import Violation, worth
from tilth.foundry.build.schedule.problem import Assignment, Objective, Operation, Problem, Schedule, Status
from tilth.kernel.errors import FileError
from tilth.kernel.files import read_text

__all__ = ["Stated", "read_schedule", "read_stated", "schedule_dict"]


class _Operation(msgspec.Struct):
    operation: str
    start: int
    end: int
    mode: int | None = None
    job: str | None = None
    resources: tuple[str, ...] | None = None


class _File(msgspec.Struct):
    operations: list[_Operation]
    status: Status = Status.FEASIBLE
    objective: Objective | None = None
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


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file states: a ``schedule``, and the ``objective`` that its value and bound are of. ``faults`` is
    what the file says besides and is not so: another job or other resources than the problem's, another makespan.
    """

    schedule: Schedule
    objective: Objective
    faults: tuple[Violation, ...]


def read_schedule(path: str | os.PathLike[str], problem: Problem) -> Schedule:
    """The schedule in the file ``path``, with the value of the problem's objective; raises what
    :func:`read_stated` does.
    """
    return read_stated(path, problem, problem.objective).schedule


def read_stated(path: str | os.PathLike[str], problem: Problem, objective: Objective | None = None) -> Stated:
    """What the file ``path`` states of ``problem``, for ``objective`` or else for the one that the file names: the
    makespan where it names none and no value either. A value that is left out is worked out. An operation without
    a mode is in the first one that uses its resources for its time, and in the first of all where none does.

    Raises FileError where it is no such file.
    """
    text = read_text(path, code="schedule")
    try:
        raw = msgspec.json.decode(text.encode(), type=_File)
    except msgspec.DecodeError as error:
        words = f"This is no schedule: {error}."
        mend = "Give what tilth schedule --json prints, or at least operations with operation, start and end."
        raise FileError("schedule.file", words, file=os.fspath(path), mend=mend) from error
    known = {one.id: one for one in problem.operations}
    assignments = tuple(_assignment(one, known.get(one.operation)) for one in raw.operations)
    named = objective or raw.objective or (Objective.MAKESPAN if raw.value is None else problem.objective)
    value = raw.makespan if named is Objective.MAKESPAN else raw.value
    if value is None and assignments:
        value = worth(replace(problem, objective=named), assignments)
    schedule = Schedule(raw.status, assignments, value, raw.lower_bound, raw.seconds)
    faults = (
        *(fault for row, at in zip(raw.operations, assignments, strict=True) for fault in _beside(row, at, known)),
        *(_makespan(raw.makespan, schedule.makespan) if named is not Objective.MAKESPAN else ()),
    )
    return Stated(schedule, named, faults)


def _assignment(row: _Operation, operation: Operation | None) -> Assignment:
    mode = row.mode
    if mode is None:
        modes = () if operation is None else operation.modes
        fits = (
            number
            for number, one in enumerate(modes)
            if row.resources is not None
            and {use.resource for use in one.uses} == set(row.resources)
            and one.duration == row.end - row.start
        )
        mode = next(fits, 0)
    return Assignment(row.operation, row.start, row.end, mode)


def _beside(row: _Operation, at: Assignment, known: Mapping[str, Operation]) -> Iterator[Violation]:
    """What a row says of an operation's job and resources, where it is not what the problem says of its mode."""
    id, operation = row.operation, known.get(row.operation)
    if operation is None:
        return
    if row.job is not None and row.job != operation.job:
        words = f"{id} is said to be of the job {row.job}, but it is of {operation.job}."
        yield Violation("job", (id,), words)
    if row.resources is None or not 0 <= at.mode < len(operation.modes):
        return
    used = list(dict.fromkeys(use.resource for use in operation.modes[at.mode].uses))
    if set(row.resources) != set(used):
        words = (
            f"{id} is said to be on {', '.join(row.resources) or 'nothing'}, "
            f"but its mode {at.mode} uses {', '.join(used) or 'nothing'}."
        )
        yield Violation("resources", (id,), words)


def _makespan(said: int | None, is_so: int | None) -> Iterator[Violation]:
    if said is not None and is_so is not None and said != is_so:
        words = f"The makespan is given as {said}, but the last operation ends at {is_so}."
        yield Violation("value", (), words, abs(said - is_so))
