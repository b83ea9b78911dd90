"""A job's page: how far it is, what came of it, and the buttons that stop it or have it tried again.

The part that changes is a fragment of its own, which htmx asks for every second. Once the job has ended the
answer tells htmx to load the page again, which shows what came of it and asks no more. Without script the page
shows the same and is loaded again by a link.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Actor
from tilth_site.jobs.actions import cancel, may_steer, retry
from tilth_site.jobs.failure import failure, shown
from tilth_site.jobs.models import Job
from tilth_site.jobs.queries import job_of
from tilth_site.jobs.registry import kind_of
from tilth_site.parties.actors import actor_of

__all__ = ["cancel_job", "page", "progress", "retry_job"]


@never_cache
@login_required
@require_safe
def page(request: HttpRequest, job_id: str) -> HttpResponse:
    """The whole page."""
    actor = _actor(request)
    job = _found(actor, job_id)
    context = {
        "title": gettext(job.title),
        "subject": _subject(job),
        "errors": shown(job.error) if job.error else (),
        "steers": may_steer(actor, job),
    }
    return render(request, "jobs/job.html", {**context, **_standing(job)})


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest, job_id: str) -> HttpResponse:
    """The part of the page that changes."""
    job = _found(_actor(request), job_id)
    response = render(request, "jobs/_progress.html", _standing(job))
    if not job.unfinished:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def cancel_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop the job and show its page."""
    return _steer(request, job_id, cancel)


@login_required
@require_POST
def retry_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Have the job tried again and show its page."""
    return _steer(request, job_id, retry)


def _steer(request: HttpRequest, job_id: str, act: Callable[[Actor, str], Job | Refused]) -> HttpResponse:
    outcome = act(_actor(request), job_id)
    if isinstance(outcome, Refused):
        if outcome.reasons[0].code == "not_found":
            raise Http404
        for sentence in shown(failure(outcome)):
            messages.error(request, f"{sentence.message} {sentence.mend}")
    return redirect("jobs:job", job_id)


def _found(actor: Actor, job_id: str) -> Job:
    job = job_of(actor, job_id)
    if job is None:
        raise Http404
    return job


def _standing(job: Job) -> dict[str, object]:
    return {"job": job, "note": gettext(job.note) if job.note else ""}


def _subject(job: Job) -> str:
    """The address of what the job is about, or nothing."""
    name = kind_of(job.kind).page
    return reverse(name, args=[job.subject.rpartition("/")[2]]) if name else ""


def _actor(request: HttpRequest) -> Actor:
    """The actor behind the login, which ``login_required`` has seen."""
    if not request.user.is_authenticated:
        raise Http404
    return actor_of(request.user.person)
