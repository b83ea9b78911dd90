"""How much of what a step takes is its customers' use: what the foundry has to make good at its own cost is not.

Use is what fair weights in the queue rest on (:mod:`tilth.foundry.build.schedule.floor.fair_share`).
"""

from __future__ import annotations

from tilth.foundry.build.run.model import Run

__all__ = ["charged"]


def charged(run: Run, step: str, minutes: int) -> int:
    """The minutes out of ``minutes`` that the customers of ``run`` used when ``step`` was done.

    A step of the plan counts in full, a step beside it by the part of the transfers that failed at the client's
    cost, to the nearest minute.
    """
    for redo in run.redos:
        if step not in {part.id for part in redo.parts}:
            continue
        tallies = [report.tally for report in run.reports if report.number in redo.settles]
        owed, at_client = sum(one.owed for one in tallies), sum(one.at_client for one in tallies)
        return (2 * minutes * at_client + owed) // (2 * owed) if owed else 0
    return minutes
