"""Rules of priority: which operations come first when a schedule is dispatched."""

from __future__ import annotations

from collections.abc import Sequence

from tilth.foundry.build.schedule.instance import Instance
from tilth.foundry.build.schedule.problem import Assignment

__all__ = ["as_urgent_as_what_follows", "priorities"]


def priorities(instance: Instance, like: Sequence[Assignment] = ()) -> list[Sequence[float]]:
    """A priority for each operation by each rule, the greatest first: the order of ``like`` where it is given; the
    least slack to the due date, also by weight; the longest way to go; the most work of the job left; first come.
    """
    operations = instance.problem.operations
    rules: list[Sequence[float]] = []
    if like:
        starts = {one.operation: one.start for one in like}
        rules.append([-float(starts.get(one.id, one.release)) for one in operations])
    if any(job.due is not None for job in instance.problem.jobs):
        rules += _by_due_date(instance)
    return [
        *rules,
        [float(tail) for tail in instance.tails],
        _work_left(instance),
        [-float(one.release) for one in operations],
    ]


def _by_due_date(instance: Instance) -> list[Sequence[float]]:
    """The least slack first; and the same with what is slack divided, what is late multiplied by the weight."""
    due = {job.id: instance.horizon if job.due is None else job.due for job in instance.problem.jobs}
    weight = {job.id: max(1, job.weight) for job in instance.problem.jobs}
    plain, weighed = [], []
    for operation, tail in zip(instance.problem.operations, instance.tails, strict=True):
        slack = float(due[operation.job] - tail)
        factor = weight[operation.job]
        plain.append(-slack)
        weighed.append(-slack / factor if slack > 0 else -slack * factor)
    # What several jobs share has no due date itself; it is as urgent as the most urgent job that waits for it.
    return [as_urgent_as_what_follows(instance, rule) for rule in (plain, weighed)]


def as_urgent_as_what_follows(instance: Instance, priority: Sequence[float]) -> list[float]:
    """The priority of each operation, or the greatest of those after it: what comes before is as urgent."""
    found = list(priority)
    for at in reversed(instance.order):
        found[at] = max([found[at], *(found[later] for later in instance.after[at])])
    return found


def _work_left(instance: Instance) -> list[float]:
    work: dict[str, int] = {}
    left = [0.0] * len(instance.problem.operations)
    for at in reversed(instance.order):
        job = instance.problem.operations[at].job
        work[job] = work.get(job, 0) + instance.shortest[at]
        left[at] = float(work[job])
    return left
