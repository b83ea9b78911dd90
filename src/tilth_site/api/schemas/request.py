"""Design requests: what is sent to open and move one, and what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from tilth.foundry.request import Request, Side, State, possible
from tilth.foundry.request.assessment import Assessment, Failure
from tilth.foundry.request.model import Delivery, Design
from tilth.foundry.request.screening import Screening, Status
from tilth.kernel.errors import MissingError
from tilth.kernel.journal import Entry
from tilth.kernel.money import Money
from tilth_site.api.fields import (
    Body,
    Day,
    OneLine,
    OrganisationId,
    OwnerId,
    Prose,
    Shown,
    SlotId,
    VentureId,
    Whole,
)
from tilth_site.api.schemas.journal import Written
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.tables import REQUESTS, turn
from tilth_site.journal.streams import fold

__all__ = [
    "AssessmentOut",
    "DesignText",
    "ExtraLine",
    "KitName",
    "OpenRequest",
    "Place",
    "QuoteIn",
    "RequestOut",
    "RequestPage",
    "RequestSummary",
    "RequestWritten",
    "Why",
    "Withdrawal",
    "request_out",
    "summary",
]

_PLAN = 'title = "One unit"\nparts = ["kit:cidar"]\n'


KitName = Annotated[OneLine, Field(min_length=1, max_length=40, examples=["cidar"])]


class OpenRequest(Body):
    """A request to open. Whoever opens it has a role in its owner."""

    title: Annotated[OneLine, Field(min_length=1, max_length=200, examples=["CIDAR units"])]
    owner: OwnerId = Field(description="The organisation or the venture that asks.")
    provider: OrganisationId = Field(description="The foundry that is asked.")
    customer_class: Annotated[str, Field(pattern="^[a-z][a-z0-9_-]{0,39}$", examples=["industry"])] = Field(
        description="A class of the price list."
    )
    venture: VentureId | None = Field(None, description="The venture that the request belongs to.")


class DesignText(Body):
    """A design as text."""

    plan: str = Field(
        min_length=1,
        max_length=1_000_000,
        description="A plan as TOML, or a sheet of constructs as CSV or TSV.",
        examples=[_PLAN],
    )
    kits: list[KitName] = Field(
        [], max_length=20, description="Installed kits to take parts from, beside those that the plan names."
    )


class Why(Body):
    """A decision, and why."""

    reason: Prose = Field(min_length=1, examples=["The terminator is not in stock."])


class Withdrawal(Body):
    """Why the request is taken back; may be empty."""

    reason: Prose = ""


class ExtraLine(Body):
    """Work that the price list does not know: so many units, each at a price in the currency of the estimate."""

    key: Annotated[str, Field(pattern="^[a-z][a-z0-9_-]{0,39}$", examples=["courier"])]
    what: Annotated[OneLine, Field(min_length=1, max_length=200, examples=["Courier to Suzhou"])]
    quantity: Whole = Field(ge=1, le=1_000_000)
    unit_price: Whole = Field(ge=0, le=100_000_000, description="Minor units, such as fen.")


class QuoteIn(Body):
    """What the foundry adds to the estimate to make a statement of work of it."""

    terms: Prose = Field(min_length=1, examples=["Payment within thirty days."])
    valid_until: Day | None = Field(None, description="The last day to sign it; in thirty days, where it is null.")
    latest: Day | None = Field(None, description="The last day promised; that of the estimate, where it is null.")
    extra: list[ExtraLine] = Field([], max_length=20)
    afresh: bool = Field(False, description="Price every line anew, also those that did not change.")


class Place(Body):
    """The build slot to take a place in."""

    slot: SlotId


class RequestSummary(Shown):
    """A request as a list shows it."""

    id: str
    title: str
    owner: str
    provider: str
    venture: str | None
    state: State
    waits_for: Side | None = Field(description="The side whose turn it is.")
    design_version: int = Field(description="0: no design has been handed in.")
    constructs: int | None = Field(description="Null: not assessed yet.")
    errors: int | None
    screening: Status
    statement_version: int
    total: Money | None = Field(description="Of the latest statement, or of the estimate.")
    latest: date | None = Field(description="The last day promised, or estimated.")
    slot: str | None
    opened_at: str
    changed_at: str
    last_seq: int = Field(description="The number of its last entry in the journal.")


class RequestPage(Shown):
    """A page of requests."""

    items: list[RequestSummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class StatementBrief(Shown):
    """The latest statement of work in short."""

    version: int
    sha256: str = Field(description="What a signature binds to.")
    total: Money
    latest: date
    valid_until: date
    unsigned: list[Side] = Field(description="The sides that have not signed it.")


class AssessmentBrief(Shown):
    """The assessment in short."""

    design_version: int
    constructs: int
    errors: int
    warnings: int


class Steps(Shown):
    """The commands that can be given now, by the side whose business they are."""

    owner: list[str]
    provider: list[str]


class RequestOut(Shown):
    """A request as it stands after the entry ``last_seq``."""

    id: str
    title: str
    owner: str
    provider: str
    venture: str | None
    opened_by: str
    customer_class: str
    state: State
    waits_for: Side | None
    reason: str = Field(description="Why changes were asked for, or why it was rejected or withdrawn.")
    design: Design | None
    assessment: AssessmentBrief | None
    failure: Failure | None = Field(description="Why the design could not be assessed.")
    screening: Screening
    statement: StatementBrief | None
    slot: str | None
    delivery: Delivery | None
    steps: Steps
    opened_at: str
    changed_at: str
    last_seq: int


class RequestWritten(Written):
    """What was written, and the request as it stood right after."""

    request: RequestOut


class AssessmentOut(Shown):
    """What a machine found out about the design that stands: an assessment, a failure, or neither yet."""

    design_version: int = Field(description="The version that stands; 0: there is none.")
    assessment: Assessment | None
    failure: Failure | None


def summary(row: DesignRequest) -> RequestSummary:
    """The row in the API's shape."""
    return RequestSummary(
        id=row.id, title=row.title, owner=row.owner, provider=row.provider_id, venture=row.venture or None,
        state=State(row.state), waits_for=Side(row.waits_for) if row.waits_for else None,
        design_version=row.design_version, constructs=row.constructs, errors=row.errors,
        screening=Status(row.screening), statement_version=row.statement_version,
        total=None if row.total is None else Money(row.total, row.currency), latest=row.latest,
        slot=row.slot or None, opened_at=row.opened_at, changed_at=row.changed_at, last_seq=row.last_seq,
    )  # fmt: skip


