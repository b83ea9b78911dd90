"""What people do to a job: stop it, and have it tried again.

Whoever may see a job learns how it stands; only those it concerns steer it: who asked for it, and the provider's
bench and floor.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import Actor, not_found, steers_job
from tilth_site.jobs.models import Job, JobState
from tilth_site.jobs.queue import put_in

__all__ = ["cancel", "may_steer", "retry"]


def may_steer(actor: Actor, job: Job) -> bool:
    """Whether ``actor`` may stop ``job`` or have it tried again."""
    return steers_job(actor, job.person, job.provider)


def cancel(actor: Actor, job_id: str) -> Job | Refused:
    """Stop the job: at once where it waits, at its next step where it runs. What it has begun is rolled back.

    Refused where it has ended already, or the actor may not.
    """
    with transaction.atomic():
        job = _steered(actor, job_id)
        if isinstance(job, Refused):
            return job
        if not job.unfinished:
            return refuse(
                "job.ended",
                gettext_noop("The job has ended already."),
                gettext_noop("Look at its outcome; there is nothing left to stop."),
                state=job.state,
            )
        if job.state == JobState.WAITING:
            job.state, job.finished = JobState.CANCELLED, timezone.now()
        job.cancel_asked = True
        job.save(update_fields=["state", "finished", "cancel_asked"])
    return job


def retry(actor: Actor, job_id: str) -> Job | Refused:
    """Let a job that failed or was cancelled wait again, with all its attempts before it.

    It keeps its idempotency key, so what an earlier attempt had written is not written twice. Refused where the
    job waits, runs or is done, or the actor may not.
    """
    with transaction.atomic():
        job = _steered(actor, job_id)
        if isinstance(job, Refused):
            return job
        if not job.repeatable:
            return refuse(
                "job.not_ended",
                gettext_noop("Only a job that failed or was cancelled can be tried again."),
                gettext_noop("Wait until the job has ended."),
                state=job.state,
            )
        job.attempt, job.cancel_asked, job.error, job.result = 0, False, None, None
        job.started = job.finished = None
        job.done, job.total, job.note = 0, 0, ""
        put_in(job)
    return job


def _steered(actor: Actor, job_id: str) -> Job | Refused:
    """The job, locked until the transaction ends, or why the actor may not touch it."""
    job = Job.objects.visible_to(actor).select_for_update().filter(pk=job_id).first()
    if job is None:
        return not_found()
    if not may_steer(actor, job):
        return refuse(
            "permission.denied",
            gettext_noop("Only whoever asked for a job, and its provider's staff, can stop it or try it again."),
            gettext_noop("Ask one of them."),
        )
    return job
