"""What a person writes about the files of a dossier: ``DOSSIER.toml``, which stands in the folder with them.

::

    dossier = "loam-biosafety"
    case = "case_loam_001"
    step = "biosafety"
    procedure = "demo-first-in-human"       # or a procedure's file beside this one
    applicant = "org_loam"
    created = 2025-11-10

    [[file]]
    path = "reports/sequence.txt"
    role = "sequence_verification"
    title = "Sequence verification"
    from = ["assay-7"]

    [[thing]]
    id = "assay-7"
    kind = "assay"
    file = "reports/assay-7.json"           # or sha256 = "...", for what is kept elsewhere
    from = ["read-12"]

``docs/reference/approval-dossier.md`` explains every entry.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from tilth.approval.dossier.model import Heading, Kind, Pin
from tilth.approval.model import Procedure
from tilth.approval.procedure import read_procedure, the_procedure
from tilth.kernel.errors import FileError, MissingError
from tilth.kernel.files import read_text
from tilth.kernel.refusal import Refused
from tilth.kernel.toml_file import TomlFile

__all__ = ["DESCRIPTION", "Described", "FileEntry", "ThingEntry", "read_description"]

DESCRIPTION = "DOSSIER.toml"
"""What the description is called in a folder."""

_SHOWN = "examples/dossier/revision-1/DOSSIER.toml shows how one is written."
_DESCRIPTION = TomlFile(
    "dossier.description",
    "The description",
    _SHOWN,
    {
        "created": "Write a date without quotes, such as 2026-11-29.",
        "kind": f"Use {', '.join(Kind)}.",
        "version": "Write a whole number without quotes, such as 1.",
    },
)


class FileEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[[file]]``: what is said about a file of the folder."""

    path: str
    role: str
    title: str
    title_zh: str = ""
    media_type: str = ""
    licence: str = ""
    facts: dict[str, str] = {}
    made_from: tuple[str, ...] = msgspec.field(default=(), name="from")


class ThingEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[[thing]]``: what files rest on. One of ``file``, a path in the folder, and ``sha256`` gives its hash."""

    id: str
    kind: Kind
    file: str = ""
    sha256: str = ""
    title: str = ""
    locator: str = ""
    made_from: tuple[str, ...] = msgspec.field(default=(), name="from")


class _Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    dossier: str
    case: str
    step: str
    procedure: str
    version: int | None = None
    applicant: str
    applicant_name: str = ""
    title: str = ""
    created: date
    leave_out: tuple[str, ...] = ()
    file: tuple[FileEntry, ...] = ()
    thing: tuple[ThingEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A description that was read: ``name`` is its path as it was given, ``folder`` where its files are,
    ``leave_out`` patterns of files that are no part of the dossier.
    """

    name: str
    folder: Path
    heading: Heading
    procedure: Procedure
    files: tuple[FileEntry, ...]
    things: tuple[ThingEntry, ...]
    leave_out: tuple[str, ...]


def read_description(path: str | os.PathLike[str]) -> Described | Refused:
    """The description in the file ``path``, or in a folder of that name; Refused where its procedure has faults.

    Raises FileError, with the entry at fault, where it cannot be read, or there is no such procedure or step.
    """
    given = Path(path)
    file = given / DESCRIPTION if given.is_dir() else given
    form = _form(os.fspath(file))
    if form.procedure.endswith((".yaml", ".yml")):
        procedure = read_procedure(file.parent / form.procedure, the_procedure)
        if isinstance(procedure, Refused):
            return procedure
    else:
        procedure = _shipped(form, os.fspath(file))
    if procedure.step(form.step) is None:
        message = f"The procedure {procedure.id} has no step {form.step}."
        mend = f"Use one of {', '.join(step.id for step in procedure.steps)}."
        raise FileError("dossier.procedure", message, file=os.fspath(file), record="step", mend=mend)
    heading = Heading(
        id=form.dossier, case=form.case, step=form.step, applicant=form.applicant, created=form.created,
        procedure=Pin(procedure.id, procedure.version, procedure.digest), title=form.title,
        applicant_name=form.applicant_name,
    )  # fmt: skip
    return Described(
        name=os.fspath(file), folder=file.parent, heading=heading, procedure=procedure, files=form.file,
        things=form.thing, leave_out=form.leave_out,
    )  # fmt: skip


def _shipped(form: _Form, name: str) -> Procedure:
    try:
        return the_procedure(form.procedure, form.version)
    except MissingError as error:
        raise FileError(error.code, error.message, file=name, record="procedure", mend=error.mend) from error


def _form(name: str) -> _Form:
    text = read_text(name, code="dossier.description")
    return _DESCRIPTION.read(text, _Form, file=name)
