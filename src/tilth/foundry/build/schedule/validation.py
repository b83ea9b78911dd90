"""Whether a problem makes sense before anything is scheduled: every name is there, every number in its range.

What cannot be scheduled because the times do not fit is no mistake: the solver proves it infeasible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tilth.foundry.build.schedule.problem import Operation, Problem, Resource
from tilth.kernel.errors import InputError

__all__ = ["validate"]


def validate(problem: Problem) -> None:
    """Raise InputError, whose ``data["entry"]`` names the entry at fault, where ``problem`` makes no sense."""
    resources = _unique("resource", (resource.id for resource in problem.resources))
    jobs = _unique("job", (job.id for job in problem.jobs))
    operations = _unique("operation", (operation.id for operation in problem.operations))
    for resource in problem.resources:
        _resource(resource)
    for operation in problem.operations:
        _known("job", operation.job, jobs, operation.id)
        _operation(operation, resources)
    for job in problem.jobs:
        if job.weight < 0:
            raise _wrong(job.id, f"The weight of the job {job.id} is {job.weight}.", "Give 0 or more.")
    for lag in problem.lags:
        _known("operation", lag.first, operations, lag.second)
        _known("operation", lag.second, operations, lag.first)
        if lag.least is not None and lag.most is not None and lag.least > lag.most:
            words = f"The lag from {lag.first} to {lag.second} is at least {lag.least} and at most {lag.most}."
            raise _wrong(lag.second, words, "Let the least be no more than the most.")
    for transport in problem.transports:
        if transport.first == transport.second:
            words = f"The labware of {transport.first} is to come from {transport.first} itself."
            raise _wrong(transport.first, words, "Name two operations.")
        _known("operation", transport.first, operations, transport.second)
        _known("operation", transport.second, operations, transport.first)
    for (first, second), takes in problem.travel.items():
        if takes < 0:
            raise _wrong(first, f"The travel from {first} to {second} takes {takes}.", "Give 0 or more.")


def _resource(resource: Resource) -> None:
    if resource.capacity < 0:
        words = f"The capacity of {resource.id} is {resource.capacity}."
        raise _wrong(resource.id, words, "Give 0 or more.")
    for window in resource.closed:
        if window.start >= window.end:
            words = f"{resource.id} is closed from {window.start} to {window.end}."
            raise _wrong(resource.id, words, "Let a window end after its start.")


def _operation(operation: Operation, resources: frozenset[str]) -> None:
    if not operation.modes:
        raise _wrong(operation.id, f"{operation.id} has no mode.", "Give one way of doing it.")
    if operation.release < 0:
        raise _wrong(operation.id, f"The release of {operation.id} is {operation.release}.", "Give 0 or more.")
    for mode in operation.modes:
        if mode.duration < 0:
            raise _wrong(operation.id, f"{operation.id} takes {mode.duration}.", "Give 0 or more.")
        for use in mode.uses:
            _known("resource", use.resource, resources, operation.id)
            end = mode.duration if use.length is None else use.offset + use.length
            if use.units < 0 or not 0 <= use.offset <= end <= mode.duration:
                words = f"{operation.id} uses {use.units} of {use.resource} from {use.offset} to {end}"
                mend = "Give units from 0 and a time within the operation."
                raise _wrong(operation.id, f"{words}, and takes {mode.duration}.", mend)


def _unique(kind: str, ids: Iterable[str]) -> frozenset[str]:
    count = Counter(ids)
    for id, times in count.items():
        if times > 1:
            raise _wrong(id, f"There are {times} {kind}s with the id {id!r}.", "Give each an id of its own.")
    return frozenset(count)


def _known(kind: str, id: str, known: frozenset[str], where: str) -> None:
    if id not in known:
        raise _wrong(
            id, f"{where} names the {kind} {id!r}, which is not there.", f"Name one of the problem's {kind}s."
        )


def _wrong(entry: str, words: str, mend: str) -> InputError:
    return InputError("schedule.problem", words, mend=mend, data={"entry": entry})
