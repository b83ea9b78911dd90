"""The bundle that is handed out: the files, the manifest, the record, the printed dossier and the verifier.

A bundle is made apart under a temporary name and takes its own in one step, so whoever finds one finds all of it.
The files stream through, each against its hash. The same dossier makes the same bytes: instants in a zip are the
day of the revision.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from tilth.approval.dossier.crate import crate_json
from tilth.approval.dossier.layout import (
    CRATE,
    FILES,
    HTML,
    MANIFEST,
    PDF,
    READ_FAULTS,
    VERIFIER,
    Bundle,
    open_in,
    read_whole,
)
from tilth.approval.dossier.model import File, Manifest, read_manifest
from tilth.approval.dossier.record import (
    DECISIONS,
    EVENTS_FILE,
    KEY_FILE,
    PROCEDURE_FILE,
    Record,
    read_procedure_json,
    record_files,
)
from tilth.approval.model import Procedure
from tilth.kernel.errors import FileError, InputError, IntegrityError
from tilth.kernel.files import refusals, replacing, sync_folder, temporary_name

__all__ = ["Dossier", "dossier_html", "dossier_pdf", "read_dossier", "verifier", "write_folder", "write_zip"]

_BLOCK = 1 << 20
_ZIP_YEARS = (1980, 2107)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What a bundle is made from. ``open`` gives a file of the manifest as a stream at its start: from a folder,
    an evidence store, another bundle.
    """

    manifest: Manifest
    procedure: Procedure
    open: Callable[[File], IO[bytes]]
    record: Record = field(default_factory=Record)


def verifier() -> bytes:
    """The text of ``verify.py``, which checks a bundle without Tilth."""
    return resources.files("tilth.approval.dossier").joinpath("bundled", "verify.txt").read_bytes()


def dossier_html(dossier: Dossier) -> bytes:
    """The printed dossier as one page."""
    from tilth.approval.dossier.page import page
    from tilth.approval.dossier.telling import telling

    return page(_title(dossier), telling(dossier.manifest, dossier.procedure, dossier.record))


def dossier_pdf(dossier: Dossier) -> bytes:
    """The printed dossier as a PDF. About 0.2 s."""
    # ReportLab takes a good part of a second to import, and few commands print.
    from tilth.approval.dossier.paper import paper
    from tilth.approval.dossier.telling import telling

    manifest = dossier.manifest
    blocks = telling(manifest, dossier.procedure, dossier.record)
    footer = f"{manifest.heading.id}, revision {manifest.revision}, sha256 {manifest.sha256}"
    return paper(_title(dossier), footer, manifest.heading.created, blocks)


def write_folder(dossier: Dossier, target: str | os.PathLike[str]) -> None:
    """Write the bundle as the folder ``target``, which does not exist or is empty.

    Raises FileError where it is there and holds something, or cannot be written; IntegrityError
    (``dossier.changed``) where a file is no longer what the manifest says. Then nothing is left behind.
    """
    place, name = Path(os.path.realpath(target)), os.fspath(target)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise FileError("dossier.exists", "Something stands here already.", file=name, mend="Name a new folder.")
    staging = place.parent / temporary_name()
    try:
        with refusals(name):
            staging.mkdir(parents=True)
            _fill(dossier, _FolderShelf(staging))
            os.replace(staging, place)
        sync_folder(place.parent)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def write_zip(dossier: Dossier, target: str | os.PathLike[str] | BinaryIO) -> None:
    """Write the bundle as a zip to the path ``target``, replacing what it held, or to a seekable stream.

    Errors as :func:`write_folder`.
    """
    if isinstance(target, str | os.PathLike):
        with replacing(target, "wb") as stream:
            _zip(dossier, stream)
    else:
        _zip(dossier, target)


