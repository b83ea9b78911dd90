"""Flexible job shops: the text format of Brandimarte's instances, and the same as JSON.

The text has a line with the numbers of jobs and machines (and, often, the mean number of machines an operation can
go to), then a line a job: its number of operations and, for each, how many machines can do it and pairs of a
machine and a duration. Machines are numbered from 1, or from 0 where a 0 occurs. The JSON has ``machines`` and
``jobs``: a list of operations each, which are lists of ``{"machine": ..., "processing": ...}``, from 0.

A machine becomes the resource ``machine 3``, job 2 the job ``2``, and its first operation ``2.1``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

from tilth.foundry.build.schedule.formats.lines import NumberLines, fault
from tilth.foundry.build.schedule.problem import Job, Lag, Mode, Operation, Point, Problem, Resource, Use
from tilth.kernel.errors import FileError

__all__ = ["parse_fjsp", "parse_fjsp_json"]

_Count = Annotated[int, msgspec.Meta(ge=0)]
_Alternatives = Sequence[tuple[int, int]]
"""Pairs of a machine and a duration."""


class _Alternative(msgspec.Struct):
    machine: _Count
    processing: _Count


class _File(msgspec.Struct):
    machines: Annotated[int, msgspec.Meta(ge=1)]
    jobs: list[list[Annotated[list[_Alternative], msgspec.Meta(min_length=1)]]]


def parse_fjsp(text: str, *, file: str) -> Problem:
    """The problem that ``text`` spells. Raises FileError with the line at the first thing wrong."""
    lines = NumberLines(text, file)
    head = lines.take("the numbers of jobs and machines", first=2)
    if len(head) < 2 or min(head) < 1:
        raise lines.fault("The first line does not hold the numbers of jobs and machines.")
    jobs = [_row(lines, job) for job in range(1, head[0] + 1)]
    numbers = {machine for job, _ in jobs for alternatives in job for machine, _ in alternatives}
    first = 0 if 0 in numbers else 1
    for job, line in jobs:
        for alternatives in job:
            for machine, _ in alternatives:
                if not first <= machine < first + head[1]:
                    words = f"There is no machine {machine} among {head[1]}, numbered from {first}."
                    raise fault(words, file=file, line=line)
    return _problem([job for job, _ in jobs], range(first, first + head[1]))


def parse_fjsp_json(text: str, *, file: str) -> Problem:
    """The problem that ``text`` spells in JSON. Raises FileError at the first thing wrong."""
    try:
        raw = msgspec.json.decode(text.encode(), type=_File)
    except msgspec.DecodeError as error:
        words = f"This is no flexible job shop: {error}."
        raise FileError("schedule.file", words, file=file, mend="See the page of the format.") from error
    jobs = [[[(one.machine, one.processing) for one in row] for row in job] for job in raw.jobs]
    for rank, job in enumerate(jobs, 1):
        for alternatives in job:
            for machine, _ in alternatives:
                if machine >= raw.machines:
                    words = f"There is no machine {machine} among {raw.machines}, numbered from 0."
                    raise FileError("schedule.file", words, file=file, record=f"job {rank}", mend="Mend it.")
    return _problem(jobs, range(raw.machines))


def _row(lines: NumberLines, job: int) -> tuple[list[_Alternatives], int]:
    """The operations of a job, and the line they stand on."""
    numbers = lines.take(f"job {job}")
    rest = iter(numbers[1:])
    operations: list[_Alternatives] = []
    try:
        for _ in range(numbers[0]):
            operations.append([(next(rest), next(rest)) for _ in range(next(rest))])
    except (StopIteration, RuntimeError) as error:
        words = f"Job {job} has {numbers[0]} operations, but the line ends within number {len(operations) + 1}."
        raise lines.fault(words) from error
    if next(rest, None) is not None:
        raise lines.fault(f"There is more on the line than the {numbers[0]} operations of job {job}.")
    if not all(operations) or any(takes < 0 for one in operations for _, takes in one):
        raise lines.fault(f"An operation of job {job} has no machine, or a negative duration.")
    return operations, lines.line


def _problem(jobs: Sequence[Sequence[_Alternatives]], machines: range) -> Problem:
    operations, lags = [], []
    for job, row in enumerate(jobs, 1):
        for rank, alternatives in enumerate(row, 1):
            modes = tuple(Mode(takes, (Use(f"machine {machine}"),)) for machine, takes in alternatives)
            operations.append(Operation(f"{job}.{rank}", str(job), modes))
            if rank > 1:
                lags.append(Lag(f"{job}.{rank - 1}", Point.END, f"{job}.{rank}", Point.START))
    return Problem(
        tuple(Resource(f"machine {machine}") for machine in machines),
        tuple(Job(str(job)) for job in range(1, len(jobs) + 1)),
        tuple(operations),
        tuple(lags),
        unit="unit",
    )
