"""What is wrong with a bundle: every tampered, missing or additional file, and everything that does not agree.

Each finding is a reason whose ``where`` is the file at fault. The ``verify.py`` in a bundle finds the same without
Tilth, but for what is wrong with the metadata beside the hashes of files.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tilth.approval.dossier.crate_check import crate_faults
from tilth.approval.dossier.layout import CRATE, FILES, MANIFEST, READ_FAULTS, Bundle, is_own, read_whole
from tilth.approval.dossier.model import File, Manifest, read_manifest
from tilth.approval.dossier.record import DECISIONS, KEY_FILE
from tilth.approval.dossier.record_check import record_faults
from tilth.kernel.errors import FileError, InputError
from tilth.kernel.refusal import Reason

__all__ = ["Verified", "verify"]

_BLOCK = 1 << 20
_AGAIN = "Get the bundle again from where it was made."


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and every fault. ``manifest`` is None where it cannot be read; then nothing else was
    checked. ``decisions`` counts the signed ones, ``key`` is the SHA-256 of the key in the bundle, or empty.
    """

    manifest: Manifest | None
    faults: tuple[Reason, ...]
    decisions: int = 0
    key: str = ""


def verify(bundle: Bundle, trusted: bytes = b"") -> Verified:
    """Everything that is wrong with ``bundle``; its signatures are checked with the key ``trusted`` (PEM) where
    one is given. Reads every byte once, in blocks.

    Raises InputError (``dsse.key``) where ``trusted`` is no ed25519 public key.
    """
    data, broken = _read(bundle, MANIFEST)
    try:
        manifest = read_manifest(data)
    except InputError as error:
        return Verified(None, broken or (Reason(error.code, error.message, _AGAIN, MANIFEST),))
    own: dict[str, bytes] = {MANIFEST: data}
    faults: list[Reason] = []
    for name in dict.fromkeys(bundle.names):
        if is_own(name) and name != MANIFEST:
            data, broken = _read(bundle, name)
            faults += broken
            own.update({} if broken else {name: data})
    faults += _files(bundle, manifest)
    faults += _names(bundle, manifest)
    faults += _crate(manifest, own)
    faults += record_faults(manifest, own, trusted)
    decisions = sum(name.startswith(DECISIONS) for name in own)
    key = hashlib.sha256(own[KEY_FILE]).hexdigest() if KEY_FILE in own else ""
    return Verified(manifest, tuple(_once(faults)), decisions, key)


def _crate(manifest: Manifest, own: dict[str, bytes]) -> Iterator[Reason]:
    if CRATE not in own:
        yield Reason("dossier.file.missing", "It is not there.", _AGAIN, CRATE)
        return
    others = {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in own.items() if name != CRATE}
    yield from crate_faults(manifest, own[CRATE], others)


def _names(bundle: Bundle, manifest: Manifest) -> Iterator[Reason]:
    """Files that should not be there, or are there twice."""
    listed = {f"{FILES}{file.path}" for file in manifest.files}
    for name, count in Counter(bundle.names).items():
        if name not in listed and not is_own(name):
            yield Reason("dossier.file.additional", "The manifest does not name this file.", _AGAIN, name)
        if count > 1:
            yield Reason("dossier.file.twice", "It is in the zip {count} times.", _AGAIN, name, {"count": count})


def _files(bundle: Bundle, manifest: Manifest) -> Iterator[Reason]:
    there = set(bundle.names)
    for file in manifest.files:
        name = f"{FILES}{file.path}"
        if name not in there:
            yield Reason("dossier.file.missing", "It is not there, and the manifest names it.", _AGAIN, name)
            continue
        try:
            found = _measured(bundle, name, file)
        except READ_FAULTS as error:
            yield _unreadable(name, error)
            continue
        if found != file.sha256:
            sentence = "Its bytes have another hash than the manifest says: {found}."
            data = {"expected": file.sha256, "found": found}
            yield Reason("dossier.file.altered", sentence, _AGAIN, name, data)


def _measured(bundle: Bundle, name: str, file: File) -> str:
    """The hash of at most one block more than the manifest says, so that no file can be without end."""
    digest, size = hashlib.sha256(), 0
    with bundle.open(name) as stream:
        while size <= file.size and (block := stream.read(_BLOCK)):
            digest.update(block)
            size += len(block)
    return digest.hexdigest()


def _read(bundle: Bundle, name: str) -> tuple[bytes, tuple[Reason, ...]]:
    try:
        return read_whole(bundle, name), ()
    except FileError as error:
        return b"", (Reason("dossier.file.unreadable", "{said}", _AGAIN, name, {"said": error.message}),)


def _unreadable(name: str, error: BaseException) -> Reason:
    return Reason("dossier.file.unreadable", "{said}", _AGAIN, name, {"said": f"It cannot be read: {error}."})


def _once(faults: list[Reason]) -> Iterator[Reason]:
    """Each fault of each file once: what breaks a hash is found in more than one way."""
    seen: set[tuple[str, str, str]] = set()
    for fault in faults:
        key = (fault.code, fault.where, fault.message)
        if key not in seen:
            seen.add(key)
            yield fault
