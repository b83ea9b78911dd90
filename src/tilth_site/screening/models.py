"""The table of screenings: one row a request, for the biosafety officers of its foundry."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from tilth.parties.model import Role
from tilth_site.accounts.permissions import Actor

__all__ = ["RequestScreening"]


class ScreeningQuery(models.QuerySet["RequestScreening"]):
    """Screenings."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the foundries where the actor is a biosafety officer; all of them for the system.

        No other role counts: what was found is nothing for the bench, and least of all for the customer.
        """
        if actor.system:
            return self
        return self.filter(
            provider__in=[one.organisation for one in actor.grants if one.role is Role.BIOSAFETY_OFFICER]
        )


class RequestScreening(models.Model):
    """How the design of a request (``id``) was screened last.

    ``standing`` is failed, cleared, in_review or refused, ``status`` that of the worst sequence (empty: no
    result). ``since`` is the day of the screening; ``sequences`` and ``found`` count what was looked at and what
    did not pass. ``order`` (of the day ``ordered``) and ``report`` are hashes of evidence; a
    result counts while the same ``database`` and ``index`` (hashes) are mounted.
    """

    id = models.CharField(max_length=40, primary_key=True)
    provider = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    project = models.CharField(max_length=40, blank=True)
    design_version = models.IntegerField()
    standing = models.CharField(max_length=20)
    status = models.CharField(max_length=20, blank=True)
    since = models.DateField()
    sequences = models.IntegerField()
    found = models.IntegerField()
    reviews = models.IntegerField()
    order = models.CharField(max_length=64, blank=True)
    ordered = models.DateField(null=True)
    report = models.CharField(max_length=64, blank=True)
    database = models.CharField(max_length=64, blank=True)
    index = models.CharField(max_length=64, blank=True)
    last_seq = models.BigIntegerField()

    objects = ScreeningQuery.as_manager()

    class Meta:
        db_table = "screening_request"
        indexes: ClassVar = [
            models.Index(fields=["provider", "standing", "since"], name="screening_provider"),
            models.Index(fields=["provider", "owner", "ordered"], name="screening_owner"),
            models.Index(fields=["provider", "project", "ordered"], name="screening_project"),
        ]

    def __str__(self) -> str:
        return self.id
