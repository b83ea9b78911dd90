"""The verdict on one sequence: a match is a hit, what could not be searched or is odd goes to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tilth.approval.screening.coding import code
from tilth.approval.screening.hits import in_one
from tilth.approval.screening.model import Hit, Query, QueryScreen, Status
from tilth.kernel.refusal import Reason, refuse

__all__ = ["Findings", "verdict"]


@dataclass(slots=True)
class Findings:
    """What the layers found in a query. ``near`` are pieces of a window whose rest is found in any sequence;
    ``unusual`` is a query that is like nothing in the mounted reference.
    """

    query: Query
    exact: list[Hit] = field(default_factory=list)
    frames: list[Hit] = field(default_factory=list)
    diverged: list[Hit] = field(default_factory=list)
    split: list[Hit] = field(default_factory=list)
    near: list[Hit] = field(default_factory=list)
    unusual: bool = False

    @property
    def located(self) -> tuple[list[Hit], list[Hit], list[Hit]]:
        """The matches of whole windows, by layer."""
        return self.exact, self.frames, self.diverged


def verdict(found: Findings, window: int, whole: tuple[Hit, ...]) -> QueryScreen:
    """The verdict, where ``whole`` are the matches of whole windows, each told once."""
    matches = tuple(_matches(found, window))
    doubts = tuple(_doubts(found, window))
    status = Status.HIT if matches else Status.REVIEW if doubts else Status.CLEAR
    return QueryScreen(
        name=found.query.name,
        length=len(found.query.sequence),
        status=status,
        hits=(*whole, *in_one(found.split), *in_one(found.near)),
        reasons=(*matches, *doubts),
    )


def _matches(found: Findings, window: int) -> Iterator[Reason]:
    if found.exact:
        yield from refuse(
            "approval.screening.hit.exact",
            "It matches the database over {window} nt or more.",
            "Have the biosafety officer look at the match, or order another sequence.",
            window=window,
        ).reasons
    if found.frames and not found.exact:
        yield from refuse(
            "approval.screening.hit.frames",
            "It codes for {acids} amino acids or more that a sequence of the database codes for.",
            "Have the biosafety officer look at the match, or order another sequence.",
            acids=window // 3,
        ).reasons
    if found.diverged and not (found.exact or found.frames):
        yield from refuse(
            "approval.screening.hit.diverged",
            "It is like a sequence of the database over {window} nt or more.",
            "Have the biosafety officer look at the match, or order another sequence.",
            window=window,
        ).reasons
    if found.split:
        yield from refuse(
            "approval.screening.hit.split",
            "Together with {others} it makes up a match of {window} nt or more.",
            "Have the biosafety officer look at all of them.",
            window=window,
            others=_named(found.split),
        ).reasons


def _doubts(found: Findings, window: int) -> Iterator[Reason]:
    sequence = found.query.sequence
    if len(sequence) < window:
        yield from refuse(
            "approval.screening.review.short",
            "It has {length} nt, fewer than the window of {window} nt: too short to be screened.",
            "Have the biosafety officer look at what it is for.",
            length=len(sequence),
            window=window,
        ).reasons
    uncertain = int((code(sequence) > 3).sum())
    if uncertain:
        yield from refuse(
            "approval.screening.review.ambiguous",
            "It holds ambiguity codes ({count}): the sequences that they stand for were not screened.",
            "Order each sequence by itself, or have the biosafety officer look at it.",
            count=uncertain,
        ).reasons
    if found.near:
        yield from refuse(
            "approval.screening.review.near",
            "With a few bases of {others} it makes up a match of {window} nt, which may be chance.",
            "Have the biosafety officer look at both.",
            window=window,
            others=_named(found.near),
        ).reasons
    if found.unusual:
        yield from refuse(
            "approval.screening.review.unusual",
            "It is like nothing in the database and the reference, which is unusual.",
            "Have the biosafety officer look at what it is.",
        ).reasons


def _named(hits: list[Hit]) -> str:
    """The partners of split matches, by name: the first three, and how many more."""
    names = sorted({name for hit in hits for name in hit.partners})
    shown = ", ".join(names[:3]) or "another piece of itself"
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
