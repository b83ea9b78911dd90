"""Files of a request: what was handed in, what was found out, what was delivered, and the map."""

from __future__ import annotations

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth_site.foundry.history import designs
from tilth_site.foundry.views.access import found
from tilth_site.uploads.intake import store
from tilth_site.uploads.serve import respond

__all__ = ["construct_map", "delivery_report", "design_file", "design_report"]


@never_cache
@login_required
@require_safe
def design_file(http: HttpRequest, id: str, version: int, number: int) -> FileResponse:
    """File ``number`` (from 1) of version ``version`` of the design."""
    for design, _ in designs(found(http, id).moments):
        if design.version == version and 1 <= number <= len(design.files):
            file = design.files[number - 1]
            return respond(file.sha256, file.name, file.media_type)
    raise Http404


@never_cache
@login_required
@require_safe
def design_report(http: HttpRequest, id: str) -> FileResponse:
    """Everything that the check of the design found, as JSON."""
    assessment = found(http, id).request.assessment
    if assessment is None:
        raise Http404
    return respond(assessment.report, f"report-{id}-v{assessment.design_version}.json", "application/json")


@never_cache
@login_required
@require_safe
def delivery_report(http: HttpRequest, id: str) -> FileResponse:
    """The report of the build."""
    delivery = found(http, id).request.delivery
    if delivery is None:
        raise Http404
    record = store().records(delivery.evidence)[0]
    return respond(delivery.evidence, f"build-report-{id}", record.media_type)


class _Mapped(msgspec.Struct):
    """The part of a report that names the map; reports written before there were maps do not."""

    map: str | None = None


@never_cache
@login_required
@require_safe
def construct_map(http: HttpRequest, id: str) -> HttpResponse:
    """The map of the first construct, as a picture that may run nothing and fetch nothing."""
    assessment = found(http, id).request.assessment
    if assessment is None:
        raise Http404
    named = msgspec.json.decode(store().get(assessment.report), type=_Mapped).map
    if named is None:
        raise Http404
    # The picture brings its own style; it is drawn here, never uploaded.
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(store().get(named), content_type="image/svg+xml", headers=headers)
