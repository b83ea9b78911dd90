"""How far a plan has come: which of its transfers were made and what is in the wells now, as far as is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.labware import LabwareForm, labware_kind
from tilth.foundry.build.ledger import Book, check_plan
from tilth.foundry.build.ledger.contents import Content
from tilth.foundry.build.transfer import Place, Transfer

__all__ = ["Course", "Past"]


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a plan's course beside the reports that are being read.

    ``moved`` are pL by index of a transfer as earlier reports say, ``owed`` what of them is missing still and is
    to be made good with this (below 0: what came in too much). ``spent`` are sources that ran out or could not be
    read. ``stand_ins`` maps a well that was given up to the one that stands in for it now; ``left_out`` are the
    transfers, by index, that nobody will make good. ``topups`` are the transfers, by index, that only fill up
    what another one left short. ``roots`` maps a step that was done again to the plan's step that it repeats.
    With ``among``, the reports are of these transfers only.
    """

    moved: Mapping[int, int] = field(default_factory=dict)
    owed: Mapping[int, int] = field(default_factory=dict)
    spent: Collection[Place] = ()
    stand_ins: Mapping[Place, Place] = field(default_factory=dict)
    left_out: Collection[int] = ()
    topups: Collection[int] = ()
    roots: Mapping[str, str] = field(default_factory=dict)
    among: Collection[int] | None = None


@dataclass(frozen=True)
class Course:
    """A plan on its way. ``moved`` is what is known to have been moved (pL) by index, ``done`` the steps carried
    out: what is not in ``moved`` went as planned where its step is done. ``measured`` is what instruments say is
    in wells now. Otherwise as :class:`Past`.
    """

    plan: BuildPlan
    done: frozenset[str]
    moved: Mapping[int, int] = field(default_factory=dict)
    measured: Mapping[Place, int] = field(default_factory=dict)
    stand_ins: Mapping[Place, Place] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    topups: frozenset[int] = frozenset()
    roots: Mapping[str, str] = field(default_factory=dict)

    @property
    def transfers(self) -> tuple[Transfer, ...]:
        """The plan's transfers."""
        return self.plan.transfers.transfers

    def went(self, index: int) -> bool:
        """Whether the turn of the transfer has come, with whatever outcome."""
        return index in self.moved or self.transfers[index].step in self.done

    @cached_property
    def made(self) -> tuple[int, ...]:
        """The transfers that moved something, as far as is known."""
        return tuple(
            index
            for index, one in enumerate(self.transfers)
            if self.moved.get(index, one.volume if one.step in self.done else 0) > 0
        )

    @cached_property
    def received(self) -> frozenset[Place]:
        """The wells that something came into."""
        return frozenset(self.transfers[index].target for index in self.made)

    @cached_property
    def waste(self) -> frozenset[Place]:
        """Troughs that are only ever poured into."""
        pieces = {piece.id: piece.kind for piece in self.plan.transfers.labware}
        drawn = {one.source for one in self.transfers}
        targets = {one.target for one in self.transfers} - drawn
        return frozenset(
            place
            for place in targets
            if place.labware in pieces and labware_kind(pieces[place.labware]).form is LabwareForm.RESERVOIR
        )

    def well(self, index: int) -> Place:
        """The well that lacks something where the transfer was not made: what it goes to, or for waste what it was
        to be taken from.
        """
        one = self.transfers[index]
        return one.source if one.target in self.waste else one.target

    @cached_property
    def lacking(self) -> frozenset[Place]:
        """The wells that lack what was left out: what it should have come to, and whatever is made of that."""
        made = {self.well(index) for index in self.left_out}
        for one in self.transfers if made else ():
            if one.source in made and one.target not in self.waste:
                made.add(one.target)
        return frozenset(made)

    @cached_property
    def lost(self) -> frozenset[Place]:
        """The wells that nobody cares for any more: those given up, and those that lack what was left out."""
        return self.lacking | self.stand_ins.keys()

    def source(self, index: int) -> Place:
        """The well that the transfer would be made from if it were made now."""
        source = self.transfers[index].source
        return self.stand_ins.get(source, source)

    @cached_property
    def dead(self) -> Mapping[str, int]:
        """The pL that cannot be drawn from a well, by piece."""
        return {piece.id: labware_kind(piece.kind).dead for piece in self.plan.transfers.labware}

    @cached_property
    def _book(self) -> Book:
        plan = self.plan.transfers
        made = ((index, self.transfers[index]) for index in self.made)
        went = (replace(one, volume=self.moved.get(index, one.volume)) for index, one in made)
        book = check_plan(replace(plan, transfers=tuple(went))).state
        for place, volume in self.measured.items():
            book.survey(place, volume)
        return book

    def content(self, place: Place) -> Content:
        """What is in a well now."""
        return self._book.content(place)

    @cached_property
    def _reserved(self) -> Mapping[Place, int]:
        found: dict[Place, int] = {}
        for index, one in enumerate(self.transfers):
            if not self.went(index):
                found[one.source] = found.get(one.source, 0) + one.volume
        return found

    def spare(self, place: Place) -> int:
        """The pL in a well that nothing which is still to be done will draw; below 0 where there is too little."""
        return self._book.volume(place) - self._reserved.get(place, 0)
