"""What a damaged stream is answered with, and the refusals that all kinds of things kept share."""

from __future__ import annotations

from decimal import Decimal

from tilth.foundry.build.inventory.model import CONCENTRATION_LEAST, CONCENTRATION_MOST, VOLUME_MOST
from tilth.foundry.build.volume import format_volume
from tilth.kernel.errors import IntegrityError
from tilth.kernel.journal import Happening
from tilth.kernel.refusal import Refused, refuse

__all__ = ["damaged", "exists", "missing", "no_concentration", "no_volume", "unreasoned"]


def damaged(kind: str, event: Happening) -> IntegrityError:
    """That ``event`` cannot follow in a stream of this kind."""
    return IntegrityError(
        f"{kind}.history",
        f"The event {event.TYPE} cannot follow here.",
        mend="Run `tilth journal verify`, and restore the journal from a backup if it is broken.",
        data={"type": event.TYPE},
    )


def missing(kind: str, command: str) -> Refused:
    """That there is nothing yet for the command."""
    return refuse(
        f"{kind}.missing",
        "There is no such {kind} for the command {command}.",
        "Scan or choose one that is registered.",
        kind=kind,
        command=command,
    )


def exists(kind: str, id: str) -> Refused:
    """That the id is taken."""
    return refuse(
        f"{kind}.exists",
        "The {kind} {id} is there already.",
        "Use the one that is there, or another id.",
        "id",
        kind=kind,
        id=id,
    )


def unreasoned(kind: str, reason: str) -> Refused | None:
    """That no reason is given, or None where one is."""
    if reason.strip():
        return None
    return refuse(f"{kind}.no_reason", "No reason is given.", "Say why, for whoever asks later.", "reason")


def no_concentration(kind: str, concentration: Decimal | None) -> Refused | None:
    """That so many ng/uL are no concentration, or None where they are, or nothing is said."""
    if concentration is None or CONCENTRATION_LEAST <= concentration <= CONCENTRATION_MOST:
        return None
    return refuse(
        f"{kind}.concentration",
        "{concentration} ng/uL is no concentration.",
        "Give ng/uL from 0.001 to 1,000,000, or leave it out.",
        "concentration",
        concentration=str(concentration),
    )


def no_volume(kind: str, volume: int, *, least: int = 1) -> Refused | None:
    """That ``volume`` pL is none that can be recorded, or None where it is."""
    if least <= volume <= VOLUME_MOST:
        return None
    return refuse(
        f"{kind}.volume",
        "{volume} cannot be recorded.",
        "Give a volume above 0 and of at most {most}.",
        "volume",
        volume=format_volume(volume),
        most=format_volume(VOLUME_MOST),
    )
