"""How much of a part is so many fmol of it."""

from __future__ import annotations

from tilth.foundry.build.volume import UL

__all__ = ["fmol_to_ng", "volume_of"]


def fmol_to_ng(fmol: float, length: int) -> float:
    """The ng of ``fmol`` of a double strand of ``length`` bp: 617.96 g/mol a base pair and 36.04 for its ends (New
    England Biolabs' formula, sodium salt).
    """
    return fmol * (length * 617.96 + 36.04) * 1e-6


def volume_of(nanograms: float, concentration: float, step: int) -> int:
    """The pL that hold ``nanograms`` at ``concentration`` (ng/uL): the nearest multiple of ``step`` pL above 0."""
    return step * max(1, round(nanograms / concentration * UL / step))
