"""Statements of work, what changed between two of them, and price lists."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from tilth.foundry.request.comparison import Change, FieldChange, GroupChange, LineChange
from tilth.foundry.request.constructs import Group
from tilth.foundry.request.model import Signature
from tilth.foundry.request.pricing import Line, PriceList
from tilth.foundry.request.statement import Statement
from tilth.kernel.money import Rounding
from tilth_site.api.fields import Shown

__all__ = ["Changes", "PriceListOut", "StatementOut", "Statements", "changes_out", "price_list_out"]


class StatementOut(Shown):
    """One version, its hash, and who signed it."""

    sha256: str = Field(description="The sha256 of the statement as canonical JSON: what a signature binds to.")
    statement: Statement
    signatures: list[Signature]


class Statements(Shown):
    """Every version, the first one first."""

    items: list[StatementOut]


# The engine's enum of these three is called Kind as the plan's is, and a schema has one component of a name.
_ChangeKind = Literal["added", "removed", "changed"]


class GroupChanged(Shown):
    """A group of constructs that was added, removed or changed."""

    kind: _ChangeKind
    key: str
    old: Group | None
    new: Group | None


class LineChanged(Shown):
    """A line that was added, removed or changed."""

    kind: _ChangeKind
    key: str
    old: Line | None
    new: Line | None


class FieldChanged(Shown):
    """A field of the statement that says something else."""

    kind: _ChangeKind
    key: str
    old: str
    new: str


class Changes(Shown):
    """What is different in version ``new`` from version ``old``."""

    old: int
    new: int
    groups: list[GroupChanged] = Field(description="Groups of constructs.")
    lines: list[LineChanged]
    fields: list[FieldChanged]


class CustomerClassOut(Shown):
    """A class of customer."""

    key: str
    what: str
    factor: str = Field(description="On the list's prices; an exact fraction.", examples=["17/20"])


class StepOut(Shown):
    """The price of one in an order of at least so many."""

    least: int
    price: str = Field(description="In major units; an exact fraction.", examples=["25/2"])


class ItemOut(Shown):
    """Something that is sold by number."""

    key: str
    what: str
    steps: list[StepOut]
    minimum: str = Field(description="What an order costs at least, in major units.")


class PriceListOut(Shown):
    """The price list that estimates are made with."""

    name: str
    version: str
    currency: str
    valid_from: date
    rounding: Rounding
    classes: list[CustomerClassOut]
    items: list[ItemOut]


def changes_out(old: Statement, new: Statement, changes: tuple[Change, ...]) -> Changes:
    """``changes`` by their kind."""
    return Changes(
        old=old.version,
        new=new.version,
        groups=[GroupChanged.model_validate(change) for change in changes if isinstance(change, GroupChange)],
        lines=[LineChanged.model_validate(change) for change in changes if isinstance(change, LineChange)],
        fields=[FieldChanged.model_validate(change) for change in changes if isinstance(change, FieldChange)],
    )


def price_list_out(prices: PriceList) -> PriceListOut:
    """The list, its exact numbers as texts."""
    return PriceListOut(
        name=prices.name, version=prices.version, currency=prices.currency, valid_from=prices.valid_from,
        rounding=prices.rounding,
        classes=[CustomerClassOut(key=one.key, what=one.what, factor=str(one.factor)) for one in prices.classes],
        items=[
            ItemOut(
                key=item.key, what=item.what, minimum=str(item.minimum),
                steps=[StepOut(least=step.least, price=str(step.price)) for step in item.steps],
            )
            for item in prices.items
        ],
    )  # fmt: skip
