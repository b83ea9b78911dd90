"""Every reason for which a run says no, by its code. A test keeps the list and the manual whole."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REFUSALS"]

REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "run.missing": "the command is for a run, and there is none with this id",
        "run.exists": "a run with this id is there already",
        "run.state": "the run's state has no place for the command",
        "run.too_large": "the event would be too long for the journal; large things belong among the evidence",
        "run.no_requests": "a run builds one request at least",
        "run.repeated": "a request is named twice",
        "run.busy": "another run that has not ended builds the request",
        "run.stale_inputs": "the plan was compiled from other stocks or by other choices than those that stand",
        "run.stale_design": "the plan is of a version of a design that no longer stands",
        "run.other_plan": "the checks looked at another plan",
        "run.no_step": "the plan has no such step",
        "run.done_already": "the step was done",
        "run.too_early": "a step before it is not done, or owes transfers",
        "run.wrong_labware": "a barcode was scanned that is not of the step",
        "run.not_scanned": "a piece of labware of the step was not scanned",
        "run.no_robot": "no robot that reports what it moved does the step",
        "run.reported_already": "the step has a report",
        "run.owes_nothing": "the report owes no transfers, or they were settled",
        "run.other_redo": "the redo is not of what the report owes",
        "run.steps_missing": "a step is not done, or owes transfers",
        "run.deliveries": "a delivery names each request of the run once",
        "run.delivery": "more constructs are delivered than were to be built, or fewer than none",
        "run.no_report": "a delivery names its report",
        "run.no_reason": "a failed step, what is left out, and a run that is given up each need a reason",
    }
)
