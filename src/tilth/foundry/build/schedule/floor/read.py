"""A floor as a TOML file.

``floor.toml`` beside this module, an example, shows every kind of entry. Whatever is wrong with a file is one
FileError that names the entry and its line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, time
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec

from tilth.foundry.build.schedule.floor.closures import CALENDARS
from tilth.foundry.build.schedule.floor.durations import Durations, Empirical, Pert, Spread
from tilth.foundry.build.schedule.floor.model import Floor, Hours, Instrument, Maintenance, Person, Span
from tilth.foundry.build.schedule.floor.time_axis import zone_of
from tilth.kernel.errors import OptionError
from tilth.kernel.files import read_text
from tilth.kernel.toml_file import TomlFile

__all__ = ["default_floor", "default_floor_text", "parse_floor", "read_floor"]

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Key = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$")]
_Factor = Annotated[float, msgspec.Meta(gt=0)]
_Time = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_Span = Annotated[str, msgspec.Meta(pattern=f"^{_Time}-{_Time}$")]
_Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class _Hours(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    key: _Key
    spans: Annotated[tuple[_Span, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="open")
    days: str | tuple[_Day, ...] = ("mon", "tue", "wed", "thu", "fri")


class _Out(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    start: datetime = msgspec.field(name="from")
    end: datetime = msgspec.field(name="to")
    title: str = ""


class _Instrument(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: _Key
    kind: _Key
    title: str = ""
    slots: Annotated[int, msgspec.Meta(ge=1)] = 1
    site: str = ""
    hours: str = ""
    maintenance: tuple[_Out, ...] = ()


class _Person(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: _Key
    skills: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1)]
    hours: str = ""
    site: str = ""


class _Travel(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    first: _Text = msgspec.field(name="from")
    second: _Text = msgspec.field(name="to")
    minutes: Annotated[int, msgspec.Meta(ge=0)] = 0


class _Share(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    tenant: _Text
    share: Annotated[float, msgspec.Meta(gt=0)]


class _Duration(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    instrument: _Key
    least: _Factor | None = None
    usual: _Factor | None = None
    most: _Factor | None = None
    measured: tuple[_Factor, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    name: _Text
    zone: _Text
    instruments: Annotated[tuple[_Instrument, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="instrument")
    people: tuple[_Person, ...] = msgspec.field(name="person", default=())
    hours: tuple[_Hours, ...] = ()
    travel: tuple[_Travel, ...] = ()
    shares: tuple[_Share, ...] = msgspec.field(name="share", default=())
    durations: tuple[_Duration, ...] = msgspec.field(name="duration", default=())
    half_life: Annotated[float, msgspec.Meta(gt=0)] = 30.0


_FLOOR = TomlFile(
    "floor",
    "The floor",
    "See docs/reference/foundry-build-floor.md for what may stand there.",
    {
        "days": 'Write a list such as ["mon", "tue"], or the name of a calendar: ' + ", ".join(CALENDARS) + ".",
        "half_life": "Give days above 0, such as 30.",
        "hours": "Name the key of an [[hours]] entry.",
        "id": "Use letters, digits, ., - and _, and each id once.",
        "key": "Use letters, digits, ., - and _, and each key once.",
        "least": "Give least, usual and most in ascending order and above 0, or measured.",
        "open": 'Write spans such as "08:30-12:00".',
        "site": "Name the site of an instrument.",
        "slots": "Write a whole number from 1.",
        "to": "Write a time after from.",
        "zone": "Give a name from the IANA list, such as Asia/Shanghai.",
    },
)


def default_floor_text() -> str:
    """The file of the example floor, to start one's own from."""
    return files("tilth.foundry.build.schedule.floor").joinpath("floor.toml").read_text("utf-8")


def default_floor() -> Floor:
    """The example floor: plausible figures, nobody's real one."""
    return parse_floor(default_floor_text(), file="floor.toml")


def read_floor(path: str | os.PathLike[str]) -> Floor:
    """The floor in the file ``path``. Raises FileError where it cannot be read."""
    text = read_text(path, code="floor")
    return parse_floor(text, file=str(path))


