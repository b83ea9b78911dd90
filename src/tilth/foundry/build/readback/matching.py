"""Which reported move is which planned transfer.

They are matched by source and target, in order. Where as many moves are reported as transfers are planned they
pair off one by one; else (a robot that split a transfer into draws) what was moved in all fills the planned ones
in order, and what is left over belongs to the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tilth.foundry.build.readback.report import Moved
from tilth.foundry.build.transfer import Place, Transfer

__all__ = ["Matched", "match"]

_Key = tuple[Place, Place]


@dataclass(frozen=True, slots=True)
class Matched:
    """The move of each planned transfer that has one, by its index; and the moves that match none."""

    moves: Mapping[int, Moved]
    unplanned: tuple[Moved, ...]


def match(planned: Mapping[int, Transfer], moves: Iterable[Moved]) -> Matched:
    """Match ``moves`` to ``planned`` (transfers by their index in the plan). O(transfers + moves)."""
    due: dict[_Key, list[int]] = {}
    for index, one in planned.items():
        due.setdefault((one.source, one.target), []).append(index)
    said: dict[_Key, list[Moved]] = {}
    for move in moves:
        said.setdefault((move.source, move.target), []).append(move)
    found: dict[int, Moved] = {}
    for key, group in said.items():
        indices = due.get(key, [])
        if len(indices) == len(group):
            found.update(zip(indices, group, strict=True))
        elif indices:
            found.update(zip(indices, _poured(group, [planned[index] for index in indices]), strict=False))
    return Matched(found, tuple(move for key, group in said.items() if key not in due for move in group))


def _poured(group: Sequence[Moved], planned: Sequence[Transfer]) -> list[Moved]:
    """What was moved in all, poured into the planned transfers in order; a transfer that gets none and for which
    no failed move is left is not in the answer, nor is any after it.
    """
    total = sum(move.moved for move in group)
    failed = [move for move in group if move.code]
    found: list[Moved] = []
    for number, one in enumerate(planned):
        last = number == len(planned) - 1
        moved = total if last else min(total, one.volume)
        total -= moved
        if moved == 0 and not failed:
            break
        short = moved < one.volume and failed
        words = failed.pop(0) if short else group[-1]
        code, status = (words.code, words.status) if short else ("", "")
        found.append(replace(group[-1], asked=one.volume, moved=moved, code=code, status=status))
    return found
