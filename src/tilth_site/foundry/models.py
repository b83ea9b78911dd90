"""The tables of requests and build slots, each row written from one stream."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import DO_NOTHING, Q

from tilth_site.accounts.permissions import Actor
from tilth_site.parties.models import Organisation


class RequestQuery(models.QuerySet["DesignRequest"]):
    """Design requests."""

    def visible_to(self, actor: Actor) -> Self:
        """Those whose owner or provider the actor has a role in; all of them for the system."""
        if actor.system:
            return self
        return self.filter(Q(owner__in=actor.organisations) | Q(provider_id__in=actor.organisations))


class DesignRequest(models.Model):
    """One design request, as lists and look-ups need it; its page folds the stream itself.

    ``owner`` is an organisation or a venture. ``waits_for`` is the side whose turn it is (``owner``, ``provider``
    or empty). The total is in minor units of ``currency``.
    """

    id = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=40)
    provider = models.ForeignKey(Organisation, DO_NOTHING, db_constraint=False, db_index=False)
    venture = models.CharField(max_length=40, blank=True, db_index=True)
    opened_by = models.CharField(max_length=40)
    opened_at = models.CharField(max_length=27)
    changed_at = models.CharField(max_length=27)
    state = models.CharField(max_length=20)
    waits_for = models.CharField(max_length=10, blank=True)
    design_version = models.IntegerField()
    constructs = models.IntegerField(null=True)
    errors = models.IntegerField(null=True)
    screening = models.CharField(max_length=20)
    statement_version = models.IntegerField()
    total = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    latest = models.DateField(null=True)
    slot = models.CharField(max_length=40, blank=True, db_index=True)
    last_seq = models.BigIntegerField()

    objects = RequestQuery.as_manager()

    class Meta:
        db_table = "foundry_request"
        indexes: ClassVar = [
            models.Index(fields=["owner", "last_seq"], name="request_owner"),
            models.Index(fields=["provider", "last_seq"], name="request_provider"),
            models.Index(fields=["owner", "state", "last_seq"], name="request_owner_state"),
            models.Index(fields=["provider", "state", "last_seq"], name="request_provider_state"),
            models.Index(fields=["owner", "waits_for", "last_seq"], name="request_owner_waits"),
            models.Index(fields=["provider", "waits_for", "last_seq"], name="request_provider_waits"),
        ]

    def __str__(self) -> str:
        return self.title


class SlotQuery(models.QuerySet["BuildSlot"]):
    """Build slots."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the foundries in which the actor has a role; all of them for the system."""
        return self if actor.system else self.filter(provider__in=actor.organisations)


class BuildSlot(models.Model):
    """A week's places at a foundry."""

    id = models.CharField(max_length=40, primary_key=True)
    provider = models.CharField(max_length=40)
    week = models.CharField(max_length=8)
    places = models.IntegerField()
    taken = models.IntegerField()
    closed = models.BooleanField()

    objects = SlotQuery.as_manager()

    class Meta:
        db_table = "foundry_slot"
        indexes: ClassVar = [models.Index(fields=["provider", "week"], name="slot_week")]

    def __str__(self) -> str:
        return self.week
