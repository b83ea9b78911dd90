"""What is asked before a design is released to build: does its clearance still count, at this moment?"""

from __future__ import annotations

from datetime import date

from tilth.approval.gate import objection_to_release
from tilth.approval.screening.policy import policy_in_force
from tilth.foundry.request import Request
from tilth.kernel.refusal import Refused
from tilth_site.journal.streams import load
from tilth_site.screening.mounting import mounted
from tilth_site.screening.tables import SCREENINGS

__all__ = ["objection"]


def objection(request: Request, today: date) -> Refused | None:
    """Why the design of ``request``, which its own gate lets pass, is not released ``today``; None where it is."""
    index = mounted(today)
    if isinstance(index, Refused):
        return index
    screening = request.screening
    return objection_to_release(
        load(SCREENINGS, request.id), screening.design_version, screening.evidence, index.database,
        policy_in_force(today).window, today,
    )  # fmt: skip
