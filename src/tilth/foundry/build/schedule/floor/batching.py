"""Plates that several requests share, so that one run of an instrument serves them all.

Where the plates of two requests go through the same protocols on the same instruments, they can be one plate: each
request keeps wells of its own, and no well holds two. A plate is shared only where it can be: nobody waits for the
others longer than ``patience``, no longest wait is broken by filling the plate one request after the other, and no
request ends up waiting for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.wells import Geometry

__all__ = ["PLATE", "Share", "SharedPlate", "operation_id", "share_plates"]

PLATE = Geometry(8, 12)

_Protocol = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a request in a shared plate: its ``wells``, and its operation in each of the plate's runs."""

    request: str
    tenant: str
    wells: tuple[str, ...]
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedPlate:
    """A plate that goes through ``runs``, operations that stand for one of each share, in order. ``title`` names
    no client.
    """

    id: str
    title: str
    runs: tuple[UnitOperation, ...]
    shares: tuple[Share, ...]

    def run_ids(self) -> Mapping[str, str]:
        """The id of the run that stands for each operation of its shares, both as in the scheduling problem."""
        return {
            operation: run.id
            for share in self.shares
            for operation, run in zip(share.operations, self.runs, strict=True)
        }


@dataclass(frozen=True, slots=True)
class _Stage:
    """What one plate of one request goes through that can be shared, earliest at minute ``earliest``."""

    request: QueuedRequest
    operations: tuple[UnitOperation, ...]
    earliest: int

    @property
    def protocols(self) -> tuple[_Protocol, ...]:
        """What has to be the same for a plate to be shared."""
        return tuple(
            (one.instrument, one.protocol, one.minutes, one.skill, one.attended) for one in self.operations
        )


def operation_id(request: str, operation: str) -> str:
    """The id in the scheduling problem of an operation of a request."""
    return f"{request}/{operation}"


def share_plates(
    queue: Iterable[QueuedRequest],
    releases: Mapping[str, int],
    *,
    geometry: Geometry = PLATE,
    patience: int = 1440,
) -> tuple[SharedPlate, ...]:
    """The plates that requests of ``queue`` share, each of at least two.

    First come first served in the order of ``queue``: a stage joins the first plate with the same protocols and
    enough free wells. ``releases`` are the minutes at which requests begin; stages whose earliest starts (by the
    longest path from there) are more than ``patience`` minutes apart do not wait for each other.
    O(stages * plates), and one walk over the operations for every candidate.
    """
    requests = list(queue)
    plates: list[list[_Stage]] = []
    for stage in (stage for one in requests for stage in _stages(one, releases.get(one.id, 0))):
        if 0 < stage.request.wells <= geometry.count:
            fitting = (one for one in plates if _joins(stage, one, plates, requests, geometry, patience))
            joined = next(fitting, None)
            if joined is None:
                plates.append([stage])
            else:
                joined.append(stage)
    shared = [one for one in plates if len(one) > 1]
    return tuple(_plate(number, stages, geometry) for number, stages in enumerate(shared, 1))


def _stages(request: QueuedRequest, release: int) -> Iterator[_Stage]:
    """The operations with a protocol, by the plate they fill (the last of their labware), each in order."""
    earliest = _earliest(request, release)
    by_plate: dict[str, list[UnitOperation]] = {}
    for one in sorted(request.operations, key=lambda one: earliest[one.id]):
        if one.protocol:
            by_plate.setdefault(one.labware[-1] if one.labware else one.id, []).append(one)
    for operations in by_plate.values():
        yield _Stage(request, tuple(operations), earliest[operations[0].id])


def _earliest(request: QueuedRequest, release: int) -> dict[str, int]:
    """The earliest start of each operation by the longest path, as if instruments were never busy or closed."""
    by_id = {one.id: one for one in request.operations}
    found: dict[str, int] = {}
    for id in TopologicalSorter({one.id: one.after for one in request.operations}).static_order():
        before = [found[first] + by_id[first].minutes for first in by_id[id].after]
        found[id] = max([release, *before])
    return found


def _joins(
    stage: _Stage,
    plate: list[_Stage],
    plates: list[list[_Stage]],
    requests: list[QueuedRequest],
    geometry: Geometry,
    patience: int,
) -> bool:
    """Whether ``stage`` can be part of ``plate``."""
    stages = [*plate, stage]
    return (
        plate[0].protocols == stage.protocols
        and all(one.request.id != stage.request.id for one in plate)
        and sum(one.request.wells for one in stages) <= geometry.count
        and max(one.earliest for one in stages) - min(one.earliest for one in stages) <= patience
        and _waits_hold(stages)
        and _has_no_cycle([stages if one is plate else one for one in plates], requests)
    )


def _waits_hold(stages: list[_Stage]) -> bool:
    """Whether each longest wait before or after a run holds when what the others do there comes first, one after
    the other.
    """
    for number in range(len(stages[0].operations)):
        for neighbours in (_before, _after):
            found = [neighbours(stage, stage.operations[number]) for stage in stages]
            together = sum(minutes for minutes, _ in found)
            if any(most is not None and together - minutes > most for minutes, most in found):
                return False
    return True


def _before(stage: _Stage, run: UnitOperation) -> tuple[int, int | None]:
    """How long what comes right before ``run`` outside of the stage takes, and the shortest of its longest
    waits.
    """
    own = {one.id for one in stage.operations}
    first = [one for one in stage.request.operations if one.id in run.after and one.id not in own]
    waits = [one.minutes for one in run.within if one.after not in own]
    return sum(one.minutes for one in first), min(waits, default=None)


def _after(stage: _Stage, run: UnitOperation) -> tuple[int, int | None]:
    """As :func:`_before`, of what comes right after."""
    own = {one.id for one in stage.operations}
    next_ones = [one for one in stage.request.operations if run.id in one.after and one.id not in own]
    waits = [wait.minutes for one in next_ones for wait in one.within if wait.after == run.id]
    return sum(one.minutes for one in next_ones), min(waits, default=None)


def _has_no_cycle(plates: list[list[_Stage]], requests: list[QueuedRequest]) -> bool:
    """Whether some order serves every request when plates are shared like this."""
    runs = {
        operation_id(stage.request.id, one.id): f"{plate} {number}"
        for plate, stages in enumerate(plates)
        for stage in stages
        for number, one in enumerate(stage.operations)
    }
    graph: dict[str, set[str]] = {}
    for request in requests:
        for one in request.operations:
            id = operation_id(request.id, one.id)
            before = (operation_id(request.id, first) for first in one.after)
            graph.setdefault(runs.get(id, id), set()).update(runs.get(first, first) for first in before)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return False
    return True


def _plate(number: int, stages: list[_Stage], geometry: Geometry) -> SharedPlate:
    """The plate, its wells given out down each column, request by request."""
    id = f"shared-{number}"
    shares, at = [], 0
    for stage in stages:
        request = stage.request
        wells = geometry.names[at : at + request.wells]
        operations = tuple(operation_id(request.id, one.id) for one in stage.operations)
        shares.append(Share(request.id, request.tenant, wells, operations))
        at += request.wells
    runs = tuple(
        UnitOperation(
            f"{id}/{step}", one.kind, one.workflow, one.protocol, one.instrument, one.minutes, (id,),
            skill=one.skill, attended=one.attended, protocol=one.protocol,
        )
        for step, one in enumerate(stages[0].operations, 1)
    )  # fmt: skip
    return SharedPlate(id, f"Shared plate {number}", runs, tuple(shares))
