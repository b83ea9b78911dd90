"""Every reason for which the gate says no, by its code. A test keeps the list and the manual whole."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REFUSALS"]

REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "gate.missing": "there is no result to decide about",
        "gate.not_in_review": "nothing waits for a decision",
        "gate.other_report": "the design was screened again since",
        "gate.no_reason": "an officer gives no reason",
        "gate.author": "the officer asked for the design",
        "gate.conflict": "the officer has a role at the customer",
        "gate.same_officer": "one officer would decide twice",
        "gate.expired": "the database may no longer be relied on",
        "gate.not_cleared": "no clearance of this version is on record",
        "gate.other_database": "another database is mounted than was searched",
        "gate.other_policy": "the policy in force asks for shorter windows than were searched",
    }
)
"""The code of each refusal, and what it says."""
