"""Like instruments as one resource with as many units, and like people as one.

Instruments are alike where kind, title, site, hours and maintenance are the same; people where skills, hours and
site are. The id of a pool is those of its members, joined by ``+``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from tilth.foundry.build.schedule.floor.closures import Closures, closures
from tilth.foundry.build.schedule.floor.model import Floor, Hours, Instrument, Person
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis
from tilth.foundry.build.schedule.problem import Resource

__all__ = ["Pools", "pools_of"]


@dataclass(frozen=True, slots=True)
class Pools:
    """The ``resources`` of a floor over a horizon. ``kinds`` maps a kind of instrument to the ids of its pools,
    ``skills`` a skill to those of the groups that have it, ``members`` a pool to its instruments or people.
    ``provisional`` and ``disputed`` are as in :class:`~.closures.Closures`.
    """

    resources: Mapping[str, Resource]
    kinds: Mapping[str, tuple[str, ...]]
    skills: Mapping[str, tuple[str, ...]]
    members: Mapping[str, tuple[str, ...]]
    provisional: date | None = None
    disputed: tuple[date, ...] = ()


def pools_of(floor: Floor, axis: TimeAxis, horizon: int) -> Pools:
    """The pools of ``floor``, closed as its hours and maintenance say up to minute ``horizon``."""
    machines: dict[object, list[Instrument]] = {}
    for one in floor.instruments:
        machines.setdefault((one.kind, one.title, one.site, one.hours, one.maintenance), []).append(one)
    people: dict[object, list[Person]] = {}
    for who in floor.people:
        people.setdefault((who.skills, who.hours, who.site), []).append(who)
    shut = {key: closures(floor.hours_of(key), (), axis, horizon) for key in _hours(floor)}
    resources = [_machines(group, floor.hours_of(group[0].hours), axis, horizon) for group in machines.values()]
    resources += [_people(group, shut[group[0].hours]) for group in people.values()]
    kinds: dict[str, list[str]] = {}
    for group in machines.values():
        kinds.setdefault(group[0].kind, []).append(_joined(one.id for one in group))
    skills: dict[str, list[str]] = {}
    for crew in people.values():
        for skill in sorted(crew[0].skills):
            skills.setdefault(skill, []).append(_joined(one.id for one in crew))
    return Pools(
        MappingProxyType({one.id: one for one in resources}),
        MappingProxyType({kind: tuple(ids) for kind, ids in kinds.items()}),
        MappingProxyType({skill: tuple(ids) for skill, ids in skills.items()}),
        MappingProxyType({one.id: tuple(one.id.split("+")) for one in resources}),
        min((one.provisional for one in shut.values() if one.provisional), default=None),
        tuple(sorted({day for one in shut.values() for day in one.disputed})),
    )


def _hours(floor: Floor) -> list[str]:
    return sorted({one.hours for one in floor.instruments} | {one.hours for one in floor.people})


def _machines(group: list[Instrument], hours: Hours | None, axis: TimeAxis, horizon: int) -> Resource:
    first = group[0]
    return Resource(
        _joined(one.id for one in group),
        sum(one.slots for one in group),
        closures(hours, first.maintenance, axis, horizon).windows,
        first.site,
        (first.title or first.kind) + (f" ({len(group)})" if len(group) > 1 else ""),
    )


def _people(group: list[Person], shut: Closures) -> Resource:
    title = f"People: {', '.join(sorted(group[0].skills))}"
    return Resource(_joined(one.id for one in group), len(group), shut.windows, group[0].site, title)


def _joined(ids: Iterable[str]) -> str:
    return "+".join(ids)
