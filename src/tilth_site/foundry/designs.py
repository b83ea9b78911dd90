"""A design's files, as the journal names them and as uploads know them.

The journal keeps references: name, hash, size, media type, the plan first. Kits that were chosen beside a sheet
are part of the design too, so they are kept as one more file, a list of their names.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.utils import timezone

from tilth.foundry.design.plan import Plan, PlanResult, run_plan
from tilth.foundry.design.read import Reading, read_parts
from tilth.foundry.request.model import Design, FileRef
from tilth.kernel.refusal import Refused
from tilth_site.uploads.bundle import DesignFiles, lay_out, read_design
from tilth_site.uploads.intake import Stored, store
from tilth_site.uploads.kinds import KINDS

__all__ = ["KITS_TYPE", "Opened", "WorkedOut", "files_of", "opened", "references", "worked_out"]

KITS_TYPE = "application/vnd.tilth.kits+json"
_KITS_NAME = "kits.json"
_BY_TYPE = {kind.media_type: kind for kind in KINDS.values()}


@dataclass(frozen=True, slots=True)
class Opened:
    """A design's ``plan`` while its files lie in a folder; ``plain`` takes the folder out of a text."""

    plan: Plan
    plain: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The parts that a design's files and kits hold, and what its plan makes of them."""

    reading: Reading
    result: PlanResult


@contextmanager
def opened(design: Design) -> Iterator[Opened | Refused]:
    """``design`` with its files in a folder of their own for as long, or why it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="tilth-design-") as folder:
        laid = lay_out(files_of(design.files), Path(folder).resolve() / "design")
        if isinstance(laid, Refused):
            yield laid
            return
        plan = read_design(laid)
        yield plan if isinstance(plan, Refused) else Opened(plan, laid.plain)


def worked_out(design: Design) -> WorkedOut | Refused:
    """What ``design`` makes. Raises FileError where a file of parts cannot be read. O(bases of all parts)."""
    with opened(design) as found:
        if isinstance(found, Refused):
            return found
        reading = read_parts(found.plan.sources, ids="file" if found.plan.names_files else "record")
        return WorkedOut(reading, run_plan(found.plan, reading.parts, reading.problems))


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
