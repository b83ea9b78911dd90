"""The manifest of a dossier: what is in it, byte for byte, and what each file was made from.

A manifest names its files by path and SHA-256, and beside them the things they rest on: designs, batches, assays
and reads, each under the hash of its own record. The manifest in canonical JSON (RFC 8785) has a hash, and *that*
is the dossier: an event that says "handed in" cites it, and a decision signs it. So a dossier is never edited.
What changes makes a new manifest, which names the hash of the one before it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum

import msgspec
import rfc8785

from tilth.approval.dossier.paths import clash, path_fault
from tilth.kernel.errors import InputError
from tilth.kernel.record import HASH

__all__ = ["FORMAT", "File", "Heading", "Kind", "Manifest", "Pin", "Thing", "read_manifest"]

FORMAT = "tilth.dossier/1"
"""What the manifest says it is."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,99}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*(; ?[a-z0-9-]+=[^\s;]+)*")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LARGEST = 2**53 - 1


class Kind(StrEnum):
    """What a thing is that files rest on."""

    DESIGN = "design"
    BATCH = "batch"
    READ = "read"
    ASSAY = "assay"


_FROM: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.DESIGN: (Kind.DESIGN,),
    Kind.BATCH: (Kind.DESIGN, Kind.BATCH),
    Kind.READ: (Kind.BATCH, Kind.ASSAY),
    Kind.ASSAY: (Kind.BATCH, Kind.READ, Kind.ASSAY),
}
"""What each kind can be made from: a batch is built after a design, a read is of a batch, an assay looks at both.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that a file rests on. ``sha256`` is that of its record or file, ``locator`` says where that is
    kept, ``made_from`` are the ids of the things before it.
    """

    id: str
    kind: Kind
    sha256: str
    title: str = ""
    locator: str = ""
    made_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of the dossier. ``size`` is in bytes, ``role`` the kind of evidence that a step wants, ``facts``
    what its clauses ask about, ``made_from`` the ids of things, ``licence`` an SPDX identifier or words where it
    is known.
    """

    path: str
    sha256: str
    size: int
    media_type: str
    role: str
    title: str
    title_zh: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    made_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """A procedure in one version, pinned by its digest."""

    id: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """For which step of which case a dossier is: ``id`` names it through all revisions, ``applicant`` is an
    organisation's id and ``applicant_name`` what it is called, ``created`` the day of this revision.
    """

    id: str
    case: str
    step: str
    procedure: Pin
    applicant: str
    created: date
    title: str = ""
    applicant_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One revision of a dossier: ``files`` by path, ``things`` by id. ``before`` is the hash of the revision
    before it, empty for the first, which has the number 1.

    Raises InputError (``dossier.manifest``; ``data["where"]`` names the entry) where it contradicts itself, so
    that no such manifest exists: a path that is unsafe or there twice, a hash that is none, a thing that is made
    from one that is not named or, round about, from itself.
    """

    heading: Heading
    revision: int
    before: str
    files: tuple[File, ...]
    things: tuple[Thing, ...] = ()
    format: str = FORMAT

    def __post_init__(self) -> None:
        _check_heading(self)
        for file in self.files:
            _check_file(file)
        twice = clash(file.path for file in self.files)
        if twice:
            raise _fault(
                twice[1], f"The paths {twice[0]} and {twice[1]} cannot stand side by side", "Rename one of them."
            )
        _check_things(self)

    def to_json(self) -> bytes:
        """The manifest in canonical JSON (RFC 8785), UTF-8."""
        return rfc8785.dumps(msgspec.to_builtins(asdict(self)))

    @property
    def sha256(self) -> str:
        """The hash of :meth:`to_json`, in hex: the hash of the dossier."""
        return hashlib.sha256(self.to_json()).hexdigest()

    def file(self, path: str) -> File | None:
        """The file of that path, None where there is none."""
        return next((file for file in self.files if file.path == path), None)

    def thing(self, id: str) -> Thing | None:
        """The thing of that id, None where there is none."""
        return next((thing for thing in self.things if thing.id == id), None)


def read_manifest(data: bytes) -> Manifest:
    """The manifest that :meth:`Manifest.to_json` wrote.

    Raises InputError (``dossier.manifest``) where it is none, is not written canonically, or contradicts itself.
    """
    mend = "Give the manifest.json that `tilth dossier build` wrote, unchanged."
    try:
        manifest = msgspec.convert(json.loads(data), Manifest)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        said = str(error).replace("`", "")
        raise InputError("dossier.manifest", f"This is no manifest of a dossier: {said}.", mend=mend) from error
    if manifest.to_json() != data:
        raise InputError("dossier.manifest", "The manifest is not written canonically.", mend=mend)
    return manifest


