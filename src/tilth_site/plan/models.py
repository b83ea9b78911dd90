"""The tables of plans, evidence and published reports, each row written from one stream."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

import msgspec
from django.db import models
from django.db.models import Q

from tilth.plan import model as engine
from tilth.plan.evidence import Row, Standing, Verdict
from tilth_site.accounts.permissions import Actor
from tilth_site.parties.actors import operator_id

__all__ = ["ROW_COLUMNS", "EvidenceRow", "Plan", "PublishedReport", "row_of"]


class Plan(models.Model):
    """A plan that is followed. ``body`` is the engine's plan as JSON; whoever may read anything may read it."""

    id = models.CharField(max_length=40, primary_key=True)
    code = models.CharField(max_length=100)
    body = models.TextField()
    revision = models.IntegerField()
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()

    class Meta:
        db_table = "plan_plan"

    def __str__(self) -> str:
        return self.code

    @property
    def plan(self) -> engine.Plan:
        """The plan itself."""
        return msgspec.json.decode(self.body, type=engine.Plan)


class EvidenceQuery(models.QuerySet["EvidenceRow"]):
    """Rows of evidence."""

    def visible_to(self, actor: Actor) -> Self:
        """What counts is public. What does not is seen by whoever handed it in, and by everybody who has a role in
        the organisation that operates the site, which decides about it.
        """
        # Of most of the operator's people the actor knows it already, without a query.
        if actor.system or actor.operates or (actor.organisations and operator_id() in actor.organisations):
            return self
        accepted = Q(standing=Standing.ACCEPTED.value)
        return self.filter(accepted | Q(owner__in=actor.organisations) if actor.organisations else accepted)


class EvidenceRow(models.Model):
    """One row of evidence as the engine knows it, who handed it in and who decided.

    ``facts`` and ``over`` are JSON, ``value`` and ``of`` decimal digits; each is empty where there is none.
    ``reason`` says why the row was accepted, ``ended_reason`` why it was rejected or withdrawn.
    """

    id = models.CharField(max_length=40, primary_key=True)
    plan = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    recorded_by = models.CharField(max_length=40)
    decided_by = models.CharField(max_length=40, blank=True)
    claim = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    on = models.DateField()
    known = models.DateField()
    accepted = models.DateField(null=True)
    ended = models.DateField(null=True)
    place = models.CharField(max_length=200, blank=True)
    other = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=80, blank=True)
    of = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    over = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    ended_reason = models.TextField(blank=True)
    facts = models.TextField(blank=True)
    document = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=500, blank=True)
    locator = models.CharField(max_length=1000, blank=True)
    licence = models.CharField(max_length=200)
    open = models.BooleanField()
    standing = models.CharField(max_length=10)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()

    objects = EvidenceQuery.as_manager()

    class Meta:
        db_table = "plan_evidence"
        indexes: ClassVar = [
            models.Index(fields=["plan", "last_seq"], name="evidence_changed"),
            models.Index(fields=["plan", "standing", "id"], name="evidence_standing"),
            models.Index(fields=["plan", "claim", "id"], name="evidence_claim"),
            models.Index(fields=["plan", "subject", "on", "id"], name="evidence_subject"),
            models.Index(fields=["plan", "other"], name="evidence_other", condition=~Q(other="")),
            models.Index(fields=["owner", "id"], name="evidence_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.subject}"

    @property
    def row(self) -> Row:
        """The row itself."""
        return row_of(*(getattr(self, column) for column in ROW_COLUMNS))


class PublishedReport(models.Model):
    """A report that was published: public for ever.

    ``seq`` is the last entry of the journal that it rests on, ``first_seq`` the entry that published it. Its file
    is kept under ``sha256``, the signed checkpoint that holds the publication under ``checkpoint`` (empty: not
    yet).
    """

    id = models.CharField(max_length=40, primary_key=True)
    plan = models.CharField(max_length=40)
    published_by = models.CharField(max_length=40)
    published_at = models.CharField(max_length=27)
    as_of = models.DateField()
    known_by = models.DateField()
    seq = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    figures = models.IntegerField()
    checkpoint = models.CharField(max_length=64, blank=True)
    checkpoint_size = models.BigIntegerField(null=True)
    root = models.CharField(max_length=64, blank=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()

    class Meta:
        db_table = "plan_report"
        indexes: ClassVar = [models.Index(fields=["plan", "first_seq"], name="report_of_plan")]

    def __str__(self) -> str:
        return f"{self.plan} {self.as_of}"

    @property
    def sealed(self) -> bool:
        """Whether a signed checkpoint holds the publication."""
        return bool(self.checkpoint)


ROW_COLUMNS = (
    "id", "claim", "subject", "on", "known", "accepted", "ended", "place", "other", "value", "of", "basis", "over",
    "verdict", "reason", "facts", "document", "source", "locator",
)  # fmt: skip
"""The columns that :func:`row_of` takes, in their order."""

_OVER = msgspec.json.Decoder(tuple[str, ...])
_FACTS = msgspec.json.Decoder(dict[str, str])


def row_of(
    id: str, claim: str, subject: str, on: date, known: date, accepted: date | None, ended: date | None,
    place: str, other: str, value: str, of: str, basis: str, over: str, verdict: str, reason: str, facts: str,
    document: str, source: str, locator: str,
) -> Row:  # fmt: skip
    """The engine's row from its columns."""
    return Row(
        id=id, claim=claim, subject=subject, on=on, known=known, accepted=accepted, ended=ended, place=place,
        other=other, value=Decimal(value) if value else None, of=Decimal(of) if of else None, basis=basis,
        over=_OVER.decode(over) if over else (), verdict=Verdict(verdict) if verdict else None, reason=reason,
        facts=_FACTS.decode(facts) if facts else {}, document=document, source=source, locator=locator,
    )  # fmt: skip
