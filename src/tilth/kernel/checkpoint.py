"""A checkpoint: a signed statement of all that a journal held at one moment, to be kept where its keepers cannot
reach it.

A chain of hashes shows a clumsy forgery. It does not stop an administrator who rewrites every entry from some
place on, or who deletes the newest: what is left is a chain as whole as before. A checkpoint names how many
entries there were, the Merkle root over them (:mod:`tilth.kernel.merkle`) and the hash of the last. Once it is
published, printed or handed to a partner, a journal that was rewritten or shortened can be shown to be so.

It is canonical JSON (RFC 8785) in a signed envelope (:mod:`tilth.kernel.dsse`), so that tools other than Tilth can
check it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

import msgspec

from tilth.kernel import dsse
from tilth.kernel.chain import Fault
from tilth.kernel.errors import FileError, InputError, IntegrityError
from tilth.kernel.files import replacing, write_bytes
from tilth.kernel.journal import GENESIS
from tilth.kernel.merkle import Tree
from tilth.kernel.record import HASH

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]

__all__ = [
    "PAYLOAD_TYPE",
    "Checkpoint",
    "check",
    "load_key",
    "load_public_key",
    "make_key",
    "open_signed",
    "sign",
    "take",
    "write_public_key",
]

PAYLOAD_TYPE = "application/vnd.tilth.checkpoint+json"
"""What the envelope says it holds."""

_KIND = dsse.Kind(
    code="checkpoint",
    noun="checkpoint",
    payload_type=PAYLOAD_TYPE,
    get_again="Give the file that `tilth journal checkpoint` wrote, whole and unchanged.",
    check_key="Check it with the public key of the site that signed it, or fetch it again where it is kept.",
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the journal named ``journal`` held at the instant ``at``: ``size`` entries, the Merkle root over their
    hashes (``root``, hex) and the hash of the last one (``head``, hex).
    """

    journal: str
    size: int
    root: str
    head: str
    at: str

    def to_json(self) -> bytes:
        """The checkpoint as canonical JSON: the payload that is signed."""
        import rfc8785

        return rfc8785.dumps(asdict(self))


def take(journal: str, hashes: Iterable[str], at: str) -> Checkpoint:
    """The checkpoint of a journal whose entries have these ``hashes`` (hex, in order). Costs one Merkle root.

    Raises IntegrityError (``checkpoint.hash``) where one of them is no sha256.
    """
    tree, head = _grow(hashes)
    if not _is_hash(head):
        raise IntegrityError(
            "checkpoint.hash",
            f"Entry {tree.size + 1} has no sha256 for its hash.",
            mend="Run `tilth journal verify`, and restore the journal from a backup.",
            data={"seq": tree.size + 1},
        )
    return Checkpoint(journal, tree.size, tree.root().hex(), head, at)


def check(checkpoint: Checkpoint, hashes: Iterable[str]) -> tuple[Fault, ...]:
    """What the checkpoint shows to be wrong with a journal whose entries have these ``hashes`` (hex, in order).

    Only the entries the checkpoint speaks of are read, once, and their hashes are taken as they stand: whether the
    bodies have them is for :func:`tilth.kernel.chain.verify` to say. At most one fault: ``shortened`` where
    entries are gone from the end, ``rewritten`` where one of them is another.
    """
    tree, head = _grow(islice(hashes, checkpoint.size))
    if not _is_hash(head):
        seq = tree.size + 1
        return (_fault(checkpoint, seq, "rewritten", f"entry {seq} has no sha256 for its hash"),)
    if tree.size < checkpoint.size:
        return (_fault(checkpoint, tree.size + 1, "shortened", _gone(tree.size + 1, checkpoint.size)),)
    if tree.root().hex() == checkpoint.root:
        return ()
    if head == checkpoint.head:
        known = f"entry {checkpoint.size} is the same, but one before it is another"
    else:
        known = f"entry {checkpoint.size} is another, so some entry up to it was rewritten and all after that one"
    return (_fault(checkpoint, checkpoint.size, "rewritten", known),)


