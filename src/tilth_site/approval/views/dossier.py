"""The page of a dossier: what is in it, what each file was made from, and how it is handed out and checked."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.approval.dossier import Manifest, trail
from tilth_site.approval.bundles import bundle_name, bundle_of
from tilth_site.approval.documents import revision_rows
from tilth_site.approval.labels import THINGS
from tilth_site.approval.naming import kind_name, procedure_title, step_title
from tilth_site.approval.views.access import found, step_of

__all__ = ["dossier_page"]


@never_cache
@login_required
@require_safe
def dossier_page(http: HttpRequest, id: str, sha256: str) -> HttpResponse:
    """The dossier of the case whose manifest has that hash, to be read or printed."""
    where = found(http, id)
    bundle = bundle_of(where.one, sha256)
    if bundle is None:
        raise Http404
    manifest = bundle.manifest
    step = step_of(where, manifest.heading.step)
    rows = revision_rows(where.one, step.id)
    given = {
        "where": where,
        "crumbs": where.crumbs_to(step),
        "step_title": step_title(step),
        "procedure_title": procedure_title(where.one.procedure),
        "manifest": manifest,
        "sha256": sha256,
        "files": _files(manifest),
        "revision": next((row for row in rows if row.revision.manifest == sha256), None),
        "archive": bundle_name(bundle),
    }
    return render(http, "approval/dossier.html", given)


def _files(manifest: Manifest) -> list[dict[str, object]]:
    """Every file with what kind it is and what it rests on, nearest first."""
    return [
        {
            "file": file,
            "kind": kind_name(file.role),
            "trail": [(str(THINGS[step.thing.kind]), step.thing) for step in trail(manifest, file)],
        }
        for file in manifest.files
    ]
