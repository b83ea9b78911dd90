"""Why a liquid cannot be moved: each reason names the well, the liquid and the amount."""

from __future__ import annotations

from datetime import date

from tilth.foundry.build.ledger.contents import Lot
from tilth.foundry.build.volume import format_volume
from tilth.kernel.refusal import Reason

__all__ = [
    "dead_volume",
    "expired",
    "no_volume",
    "over_fill",
    "overdraw",
    "same_well",
    "thawed_out",
    "unknown_labware",
    "unknown_well",
    "withdrawn",
]


def overdraw(well: str, liquid: str, asked: int, held: int, dead: int = 0) -> Reason:
    """More is asked for than the well holds, of which ``dead`` cannot be drawn: to be filled in as well."""
    more = asked - held + dead
    return Reason(
        "ledger.overdraw",
        "{asked} of {liquid} are to be drawn from {well}, which holds {available}; {missing} are missing.",
        "Fill {more} more into {well}, or draw less.",
        well,
        {
            **_amounts(well, liquid, asked, held),
            "dead": format_volume(dead),
            "dead_pl": dead,
            "more": format_volume(more),
            "more_pl": more,
        },
    )


def dead_volume(well: str, liquid: str, asked: int, held: int, dead: int) -> Reason:
    """What is asked for is there, but a part of it cannot be drawn."""
    return Reason(
        "ledger.dead_volume",
        "{asked} of {liquid} are to be drawn from {well}, which holds {held}; {dead} of it cannot be drawn, so "
        "{missing} are missing.",
        "Fill {missing} more into {well}, draw less, or use labware with a smaller dead volume.",
        well,
        {
            **_amounts(well, liquid, asked, max(0, held - dead)),
            "held": format_volume(held),
            "dead": format_volume(dead),
            "held_pl": held,
            "dead_pl": dead,
        },
    )


def over_fill(well: str, liquid: str, asked: int, held: int, capacity: int) -> Reason:
    """The well cannot hold what comes."""
    return Reason(
        "ledger.over_fill",
        "{asked} of {liquid} are to go into {well}, which holds {held} of at most {capacity}; {excess} are too "
        "much.",
        "Put less into {well}, or use labware that holds more.",
        well,
        {
            "well": well,
            "liquid": liquid,
            "asked": format_volume(asked),
            "held": format_volume(held),
            "capacity": format_volume(capacity),
            "excess": format_volume(held + asked - capacity),
            "asked_pl": asked,
            "held_pl": held,
            "capacity_pl": capacity,
            "excess_pl": held + asked - capacity,
        },
    )


def no_volume(well: str, liquid: str, asked: int) -> Reason:
    """Nothing, or less than nothing, is to be moved."""
    return Reason(
        "ledger.no_volume",
        "{asked} of {liquid} at {well} is no volume that can be moved.",
        "Give a volume above 0.",
        well,
        {"well": well, "liquid": liquid, "asked": format_volume(asked), "asked_pl": asked},
    )


def same_well(well: str, liquid: str, asked: int) -> Reason:
    """Source and target are one."""
    return Reason(
        "ledger.same_well",
        "{asked} of {liquid} are to go from {well} into itself.",
        "Name another target; mixing is no transfer.",
        well,
        {"well": well, "liquid": liquid, "asked": format_volume(asked), "asked_pl": asked},
    )


def unknown_labware(labware: str, well: str, known: tuple[str, ...]) -> Reason:
    """No such piece stands on the bench."""
    return Reason(
        "ledger.unknown_labware",
        "There is no labware {labware}, of which the well {well} is named.",
        "Name one of: {known}.",
        f"{labware}:{well}",
        {"labware": labware, "well": well, "known": ", ".join(known)},
    )


def unknown_well(labware: str, well: str, last: str) -> Reason:
    """The piece has no such well."""
    return Reason(
        "ledger.unknown_well",
        "{labware} has no well {well}.",
        "Name a well from A1 to {last}.",
        f"{labware}:{well}",
        {"labware": labware, "well": well, "last": last},
    )


def expired(well: str, lot: Lot, on: date, asked: int) -> Reason:
    """The lot may not be used on that day."""
    last = "" if lot.expires is None else lot.expires.isoformat()
    return Reason(
        "ledger.expired",
        "{well} was filled with lot {lot} of {liquid}, which could be used up to {expires}, not on {on}; {asked} "
        "are to be drawn.",
        "Fill {well} with a lot that is still good.",
        well,
        {**_of_lot(well, lot, asked), "expires": last, "on": on.isoformat()},
    )


def thawed_out(well: str, lot: Lot, asked: int) -> Reason:
    """The lot was frozen and thawed as often as it may be."""
    return Reason(
        "ledger.thawed_out",
        "{well} was filled with lot {lot} of {liquid}, which was thawed {thaws} times of at most {most}; {asked} "
        "are to be drawn.",
        "Fill {well} from a tube that was thawed less often.",
        well,
        {**_of_lot(well, lot, asked), "thaws": lot.thaws, "most": lot.most_thaws},
    )


def withdrawn(well: str, lot: Lot, asked: int) -> Reason:
    """Nobody may use the lot any more."""
    return Reason(
        "ledger.withdrawn",
        "{well} was filled with lot {lot} of {liquid}, which was withdrawn: {why} {asked} are to be drawn.",
        "Put it away, and fill {well} with another lot.",
        well,
        {**_of_lot(well, lot, asked), "why": lot.withdrawn},
    )


def _of_lot(well: str, lot: Lot, asked: int) -> dict[str, str | int | None]:
    named = {"well": well, "lot": lot.id, "liquid": lot.liquid}
    return {**named, "asked": format_volume(asked), "asked_pl": asked}


def _amounts(well: str, liquid: str, asked: int, available: int) -> dict[str, str | int]:
    return {
        "well": well,
        "liquid": liquid,
        "asked": format_volume(asked),
        "available": format_volume(available),
        "missing": format_volume(asked - available),
        "asked_pl": asked,
        "available_pl": available,
        "missing_pl": asked - available,
    }
