"""The home: the folder of a site's database, evidence and keys, which nobody but its owner may look into.

This module needs no Django, because Django's settings read the secret key that is made here.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tilth.kernel.errors import FileError
from tilth.kernel.files import refusals, sync_folder, temporary_name

__all__ = ["PRIVATE_FILE", "PRIVATE_FOLDER", "SECRET_KEY", "Prepared", "locked", "make_home", "site_home"]

SECRET_KEY = "secret-key"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A home that is ready: its folder, and how many migrations its database was given just now."""

    home: str
    migrations: int


def site_home() -> Path:
    """The folder that ``TILTH_HOME`` names, by default ``tilth-data`` where the command runs."""
    return Path(os.environ.get("TILTH_HOME", "tilth-data")).resolve()


def make_home(home: Path) -> None:
    """Make the folder and the secret key in it, where they are not there.

    A folder that was there and holds something keeps its permissions: it may be more than a home. Raises FileError
    where the folder or the key cannot be made.
    """
    if home.exists() and not home.is_dir():
        raise FileError("home.file", "This is a file.", file=str(home), mend="Let TILTH_HOME name a folder.")
    with refusals(str(home / SECRET_KEY)):
        home.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if not any(home.iterdir()):
            home.chmod(PRIVATE_FOLDER)
        # For collectstatic, whose folder whitenoise looks for; without it files come from the package.
        home.joinpath("static").mkdir(exist_ok=True)
        _write_once(home / SECRET_KEY, secrets.token_urlsafe(64))


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Keep other processes on this machine from preparing or restoring the same home meanwhile."""
    with refusals(str(home / _LOCK)):
        descriptor = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write_once(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` unless a file is there. Where two processes do so at once, one file stands."""
    if path.exists():
        return
    draft = path.with_name(temporary_name())
    try:
        with open(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w", encoding="ascii"
        ) as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)
