"""The site's own checkpoints: signed with a key that the home keeps, collected in a folder beside it.

A copy in the home shows nothing against whoever owns the home. So publish checkpoints, print them, or send them to
a partner, with the public key.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tilth.kernel.checkpoint import (
    Checkpoint,
    load_key,
    load_public_key,
    make_key,
    open_signed,
    sign,
    take,
    write_public_key,
)
from tilth.kernel.errors import FileError, IntegrityError
from tilth.kernel.files import write_bytes
from tilth.kernel.journal import instant
from tilth_site.journal.exports import hashes, snapshot

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

__all__ = ["FOLDER", "Signed", "open_checkpoints", "public_key_file", "sign_now"]

FOLDER = "checkpoints"
KEY = "checkpoint-key"


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint, the files it was written to, and the file of the public key that it is checked with."""

    checkpoint: Checkpoint
    files: tuple[str, ...]
    public_key: str


def public_key_file() -> Path:
    """Where the home keeps the public half of its key."""
    home: Path = settings.HOME
    return home / f"{KEY}.pub"


def sign_now(at: datetime, out: Path | None = None) -> Signed:
    """Take a checkpoint of the journal as it is, sign it, keep it in the home and write it to ``out`` as well.

    The key is made on first use. The journal goes by the first name that the site answers to. Costs one pass over
    the hashes.
    """
    signer = _signer()
    with snapshot():
        checkpoint = take(settings.ALLOWED_HOSTS[0], hashes(), instant(at))
    envelope = sign(checkpoint, signer)
    kept = settings.HOME / FOLDER / f"{checkpoint.size:012d}-{at:%Y%m%dT%H%M%S%f}.json"
    files = (kept, out) if out else (kept,)
    for file in files:
        write_bytes(file, envelope)
    return Signed(checkpoint, tuple(map(str, files)), str(public_key_file()))


def open_checkpoints(files: Sequence[Path], public_key: Path | None = None) -> tuple[Checkpoint, ...]:
    """The checkpoints in ``files``, each shown to be signed by ``public_key`` (by default the home's own).

    Raises FileError for a file that cannot be read, is no checkpoint, or was signed by another key.
    """
    if not files:
        return ()
    key = load_public_key(public_key or public_key_file())
    opened = []
    for file in files:
        try:
            opened.append(open_signed(_read(file), key))
        except IntegrityError as error:
            raise FileError(error.code, error.message, file=str(file), mend=error.mend) from error
    return tuple(opened)


def _signer() -> CryptoSigner:
    private: Path = settings.HOME / KEY
    signer = load_key(private) if os.path.lexists(private) else make_key(private)
    if not public_key_file().exists():
        write_public_key(public_key_file(), signer.public_key)
    return signer


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileError(
            "checkpoint.unreadable",
            f"The checkpoint cannot be read: {error.strerror}.",
            file=str(file),
            mend="Check the path and its permissions.",
        ) from error
