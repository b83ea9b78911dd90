"""The result of an order that was not screened: every sequence of it waits, and each reason is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.model import Database, Layer, LayerRun, OrderScreen, Query, QueryScreen, Status
from tilth.approval.screening.policy import policy_in_force
from tilth.kernel.refusal import Reason

__all__ = ["GIVEN_UP", "database_of", "left_out", "not_screened"]

GIVEN_UP = Reason(
    "approval.screening.matches",
    "The order matches the database in more places than are followed up.",
    "Order less repetitive sequence at a time, or have the order looked at by hand.",
)
"""Why nothing was screened where a search was broken off."""


def not_screened(
    queries: Sequence[Query],
    reasons: tuple[Reason, ...],
    today: date,
    index: ScreeningIndex | None = None,
    layers: tuple[LayerRun, ...] = (),
) -> OrderScreen:
    """The result that says of each of ``queries`` that it was not screened, and why. ``layers`` is what ran before
    that was clear.
    """
    return OrderScreen(
        on=today,
        status=Status.NOT_SCREENED,
        queries=tuple(
            QueryScreen(name=one.name, length=len(one.sequence), status=Status.NOT_SCREENED, reasons=reasons)
            for one in queries
        ),
        policy=policy_in_force(today).id,
        database=database_of(index) if index is not None else None,
        layers=layers,
        reasons=reasons,
    )


def left_out(layers: Iterable[LayerRun], wanted: Collection[Layer], earlier: bool) -> tuple[Reason, ...]:
    """Why the screening lacks something that the manifest demands: a layer that is ``wanted`` and did not run, or
    orders that were not looked at together because the ``earlier`` ones were not given.
    """
    reasons = [
        Reason(
            "approval.screening.layer",
            "The manifest demands the layer {layer}, which did not run: {note}.",
            "Install or mount what it needs, or take the layer out of the manifest.",
            data={"layer": run.layer.value, "note": run.note.rstrip(".")},
        )
        for run in layers
        if run.layer in wanted and not run.ran
    ]
    if Layer.SPLIT in wanted and not earlier:
        reasons.append(
            Reason(
                "approval.screening.history",
                "The manifest demands that orders are looked at together, and the earlier ones were not given.",
                "Give the customer's earlier orders.",
            )
        )
    return tuple(reasons)


def database_of(index: ScreeningIndex) -> Database:
    """The database of ``index``, as a result names it."""
    manifest = index.manifest
    return Database(
        name=manifest.name,
        version=manifest.version,
        sha256=index.database,
        expires=manifest.expires,
        window=index.window,
        index=index.digest,
    )
