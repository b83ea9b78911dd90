"""The reads of jobs, each through what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from tilth_site.accounts.permissions import Actor
from tilth_site.jobs.models import Job

__all__ = ["job_of", "latest", "latest_of_each", "unfinished"]


def job_of(actor: Actor, job_id: str) -> Job | None:
    """The job of that id, or None where there is none that ``actor`` may know of. One query either way."""
    return Job.objects.visible_to(actor).filter(pk=job_id).first()


def latest(actor: Actor, subject: str) -> Job | None:
    """The job asked for last about ``subject`` (``request/req_…``)."""
    return Job.objects.visible_to(actor).filter(subject=subject).order_by("-pk").first()


def latest_of_each(actor: Actor, subjects: Iterable[str]) -> dict[str, Job]:
    """The job asked for last about each of ``subjects`` that has one. One query, whatever their number."""
    newest = Job.objects.filter(subject__in=list(subjects)).values("subject").annotate(newest=Max("pk"))
    jobs = Job.objects.visible_to(actor).filter(pk__in=newest.values("newest"))
    return {job.subject: job for job in jobs}


def unfinished(actor: Actor) -> list[Job]:
    """The actor's own jobs that wait or run, oldest first."""
    return list(Job.objects.unfinished().filter(person=actor.person).order_by("pk"))
