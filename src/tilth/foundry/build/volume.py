"""Volumes are whole picolitres, so that they add up exactly.

An acoustic dispenser moves drops of 2.5 nL and a reservoir holds 300 mL; both are whole numbers of picolitres, and
64 bits hold more than nine thousand litres of them. Text is read and written in nL, uL or mL, exactly.
"""

from __future__ import annotations

import re
from decimal import Decimal

from tilth.kernel.errors import OptionError

__all__ = ["ML", "NL", "UL", "format_volume", "from_microlitres", "microlitres", "parse_volume"]

NL = 1_000
"""Picolitres in a nanolitre."""
UL = 1_000 * NL
"""Picolitres in a microlitre."""
ML = 1_000 * UL
"""Picolitres in a millilitre."""

_UNITS = {"pl": 1, "nl": NL, "ul": UL, "µl": UL, "μl": UL, "ml": ML, "l": 1_000 * ML}
_TEXT = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([A-Za-zµμ]+)\s*", re.ASCII)


def parse_volume(text: str, *, unit: str | None = None) -> int:
    """The picolitres of ``text`` such as ``2.5 nL``, ``10 uL`` or, with a default ``unit``, ``10``.

    Raises OptionError where it is no volume, is negative, has an unknown unit or is finer than a picolitre.
    """
    found = _TEXT.fullmatch(text)
    if found is None and unit is not None:
        found = _TEXT.fullmatch(f"{text} {unit}")
    factor = _UNITS.get(found[2].lower()) if found else None
    if found is None or factor is None:
        raise OptionError(
            "build.volume", f"{text!r} is no volume.", mend="Write a number and nL, uL or mL, such as 2.5 nL."
        )
    value = Decimal(found[1]) * factor
    if value != int(value):
        raise OptionError(
            "build.volume", f"{text!r} is finer than a picolitre.", mend="Give whole picolitres (0.001 nL)."
        )
    return int(value)


def microlitres(volume: int) -> Decimal:
    """``volume`` (pL) in uL, exactly."""
    return Decimal(volume) / UL


def from_microlitres(value: float | Decimal) -> int:
    """The whole picolitres nearest to ``value`` in uL (what a robot can be told is coarser than a picolitre)."""
    return round(Decimal(str(value)) * UL)


def format_volume(volume: int) -> str:
    """``volume`` (pL) for people: in nL below 1 uL, in mL from 1 mL, else in uL; no zeros at the end."""
    size, unit = (NL, "nL") if abs(volume) < UL else (UL, "uL") if abs(volume) < ML else (ML, "mL")
    return f"{(Decimal(volume) / size).normalize():f} {unit}"
