"""The tables of runs, each row written from one stream."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from tilth_site.accounts.permissions import Actor


class RunQuery(models.QuerySet["BuildRun"]):
    """Runs."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the foundries in which the actor has a role, and those that build a request of his; all of
        them for the system. What he may see of a run is for :mod:`.views` to say.
        """
        if actor.system:
            return self
        theirs = RunOfRequest.objects.filter(owner__in=actor.organisations).values("run")
        return self.filter(Q(provider__in=actor.organisations) | Q(id__in=theirs))


class BuildRun(models.Model):
    """One run, as lists and look-ups need it; its page folds the stream itself.

    ``owed`` is how many failed transfers are neither made good nor given up.
    """

    id = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    live = models.BooleanField()
    requests = models.IntegerField()
    constructs = models.IntegerField()
    steps = models.IntegerField()
    confirmed = models.IntegerField()
    owed = models.IntegerField()
    opened_at = models.CharField(max_length=27)
    changed_at = models.CharField(max_length=27)
    last_seq = models.BigIntegerField()

    objects = RunQuery.as_manager()

    class Meta:
        db_table = "build_run"
        indexes: ClassVar = [
            models.Index(fields=["provider", "last_seq"], name="run_provider"),
            models.Index(fields=["provider", "last_seq"], condition=Q(live=True), name="run_provider_live"),
            models.Index(fields=["provider", "state", "last_seq"], name="run_provider_state"),
        ]

    def __str__(self) -> str:
        return self.title


class RunOfRequest(models.Model):
    """That a run of the foundry ``provider`` builds a request. ``owner`` is whose request it is; ``live`` whether
    the run has not ended; ``used`` how many minutes of the foundry the request has used when the run last changed,
    at ``changed_at``.
    """

    id = models.CharField(max_length=81, primary_key=True)
    run = models.CharField(max_length=40, db_index=True)
    request = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    provider = models.CharField(max_length=40)
    live = models.BooleanField()
    used = models.IntegerField()
    changed_at = models.CharField(max_length=27)
    last_seq = models.BigIntegerField()

    class Meta:
        db_table = "build_run_request"
        indexes: ClassVar = [
            models.Index(fields=["request", "last_seq"], name="run_of_request"),
            models.Index(fields=["owner", "run"], name="run_of_owner"),
            models.Index(fields=["provider", "changed_at"], name="run_use_of_foundry"),
        ]

    def __str__(self) -> str:
        return self.id
