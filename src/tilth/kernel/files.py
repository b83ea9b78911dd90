"""Nothing is ever half-written: a file is its old self until it is wholly its new one.

What is written goes to a temporary name in the same folder, is flushed to the disk, and takes the final name in
one step (``rename``, which POSIX and Windows both make atomic within a file system). A reader, a crash, a full
disk or a ``kill -9`` therefore finds the old file or the new one. What a killed process can leave behind is a
temporary file, whose name starts with ``.tilth-`` and ends with ``.tmp``; it can be deleted at any time.

::

    with replacing("out/parts.csv") as stream:
        csv.writer(stream).writerows(rows)

:func:`read_text` reads what a person hands in, and says of a file that is none what is wrong with it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Literal, overload

from tilth.kernel.errors import FileError

__all__ = [
    "read_text",
    "refusals",
    "replacing",
    "sync_folder",
    "temporary_name",
    "write_bytes",
    "write_text",
]

_MOST_BYTES = 64 << 20
"""The largest file that :func:`read_text` takes: far more than people write, far less than memory holds."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def read_text(path: str | os.PathLike[str], *, code: str = "file") -> str:
    """The text of the UTF-8 file ``path``, line ends as they are, without a byte order mark.

    Raises FileError, its code ``code`` and then ``.unreadable``, ``.large`` or ``.encoding``, where there is no
    such file, it is a folder or may not be read, it is larger than 64 MB, or it is not UTF-8.
    """
    name = os.fspath(path)
    try:
        with open(name, "rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(name, error, f"{code}.unreadable") from error
    if len(data) > _MOST_BYTES:
        words = f"It is larger than {_MOST_BYTES >> 20} MB, the most that is read."
        raise FileError(f"{code}.large", words, file=name, mend="Part it, or name the file that was meant.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = "This is not UTF-8."
        raise FileError(f"{code}.encoding", words, file=name, mend="Save the file as UTF-8 text.") from error


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write ``text`` as UTF-8, line feeds as they are, and replace what ``path`` held before in one step.

    Errors as :func:`replacing`; text that UTF-8 cannot hold (a lone surrogate) raises UnicodeEncodeError before
    anything is written.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write ``data`` and replace what ``path`` held before in one step. Errors as :func:`replacing`."""
    with replacing(path, "wb") as stream:
        stream.write(data)


@overload
def replacing(path: str | os.PathLike[str], mode: Literal["w"] = "w") -> AbstractContextManager[IO[str]]: ...


@overload
def replacing(path: str | os.PathLike[str], mode: Literal["wb"]) -> AbstractContextManager[IO[bytes]]: ...


def replacing(
    path: str | os.PathLike[str], mode: Literal["w", "wb"] = "w"
) -> AbstractContextManager[IO[str] | IO[bytes]]:
    """A stream whose content becomes ``path`` when the ``with`` block ends, and not at all where it raises.

    ``mode`` is ``w`` (UTF-8, line feeds as they are, so it suits the ``csv`` module) or ``wb``. Parent folders
    are made; a symbolic link is followed; a file that exists keeps its permissions, a new one gets those of the
    process's umask. Costs one copy of the content on the disk and one flush to it.

    Raises FileError where ``path`` is a folder or a device, where its folder cannot be made or written to, and
    where the disk is full. Whatever else the block raises goes through unchanged.
    """
    return _replacing(Path(os.path.realpath(path)), os.fspath(path), mode)


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Turn what the operating system refuses about the file ``name`` within the block into a FileError."""
    try:
        yield
    except OSError as error:
        raise _refused(name, error) from error


def sync_folder(folder: Path) -> None:
    """Flush the names in ``folder`` to the disk: a renamed file is safe from a power cut only then.

    Some file systems (and Windows) refuse to flush a folder; there a rename is as durable as they make it.
    """
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def temporary_name() -> str:
    """A name no other process uses, for a file or folder in the making."""
    return f".tilth-{secrets.token_hex(8)}.tmp"


@contextmanager
def _replacing(target: Path, name: str, mode: Literal["w", "wb"]) -> Iterator[IO[str] | IO[bytes]]:
    """``target`` is the real path, ``name`` what the caller calls it."""
    with refusals(name):
        permissions = _permissions(target, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.parent / temporary_name()
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with _full_disk(name), _opened(descriptor, mode) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        with refusals(name):
            if permissions is not None:
                os.chmod(temporary, permissions)
            os.replace(temporary, target)
        sync_folder(target.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _opened(descriptor: int, mode: Literal["w", "wb"]) -> IO[str] | IO[bytes]:
    if mode == "wb":
        return open(descriptor, "wb")
    return open(descriptor, "w", encoding="utf-8", newline="")


def _permissions(target: Path, name: str) -> int | None:
    """The permission bits of ``target``, None where it does not exist. Raises FileError where it cannot be
    replaced by a file: to rename over a device such as ``/dev/null`` would destroy it.
    """
    try:
        found = target.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISREG(found):
        return stat.S_IMODE(found)
    kind = "a folder" if stat.S_ISDIR(found) else "a device or a pipe, which cannot be replaced by a file"
    raise FileError("file.unwritable", f"This is {kind}.", file=name, mend="Name a file.")


@contextmanager
def _full_disk(name: str) -> Iterator[None]:
    """A full disk said clearly; every other OSError may be the block's own business and goes through."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise _refused(name, error) from error


def _unreadable(name: str, error: OSError | ValueError, code: str) -> FileError:
    """Why ``name`` cannot be read, as one sentence and what would mend it."""
    fault, mend = "It cannot be read.", "Name a file that is there."
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        fault = "There is no such file."
    elif isinstance(error, IsADirectoryError):
        fault, mend = "This is a folder.", "Name a file."
    elif isinstance(error, PermissionError):
        fault, mend = "It may not be read.", "Mend its permissions, or name another file."
    elif isinstance(error, OSError) and error.strerror:
        fault = f"It cannot be read: {error.strerror}."
    return FileError(code, fault, file=name, mend=mend)


def _refused(name: str, error: OSError) -> FileError:
    """What the operating system said about ``name``, as one sentence and what would mend it."""
    if error.errno in _FULL:
        fault, mend = "There is no room left on the disk.", "Free some room, or name a file on another disk."
    elif isinstance(error, (FileExistsError, NotADirectoryError)):
        fault, mend = "Its folder cannot be made: a file stands where a folder should be.", "Name another folder."
    elif isinstance(error, PermissionError):
        fault = f"The folder {os.path.dirname(name) or '.'} cannot be written to."
        mend = "Name another folder, or mend its permissions."
    else:
        fault, mend = f"It cannot be written: {error.strerror}.", "Name another file or folder."
    return FileError("file.unwritable", fault, file=name, mend=mend)
