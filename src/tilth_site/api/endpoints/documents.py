"""Documents that show what rows of evidence claim: handing one in, and getting it back.

To know the hash of a file is not to have a right to it. So a row names a document only where the same person
handed these bytes in; the answer is the same whether somebody else's file has that hash or none.
"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Router, UploadedFile
from ninja.params.functions import File, Form

from tilth.kernel.refusal import Refused
from tilth_site.accounts.permissions import Sides, permitted
from tilth_site.api.answers import answer
from tilth_site.api.auth import READ, WRITE, Asked
from tilth_site.api.endpoints.standing import present
from tilth_site.api.fields import EvidencePath, OwnerId
from tilth_site.api.media import FORM, content, takes
from tilth_site.api.problems import refusal
from tilth_site.api.schemas.evidence import DocumentOut
from tilth_site.parties.actors import operator_id
from tilth_site.plan import queries
from tilth_site.uploads.intake import Said, store, take_in
from tilth_site.uploads.kinds import KINDS
from tilth_site.uploads.serve import respond

__all__ = ["form_router", "router"]

router = Router(tags=["evidence"], auth=READ)
form_router = takes(Router(tags=["evidence"], auth=WRITE), FORM)

_SUFFIXES = {kind.media_type: kind.suffix for kind in KINDS.values()}


@form_router.post("", response=DocumentOut, operation_id="uploadDocument")
def upload_document(
    request: Asked,
    owner: Annotated[OwnerId, Form(description="The organisation or venture that will hand in the row.")],
    document: Annotated[UploadedFile, File(description="PDF, PNG, CSV, XLSX or plain text, for example.")],
) -> HttpResponse:
    """Hand a document in, for rows that name it by its hash. Sent twice, it is kept once."""
    refused = permitted(request.auth, "plan.evidence.record", Sides(owner=owner, operator=operator_id()))
    if refused:
        return refusal(request, refused)
    said = Said(request.auth.person, timezone.now())
    kept = take_in(document.name or "", content(document), allowed=tuple(KINDS.values()), said=said)
    if isinstance(kept, Refused):
        return refusal(request, kept)
    return answer(DocumentOut.model_validate(kept))


@router.get("/{evidence_id}/document", response=None, operation_id="downloadDocument")
def download_document(request: Asked, evidence_id: EvidencePath) -> HttpResponseBase:
    """The document of a row, as a file: where whoever handed it in said that it is open, and else for his
    organisation and the one that operates the site.
    """
    row = present(queries.evidence_row(request.auth, evidence_id))
    sha256 = present(queries.document_of(request.auth, row) or None)
    media_type = store().records(sha256)[0].media_type
    return respond(sha256, f"{evidence_id}{_SUFFIXES.get(media_type, '')}", media_type)