def parse_floor(text: str, *, file: str) -> Floor:
    """The floor that ``text`` spells. Raises FileError, with the line, at the first thing that is wrong."""
    raw = _FLOOR.read(text, _File, file=file)
    for path, explanation in _contradictions(raw):
        raise _FLOOR.fault(text, path, explanation, file=file)
    return _floor(raw)


def _floor(raw: _File) -> Floor:
    ways = {(one.first, one.second): one.minutes for one in raw.travel}
    back = {(second, first): minutes for (first, second), minutes in ways.items()}
    return Floor(
        raw.name,
        raw.zone,
        tuple(_instrument(one, raw.zone) for one in raw.instruments),
        tuple(Person(one.id, frozenset(one.skills), one.hours, one.site) for one in raw.people),
        tuple(_hours(one) for one in raw.hours),
        MappingProxyType({**back, **ways}),
        MappingProxyType({one.tenant: one.share for one in raw.shares}),
        Durations(MappingProxyType({one.instrument: _spread(one) for one in raw.durations})),
        raw.half_life,
    )


def _instrument(raw: _Instrument, zone: str) -> Instrument:
    out = tuple(Maintenance(_aware(one.start, zone), _aware(one.end, zone), one.title) for one in raw.maintenance)
    return Instrument(raw.id, raw.kind, raw.title, raw.slots, raw.site, raw.hours, out)


def _aware(moment: datetime, zone: str) -> datetime:
    """``moment``; on the clocks of the floor where it names no offset."""
    return moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))


def _hours(raw: _Hours) -> Hours:
    spans = tuple(Span(*map(time.fromisoformat, span.split("-"))) for span in raw.spans)
    if isinstance(raw.days, str):
        return Hours(raw.key, spans, calendar=raw.days)
    return Hours(raw.key, spans, frozenset(map(_DAYS.index, raw.days)))


def _spread(raw: _Duration) -> Spread:
    if raw.measured:
        return Empirical(raw.measured)
    return Pert(*_points(raw))


def _points(raw: _Duration) -> tuple[float, ...]:
    return tuple(one for one in (raw.least, raw.usual, raw.most) if one is not None)


def _contradictions(raw: _File) -> Iterator[tuple[str, str]]:
    """What the types cannot say: each as the path of the entry and what is wrong with it."""
    try:
        zone_of(raw.zone)
    except OptionError as error:
        yield "zone", error.message[0].lower() + error.message[1:].rstrip(".")
    yield from _repeated(raw)
    known = {one.key for one in raw.hours}
    asked = [(f"instrument[{at}].hours", one.hours) for at, one in enumerate(raw.instruments)]
    asked += [(f"person[{at}].hours", one.hours) for at, one in enumerate(raw.people)]
    for path, key in asked:
        if key and key not in known:
            yield path, f"there are no hours {key!r}"
    for at, hours in enumerate(raw.hours):
        if isinstance(hours.days, str) and hours.days not in CALENDARS:
            yield f"hours[{at}].days", f"there is no calendar {hours.days!r}"
    for at, instrument in enumerate(raw.instruments):
        for out in instrument.maintenance:
            if _aware(out.end, raw.zone) <= _aware(out.start, raw.zone):
                yield f"instrument[{at}].maintenance[0].to", "a maintenance ends before it begins"
    sites = {one.site for one in raw.instruments}
    for at, person in enumerate(raw.people):
        if person.site and person.site not in sites:
            yield f"person[{at}].site", f"no instrument stands at {person.site!r}"
    for at, duration in enumerate(raw.durations):
        points = _points(duration)
        ordered = len(points) == 3 and list(points) == sorted(points)
        if (bool(points) and not ordered) or bool(points) == bool(duration.measured):
            yield f"duration[{at}].least", "least, usual and most (or else measured) are not what they must be"


def _repeated(raw: _File) -> Iterator[tuple[str, str]]:
    ids = [(f"instrument[{at}].id", one.id) for at, one in enumerate(raw.instruments)]
    ids += [(f"person[{at}].id", one.id) for at, one in enumerate(raw.people)]
    keys = [(f"hours[{at}].key", one.key) for at, one in enumerate(raw.hours)]
    for names in (ids, keys):
        seen: set[str] = set()
        for path, name in names:
            if name in seen:
                yield path, f"{name!r} was used before"
            seen.add(name)
