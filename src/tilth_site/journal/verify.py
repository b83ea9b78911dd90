"""Is the journal in this database the one that was written? Every row, and every checkpoint that is handed in.

The chain shows what was forged, dropped or moved; an earlier checkpoint, kept where the site's administrator
cannot reach it, shows what was rewritten or cut off as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tilth.kernel.chain import Fault, Head, verify
from tilth.kernel.checkpoint import Checkpoint, check
from tilth_site.journal.exports import Tell, hashes, head, rows, snapshot, told

__all__ = ["Verification", "verify_journal"]


@dataclass(frozen=True, slots=True)
class Verification:
    """How many ``entries`` were read, the ``head`` being the last, and against how many ``checkpoints`` they were
    held. ``faults`` are those of the chain in order, then those that a checkpoint shows.
    """

    entries: int
    head: Head
    checkpoints: int
    faults: tuple[Fault, ...]

    def as_dict(self) -> dict[str, object]:
        """JSON-ready: ``whole``, ``entries``, ``head``, ``checkpoints``, ``faults``."""
        return {
            "whole": not self.faults,
            "entries": self.entries,
            "head": {"seq": self.head.seq, "hash": self.head.hash},
            "checkpoints": self.checkpoints,
            "faults": [fault.as_dict() for fault in self.faults],
        }


def verify_journal(checkpoints: Sequence[Checkpoint] = (), tell: Tell | None = None) -> Verification:
    """Verify the site's journal, and hold it against ``checkpoints``. One pass over the rows, and one over the
    hashes for each checkpoint; nothing is kept in memory.
    """
    with snapshot():
        last = head()
        verdict = verify(told(rows(), tell, last.seq if last else 0))
        shown = tuple(fault for checkpoint in checkpoints for fault in check(checkpoint, hashes()))
    return Verification(verdict.count, verdict.head, len(checkpoints), verdict.faults + shown)
