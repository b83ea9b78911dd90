"""A design's files, as the journal names them and as uploads know them.

The journal keeps references: name, hash, size, media type, the plan first. Kits that were chosen beside a sheet
are part of the design too, so they are kept as one more file, a list of their names.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.utils import timezone

from tilth.foundry.request.model import FileRef
from tilth_site.uploads.bundle import DesignFiles
from tilth_site.uploads.intake import Stored, store
from tilth_site.uploads.kinds import KINDS

__all__ = ["KITS_TYPE", "files_of", "references"]

KITS_TYPE = "application/vnd.tilth.kits+json"
_KITS_NAME = "kits.json"
_BY_TYPE = {kind.media_type: kind for kind in KINDS.values()}


def references(files: DesignFiles, source: str) -> tuple[FileRef, ...]:
    """The files as the journal names them. ``source`` is the id of whoever handed them in; the list of chosen
    kits is put among the evidence.
    """
    found = [FileRef(one.name, one.sha256, one.size, one.media_type) for one in (files.plan, *files.parts)]
    if files.kits:
        content = msgspec.json.encode(sorted(files.kits))
        kept = store().put(
            content, media_type=KITS_TYPE, kind="foundry.request.kits", source=source,
            known_date=timezone.now(), licence="unknown",
        )  # fmt: skip
        found.append(FileRef(_KITS_NAME, kept.sha256, kept.size, KITS_TYPE))
    return tuple(found)


def files_of(references: Sequence[FileRef]) -> DesignFiles:
    """The files that ``references`` name: the first is the plan."""
    kits: tuple[str, ...] = ()
    stored: list[Stored] = []
    for one in references:
        if one.media_type == KITS_TYPE:
            kits = msgspec.json.decode(store().get(one.sha256), type=tuple[str, ...])
        else:
            stored.append(Stored(one.name, one.sha256, one.size, _BY_TYPE[one.media_type]))
    return DesignFiles(stored[0], tuple(stored[1:]), kits)
