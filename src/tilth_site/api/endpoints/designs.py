"""Handing in a request's design, as text or as files."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, UploadedFile
from ninja.params.functions import File, Form

from tilth.kernel.refusal import Refused
from tilth_site.api.answers import written
from tilth_site.api.auth import WRITE, Asked
from tilth_site.api.endpoints.standing import objection, show_request
from tilth_site.api.fields import RequestPath
from tilth_site.api.idempotency import once
from tilth_site.api.media import FORM, JSON, content, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.request import DesignText, KitName, RequestWritten
from tilth_site.foundry.actions import hand_in
from tilth_site.foundry.designs import references
from tilth_site.uploads.bundle import DesignFiles
from tilth_site.uploads.intake import Said, Stored, take_in, take_in_text
from tilth_site.uploads.kinds import PARTS, PLANS

__all__ = ["form_router", "router"]

router = takes(Router(tags=["requests"], auth=WRITE), JSON)
form_router = takes(Router(tags=["requests"], auth=WRITE), FORM)


@router.post("/{request_id}/design", response={200: RequestWritten}, operation_id="handInText")
def hand_in_text(request: Asked, request_id: RequestPath, body: DesignText) -> HttpResponse:
    """Hand in a design as text, the first or a new version. A background job assesses it."""
    refused = objection(request.auth, request_id, "foundry.request.design")
    if refused:
        return refusal(request, refused)
    plan = take_in_text(body.plan, allowed=PLANS, said=Said(request.auth.person, timezone.now()))
    if isinstance(plan, Refused):
        return refusal(request, plan)
    return _hand_in(request, request_id, DesignFiles(plan, kits=tuple(body.kits)))


@form_router.post("/{request_id}/design-files", response={200: RequestWritten}, operation_id="handInFiles")
def hand_in_files(
    request: Asked,
    request_id: RequestPath,
    plan: Annotated[UploadedFile, File(description="The plan: TOML, CSV, TSV or XLSX.")],
    parts: Annotated[list[UploadedFile] | None, File(description="Parts: GenBank, FASTA or SBOL 3.")] = None,
    kits: Annotated[list[KitName] | None, Form(description="Installed kits to take parts from.")] = None,
) -> HttpResponse:
    """Hand in a design as files. A background job assesses it."""
    refused = objection(request.auth, request_id, "foundry.request.design")
    if refused:
        return refusal(request, refused)
    said = Said(request.auth.person, timezone.now())
    stored: list[Stored] = []
    for file, allowed in [(plan, PLANS), *((one, PARTS) for one in parts or [])]:
        kept = take_in(file.name or "", content(file), allowed=allowed, said=said)
        if isinstance(kept, Refused):
            return refusal(request, kept)
        stored.append(kept)
    return _hand_in(request, request_id, DesignFiles(stored[0], tuple(stored[1:]), tuple(kits or ())))


def _hand_in(request: Asked, id: str, files: DesignFiles) -> HttpResponse:
    named = references(files, request.auth.person)
    outcome = once(request, lambda call: hand_in(call, id, named), content=" ".join(file.sha256 for file in named))
    return written(request, outcome, show_request)
