"""What is where in a bundle, and how a bundle is read: a folder or a zip, by the same names.

A zip is never unpacked for this; what its names would do to a disk does not matter.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from tilth.approval.dossier.record import DECISIONS, EVENTS_FILE, KEY_FILE, PROCEDURE_FILE
from tilth.kernel.errors import FileError

__all__ = [
    "CRATE", "FILES", "HTML", "LARGEST", "MANIFEST", "PDF", "READ_FAULTS", "VERIFIER", "Bundle", "is_own",
    "open_bundle", "open_in", "read_whole",
]  # fmt: skip

_AGAIN = "Get the bundle again from where it was made."

MANIFEST = "manifest.json"
CRATE = "ro-crate-metadata.json"
HTML = "dossier.html"
PDF = "dossier.pdf"
VERIFIER = "verify.py"
FILES = "files/"
"""The folder under which each file of the manifest has its path."""

LARGEST = 64 << 20
"""Bytes of the largest file beside the manifest's that is read into memory: far more than any has."""

READ_FAULTS = (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)
"""What a file on the disk, or one in a damaged, encrypted or foreign zip, says when it is read."""


def is_own(name: str) -> bool:
    """Whether a bundle can hold a file of this name beside those of the manifest."""
    decision = name.startswith(DECISIONS) and name.endswith(".dsse.json") and "/" not in name[len(DECISIONS) :]
    return decision or name in {MANIFEST, CRATE, HTML, PDF, VERIFIER, PROCEDURE_FILE, EVENTS_FILE, KEY_FILE}


class Bundle(Protocol):
    """A bundle that is open for reading. ``names`` are its files, in the order of the alphabet; one that is there
    twice (a zip can do that) is named twice.
    """

    name: str
    names: tuple[str, ...]

    def open(self, name: str) -> IO[bytes]:
        """A file as a stream; raises OSError or what the zip says. :func:`open_bundle` names them."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class _Folder:
    def __init__(self, path: Path, name: str) -> None:
        self.name, self._path = name, path
        self.names = tuple(sorted(_below(path)))

    def open(self, name: str) -> IO[bytes]:
        path = self._path / name
        # A pipe would be waited for without end.
        if path.exists() and not path.is_file():
            raise OSError("it is no plain file")
        return open(path, "rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _below(folder: Path) -> Iterator[str]:
    for at, folders, files in os.walk(folder):
        links = [one for one in folders if os.path.islink(os.path.join(at, one))]
        for one in (*files, *links):
            yield Path(at, one).relative_to(folder).as_posix()


class _Zip:
    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._zip = zipfile.ZipFile(path)
        self.names = tuple(sorted(info.filename for info in self._zip.infolist() if not info.is_dir()))

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()


@contextmanager
def open_bundle(path: str | os.PathLike[str]) -> Iterator[Bundle]:
    """The bundle in the folder or zip ``path``.

    Raises FileError (``dossier.bundle``) where there is none: no such file, no zip, no manifest in it.
    """
    name, mend = os.fspath(path), "Name a folder or zip that `tilth dossier build` or `export` wrote."
    try:
        bundle: Bundle = _Folder(Path(path), name) if Path(path).is_dir() else _Zip(Path(path), name)
    except FileNotFoundError as error:
        raise FileError("dossier.bundle", "There is no such bundle.", file=name, mend=mend) from error
    except READ_FAULTS as error:
        raise FileError("dossier.bundle", "This is no folder and no zip.", file=name, mend=mend) from error
    with bundle:
        if MANIFEST not in bundle.names:
            raise FileError("dossier.bundle", f"There is no {MANIFEST} in it.", file=name, mend=mend)
        yield bundle


def open_in(bundle: Bundle, name: str) -> IO[bytes]:
    """A file of a bundle as a stream. Raises FileError (``dossier.bundle``) where it is not there or does not
    open.
    """
    if name not in bundle.names:
        raise FileError("dossier.bundle", f"There is no {name} in it.", file=bundle.name, mend=_AGAIN)
    try:
        return bundle.open(name)
    except READ_FAULTS as error:
        raise _unreadable(bundle, name, f"It cannot be read: {error}.") from error


def read_whole(bundle: Bundle, name: str) -> bytes:
    """A small file of a bundle. Raises FileError (``dossier.bundle``) where it is not there, cannot be read, or is
    larger than 64 MB.
    """
    with open_in(bundle, name) as stream:
        try:
            data = stream.read(LARGEST + 1)
        except READ_FAULTS as error:
            raise _unreadable(bundle, name, f"It cannot be read: {error}.") from error
    if len(data) > LARGEST:
        raise _unreadable(bundle, name, "It is larger than 64 MB.")
    return data


def _unreadable(bundle: Bundle, name: str, message: str) -> FileError:
    return FileError("dossier.bundle", message, file=f"{bundle.name}/{name}", mend=_AGAIN)
