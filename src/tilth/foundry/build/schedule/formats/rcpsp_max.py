"""Projects with minimum and maximum lags: the ``.SCH`` files of the generator ProGen/max.

The first line has the number n of activities and of renewable resources, and two zeros. Then come n + 2 lines,
from the source 0 to the sink n + 1: the activity, its number of modes (1), how many others it has an arc to, them,
and the weight of each arc in brackets. An arc of weight w from i to j says that j starts at least w after i; where
w is negative, that i starts at most -w after j. Then n + 2 lines of activity, mode, duration and units of each
resource, and a line with the capacities. (Schwindt, Report WIOR-449, Karlsruhe 1995; Kolisch, Schwindt and
Sprecher 1999.)

Activity 3 becomes the operation ``3`` and the first resource ``resource 1``; source and sink stay, as operations
that take no time, the source at 0.
"""

from __future__ import annotations

from tilth.foundry.build.schedule.formats.lines import NumberLines
from tilth.foundry.build.schedule.problem import Job, Lag, Mode, Operation, Point, Problem, Resource, Use

__all__ = ["parse_rcpsp_max"]


def parse_rcpsp_max(text: str, *, file: str) -> Problem:
    """The problem that ``text`` spells. Raises FileError with the line at the first thing wrong."""
    lines = NumberLines(text, file)
    head = lines.take("the numbers of activities and resources")
    if len(head) < 2 or head[0] < 1 or head[1] < 0 or any(head[2:]):
        raise lines.fault(
            "The first line does not hold a number of activities, one of renewable resources, 0 and 0."
        )
    count, kinds = head[0] + 2, head[1]
    lags = [lag for at in range(count) for lag in _arcs(lines, at, count)]
    operations = [_activity(lines, at, kinds, count) for at in range(count)]
    capacities = lines.take("the capacities") if kinds else []
    if len(capacities) != kinds or any(capacity < 0 for capacity in capacities):
        raise lines.fault(f"The line does not hold the capacities of {kinds} resources.")
    resources = tuple(Resource(f"resource {at}", capacity) for at, capacity in enumerate(capacities, 1))
    return Problem(resources, (Job("project"),), tuple(operations), tuple(lags), unit="unit")


def _arcs(lines: NumberLines, at: int, count: int) -> list[Lag]:
    numbers = lines.take(f"the arcs of activity {at}")
    if len(numbers) < 3 or numbers[0] != at:
        raise lines.fault(f"The line is not that of activity {at}.")
    modes, arcs = numbers[1:3]
    if modes != 1:
        raise lines.fault(f"Activity {at} has {modes} modes.", mend="Give a problem with one mode an activity.")
    if arcs < 0 or len(numbers) != 3 + 2 * arcs:
        raise lines.fault(f"Activity {at} has {arcs} arcs, but the line does not hold so many ends and weights.")
    ends, weights = numbers[3 : 3 + arcs], numbers[3 + arcs :]
    for end in ends:
        if not 0 <= end < count:
            raise lines.fault(f"There is no activity {end}.")
    return [_lag(at, end, weight) for end, weight in zip(ends, weights, strict=True)]


def _lag(first: int, second: int, weight: int) -> Lag:
    if weight < 0:
        return Lag(str(second), Point.START, str(first), Point.START, None, -weight)
    return Lag(str(first), Point.START, str(second), Point.START, weight)


def _activity(lines: NumberLines, at: int, kinds: int, count: int) -> Operation:
    numbers = lines.take(f"the needs of activity {at}")
    if len(numbers) != 3 + kinds or numbers[:2] != [at, 1] or min(numbers[2:]) < 0:
        raise lines.fault(f"The line is not activity {at}, mode 1, its duration and units of {kinds} resources.")
    uses = tuple(Use(f"resource {kind}", units) for kind, units in enumerate(numbers[3:], 1) if units)
    title = "source" if not at else "sink" if at == count - 1 else ""
    return Operation(str(at), "project", (Mode(numbers[2], uses),), title=title, latest=None if at else 0)
