"""The tables of schedules: every proposal, and the dates promised by the schedule in force."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from tilth_site.accounts.permissions import Actor

__all__ = ["PromisedDate", "RequestPriority", "ScheduleProposal"]


class ProposalQuery(models.QuerySet["ScheduleProposal"]):
    """Proposals of schedules."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the foundries in which the actor has a role; all of them for the system."""
        return self if actor.system else self.filter(foundry__in=actor.organisations)


class ScheduleProposal(models.Model):
    """A proposed schedule. ``standing`` is proposed, in_force, superseded or withdrawn; ``number`` counts from 1
    at its foundry. ``problem`` and ``schedule`` are hashes of evidence; ``cause`` is empty but for a change.
    """

    id = models.CharField(max_length=40, primary_key=True)
    foundry = models.CharField(max_length=40)
    number = models.IntegerField()
    standing = models.CharField(max_length=20)
    begins = models.CharField(max_length=27)
    operations = models.IntegerField()
    status = models.CharField(max_length=20)
    value = models.IntegerField(null=True)
    bound = models.IntegerField(null=True)
    violations = models.IntegerField()
    problem = models.CharField(max_length=64)
    schedule = models.CharField(max_length=64)
    replaces = models.CharField(max_length=40, blank=True)
    cause = models.CharField(max_length=20, blank=True)
    moved = models.IntegerField()
    broken = models.IntegerField()

    objects = ProposalQuery.as_manager()

    class Meta:
        db_table = "scheduling_proposal"
        indexes: ClassVar = [
            models.Index(fields=["foundry", "number"], name="proposal_foundry"),
            models.Index(fields=["foundry", "standing"], name="proposal_standing"),
        ]

    def __str__(self) -> str:
        return self.id


class PromisedDate(models.Model):
    """When a request is done by the schedule in force of its foundry, with 50 % and with 90 %."""

    id = models.CharField(max_length=90, primary_key=True)
    foundry = models.CharField(max_length=40, db_index=True)
    request = models.CharField(max_length=40, db_index=True)
    half = models.DateField()
    ninety = models.DateField()
    due = models.DateField(null=True)

    class Meta:
        db_table = "scheduling_promise"

    def __str__(self) -> str:
        return self.request


class RequestPriority(models.Model):
    """A request that does not have the usual priority."""

    id = models.CharField(max_length=90, primary_key=True)
    foundry = models.CharField(max_length=40, db_index=True)
    request = models.CharField(max_length=40)
    priority = models.CharField(max_length=10)

    class Meta:
        db_table = "scheduling_priority"

    def __str__(self) -> str:
        return self.request
