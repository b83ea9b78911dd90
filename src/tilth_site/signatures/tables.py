"""The stream of a signature, which has one event, and its row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Model

from tilth.kernel.errors import IntegrityError
from tilth.kernel.signature import Signature
from tilth_site.journal.streams import StreamKind, Trace
from tilth_site.signatures import models

__all__ = ["SIGNATURES", "Given"]


@dataclass(frozen=True, slots=True)
class Given:
    """A signature was given in the matter of the stream ``subject``."""

    TYPE: ClassVar[str] = "signature.given"
    signature: Signature
    subject: str


def _apply(state: Given | None, event: Given) -> Given:
    if state is not None:
        raise IntegrityError(
            "signature.twice",
            f"The signature {event.signature.id} stands in the journal twice.",
            mend="Run `tilth journal verify`, and restore the journal from a backup.",
        )
    return event


def _rows(state: Given, trace: Trace) -> Iterator[Model]:
    signature = state.signature
    yield models.SignatureGiven(
        id=signature.id, subject=state.subject, signer=signature.signer, role=signature.role,
        meaning=signature.meaning.value, at=signature.at, signed=" ".join(signature.signed),
        digest=signature.digest(), seq=trace.first.seq,
    )  # fmt: skip


SIGNATURES = StreamKind("signature", (Given,), _apply, _rows, {models.SignatureGiven: "id"})
