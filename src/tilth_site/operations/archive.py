"""A backup as a file: a zip archive in which a manifest names every member with its size and sha256.

::

    journal.jsonl                        the journal, as tilth.kernel.export describes it
    tables/accounts.user.jsonl, ...      the tables that stand outside the journal, one row a line
    evidence/SHA256/content              the bytes of each piece of evidence,
    evidence/SHA256/ID.json              and what is said about it
    checkpoints/NAME.json, KEY.pub       the site's own signed checkpoints, and the keys to check them with
    manifest.json                        all of the above, and the place of the journal's last entry

Nothing in it depends on a database, and any tool that reads zip and JSON can read it. The manifest shows damage;
it does not show forgery, for whoever alters a member can alter the manifest. The chain inside does, as far as a
chain can (:mod:`tilth.kernel.checkpoint` says how far).
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

import msgspec

from tilth.kernel.chain import Head
from tilth.kernel.errors import FileError
from tilth.kernel.files import replacing

__all__ = ["FORMAT", "JOURNAL", "MANIFEST", "Archive", "Manifest", "Member", "Step", "Writer", "writing"]

FORMAT = 1
JOURNAL, MANIFEST = "journal.jsonl", "manifest.json"
_BLOCK = 1 << 20

Step = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and of how much."""


class Member(msgspec.Struct, frozen=True):
    """One file of the archive: bytes and sha256 in hex."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What an archive holds. ``made`` is an instant, ``tilth`` the version that made it, ``seq`` and ``hash`` are
    the place of the journal's last entry.
    """

    format: int
    made: str
    tilth: str
    seq: int
    hash: str
    members: dict[str, Member]

    @property
    def head(self) -> Head:
        """The place of the journal's last entry."""
        return Head(self.seq, self.hash)


class Writer:
    """Puts members into an archive in the making and remembers what each is."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, Member] = {}

    def add(self, name: str, content: IO[bytes]) -> None:
        """Copy ``content``, read to its end, as the member ``name``."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as target:
            for block in iter(lambda: content.read(_BLOCK), b""):
                target.write(block)
                digest.update(block)
                size += len(block)
        self.members[name] = Member(size, digest.hexdigest())

    def add_bytes(self, name: str, content: bytes) -> None:
        """Put ``content`` as the member ``name``."""
        self.add(name, io.BytesIO(content))

    def close(self, made: str, tilth: str, head: Head) -> None:
        """Put the manifest, which ends the archive."""
        manifest = Manifest(FORMAT, made, tilth, head.seq, head.hash, self.members)
        self._archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


@contextmanager
def writing(path: str | os.PathLike[str]) -> Iterator[Writer]:
    """A writer whose archive becomes ``path`` when the block ends, readable by its owner only; not at all where it
    raises. Errors as :func:`tilth.kernel.files.replacing`.
    """
    with replacing(path, "wb") as stream:
        if sys.platform != "win32":
            os.fchmod(stream.fileno(), 0o600)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            yield Writer(archive)


class Archive:
    """A backup that is open for reading. To be closed, or used in a ``with`` block."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open ``path`` and read its manifest.

        Raises FileError where the file cannot be read, was cut short, is no backup or of a later format, or holds
        other members than its manifest names.
        """
        self.name = os.fspath(path)
        try:
            self._zip = zipfile.ZipFile(self.name)
        except OSError as error:
            raise self._fault("backup.unreadable", f"The file cannot be read: {error.strerror}.") from error
        except zipfile.BadZipFile as error:
            raise self._fault(
                "backup.truncated",
                f"No table of contents ends these {os.path.getsize(self.name):,} bytes: the file was cut short, "
                "or is no backup.",
            ) from error
        self.manifest = self._read_manifest()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def check(self, step: Step | None = None) -> None:
        """Hold every member against the manifest, which reads all of it once.

        Raises FileError naming the first that is damaged.
        """
        total = sum(member.size for member in self.manifest.members.values())
        done = 0
        for name, member in self.manifest.members.items():
            digest, size = hashlib.sha256(), 0
            with self.open(name) as stream, self._readable(name):
                for block in iter(lambda stream=stream: stream.read(_BLOCK), b""):  # type: ignore[misc]
                    digest.update(block)
                    size += len(block)
            if (size, digest.hexdigest()) != (member.size, member.sha256):
                raise self._fault("backup.altered", "Its bytes are not those that the manifest names.", name)
            done += size
            if step:
                step("check", done, total)

    def open(self, name: str) -> BinaryIO:
        """The bytes of a member, as a stream."""
        with self._readable(name):
            return cast("BinaryIO", self._zip.open(name))

    def extract(self, name: str, target: str | os.PathLike[str]) -> None:
        """Copy a member to the file ``target``."""
        with self.open(name) as stream, replacing(target, "wb") as out, self._readable(name):
            shutil.copyfileobj(stream, out, _BLOCK)

    def _read_manifest(self) -> Manifest:
        names = self._zip.namelist()
        if names.count(MANIFEST) != 1:
            raise self._fault("backup.manifest", "There is no manifest in it, so it is no backup of a Tilth site.")
        with self.open(MANIFEST) as stream, self._readable(MANIFEST):
            text = stream.read()
        try:
            manifest = msgspec.json.decode(text, type=Manifest)
        except msgspec.MsgspecError as error:
            raise self._fault("backup.manifest", f"It is no manifest: {error}.", MANIFEST) from error
        if manifest.format != FORMAT:
            raise self._fault(
                "backup.format", f"Its format is {manifest.format}; this Tilth reads {FORMAT}.", MANIFEST
            )
        if sorted(names) != sorted([*manifest.members, MANIFEST]):
            odd = sorted({*names} ^ {*manifest.members, MANIFEST}) or ["a member twice"]
            raise self._fault("backup.members", f"The archive and its manifest differ in {odd[0]}.", MANIFEST)
        if JOURNAL not in manifest.members:
            raise self._fault("backup.members", "It names no journal.", MANIFEST)
        return manifest

    @contextmanager
    def _readable(self, name: str) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise self._fault("backup.altered", f"It cannot be unpacked: {error}.", name) from error

    def _fault(self, code: str, message: str, member: str | None = None) -> FileError:
        return FileError(
            code,
            message,
            file=self.name,
            record=member,
            mend="Fetch the backup again from where it is kept, or restore another one.",
        )
