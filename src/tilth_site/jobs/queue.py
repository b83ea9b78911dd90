"""Putting jobs into the queue, and putting back those whose worker is gone.

A job and its task are rows of one database, so they are written in one transaction: the caller's, if it has one.
What the caller decided and the work that follows from it are there together or not at all.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tilth.kernel.errors import OptionError
from tilth.kernel.ids import new_id
from tilth_site.jobs.failure import worker_lost
from tilth_site.jobs.lease import LEASE
from tilth_site.jobs.models import Job, JobState
from tilth_site.jobs.registry import kind_of
from tilth_site.jobs.tasks import carry_out

__all__ = ["enqueue", "hand_back", "put_in", "reap"]


def enqueue(
    kind: str, payload: object, *, person: str, subject: str, owner: str, provider: str, key: str = ""
) -> Job:
    """Ask for a job in the caller's transaction. The same ``key`` of a kind gives the same job, whatever its
    state.

    Raises MissingError for a kind that nobody registered; OptionError where ``payload`` is not of the kind's type,
    or the key was used with another payload.
    """
    known = kind_of(kind)
    if not isinstance(payload, known.payload):
        raise OptionError(
            "job.payload",
            f"A job {kind} takes a {known.payload.__name__}, not a {type(payload).__name__}.",
            mend="Hand in the type that the job's function is annotated with.",
        )
    job = Job(
        id=new_id("job"), kind=kind, title=known.title, person=person, owner=owner, provider=provider,
        subject=subject, key=key, payload=msgspec.to_builtins(payload), max_attempts=known.attempts,
        created=timezone.now(),
    )  # fmt: skip
    with transaction.atomic():
        before = _same_key(job)
        if before is not None:
            return before
        try:
            with transaction.atomic():
                put_in(job)
        except IntegrityError:
            # Another transaction took the key since we looked; it has committed, so its job can be read.
            before = _same_key(job)
            if before is None:
                raise
            return before
    return job


def _same_key(job: Job) -> Job | None:
    before = Job.objects.filter(kind=job.kind, key=job.key).first() if job.key else None
    if before is not None and before.payload != job.payload:
        raise OptionError(
            "job.key",
            f"The key {job.key} was used for a job {job.kind} with another payload.",
            mend="Let the key tell apart everything that makes jobs differ.",
            data={"job": before.id},
        )
    return before


def put_in(job: Job) -> None:
    """Let ``job`` wait for a worker, under a new task; whoever holds the old one has lost it."""
    job.state, job.worker, job.lease_until = JobState.WAITING, "", None
    job.task = UUID(carry_out.enqueue(job.id).id)
    job.save()


def hand_back(worker: str) -> int:
    """Put back every job that ``worker`` holds, because it ends in good order; how many. The attempt does not
    count.
    """
    held = Job.objects.filter(state=JobState.RUNNING, worker=worker).values_list("pk", flat=True)
    return sum(_release(pk, Q(worker=worker), spent=0) for pk in list(held))


def reap(now: datetime) -> int:
    """Put back every job whose worker has been silent for longer than its lease; how many there were.

    Three things can have been left behind by a killed worker, and each is mended: a job with a lease that is
    over; a job that waits under a task which nobody will run; a task that the library believes to be running.
    """
    silent = now - LEASE
    alive = Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING, started_at__gte=silent)
    over = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now).values_list("pk", flat=True)
    stray = Job.objects.filter(
        ~Exists(DBTaskResult.objects.filter(alive, pk=OuterRef("task"))), state=JobState.WAITING
    )
    freed = sum(_release(pk, Q(lease_until__lt=now), spent=1) for pk in list(over))
    for pk, task in list(stray.values_list("pk", "task")):
        with transaction.atomic():
            for job in _locked(Q(pk=pk, task=task, state=JobState.WAITING)):
                put_in(job)
                freed += 1
    _close_tasks(silent)
    return freed


def _release(pk: str, condition: Q, spent: int) -> int:
    """Take the running job ``pk`` from its worker, if ``condition`` still holds: cancelled where that was asked,
    failed where its attempts are used up, else waiting.
    """
    with transaction.atomic():
        for job in _locked(Q(pk=pk, state=JobState.RUNNING) & condition):
            job.attempt -= 1 - spent
            if job.cancel_asked:
                job.state = JobState.CANCELLED
            elif job.attempt >= job.max_attempts:
                job.state, job.error = JobState.FAILED, worker_lost(job.attempt)
            else:
                put_in(job)
                return 1
            job.finished, job.worker, job.lease_until = timezone.now(), "", None
            job.save()
            return 1
    return 0


def _locked(condition: Q) -> list[Job]:
    """The job that meets ``condition``, locked until the transaction ends; one that another worker just frees is
    passed over.
    """
    return list(Job.objects.select_for_update(skip_locked=True).filter(condition))


def _close_tasks(silent: datetime) -> None:
    """Mark as failed the tasks that began before ``silent`` and no running job stands behind."""
    held = Job.objects.filter(task=OuterRef("pk"), state=JobState.RUNNING)
    left = DBTaskResult.objects.running().filter(
        ~Exists(held), task_path=carry_out.module_path, started_at__lt=silent
    )
    for task in left:
        task.set_failed(TimeoutError("the worker was lost"))
