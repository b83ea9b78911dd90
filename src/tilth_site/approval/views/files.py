"""The papers of a case, handed out to whoever may see it."""

from __future__ import annotations

from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.approval.dossier.bundle import Dossier, dossier_pdf
from tilth_site.approval.bundles import bundle_name, bundle_of, zipped
from tilth_site.approval.queries import paper
from tilth_site.approval.views.access import found
from tilth_site.uploads.intake import store
from tilth_site.uploads.serve import respond, respond_stream

__all__ = ["bundle_file", "dossier_print", "paper_file"]


@never_cache
@login_required
@require_safe
def paper_file(http: HttpRequest, id: str, sha256: str) -> FileResponse:
    """A document, a letter, a dossier's manifest or a signed decision of the case, by its hash."""
    one = paper(found(http, id).one, sha256)
    if one is None or one.sha256 not in store():
        raise Http404
    return respond(one.sha256, one.name, one.media_type)


@never_cache
@login_required
@require_safe
def bundle_file(http: HttpRequest, id: str, sha256: str) -> FileResponse:
    """A dossier of the case by its hash, with record and verifier, as a zip that can be checked without Tilth."""
    bundle = _bundle(http, id, sha256)
    return respond_stream(zipped(bundle), bundle_name(bundle), "application/zip")


@never_cache
@login_required
@require_safe
def dossier_print(http: HttpRequest, id: str, sha256: str) -> FileResponse:
    """The same dossier as a PDF."""
    bundle = _bundle(http, id, sha256)
    name = bundle_name(bundle).removesuffix(".zip")
    return respond_stream(BytesIO(dossier_pdf(bundle)), f"{name}.pdf", "application/pdf")


def _bundle(http: HttpRequest, id: str, sha256: str) -> Dossier:
    """The dossier of the case whose manifest has that hash. Raises Http404 where it has none."""
    bundle = bundle_of(found(http, id).one, sha256)
    if bundle is None:
        raise Http404
    return bundle
