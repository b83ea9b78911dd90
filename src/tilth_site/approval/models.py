"""The tables of cases: what happened, step by step. What depends on today's date stands in none of them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from tilth_site.accounts.permissions import Actor

__all__ = ["ApprovalCase", "CaseReviewer", "CaseStep"]


class CaseQuery(models.QuerySet["ApprovalCase"]):
    """Cases."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the applicants for whom the actor acts, and those that he reviews; all of them for the system
        and for the officers of the operator, which runs the review.
        """
        if actor.system or actor.operates:
            return self
        reviewed = CaseReviewer.objects.filter(person=actor.person).values("case")
        return self.filter(Q(applicant__in=actor.organisations) | Q(id__in=reviewed))


class ApprovalCase(models.Model):
    """One case, as lists need it; its page folds the stream itself. ``decided`` counts the steps that somebody
    decided or that were recognised, ``stopped`` those whose clock stands still.
    """

    id = models.CharField(max_length=40, primary_key=True)
    applicant = models.CharField(max_length=40)
    procedure = models.CharField(max_length=100)
    version = models.IntegerField()
    digest = models.CharField(max_length=64)
    opened = models.DateField()
    withdrawn = models.DateField(null=True)
    documents = models.IntegerField()
    submitted = models.IntegerField()
    stopped = models.IntegerField()
    decided = models.IntegerField()
    opened_at = models.CharField(max_length=27)
    changed_at = models.CharField(max_length=27)
    last_seq = models.BigIntegerField(db_index=True)

    objects = CaseQuery.as_manager()

    class Meta:
        db_table = "approval_case"
        indexes: ClassVar = [models.Index(fields=["applicant", "last_seq"], name="case_applicant")]

    def __str__(self) -> str:
        return self.id


class CaseStep(models.Model):
    """A step of a case to which something happened. ``stopped`` is the day since which its clock stands still;
    ``outcome`` is empty while nobody has decided.
    """

    id = models.CharField(max_length=150, primary_key=True)
    case = models.CharField(max_length=40, db_index=True)
    step = models.CharField(max_length=100)
    lane = models.CharField(max_length=100)
    manifest = models.CharField(max_length=64, blank=True)
    parts = models.IntegerField()
    submitted = models.DateField(null=True)
    accepted = models.DateField(null=True)
    stopped = models.DateField(null=True)
    appealed = models.DateField(null=True)
    withdrawn = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    decided = models.DateField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table = "approval_case_step"

    def __str__(self) -> str:
        return self.id


class CaseReviewer(models.Model):
    """That a person reviews a step of a case; ``vote`` is empty until he has voted."""

    id = models.CharField(max_length=190, primary_key=True)
    case = models.CharField(max_length=40, db_index=True)
    step = models.CharField(max_length=100)
    person = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    vote = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "approval_case_reviewer"
        indexes: ClassVar = [models.Index(fields=["person", "case"], name="case_reviewer")]

    def __str__(self) -> str:
        return self.id
