"""Minutes of a schedule and instants of the clock, each from the other.

Minute 0 is an instant. Minutes are minutes of real time: a night in which the clocks are put forward is an hour
shorter than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tilth.kernel.errors import OptionError

__all__ = ["TimeAxis", "zone_of"]

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The axis whose minute 0 is ``zero``, read on clocks of ``zone`` (an IANA name such as ``Asia/Shanghai``).

    Raises OptionError where ``zero`` has no time zone or ``zone`` does not exist.
    """

    zero: datetime
    zone: str

    def __post_init__(self) -> None:
        _require_zone(self.zero)
        zone_of(self.zone)

    def minute(self, moment: datetime) -> int:
        """The minute that holds ``moment``: negative before minute 0. Raises OptionError where it has no zone."""
        _require_zone(moment)
        return (moment.astimezone(UTC) - self.zero.astimezone(UTC)) // _MINUTE

    def moment(self, minute: int) -> datetime:
        """The instant at which ``minute`` begins, on the clocks of the zone."""
        return (self.zero.astimezone(UTC) + minute * _MINUTE).astimezone(zone_of(self.zone))


def zone_of(name: str) -> ZoneInfo:
    """The time zone ``name``. Raises OptionError where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OptionError(
            "floor.zone",
            f"There is no time zone {name!r}.",
            mend="Give a name from the IANA list, such as Asia/Shanghai.",
            data={"zone": name},
        ) from error


def _require_zone(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise OptionError(
            "floor.naive",
            f"{moment.isoformat()} has no time zone, so it is no instant.",
            mend="Give the offset, such as +08:00.",
        )
