"""Statutory clocks: when a limit ends, what of it is used, and what follows when it passes.

:mod:`.periods` counts a length of time as law does, :mod:`.stretches` takes stops out of it, and
:mod:`.standing` reads the clocks of every step of a case on a day. Nothing here is stored: the same events and
day give the same answer.
"""

from tilth.approval.clock.periods import Ruler, period_end, ruler_of
from tilth.approval.clock.standing import Phase, Standing, standing
from tilth.approval.clock.stretches import Reading, read_clock

__all__ = ["Phase", "Reading", "Ruler", "Standing", "period_end", "read_clock", "ruler_of", "standing"]