def _zip(dossier: Dossier, stream: IO[bytes]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _fill(dossier, _ZipShelf(archive, dossier.manifest))


def read_dossier(bundle: Bundle) -> Dossier:
    """The dossier in an open bundle, to be exported again; its files are checked when they are copied.

    Raises FileError where the manifest, and IntegrityError where the procedure, is not as it was written.
    """
    try:
        manifest = read_manifest(read_whole(bundle, MANIFEST))
    except InputError as error:
        raise FileError(error.code, error.message, file=f"{bundle.name}/{MANIFEST}", mend=error.mend) from error
    procedure = read_procedure_json(read_whole(bundle, PROCEDURE_FILE), manifest.heading.procedure.digest)
    decisions = tuple(read_whole(bundle, name) for name in bundle.names if name.startswith(DECISIONS))
    optional = {name: read_whole(bundle, name) for name in (EVENTS_FILE, KEY_FILE) if name in bundle.names}
    record = Record(events=optional.get(EVENTS_FILE, b""), decisions=decisions, key=optional.get(KEY_FILE, b""))
    return Dossier(
        manifest=manifest,
        procedure=procedure,
        record=record,
        open=lambda file: open_in(bundle, f"{FILES}{file.path}"),
    )


class _Shelf(Protocol):
    """Where a bundle is written to."""

    def put(self, name: str, size: int) -> AbstractContextManager[IO[bytes]]:
        """A stream that becomes the file ``name``."""
        ...


class _FolderShelf:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def put(self, name: str, size: int) -> Iterator[IO[bytes]]:  # noqa: ARG002 - a zip wants to know the size
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())


class _ZipShelf:
    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        day = manifest.heading.created
        year = min(max(day.year, _ZIP_YEARS[0]), _ZIP_YEARS[1])
        self._archive, self._at = archive, (year, day.month, day.day, 0, 0, 0)

    def put(self, name: str, size: int) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, self._at)
        entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o100644 << 16, 3
        entry.file_size = size
        return self._archive.open(entry, "w")


def _fill(dossier: Dossier, shelf: _Shelf) -> None:
    measured: dict[str, tuple[str, int]] = {}
    for name, data in _others(dossier):
        _put(shelf, name, data)
        measured[name] = hashlib.sha256(data).hexdigest(), len(data)
    for file in dossier.manifest.files:
        with dossier.open(file) as source, shelf.put(f"{FILES}{file.path}", file.size) as into:
            _copy(file, source, into)
    _put(shelf, CRATE, crate_json(dossier.manifest, measured))


def _others(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Every file of the bundle that is none of the manifest's, but for the metadata, which speak of these."""
    yield MANIFEST, dossier.manifest.to_json()
    yield from record_files(dossier.procedure, dossier.record).items()
    yield HTML, dossier_html(dossier)
    yield PDF, dossier_pdf(dossier)
    yield VERIFIER, verifier()


def _put(shelf: _Shelf, name: str, data: bytes) -> None:
    with shelf.put(name, len(data)) as into:
        into.write(data)


def _copy(file: File, source: IO[bytes], into: IO[bytes]) -> None:
    digest = hashlib.sha256()
    while block := _block(file, source):
        digest.update(block)
        into.write(block)
    if digest.hexdigest() != file.sha256:
        raise IntegrityError(
            "dossier.changed",
            f"{file.path} is not the file that the manifest names: its bytes have another hash.",
            mend="Wait until nothing writes to it, and build a new revision.",
            data={"file": file.path, "expected": file.sha256, "found": digest.hexdigest()},
        )


def _block(file: File, source: IO[bytes]) -> bytes:
    try:
        return source.read(_BLOCK)
    except READ_FAULTS as error:
        raise IntegrityError(
            "dossier.changed",
            f"{file.path} cannot be read: {error}.",
            mend="Get it again from where it was made.",
            data={"file": file.path},
        ) from error


def _title(dossier: Dossier) -> str:
    heading = dossier.manifest.heading
    return f"{heading.title or f'Dossier {heading.id}'}, revision {dossier.manifest.revision}"
