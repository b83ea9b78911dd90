"""Background jobs: how far they are, and steering them. What is done to a job stands outside the journal, so these
writes take no idempotency key; sent twice, the second is refused because of the job's state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from ninja.params.functions import Query

from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor
from tilth_site.api.answers import answer
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.cursors import USUAL, Cursor, Limit, after_text, cut
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import JobPath
from tilth_site.api.media import JSON, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.job import JobOut, JobPage, job_out
from tilth_site.jobs.actions import cancel, retry
from tilth_site.jobs.models import Job
from tilth_site.jobs.queries import job_of

__all__ = ["router"]

router = takes(Router(tags=["jobs"]), JSON)

_SUBJECT = "^[a-z]{1,20}/[A-Za-z0-9_]{1,40}$"


@router.get("", response=JobPage, auth=READ, operation_id="listJobs")
def list_jobs(
    request: Asked,
    subject: Annotated[
        str | None, Query(pattern=_SUBJECT, description="Only those about this stream, such as `request/req_…`.")
    ] = None,
    cursor: Cursor = "",
    limit: Limit = USUAL,
) -> JobPage | HttpResponse:
    """Your jobs and those of your organisations, the newest first."""
    after = after_text(cursor)
    if isinstance(after, Refused):
        return refusal(request, after)
    rows = Job.objects.visible_to(request.auth)
    rows = rows.filter(subject=subject) if subject else rows
    rows = rows.filter(pk__lt=after) if after else rows
    page, following = cut(list(rows.order_by("-pk")[: limit + 1]), limit, lambda job: job.id)
    return JobPage(items=[job_out(job) for job in page], next=following)


@router.get("/{job_id}", response=JobOut, auth=READ, operation_id="getJob")
def get_job(request: Asked, job_id: JobPath) -> JobOut:
    """One job."""
    return job_out(present(job_of(request.auth, job_id)))


@router.post("/{job_id}/cancel", response=JobOut, auth=WRITE, operation_id="cancelJob")
def cancel_job(request: Asked, job_id: JobPath) -> HttpResponse:
    """Stop the job: at once where it waits, at its next step where it runs."""
    return _steer(request, job_id, cancel)


@router.post("/{job_id}/retry", response=JobOut, auth=WRITE, operation_id="retryJob")
def retry_job(request: Asked, job_id: JobPath) -> HttpResponse:
    """Have a job that failed or was cancelled tried again."""
    return _steer(request, job_id, retry)


def _steer(request: Asked, id: str, act: Callable[[Actor, str], Job | Refused]) -> HttpResponse:
    outcome = act(request.auth, id)
    return refusal(request, outcome) if isinstance(outcome, Refused) else answer(job_out(outcome))
