"""From a folder and its description to a manifest: every file is looked at, and every file is spoken of.

A folder that holds more than the description names, or less, makes no dossier: what nobody listed would either be
left out unseen or handed in unread.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO

from tilth.approval.dossier.description import Described, FileEntry, ThingEntry
from tilth.approval.dossier.media import media_type
from tilth.approval.dossier.model import File, Manifest, Thing
from tilth.approval.dossier.paths import path_fault
from tilth.approval.dossier.revision import manifest_of
from tilth.kernel.errors import FileError, InputError

__all__ = ["open_file", "survey"]

_BLOCK = 1 << 20


def survey(described: Described, before: Manifest | None = None) -> Manifest:
    """The manifest of the described folder, following ``before``. Every file is read once, in blocks.

    Raises FileError, naming file or entry, for a file that is missing, not listed, listed twice, changed while it
    was read, no plain file, or led out of the folder by a link, and for everything that a manifest refuses.
    """
    measured: dict[str, tuple[str, int]] = {}
    files = tuple(_file(described, entry, measured) for entry in _listed(described))
    _none_unlisted(described)
    try:
        things = tuple(_thing(described, entry, measured) for entry in described.things)
        return manifest_of(described.heading, files, things, before)
    except InputError as error:
        if isinstance(error, FileError):
            raise
        where = str(error.data.get("where", "")) or None
        raise FileError(error.code, error.message, file=described.name, record=where, mend=error.mend) from error


def open_file(folder: Path, path: str) -> BinaryIO:
    """The file ``path`` of ``folder`` as a stream. Raises FileError as :func:`survey`."""
    name = os.fspath(folder / path)
    real = os.path.realpath(folder / path)
    if os.path.commonpath((real, os.path.realpath(folder))) != os.path.realpath(folder):
        raise _fault("link", name, "A link leads out of the folder here.", "Put the file itself into the folder.")
    try:
        if not stat.S_ISREG(os.stat(real).st_mode):
            raise _fault("plain", name, "This is no plain file.", "List the files in it, or leave it out.")
        return open(real, "rb")
    except FileNotFoundError as error:
        raise _fault("missing", name, "The description lists this file, and it is not there.",
                     "Add the file, or take its entry out.") from error  # fmt: skip
    except OSError as error:
        raise _fault(
            "unreadable", name, f"It cannot be read: {error.strerror}.", "Mend its permissions."
        ) from error


def _listed(described: Described) -> Iterator[FileEntry]:
    seen: dict[str, int] = {}
    for at, entry in enumerate(described.files):
        wrong = path_fault(entry.path)
        place = f"file[{at}].path"
        if wrong:
            raise _entry(described, place, f"The path {entry.path!r} {wrong}.", "Rename the file.")
        if entry.path in seen:
            first = f"file[{seen[entry.path]}]"
            raise _entry(
                described, place, f"{entry.path} is listed twice: {first} names it too.", "Keep one entry."
            )
        seen[entry.path] = at
        yield entry


def _file(described: Described, entry: FileEntry, measured: dict[str, tuple[str, int]]) -> File:
    sha256, size = _measured(described.folder, entry.path, measured)
    return File(
        path=entry.path, sha256=sha256, size=size, media_type=entry.media_type or media_type(entry.path),
        role=entry.role, title=entry.title, title_zh=entry.title_zh, facts=entry.facts, licence=entry.licence,
        made_from=entry.made_from,
    )  # fmt: skip


def _thing(described: Described, entry: ThingEntry, measured: Mapping[str, tuple[str, int]]) -> Thing:
    place = f"thing {entry.id}"
    if bool(entry.file) == bool(entry.sha256):
        mend = "Give `file`, a path in the folder, or `sha256`."
        raise _entry(described, place, "It has no hash, or two.", mend)
    if entry.file and entry.file not in measured:
        raise _entry(described, place, f"Its file {entry.file} is not listed.", "Add a [[file]] for it.")
    sha256 = measured[entry.file][0] if entry.file else entry.sha256
    return Thing(
        id=entry.id, kind=entry.kind, sha256=sha256, title=entry.title, locator=entry.locator,
        made_from=entry.made_from,
    )  # fmt: skip


def _measured(folder: Path, path: str, measured: dict[str, tuple[str, int]]) -> tuple[str, int]:
    """The hash and the size of a file whose bytes stood still while they were read."""
    with open_file(folder, path) as stream:
        before = os.fstat(stream.fileno())
        digest, size = hashlib.sha256(), 0
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
        mend = "Wait until nothing writes to it, and build again."
        raise _fault("changed", os.fspath(folder / path), "It changed while it was read.", mend)
    measured[path] = digest.hexdigest(), size
    return measured[path]


def _none_unlisted(described: Described) -> None:
    listed = {entry.path for entry in described.files}
    own = os.path.realpath(described.name)
    for path in _walk(described.folder):
        spoken_of = path in listed or any(one.startswith(f"{path}/") for one in listed)
        if spoken_of or os.path.realpath(described.folder / path) == own:
            continue
        if not any(fnmatch(path, pattern) for pattern in described.leave_out):
            name = os.fspath(described.folder / path)
            raise _fault("unlisted", name, f"{described.name} does not speak of this file.",
                         "Add a [[file]] for it, or a pattern to leave_out.")  # fmt: skip


def _walk(folder: Path) -> Iterator[str]:
    """Every file below ``folder``, and every link to a folder, by its path; in the order of the alphabet."""
    for at, folders, files in os.walk(folder):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]
        for name in sorted([*files, *links]):
            yield Path(at, name).relative_to(folder).as_posix()


def _fault(code: str, name: str, message: str, mend: str) -> FileError:
    return FileError(f"dossier.{code}", message, file=name, mend=mend)


def _entry(described: Described, place: str, message: str, mend: str) -> FileError:
    return FileError("dossier.description", message, file=described.name, record=place, mend=mend)
