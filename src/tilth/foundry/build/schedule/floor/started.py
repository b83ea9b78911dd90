"""What has started of a plan, when it truly ends, and what was interrupted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from tilth.foundry.build.schedule.floor.happenings import Down, Happening, Overran
from tilth.foundry.build.schedule.problem import Assignment, Operation, Point, Problem, Use
from tilth.kernel.refusal import Refused, refuse

__all__ = ["actual_times", "interrupted_by", "started_by", "use_end", "uses_of"]


def actual_times(planned: Mapping[str, Assignment], happenings: Iterable[Happening]) -> dict[str, Assignment]:
    """The assignments with their true ends, as far as they are known."""
    actual = dict(planned)
    for one in happenings:
        if isinstance(one, Overran) and one.operation in actual:
            known = actual[one.operation]
            actual[one.operation] = replace(known, end=known.end + one.minutes)
    return actual


def started_by(
    problem: Problem, planned: Mapping[str, Assignment], actual: Mapping[str, Assignment], now: int
) -> set[str]:
    """What has started by ``now``: by the plan, except what waits for an overrun, for its result or its
    instrument.

    O(n log n) where nothing overran; else O(s^2) for s operations started.
    """
    due = sorted((one for one in planned.values() if one.start < now), key=lambda one: one.start)
    late = {id for id, one in actual.items() if one.end > planned[id].end}
    if not late:
        return {one.operation for one in due}
    before: dict[str, list[str]] = {}
    for lag in problem.lags:
        ends_first = lag.first_point is Point.END and lag.second_point is Point.START
        if ends_first and lag.least is not None and lag.least >= 0:
            before.setdefault(lag.second, []).append(lag.first)
    for way in problem.transports:
        before.setdefault(way.second, []).append(way.first)
    capacity = {one.id: one.capacity for one in problem.resources}
    by_id = {one.id: one for one in problem.operations}
    found: dict[str, Assignment] = {}
    for one in due:
        waiting = any(
            first not in found or actual[first].end > one.start for first in before.get(one.operation, ())
        )
        if not waiting and _has_room(by_id, capacity, found.values(), one):
            found[one.operation] = actual[one.operation]
    return set(found)


def _has_room(
    operations: Mapping[str, Operation],
    capacity: Mapping[str, int],
    running: Iterable[Assignment],
    one: Assignment,
) -> bool:
    """Whether what ``one`` uses is free at its start beside what is ``running``."""
    for use in uses_of(operations, one):
        begin = one.start + use.offset
        taken = sum(
            other.units
            for assigned in running
            for other in uses_of(operations, assigned)
            if other.resource == use.resource and assigned.start + other.offset <= begin < use_end(assigned, other)
        )
        if taken + use.units > capacity[use.resource]:
            return False
    return True


def uses_of(operations: Mapping[str, Operation], one: Assignment) -> tuple[Use, ...]:
    """What an operation uses in the mode it runs in."""
    return operations[one.operation].modes[one.mode].uses


def use_end(one: Assignment, use: Use) -> int:
    """When a use of a running operation is over, no later than the operation."""
    return one.end if use.length is None else min(one.end, one.start + use.offset + use.length)


def interrupted_by(
    problem: Problem,
    actual: Mapping[str, Assignment],
    going: Collection[str],
    happenings: Iterable[Happening],
) -> set[str] | Refused:
    """What was running where something went down, and has to be done again."""
    operations = {one.id: one for one in problem.operations}
    capacity = {one.id: one.capacity for one in problem.resources}
    found: set[str] = set()
    for down in happenings:
        if not isinstance(down, Down):
            continue
        there = {
            id: use.units
            for id in going
            for use in uses_of(operations, actual[id])
            if use.resource == down.resource
            and actual[id].start + use.offset < down.end
            and use_end(actual[id], use) > down.start
        }
        total = capacity[down.resource]
        units = total if down.units is None else down.units
        found |= set(there) if units >= total else set(down.interrupted) & set(there)
        if units < total and sum(there[id] for id in there if id not in found) > total - units:
            return refuse(
                "replan.interrupted",
                "More runs on {resource} than is left of it, and it is not said what was interrupted.",
                "Name the operations that were running on what went down.",
                "interrupted",
                resource=down.resource,
            )
    return found
