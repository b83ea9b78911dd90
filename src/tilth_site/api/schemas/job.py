"""Background jobs."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext
from pydantic import Field

from tilth_site.api.fields import Shown
from tilth_site.jobs.failure import shown
from tilth_site.jobs.models import Job, JobState

__all__ = ["JobError", "JobOut", "JobPage", "job_out"]


class JobError(Shown):
    """Why a job failed, in the reader's language."""

    message: str
    mend: str


class JobOut(Shown):
    """A job: ``done`` of ``total`` steps (0: not known yet), and where it stands."""

    id: str
    kind: str = Field(examples=["foundry.assess"])
    title: str
    subject: str = Field(
        description="The stream it is about.", examples=["request/req_01J9ZC8K2V6Q0T4H5M7N8P9R0S"]
    )
    state: JobState
    done: int
    total: int
    note: str = Field(description="What it is at, in the reader's language.")
    attempt: int
    max_attempts: int
    cancel_asked: bool
    errors: list[JobError]
    created: datetime
    started: datetime | None
    finished: datetime | None


class JobPage(Shown):
    """A page of jobs, the newest first."""

    items: list[JobOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


def job_out(job: Job) -> JobOut:
    """The job in the API's shape."""
    return JobOut(
        id=job.id, kind=job.kind, title=gettext(job.title), subject=job.subject, state=JobState(job.state),
        done=job.done, total=job.total, note=gettext(job.note) if job.note else "", attempt=job.attempt,
        max_attempts=job.max_attempts, cancel_asked=job.cancel_asked,
        errors=[JobError.model_validate(one) for one in shown(job.error)] if job.error else [],
        created=job.created, started=job.started, finished=job.finished,
    )  # fmt: skip
