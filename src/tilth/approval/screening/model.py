"""What a screening says: of each sequence whether it passes and why not, and by what it was judged.

A result is plain values, so it goes to JSON and back (``msgspec.json.encode``, ``msgspec.json.decode(..., type=
OrderScreen)``) and is kept as the report of the screening. It says that no match was found in one database, under
one policy, by the layers that ran. It is no proof that a sequence is safe.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from tilth.kernel.refusal import Reason

__all__ = [
    "NO_PROOF",
    "Database",
    "Earlier",
    "Hit",
    "Kind",
    "Layer",
    "LayerRun",
    "OrderScreen",
    "Query",
    "QueryScreen",
    "Status",
    "Strand",
    "worst",
]

NO_PROOF = "This is no proof of safety: it says what was found in one database on one day, by the layers that ran."

Strand = Literal["+", "-"]


class Status(StrEnum):
    """What becomes of a sequence or an order: it passes, a person looks at it, it matches a sequence of concern,
    or it could not be screened. All but ``clear`` keep the gate shut.
    """

    CLEAR = "clear"
    REVIEW = "review"
    HIT = "hit"
    NOT_SCREENED = "not_screened"


_GRAVITY = {status: rank for rank, status in enumerate(Status)}


def worst(statuses: Iterable[Status]) -> Status:
    """The gravest of ``statuses``: not screened, then hit, review, clear. Of none it is ``not_screened``."""
    return max(statuses, key=_GRAVITY.__getitem__, default=Status.NOT_SCREENED)


class Layer(StrEnum):
    """One way in which sequences are compared with the database."""

    EXACT = "exact"
    FRAMES = "frames"
    SPLIT = "split"
    REFERENCE = "reference"
    BLASTN = "blastn"
    DIAMOND = "diamond"


class Kind(StrEnum):
    """How a hit matches: base for base, amino acid for amino acid, in pieces that join, or nearly."""

    EXACT = "exact"
    FRAMES = "frames"
    SPLIT = "split"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A sequence that is ordered: upper-case IUPAC codes, U read as T. A ``circular`` one is searched across its
    origin, and a hit there ends beyond its length.
    """

    name: str
    sequence: str
    circular: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A sequence that the same customer or project ordered on ``day``, in ``order``."""

    order: str
    day: date
    query: Query

    @property
    def name(self) -> str:
        """The sequence as a result names it: ``order/sequence``."""
        return f"{self.order}/{self.query.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A stretch of a query that matches the record ``label`` of the database.

    ``start`` and ``end`` count bases of the query as it was handed in, from 0, half-open; ``strand`` is ``-``
    where the query reads as the record's other strand. ``partners`` names the sequences whose pieces make up a
    split match together with this one.
    """

    start: int
    end: int
    strand: Strand
    label: str
    kind: Kind = Kind.EXACT
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryScreen:
    """What the screening says of one query of ``length`` bases; ``reasons`` is empty where it is clear."""

    name: str
    length: int
    status: Status
    hits: tuple[Hit, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def reason(self) -> str:
        """Why it does not pass, in English; empty where it does."""
        return " ".join(reason.message for reason in self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """What was searched: the mounted file (``sha256``), its name and version, and the index made of it
    (``index``, a sha256 of the index file). ``window`` is in nt; the database may be used until ``expires``, that
    day included.
    """

    name: str
    version: str
    sha256: str
    expires: date
    window: int
    index: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRun:
    """Whether a layer ran, by what (program and version), and what is to be known of it (why it did not run)."""

    layer: Layer
    ran: bool
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderScreen:
    """What the screening says of an order on the day ``on``.

    ``policy`` is the id of the policy in force that day. ``reasons`` say why the order as a whole could not be
    screened. ``earlier`` counts the customer's earlier sequences that were looked at together with it.
    """

    on: date
    status: Status
    queries: tuple[QueryScreen, ...]
    policy: str
    database: Database | None = None
    layers: tuple[LayerRun, ...] = ()
    reasons: tuple[Reason, ...] = ()
    earlier: int = 0

    @property
    def reason(self) -> str:
        """Why it was not screened, in English; empty where it was."""
        return " ".join(reason.message for reason in self.reasons)
