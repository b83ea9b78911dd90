"""The site's own checkpoints: signed with a key that the home keeps, collected in a folder beside it.

A copy in the home shows nothing against whoever owns the home. So publish checkpoints, print them, or send them
to a partner, with the public key. Public keys stand beside the checkpoints under their own ids, because a site
that was restored from a backup signs with a new key, and its older checkpoints still count.
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
from tilth.kernel.errors import FileError, IntegrityError, MissingError
from tilth.kernel.files import write_bytes
from tilth.kernel.journal import instant
from tilth_site.journal.exports import hashes, snapshot

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]

__all__ = ["FOLDER", "Signed", "known_keys", "open_checkpoints", "sign_now", "site_key"]

FOLDER = "checkpoints"
KEY = "checkpoint-key"


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint, the files it was written to, and the file of the public key that it is checked with."""

    checkpoint: Checkpoint
    files: tuple[str, ...]
    public_key: str


def sign_now(at: datetime, out: Path | None = None) -> Signed:
    """Take a checkpoint of the journal as it is, sign it, keep it in the home and write it to ``out`` as well.

    The key is made on first use. The journal goes by the first name that the site answers to. Costs one pass over
    the hashes.
    """
    folder: Path = settings.HOME / FOLDER
    signer = site_key()
    public_key = folder / f"{signer.public_key.keyid[:16]}.pub"
    with snapshot():
        checkpoint = take(settings.ALLOWED_HOSTS[0], hashes(), instant(at))
    envelope = sign(checkpoint, signer)
    kept = folder / f"{checkpoint.size:012d}-{at:%Y%m%dT%H%M%S%f}.json"
    files = (kept, out) if out else (kept,)
    for file in files:
        write_bytes(file, envelope)
    return Signed(checkpoint, tuple(map(str, files)), str(public_key))


def site_key() -> CryptoSigner:
    """The key that the site signs with, made on first use; its public half stands beside the checkpoints from then
    on.
    """
    private: Path = settings.HOME / KEY
    signer = load_key(private) if os.path.lexists(private) else make_key(private)
    public_key = settings.HOME / FOLDER / f"{signer.public_key.keyid[:16]}.pub"
    if not public_key.exists():
        write_public_key(public_key, signer.public_key)
    return signer


def known_keys() -> tuple[SSlibKey, ...]:
    """The public half of every key that this site has signed with. Raises FileError where one cannot be read."""
    return tuple(load_public_key(path) for path in sorted((settings.HOME / FOLDER).glob("*.pub")))


def open_checkpoints(files: Sequence[Path], public_key: Path | None = None) -> tuple[Checkpoint, ...]:
    """The checkpoints in ``files``, each shown to be signed by ``public_key``, by default by one of the home's
    own.

    Raises FileError for a file that cannot be read, is no checkpoint, or was signed by another key, and
    MissingError where the home has no key.
    """
    if not files:
        return ()
    keys = (load_public_key(public_key),) if public_key else known_keys()
    if not keys:
        raise MissingError(
            "checkpoint.no_key",
            "This site has signed no checkpoint, so it has no key to check one with.",
            mend="Name the key of whoever signed it with --public-key.",
        )
    return tuple(_open(file, keys) for file in files)


def _open(file: Path, keys: Sequence[SSlibKey]) -> Checkpoint:
    envelope = _read(file)
    for key in keys:
        try:
            return open_signed(envelope, key)
        except IntegrityError as error:
            refused = error
    raise FileError(refused.code, refused.message, file=str(file), mend=refused.mend) from refused


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
