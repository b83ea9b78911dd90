"""The manifest of a dossier: every document of the case by hash. Its own hash is that of the dossier."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import rfc8785

from tilth_site.approval.matters import Matter
from tilth_site.approval.papers import put

__all__ = ["MANIFEST", "keep_manifest"]

MANIFEST = "approval.manifest"
"""The kind of evidence that a manifest is."""


def keep_manifest(found: Matter, step: str, day: date, at: datetime) -> str:
    """Keep the manifest of what the case holds for ``step`` at the end of ``day``; its hash."""
    case = found.case
    files = [
        {"kind": item.kind, "sha256": item.sha256, "facts": dict(item.facts)}
        for item in case.evidence
        if item.on <= day
    ]
    content = {"case": case.id, "step": step, "procedure": case.digest, "files": files}
    return put(rfc8785.dumps(msgspec.to_builtins(content)), MANIFEST, at)