def request_out(entries: Sequence[Entry]) -> RequestOut:
    """The request that the ``entries`` of its stream leave. Raises MissingError where there are none."""
    request = fold(REQUESTS, entries)
    if request is None:
        raise MissingError("request.missing", "The stream has no entries.", mend="Run `tilth journal verify`.")
    return RequestOut(
        id=request.id, title=request.title, owner=request.owner, provider=request.provider,
        venture=request.venture, opened_by=request.opened_by, customer_class=request.customer_class,
        state=request.state, waits_for=turn(request), reason=request.reason, design=request.design,
        assessment=_assessed(request), failure=request.failure, screening=request.screening,
        statement=_statement(request), slot=request.slot, delivery=request.delivery,
        steps=Steps(
            owner=list(possible(request.state, Side.OWNER)), provider=list(possible(request.state, Side.PROVIDER))
        ),
        opened_at=entries[0].at, changed_at=entries[-1].at, last_seq=entries[-1].seq,
    )  # fmt: skip


def _assessed(request: Request) -> AssessmentBrief | None:
    found = request.assessment
    return (
        None
        if found is None
        else AssessmentBrief(
            design_version=found.design_version,
            constructs=found.constructs,
            errors=found.problems.errors,
            warnings=found.problems.warnings,
        )
    )


def _statement(request: Request) -> StatementBrief | None:
    found = request.statement
    return None if found is None else StatementBrief(
        version=found.version, sha256=found.sha256, total=found.total, latest=found.latest,
        valid_until=found.valid_until, unsigned=list(request.unsigned),
    )  # fmt: skip
