"""One table: every job, from the moment it is asked for.

The library (django-tasks) queues *tasks* and forgets about a task whose worker dies. A job is the promise behind
them: each attempt at it is one task, and ``task`` names the attempt that counts. Whoever holds another task has
lost the job and may write nothing to it. Like the queue itself, the table stands outside the journal.

::

    waiting ──> running ──> done
       ^  │        │ ├────> failed     ──┐
       │  └────────┼─┴────> cancelled  ──┤ tried again
       └───────────┴─────────────────────┘
         lease over, or the worker was told to stop
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from tilth_site.accounts.permissions import Actor


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", gettext_lazy("waiting")
    RUNNING = "running", gettext_lazy("running")
    DONE = "done", gettext_lazy("done")
    FAILED = "failed", gettext_lazy("failed")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """The reads of jobs."""

    def visible_to(self, actor: Actor) -> JobQuerySet:
        """The jobs that ``actor`` may know of: their own, and those of the organisations they have a role in."""
        if actor.system:
            return self.all()
        mine = models.Q(person=actor.person)
        ours = actor.organisations
        return self.filter(mine | models.Q(owner__in=ours) | models.Q(provider__in=ours))

    def unfinished(self) -> JobQuerySet:
        """The jobs that wait or run."""
        return self.filter(state__in=UNFINISHED)


class Job(models.Model):
    """A piece of work in the background. ``owner`` and ``provider`` are the organisations that may see it beside
    the ``person`` who asked; ``subject`` is the stream it is about (``request/req_…``); ``done`` of ``total``
    steps and ``note`` are its progress (``total`` 0: not known yet); ``attempt`` counts from 1.
    """

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    person = models.CharField(max_length=40, db_index=True)
    owner = models.CharField(max_length=40, blank=True, db_index=True)
    provider = models.CharField(max_length=40, blank=True, db_index=True)
    subject = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=200, blank=True)
    payload = models.JSONField()

    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)

    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    task = models.UUIDField()
    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)

    created = models.DateTimeField()
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "jobs_job"
        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], name="jobs_by_subject"),
            models.Index(fields=["state", "lease_until"], name="jobs_by_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key"], condition=~models.Q(key=""), name="one_job_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.state}"

    @property
    def unfinished(self) -> bool:
        """True while it waits or runs."""
        return self.state in UNFINISHED

    @property
    def repeatable(self) -> bool:
        """True where a person may have it tried again."""
        return self.state in (JobState.FAILED, JobState.CANCELLED)
