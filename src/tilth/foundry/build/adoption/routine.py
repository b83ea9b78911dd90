"""The work of a request whose plan is not compiled yet: the foundry's routine, scaled by its number of constructs.

So that a request is in the schedule from the day it is queued. The times are an example made for Tilth; once a run
of the request is planned, its own operations take their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from tilth.foundry.build.inventory.stock import Demand
from tilth.foundry.build.operation import UnitOperation, Within
from tilth.foundry.build.volume import UL

__all__ = ["REAGENTS", "WELLS", "routine", "routine_demands"]

WELLS = 96
"""Constructs that one plate takes."""

REAGENTS: Mapping[str, int] = MappingProxyType(
    {
        "T4 DNA ligase buffer, 10x": 2 * UL,
        "BsaI-HFv2": 1 * UL,
        "T4 DNA ligase": 1 * UL,
        "Competent cells": 25 * UL,
    }
)
"""What one construct takes of each reagent, in pL: the Golden Gate recipe of Tilth, and a transformation."""

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of the routine, with the plates it ``holds``. It lasts ``base`` minutes and ``each`` for a construct
    of the plate; ``wait`` is how long after the step before it may begin at the latest.
    """

    key: str
    kind: str
    workflow: str
    title: str
    instrument: str
    holds: tuple[str, ...]
    base: int
    each: float = 0.0
    skill: str = ""
    attended: int = 0
    wait: int | None = None
    protocol: str = ""


_STEPS = (
    _Step("dispense", "UHW030", "WB030", "Dispense parts and master mix", "acoustic_dispenser", ("assembly",),
          15, 0.25, "automation", 10),
    _Step("assemble", "UHW100", "WB030", "Assemble: cycles of 37 and 16 °C", "thermocycler", ("assembly",),
          210, wait=60, protocol="Golden Gate assembly, 30 cycles"),
    _Step("transform", "UHW400", "WB120", "Transform and plate", "bench", ("assembly", "agar"),
          60, 0.5, "bench", 90, wait=12 * 60),
    _Step("plates", "UHW180", "WB130", "Incubate plates overnight", "incubator", ("agar",), 16 * 60, wait=60),
    _Step("pick", "UHW060", "WB125", "Pick colonies", "colony_picker", ("agar", "culture"),
          20, 0.5, "automation", 10, wait=3 * _DAY),
    _Step("grow", "UHW180", "WB140", "Grow cultures overnight", "incubator", ("culture",), 18 * 60, wait=60),
    _Step("miniprep", "UHW010", "WB045", "Extract plasmids", "liquid_handler", ("culture", "plasmid"),
          60, 0.6, "automation", 15, wait=_DAY),
    _Step("sequence", "UHW270", "WT010", "Sequence", "sequencer", ("plasmid",),
          10 * 60, 1.0, "sequencing", 30, wait=7 * _DAY),
)  # fmt: skip


def routine(constructs: int) -> tuple[UnitOperation, ...]:
    """The operations for ``constructs`` (at least one is assumed), plate by plate.

    Ids are those of the steps (``dispense``) and, from the second plate on, ``dispense-2``. O(plates).
    """
    count = max(1, constructs)
    found: list[UnitOperation] = []
    for plate in range(ceil(count / WELLS)):
        suffix = f"-{plate + 1}" if plate else ""
        before = ""
        for step in _STEPS:
            found.append(_operation(step, suffix, min(WELLS, count - plate * WELLS), before))
            before = found[-1].id
    return tuple(found)


def routine_demands(request: str, constructs: int) -> tuple[Demand, ...]:
    """What ``constructs`` (at least one is assumed) of ``request`` take out of stock, without losses."""
    count = max(1, constructs)
    return tuple(Demand(request, liquid, count * volume) for liquid, volume in REAGENTS.items())


def _operation(step: _Step, suffix: str, wells: int, before: str) -> UnitOperation:
    minutes = step.base + ceil(step.each * wells)
    return UnitOperation(
        f"{step.key}{suffix}", step.kind, step.workflow, step.title, step.instrument, minutes,
        labware=tuple(f"{one}{suffix}" for one in step.holds),
        after=(before,) if before else (),
        within=(Within(before, step.wait),) if before and step.wait is not None else (),
        skill=step.skill, attended=min(step.attended, minutes), protocol=step.protocol,
    )  # fmt: skip
