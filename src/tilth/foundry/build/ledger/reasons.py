"""Why a liquid cannot be moved: each reason names the well, the liquid and the amount."""

from __future__ import annotations

from datetime import date

from tilth.foundry.build.ledger.contents import Lot
from tilth.foundry.build.ledger.facts import Aliquot
from tilth.foundry.build.volume import format_volume
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason

__all__ = [
    "dead_volume",
    "no_volume",
    "over_fill",
    "overdraw",
    "same_well",
    "unknown_labware",
    "unknown_lot",
    "unknown_well",
    "unusable_lot",
    "unusable_sample",
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


def unknown_lot(well: str, liquid: str, lot: str, filled: int) -> Reason:
    """There is no such lot, so nobody can say whether it may be used."""
    return Reason(
        "ledger.unknown_lot",
        "{well} is filled with {filled} of lot {lot} of {liquid}, and there is no such lot.",
        "Receive lot {lot} into stock, or name the lot that {well} holds.",
        well,
        {"well": well, "liquid": liquid, "lot": lot, "filled": format_volume(filled), "filled_pl": filled},
    )


def unusable_lot(well: str, lot: Lot, on: date | None, asked: int) -> Reason | None:
    """Why nothing of the lot may be drawn on the day ``on`` (None: on any); None where it may."""
    if lot.withdrawn:
        return _withdrawn(well, lot, asked)
    if on is not None and lot.expires is not None and on > lot.expires:
        return _expired(well, lot, lot.expires, on, asked)
    if lot.most_thaws is not None and lot.thaws > lot.most_thaws:
        return _thawed_out(well, lot, lot.most_thaws, asked)
    return None


def unusable_sample(well: str, sample: Aliquot, on: date | None, asked: int) -> Reason | None:
    """The same of the sample in the well."""
    named: dict[str, Fact] = {
        "well": well, "sample": sample.name, "asked": format_volume(asked), "asked_pl": asked
    }  # fmt: skip
    if on is not None and sample.expires is not None and on > sample.expires:
        return Reason(
            "ledger.sample_expired",
            "{well} holds the sample {sample}, which could be used up to {expires}, not on {on}; {asked} are to "
            "be drawn.",
            "Fill {well} with a sample that is still good, or draw from another well.",
            well,
            {**named, "expires": sample.expires.isoformat(), "on": on.isoformat()},
        )
    if sample.most_thaws is not None and sample.thaws > sample.most_thaws:
        return Reason(
            "ledger.sample_thawed_out",
            "{well} holds the sample {sample}, which was thawed {thaws} times of at most {most}; {asked} are to "
            "be drawn.",
            "Fill {well} from a tube that was thawed less often.",
            well,
            {**named, "thaws": sample.thaws, "most": sample.most_thaws},
        )
    return None


def _expired(well: str, lot: Lot, expires: date, on: date, asked: int) -> Reason:
    return Reason(
        "ledger.expired",
        "{well} was filled with lot {lot} of {liquid}, which could be used up to {expires}, not on {on}; {asked} "
        "are to be drawn.",
        "Fill {well} with a lot that is still good.",
        well,
        {**_of_lot(well, lot, asked), "expires": expires.isoformat(), "on": on.isoformat()},
    )


def _thawed_out(well: str, lot: Lot, most: int, asked: int) -> Reason:
    return Reason(
        "ledger.thawed_out",
        "{well} was filled with lot {lot} of {liquid}, which was thawed {thaws} times of at most {most}; {asked} "
        "are to be drawn.",
        "Fill {well} from a tube that was thawed less often.",
        well,
        {**_of_lot(well, lot, asked), "thaws": lot.thaws, "most": most},
    )


def _withdrawn(well: str, lot: Lot, asked: int) -> Reason:
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
