"""From what a form brought (pasted text, files, kits) to a design's files, or to the field at fault.

The design is read here as far as that is cheap: a plan that names a path, a file that did not come with it or a
kit that there is not, or that is no plan at all, is refused at its field, before any request is opened. A workbook
is read by the background job, because to open one can take long.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from tilth.kernel.refusal import Refused
from tilth_site.uploads.bundle import DesignFiles, lay_out, read_design
from tilth_site.uploads.intake import Said, Stored, take_in, take_in_text
from tilth_site.uploads.kinds import KINDS, PARTS, PDF, PLANS, Kind

__all__ = ["Handed", "Unfit", "take_design", "take_report"]

_READ_BY_THE_JOB = KINDS["xlsx"]
REPORTS: frozenset[Kind] = frozenset((PDF, KINDS["csv"], KINDS["tsv"], KINDS["xlsx"], KINDS["text"]))
"""What a report of a build may be written in."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed in: the plan as ``text`` or as a ``file``, ``parts`` files, and names of ``kits``."""

    text: str
    file: UploadedFile[bytes] | None
    parts: Sequence[UploadedFile[bytes]]
    kits: Sequence[str]


@dataclass(frozen=True, slots=True)
class Unfit:
    """That the content of a form's ``field`` cannot be taken, and why."""

    field: str
    refused: Refused


def take_design(handed: Handed, said: Said) -> DesignFiles | Unfit:
    """Keep what was handed in as evidence and see that it is a design."""
    plan_field = "plan_file" if handed.file else "plan_text"
    plan = _take(handed.file, PLANS, said) if handed.file else take_in_text(handed.text, allowed=PLANS, said=said)
    if isinstance(plan, Refused):
        return Unfit(plan_field, plan)
    parts: list[Stored] = []
    for file in handed.parts:
        part = _take(file, PARTS, said)
        if isinstance(part, Refused):
            return Unfit("parts", part)
        parts.append(part)
    files = DesignFiles(plan, tuple(parts), tuple(handed.kits))
    refused = _objection(files)
    return files if refused is None else Unfit(_field(refused, files, plan_field), refused)


def take_report(file: UploadedFile[bytes], said: Said) -> Stored | Refused:
    """Keep the report of a build as evidence."""
    return _take(file, REPORTS, said)


def _take(file: UploadedFile[bytes], allowed: frozenset[Kind], said: Said) -> Stored | Refused:
    return take_in(file.name or "", cast("BinaryIO", file.file), allowed=allowed, said=said)


def _objection(files: DesignFiles) -> Refused | None:
    """Why these files are no design, as far as it can be told without reading the parts."""
    with tempfile.TemporaryDirectory(prefix="tilth-form-") as folder:
        laid = lay_out(files, Path(folder).resolve() / "design")
        if isinstance(laid, Refused):
            return laid
        if files.plan.kind == _READ_BY_THE_JOB:
            return None
        plan = read_design(laid)
        return plan if isinstance(plan, Refused) else None


def _field(refused: Refused, files: DesignFiles, plan_field: str) -> str:
    where = refused.reasons[0].where
    if where == "kits":
        return "kits"
    return "parts" if where in {part.name for part in files.parts} else plan_field
