"""Two tables: the chain itself, and the answers given to callers that may ask twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class JournalEntry(models.Model):
    """One entry of the chain. ``body`` is the canonical JSON that ``hash`` is the sha256 of; the other columns
    repeat parts of it for look-ups. Triggers refuse UPDATE and DELETE, and an INSERT anywhere but at the end.
    """

    seq = models.BigIntegerField(primary_key=True)
    stream = models.CharField(max_length=64)
    type = models.CharField(max_length=64)
    at = models.CharField(max_length=27)
    actor = models.CharField(max_length=64)
    body = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_entry"
        indexes: ClassVar = [
            models.Index(fields=["stream", "seq"], name="journal_by_stream"),
            models.Index(fields=["type", "seq"], name="journal_by_type"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.type} {self.stream}"


class Answer(models.Model):
    """What an action answered under an idempotency key: the entries ``first`` to ``last``.

    It is no part of the record: it may be swept after :data:`tilth_site.journal.actions.KEPT`.
    """

    actor = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    action = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "journal_answer"
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"
