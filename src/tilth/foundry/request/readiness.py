"""Whether the design that stands has been assessed: asked before it is submitted, accepted and quoted."""

from __future__ import annotations

from tilth.foundry.request.assessment import Assessment
from tilth.foundry.request.model import Request
from tilth.kernel.refusal import Refused, refuse

__all__ = ["no_design", "objection_to_version", "ready"]


def ready(request: Request) -> Assessment | Refused:
    """The assessment of the design that stands, where it asks for one construct at least."""
    if request.design is None:
        return no_design()
    version = request.design.version
    if request.assessment is None:
        return refuse(
            "request.not_assessed",
            "Version {version} of the design has not been assessed.",
            "Wait for the assessment; where it failed, mend the design or run the assessment again.",
            version=version,
        )
    if request.assessment.constructs == 0:
        return refuse(
            "request.no_constructs",
            "Version {version} of the design yields no construct.",
            "Mend the problems that the assessment lists, and hand the design in again.",
            version=version,
        )
    return request.assessment


def objection_to_version(request: Request, version: int) -> Refused | None:
    """Why a job's result about design version ``version`` is not taken, or None where that version stands."""
    if request.design is None:
        return no_design()
    if version == request.design.version:
        return None
    return refuse(
        "request.stale_assessment",
        "The assessment is of design version {version}, and version {current} stands.",
        "Assess the version that stands.",
        where="design_version",
        version=version,
        current=request.design.version,
    )


def no_design() -> Refused:
    """That the request has no design yet."""
    return refuse("request.no_design", "The request has no design.", "Hand in a design first.", where="design")
