"""How densely a database is indexed, so that no match of a given length is missed.

If a word of k letters is kept at each ``step``-th place of a text, a match of k + step - 1 letters holds one of
them whole, wherever it begins. A sparser index is smaller; a longer word turns up less often by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Sampling"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """Words of ``k`` letters at each ``step``-th place find every match of ``least`` letters."""

    k: int
    step: int

    @property
    def least(self) -> int:
        """The shortest match of which none is missed."""
        return self.k + self.step - 1

    @classmethod
    def of_bases(cls, window: int) -> Sampling:
        """For the longer piece of a window of ``window`` nt that is cut in two: half of it, rounded up. k is
        odd, so that no word is its own reverse complement.
        """
        least = -(-window // 2)
        k = min(31, max(13, least * 3 // 5 | 1))
        return cls(k, least - k + 1)

    @classmethod
    def of_amino_acids(cls, window: int) -> Sampling:
        """For ``window`` // 3 amino acids, in words of at most 12 (five bits each)."""
        least = window // 3
        k = min(12, max(7, least * 2 // 5 + 1))
        return cls(k, least - k + 1)
