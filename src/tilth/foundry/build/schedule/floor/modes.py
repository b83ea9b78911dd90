"""The ways of doing an operation on a floor: on which pool of instruments, with whom."""

from __future__ import annotations

from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.schedule.floor.pools import Pools
from tilth.foundry.build.schedule.problem import Mode, Resource, Use
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason

__all__ = ["modes_of"]


def modes_of(operation: UnitOperation, pools: Pools) -> tuple[Mode, ...] | Reason:
    """Every mode of ``operation``, the instrument its first use; or why there is none: no such instrument, nobody
    with the skill, nobody at its site, or no opening long enough.
    """
    machines = [pools.resources[id] for id in pools.kinds.get(operation.instrument, ())]
    facts: dict[str, Fact] = {
        "operation": operation.id,
        "instrument": operation.instrument,
        "skill": operation.skill,
        "minutes": operation.minutes,
    }
    if not machines:
        return Reason(
            "floor.instrument", "The floor has no {instrument}, which {operation} needs.",
            "Add the instrument to the floor, or have the work done elsewhere.", operation.id, facts,
        )  # fmt: skip
    attended = min(operation.attended, operation.minutes)
    if not (operation.skill and attended):
        found = [Mode(operation.minutes, (Use(machine.id),)) for machine in machines]
    else:
        people = [pools.resources[id] for id in pools.skills.get(operation.skill, ())]
        length = attended if attended < operation.minutes else None
        found = [
            Mode(operation.minutes, (Use(machine.id), Use(crew.id, length=length)))
            for machine in machines
            for crew in people
            if not (machine.site and crew.site) or machine.site == crew.site
        ]
        if not found:
            return Reason(
                "floor.skill", "Nobody with the skill {skill} works where {operation} is done.",
                "Name somebody with this skill on the floor.", operation.id, facts,
            )  # fmt: skip
    fitting = tuple(
        mode for mode in found if all(_fits(one, mode, pools.resources[one.resource]) for one in mode.uses)
    )
    return fitting or Reason(
        "floor.too_long", "{operation} takes {minutes} minutes, and nothing is open for so long.",
        "Open longer, or divide the operation.", operation.id, facts,
    )  # fmt: skip


def _fits(use: Use, mode: Mode, resource: Resource) -> bool:
    """Whether some opening of ``resource`` is as long as the use; after the last window it is open for ever, which
    does not count where it has any.
    """
    need = mode.duration if use.length is None else use.length
    if not resource.closed:
        return True
    starts = [0, *(window.end for window in resource.closed[:-1])]
    openings = (window.start - start for start, window in zip(starts, resource.closed, strict=True))
    return max(openings) >= need