def sign(checkpoint: Checkpoint, signer: CryptoSigner) -> bytes:
    """The DSSE envelope of ``checkpoint``, signed, as canonical JSON. Anyone may read it."""
    return dsse.sign(_KIND, checkpoint.to_json(), signer)


def open_signed(envelope: bytes, key: SSlibKey) -> Checkpoint:
    """The checkpoint in ``envelope``, once the public ``key`` has shown who signed it.

    Raises IntegrityError where the bytes are no envelope of a checkpoint (``checkpoint.envelope``), and where
    ``key`` did not sign it or it was altered since (``checkpoint.signature``).
    """
    payload = dsse.open_signed(_KIND, envelope, (key,))
    try:
        return msgspec.json.decode(payload, type=Checkpoint)
    except msgspec.MsgspecError as error:
        raise dsse.no_envelope(_KIND, f"its payload is not one ({error})") from error


def make_key(path: str | os.PathLike[str]) -> CryptoSigner:
    """A new ed25519 key, written to ``path`` as PEM (PKCS #8) that only its owner can read (mode 0600).

    Raises FileError where a file stands there already, because a key that is lost cannot be made again, and where
    the file cannot be written.
    """
    from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

    if os.path.lexists(path):
        raise FileError(
            "key.exists",
            "A file stands here already, and a key is never overwritten.",
            file=os.fspath(path),
            mend="Name another file, or move the old key away and keep it.",
        )
    signer = CryptoSigner.generate_ed25519()
    with replacing(path, "wb") as stream:
        # Before the key is in it: at no moment can another user read the key, even in the file in the making.
        if sys.platform != "win32":
            os.fchmod(stream.fileno(), 0o600)
        stream.write(signer.private_bytes)
    return signer


def load_key(path: str | os.PathLike[str]) -> CryptoSigner:
    """The key that :func:`make_key` wrote. Raises FileError where ``path`` holds no ed25519 private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

    try:
        key = load_pem_private_key(_read(path), None)
    except (ValueError, TypeError) as error:
        raise _no_key(path, "private") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, "private")
    return CryptoSigner(key)


def write_public_key(path: str | os.PathLike[str], key: SSlibKey) -> None:
    """Write the public half of a key (``signer.public_key``) as PEM, to be published beside the checkpoints."""
    write_bytes(path, dsse.public_key_pem(key))


def load_public_key(path: str | os.PathLike[str]) -> SSlibKey:
    """The key that :func:`write_public_key` wrote. Raises FileError where ``path`` holds no ed25519 public key."""
    pem = _read(path)
    try:
        return dsse.public_key(pem)
    except InputError as error:
        raise _no_key(path, "public") from error


def _grow(hashes: Iterable[str]) -> tuple[Tree, str]:
    """The tree over ``hashes`` up to the first that is no sha256, and the hash it stopped at or ended with."""
    head = GENESIS

    def leaves() -> Iterator[bytes]:
        nonlocal head
        for head in hashes:
            if not _is_hash(head):
                return
            yield bytes.fromhex(head)

    return Tree().extend(leaves()), head


def _is_hash(stored: str) -> bool:
    # A forger can put a number or a blob where the database keeps the hash.
    return HASH.fullmatch(str(stored)) is not None


def _gone(first: int, last: int) -> str:
    return f"entry {first} is gone" if first == last else f"entries {first} to {last} are gone"


def _fault(checkpoint: Checkpoint, seq: int, kind: Literal["rewritten", "shortened"], known: str) -> Fault:
    signed = (
        f"The checkpoint of {checkpoint.at} was signed over {checkpoint.size:,} entries of {checkpoint.journal}"
    )
    return Fault(seq, kind, f"{signed}; {known}.")


def _read(path: str | os.PathLike[str]) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise FileError(
            "key.unreadable",
            f"The key cannot be read: {error.strerror}.",
            file=os.fspath(path),
            mend="Check the path and its permissions.",
        ) from error


def _no_key(path: str | os.PathLike[str], half: str) -> FileError:
    return FileError(
        "key.unreadable",
        f"This is no ed25519 {half} key in PEM without a password.",
        file=os.fspath(path),
        mend="Name the file that make_key or write_public_key wrote.",
    )
