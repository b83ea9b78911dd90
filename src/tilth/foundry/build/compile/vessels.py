"""Which labware a liquid is put out in, by how much of it there is."""

from __future__ import annotations

from tilth.foundry.build.volume import ML

__all__ = ["vessel"]

_TROUGHS_FROM, _RESERVOIR_FROM = 8 * ML, 80 * ML


def vessel(volume: int, *, acoustic: bool = False, mixed: bool = False) -> str:
    """The kind of labware for ``volume`` pL: tubes, from 8 mL on troughs, from 80 mL on a reservoir, whose dead
    volume is too large for what is ``mixed`` from costly things. An acoustic dispenser has plates of its own.
    """
    if acoustic:
        return "echo_384_pp"
    if volume < _TROUGHS_FROM:
        return "tubes_24"
    return "reservoir_12" if mixed or volume < _RESERVOIR_FROM else "reservoir_1"
