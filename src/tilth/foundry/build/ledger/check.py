"""Whether a plan can be carried out: every transfer that cannot, and what is where at the end.

A transfer that is refused moves nothing, and the check goes on behind it. What then fails only because that
transfer did not come names it (:attr:`Fault.follows`), so that the cause is told from its consequences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tilth.foundry.build.ledger import reasons
from tilth.foundry.build.ledger.book import Book
from tilth.foundry.build.ledger.facts import NOTHING_KNOWN, Facts
from tilth.foundry.build.transfer import Place, Transfer, TransferPlan
from tilth.kernel.errors import OptionError
from tilth.kernel.refusal import Reason, Refused

__all__ = ["Checked", "Corrected", "Fault", "Line", "check_plan", "corrected"]


class Line(StrEnum):
    """Which list of a plan a fault is in."""

    FILLING = "filling"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Fault:
    """That the filling or transfer number ``index`` (from 0) of the plan cannot be, and why. ``follows`` is the
    index of the refused transfer without which it could have been, where there is one.
    """

    line: Line
    index: int
    reason: Reason
    follows: int | None = None

    @property
    def message(self) -> str:
        """The fault in English, lines counted from 1."""
        cause = "" if self.follows is None else f" It follows from transfer {self.follows + 1}."
        return f"{self.line.capitalize()} {self.index + 1}: {self.reason.message}{cause}"

    def as_dict(self) -> dict[str, object]:
        """The fault as JSON-ready values; ``number`` and ``follows`` count from 1."""
        follows = None if self.follows is None else self.follows + 1
        return {"line": self.line.value, "number": self.index + 1, "follows": follows, **self.reason.as_dict()}


@dataclass(frozen=True, slots=True)
class Checked:
    """The ``faults`` of a plan in its order, and the ``state`` of the bench after all that can be done is done."""

    faults: tuple[Fault, ...]
    state: Book

    @property
    def ok(self) -> bool:
        """Whether all of the plan can be done."""
        return not self.faults

    @property
    def causes(self) -> tuple[Fault, ...]:
        """The faults that follow from no other."""
        return tuple(fault for fault in self.faults if fault.follows is None)

    @property
    def refused(self) -> Refused | None:
        """The reasons of the causes as one refusal; None where all can be done."""
        return Refused(tuple(fault.reason for fault in self.causes)) if self.faults else None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The ledger of a plan as it went.

    ``plan`` holds the transfers with their actual volumes, without those that moved nothing; ``origins`` the index
    in the first plan of each. ``checked`` is its check, whose faults are numbered as in ``plan``; ``broken`` are
    those of its faults that the first plan did not have, numbered as in the first plan.
    """

    plan: TransferPlan
    origins: tuple[int, ...]
    checked: Checked
    broken: tuple[Fault, ...]


def check_plan(plan: TransferPlan, facts: Facts = NOTHING_KNOWN, on: date | None = None) -> Checked:
    """Carry out ``plan`` on paper.

    ``facts`` is what is known of the lots in its fillings and of the samples in their wells; with the day ``on``,
    drawing from a well whose lot or sample has expired is refused. Where all lots are known, one that is not among
    them is a fault of the first filling that names it. Errors as :class:`~.book.Book`. O(transfers x portions of
    their sources): 1 to 5 us a transfer, the most where nearly every well is new and many hold ten portions.
    """
    book = Book(plan.labware, facts, on)
    faults = [Fault(Line.FILLING, index, reason) for index, reason in _filled(book, plan, facts)]
    lost: dict[Place, tuple[int, int]] = {}
    move = book.move
    for index, transfer in enumerate(plan.transfers):
        reason = move(transfer.source, transfer.target, transfer.volume, transfer.liquid)
        if reason is not None:
            faults.append(Fault(Line.TRANSFER, index, reason, _cause(transfer, reason, lost)))
            first, missing = lost.get(transfer.target, (index, 0))
            lost[transfer.target] = (first, missing + max(0, transfer.volume))
    return Checked(tuple(faults), book)


def corrected(
    plan: TransferPlan,
    actual: Mapping[int, int],
    facts: Facts = NOTHING_KNOWN,
    on: date | None = None,
) -> Corrected:
    """The ledger of ``plan`` after a robot has reported: ``actual`` maps the index of a transfer to the pL that
    were moved (0: none); a transfer that is not in it went, or will go, as planned.

    Raises OptionError where there is no such transfer or a volume is below 0. Cost as two :func:`check_plan`.
    """
    for index, volume in actual.items():
        if volume < 0 or not 0 <= index < len(plan.transfers):
            raise OptionError(
                "ledger.correction",
                f"{volume} pL cannot be what transfer {index + 1} of {len(plan.transfers)} moved.",
                mend="Give the index of a transfer of this plan and a volume of 0 or more.",
                data={"index": index, "volume": volume},
            )
    origins = tuple(index for index in range(len(plan.transfers)) if actual.get(index, 1) > 0)
    transfers = tuple(
        replace(plan.transfers[index], volume=actual[index]) if index in actual else plan.transfers[index]
        for index in origins
    )
    went = replace(plan, transfers=transfers)
    checked = check_plan(went, facts, on)
    before = {(fault.line, fault.index) for fault in check_plan(plan, facts, on).faults}
    renumbered = (_renumbered(fault, origins) for fault in checked.faults)
    broken = tuple(fault for fault in renumbered if (fault.line, fault.index) not in before)
    return Corrected(went, origins, checked, broken)


def _filled(book: Book, plan: TransferPlan, facts: Facts) -> Iterator[tuple[int, Reason]]:
    """Fill the wells of ``plan``; the fillings that cannot be, and the first of each lot that there is none of."""
    strange: set[str] = set()
    for index, one in enumerate(plan.fillings):
        if facts.all_lots and one.lot and one.lot not in facts.lots and one.lot not in strange:
            strange.add(one.lot)
            yield index, reasons.unknown_lot(str(one.place), one.liquid, one.lot, one.volume)
        reason = book.fill(one.place, one.liquid, one.volume, one.lot)
        if reason is not None:
            yield index, reason


def _cause(transfer: Transfer, reason: Reason, lost: Mapping[Place, tuple[int, int]]) -> int | None:
    """The first refused transfer into the source without which nothing would be missing there."""
    missing = reason.data.get("more_pl", reason.data.get("missing_pl"))
    index, amount = lost.get(transfer.source, (None, 0))
    return index if isinstance(missing, int) and missing <= amount else None


def _renumbered(fault: Fault, origins: tuple[int, ...]) -> Fault:
    if fault.line is Line.FILLING:
        return fault
    follows = None if fault.follows is None else origins[fault.follows]
    return replace(fault, index=origins[fault.index], follows=follows)