def _check_heading(manifest: Manifest) -> None:
    heading = manifest.heading
    if manifest.format != FORMAT:
        raise _fault("format", f"The format {manifest.format} is not known here", f"Tilth reads {FORMAT}.")
    names = {"id": heading.id, "case": heading.case, "step": heading.step, "applicant": heading.applicant}
    for name, value in {**names, "procedure": heading.procedure.id}.items():
        _require(
            bool(_NAME.fullmatch(value)), name, f"The {name} {value!r} is no name", "Use letters, digits, _.:-"
        )
    for name, value in (("title", heading.title), ("applicant_name", heading.applicant_name)):
        _require_text(name, value)
    _require_hash("procedure.digest", heading.procedure.digest)
    _require(
        0 < heading.procedure.version <= _LARGEST, "version", "A version is a whole number from 1", "Mend it."
    )
    _require(0 < manifest.revision <= _LARGEST, "revision", "Revisions count from 1", "Mend the number.")
    if manifest.revision > 1 or manifest.before:
        _require_hash("before", manifest.before)
        _require(manifest.revision > 1, "before", "The first revision has none before it", "Leave it empty.")


def _check_file(file: File) -> None:
    at, wrong = file.path, path_fault(file.path)
    _require(not wrong, at, f"The path {file.path!r} {wrong}", "Rename the file.")
    _require_hash(at, file.sha256)
    _require(0 <= file.size <= _LARGEST, at, f"The size of {at} is none", "Give the bytes of the file.")
    _require(
        bool(_MEDIA_TYPE.fullmatch(file.media_type)), at, f"{file.media_type!r} of {at} is no media type",
        "Give one such as text/csv.",
    )  # fmt: skip
    _require(bool(_ROLE.fullmatch(file.role)), at, f"The role {file.role!r} of {at} is no kind of evidence",
             "Give one such as sequence_verification.")  # fmt: skip
    for text in (file.title, file.title_zh, file.licence, *file.facts, *file.facts.values()):
        _require_text(at, text)
    _require(bool(file.title), at, f"{at} has no title", "Say in a few words what it is.")


def _check_things(manifest: Manifest) -> None:
    known: dict[str, Thing] = {}
    for thing in manifest.things:
        at = f"thing {thing.id}"
        _require(
            bool(_NAME.fullmatch(thing.id)), at, f"The id {thing.id!r} is no name", "Use letters, digits, _.:-"
        )
        _require(thing.id not in known, at, f"The thing {thing.id} is named twice", "Keep one.")
        _require_hash(at, thing.sha256)
        for text in (thing.title, thing.locator):
            _require_text(at, text)
        known[thing.id] = thing
    for file in manifest.files:
        for id in file.made_from:
            _require(id in known, file.path, f"{file.path} is made from {id}, which is not named", "Add it.")
    for thing in manifest.things:
        for id in thing.made_from:
            _require_before(thing, known.get(id), id)
    _check_order(known)


def _require_before(thing: Thing, before: Thing | None, id: str) -> None:
    at = f"thing {thing.id}"
    if before is None:
        raise _fault(at, f"{thing.id} is made from {id}, which is not named", "Add it.")
    allowed = _FROM[thing.kind]
    said = f"The {thing.kind.value} {thing.id} cannot be made from the {before.kind.value} {id}"
    _require(before.kind in allowed, at, said, f"It can be from: {', '.join(kind.value for kind in allowed)}.")


def _check_order(known: Mapping[str, Thing]) -> None:
    """Take away what rests on nothing that is left; what remains then rests on itself."""
    left = dict(known)
    while left:
        ready = [id for id, thing in left.items() if not any(one in left for one in thing.made_from)]
        if not ready:
            circle = ", ".join(sorted(left))
            raise _fault(f"thing {min(left)}", f"These are made from each other: {circle}", "Let one be first.")
        for id in ready:
            del left[id]


def _require_text(at: str, text: str) -> None:
    said = f"A text of {at} holds a control character, or a blank at an end"
    _require(not _CONTROL.search(text) and text == text.strip(), at, said, "Write it on one line.")


def _require_hash(at: str, text: str) -> None:
    _require(
        bool(HASH.fullmatch(text)), at, f"The hash of {at} is not 64 lower-case hex digits", "Give its SHA-256."
    )


def _require(fine: bool, where: str, message: str, mend: str) -> None:
    if not fine:
        raise _fault(where, message, mend)


def _fault(where: str, message: str, mend: str) -> InputError:
    return InputError("dossier.manifest", f"{message}.", mend=mend, data={"where": where})
