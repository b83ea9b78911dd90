"""The dossier of a step: a manifest by hash, its revisions, the bundle that is handed out, and its verifier.

::

    manifest = manifest_of(heading, files, things, before)
    manifest.sha256                         # the hash of the dossier: what events cite and decisions sign
    gaps(manifest, procedure)               # what the step still wants
    diff(before, manifest)                  # what this revision changes

``docs/reference/approval-dossier.md`` shows what a bundle holds, and how to check one without Tilth.
"""

from tilth.approval.dossier.changes import Change, What, diff
from tilth.approval.dossier.model import File, Heading, Kind, Manifest, Pin, Thing, read_manifest
from tilth.approval.dossier.revision import gaps, manifest_of
from tilth.approval.dossier.trail import Step, reaches, trail

__all__ = [
    "Change",
    "File",
    "Heading",
    "Kind",
    "Manifest",
    "Pin",
    "Step",
    "Thing",
    "What",
    "diff",
    "gaps",
    "manifest_of",
    "reaches",
    "read_manifest",
    "trail",
]
