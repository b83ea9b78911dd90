"""The foundry's background jobs: assessing a design, and recording what was found."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_noop

from tilth.foundry.request import Request
from tilth.foundry.request.assessment import Failure
from tilth.foundry.request.commands import Assess, FailAssessment
from tilth.foundry.request.model import Design
from tilth.foundry.request.price_file import default_price_list
from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.foundry.actions import AssessDesign, record_assessment
from tilth_site.foundry.assessing import Assessed, Circumstances, assess
from tilth_site.foundry.designs import opened
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.tables import REQUESTS
from tilth_site.jobs.progress import Progress
from tilth_site.jobs.registry import job
from tilth_site.journal.streams import load
from tilth_site.uploads.intake import store

__all__ = ["assess_design"]


@job("foundry.assess", title=gettext_noop("Check a design"), page="foundry:request")
def assess_design(progress: Progress, asked: AssessDesign) -> Refused | None:
    """Assess the design and record the assessment, or why it failed. A design that was replaced is left alone."""
    request = load(REQUESTS, asked.request)
    if request is None or request.design is None or request.design.version != asked.version:
        return None
    found: Assessed | Refused
    try:
        found = _assess(request, request.design, progress)
    except TilthError as error:
        found = refuse(error.code, "{fault}", "{advice}", fault=error.message, advice=error.mend)
    if isinstance(found, Refused):
        reason = found.reasons[0]
        failure = Failure(asked.version, reason.code, reason.message, reason.advice)
        outcome = record_assessment(progress.call(), asked.request, FailAssessment(failure))
    else:
        _keep(found)
        outcome = record_assessment(progress.call(), asked.request, Assess(found.assessment))
    progress.step(4, 4)
    return outcome if isinstance(outcome, Refused) else None


def _assess(request: Request, design: Design, progress: Progress) -> Assessed | Refused:
    queued = DesignRequest.objects.filter(provider_id=request.provider, state="queued").count()
    given = Circumstances(timezone.localdate(), queued, default_price_list(), request.customer_class)
    with opened(design) as found:
        if isinstance(found, Refused):
            return found
        return assess(found.plan, found.plain, design.version, given, progress.step)


def _keep(found: Assessed) -> None:
    kept = (
        ("foundry.request.report", "application/json", found.report),
        ("foundry.request.constructs", "application/json", found.construct_list),
        ("foundry.request.map", "image/svg+xml", found.map),
    )
    for kind, media_type, content in kept:
        if content:
            store().put(
                content, media_type=media_type, kind=kind, source="tilth", known_date=timezone.now(),
                licence="unknown",
            )  # fmt: skip
