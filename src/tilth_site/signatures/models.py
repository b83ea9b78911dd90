"""The table of signatures."""

from __future__ import annotations

from django.db import models


class SignatureGiven(models.Model):
    """One signature: who, in which role, meaning what, on which stream's matter, and the digest that binds it."""

    id = models.CharField(max_length=40, primary_key=True)
    subject = models.CharField(max_length=64, db_index=True)
    signer = models.CharField(max_length=40, db_index=True)
    role = models.CharField(max_length=40)
    meaning = models.CharField(max_length=40)
    at = models.CharField(max_length=27)
    signed = models.TextField()
    digest = models.CharField(max_length=64)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "signatures_given"

    def __str__(self) -> str:
        return f"{self.id} {self.meaning}"
