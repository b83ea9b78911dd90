"""One attempt at a job: the one task that the library's queue ever holds.

It takes the job, does the work under a lease, and writes the outcome, each in a statement that asks whether the
attempt still counts. What the library keeps of the task (its state, the traceback of a fault) is a log for
operators.
"""

from __future__ import annotations

from asyncio import CancelledError
from uuid import UUID

import msgspec
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskContext, task

from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Refused
from tilth_site.jobs.failure import failure, fault
from tilth_site.jobs.lease import LEASE, Lease, Standing, beating
from tilth_site.jobs.models import Job, JobState
from tilth_site.jobs.progress import Progress
from tilth_site.jobs.registry import kind_of

__all__ = ["carry_out"]


@task(takes_context=True)
def carry_out(context: TaskContext, job: str) -> None:
    """Carry out one attempt at ``job``; nothing where it was cancelled, or another task is its attempt by now.

    A fault of the code is written to the job and raised again, so that the library logs and keeps its traceback.
    """
    lease = Lease(job, UUID(context.task_result.id))
    begun = _begin(lease, context.task_result.worker_ids[-1])
    if begun is None:
        return
    progress = Progress(lease, begun.attempt)
    try:
        with beating(lease):
            kind = kind_of(begun.kind)
            result = kind.work(progress, msgspec.convert(begun.payload, kind.payload))
            answer = None if isinstance(result, Refused) else msgspec.to_builtins(result)
    except CancelledError:
        if lease.standing is Standing.CANCELLED:
            _end(progress, JobState.CANCELLED)
    except TilthError as error:
        _end(progress, JobState.FAILED, error=failure(error))
    except Exception as error:
        _end(progress, JobState.FAILED, error=fault(error))
        raise
    else:
        if isinstance(result, Refused):
            _end(progress, JobState.FAILED, error=failure(result))
        else:
            _end(progress, JobState.DONE, result=answer)


def _begin(lease: Lease, worker: str) -> Job | None:
    now = timezone.now()
    taken = Job.objects.filter(pk=lease.job, task=lease.task, state=JobState.WAITING).update(
        state=JobState.RUNNING, attempt=F("attempt") + 1, worker=worker, started=now, lease_until=now + LEASE,
        done=0, total=0, note="",
    )  # fmt: skip
    return Job.objects.get(pk=lease.job) if taken else None


def _end(
    progress: Progress, state: JobState, *, result: object = None, error: dict[str, object] | None = None
) -> None:
    """Write the outcome, unless another worker has the job by now: then it is that one's to write."""
    figures = progress.figures
    Job.objects.filter(pk=progress.job, task=progress.lease.task, state=JobState.RUNNING).update(
        state=state, result=result, error=error, finished=timezone.now(), lease_until=None, worker="",
        done=figures.done, total=figures.total, note=figures.note,
    )  # fmt: skip
