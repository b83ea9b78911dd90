"""Rows of evidence: what is sent to record them and to decide about them, and what is answered."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tilth.plan.commands import AcceptEvidence, RecordEvidence
from tilth.plan.evidence import Row, Standing, Verdict
from tilth_site.api.fields import Body, Day, Digits, EvidenceId, OneLine, OwnerId, PlanId, Prose, Sha256, Shown
from tilth_site.api.schemas.journal import EntryOut, Written
from tilth_site.plan.actions import MANY

__all__ = [
    "AcceptIn",
    "DecideIn",
    "DocumentOut",
    "EvidenceFull",
    "EvidenceOut",
    "EvidencePage",
    "EvidenceWritten",
    "ManyWritten",
    "RecordIn",
    "RecordManyIn",
]


class RecordIn(Body):
    """A row to hand in. It waits until somebody else accepts it."""

    plan: PlanId
    owner: OwnerId = Field(description="The organisation or the venture that hands it in.")
    claim: Annotated[OneLine, Field(min_length=1, max_length=100, examples=["startup.registered"])] = Field(
        description="What it shows: a claim that a rule of the plan asks for, or same, moved, reading or verdict."
    )
    subject: Annotated[OneLine, Field(min_length=1, max_length=200)] = Field(
        description="About whom: a party's id or another name that stays; the indicator's code for a reading, "
        "`indicator/milestone` for a verdict."
    )
    on: Day = Field(description="When it happened; the last day of a reading's period.")
    place: Annotated[OneLine, Field(max_length=200, examples=["pudong"])] = ""
    other: Annotated[OneLine, Field(max_length=200)] = Field("", description="The duplicate, of a `same`.")
    value: Digits | None = Field(None, description="What was read.")
    of: Digits | None = Field(None, description="The whole that the value is a part of.")
    basis: Annotated[OneLine, Field(max_length=200)] = Field("", description="How a reading's series was made.")
    facts: dict[str, Prose] = Field({}, description="What conditions ask about.", examples=[{"name": "A firm"}])
    document: Sha256 | None = Field(None, description="A document that you have handed in with uploadDocument.")
    source: Annotated[OneLine, Field(max_length=500)] = Field("", description="Who said so.")
    locator: Annotated[OneLine, Field(max_length=1000)] = Field("", description="Where it can be found.")
    licence: Annotated[OneLine, Field(min_length=1, max_length=200)] = "unknown"
    open: bool = Field(False, description="Whether everybody may have the document.")

    def command(self, id: str) -> RecordEvidence:
        """The command that hands it in under ``id``."""
        return RecordEvidence(
            id=id, plan=self.plan, owner=self.owner, claim=self.claim, subject=self.subject, on=self.on,
            place=self.place, other=self.other, value=_number(self.value), of=_number(self.of), basis=self.basis,
            facts=tuple(sorted(self.facts.items())), document=self.document or "", source=self.source,
            locator=self.locator, licence=self.licence, open=self.open,
        )  # fmt: skip


class RecordManyIn(Body):
    """Rows to hand in, all of them or none."""

    rows: list[RecordIn] = Field(min_length=1, max_length=MANY)


class AcceptIn(Body):
    """What accepting the row takes."""

    reason: Prose = Field("", description="Why; needed where the row is chosen over others.")
    over: list[EvidenceId] = Field(
        [], max_length=1_000, description="Every standing reading of the same period that says something else."
    )
    verdict: Annotated[Verdict, Field(strict=False)] | None = Field(
        None, description="What was found about the milestone; for a verdict, and for nothing else."
    )

    def command(self) -> AcceptEvidence:
        """The command."""
        return AcceptEvidence(self.reason, tuple(self.over), self.verdict)


class DecideIn(Body):
    """Why the row does not count, or counts no longer."""

    reason: Prose = Field(min_length=1, examples=["The firm is registered in another district."])


class EvidenceOut(Shown):
    """A row of evidence as it stands."""

    id: str
    plan: str
    owner: str = Field(description="Who handed it in.")
    recorded_by: str = Field(description="Through whom: the person's id, or `operator`.")
    standing: Standing
    row: Row = Field(description="The row as the plan's figures are made of it.")
    decided_by: str = Field(description="Who accepted or ended it last; empty: nobody yet.")
    ended_reason: str = Field(description="Why it was rejected or withdrawn.")
    licence: str
    open: bool = Field(description="Whether everybody may have its document.")


class EvidencePage(Shown):
    """A page of rows."""

    items: list[EvidenceOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class EvidenceFull(Shown):
    """A row as it stands after the entry ``last_seq``, with all entries about it, the oldest first."""

    evidence: EvidenceOut
    entries: list[EntryOut]
    last_seq: int


class EvidenceWritten(Written):
    """What was written, and the row as it stood right after."""

    evidence: EvidenceOut


class ManyWritten(Written):
    """What was written, and the rows as they stood right after, in the order in which they were sent."""

    evidence: list[EvidenceOut]


class DocumentOut(Shown):
    """A document that was taken in."""

    name: str
    sha256: str = Field(description="What a row names it by.")
    size: int = Field(description="In bytes.")
    media_type: str


def _number(digits: str | None) -> Decimal | None:
    return None if digits is None else Decimal(digits)
