"""The gate on a request: what its screening found, and who decided what about it.

A result without a finding opens the gate. Anything else waits for two biosafety officers, neither of whom wants
the design; either can refuse it. The gate fails closed: without a result that still counts
(:mod:`.staleness`) nothing is released. It proves no design safe; it says what was searched and who decided.
"""

from tilth.approval.gate.events import EVENTS, GateEvent
from tilth.approval.gate.model import Decision, Failure, Record, Result, Review, Standing, Tally
from tilth.approval.gate.rules import apply, decide
from tilth.approval.gate.staleness import objection_to_release

__all__ = [
    "EVENTS",
    "Decision",
    "Failure",
    "GateEvent",
    "Record",
    "Result",
    "Review",
    "Standing",
    "Tally",
    "apply",
    "decide",
    "objection_to_release",
]
