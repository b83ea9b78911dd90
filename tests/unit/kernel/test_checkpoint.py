from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

from tilth.kernel.checkpoint import (
    PAYLOAD_TYPE,
    Checkpoint,
    check,
    load_key,
    load_public_key,
    make_key,
    open_signed,
    sign,
    take,
    write_public_key,
)
from tilth.kernel.errors import FileError, IntegrityError
from tilth.kernel.journal import GENESIS
from tilth.kernel.merkle import EMPTY, root

HASHES = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(10)]
AT = "2025-11-03T08:30:00.000000Z"
CHECKPOINT = take("tilth.example", HASHES, AT)
SIGNER = CryptoSigner.generate_ed25519()
ENVELOPE = sign(CHECKPOINT, SIGNER)


def test_a_checkpoint_says_how_many_entries_there_are_their_root_and_the_last() -> None:
    expected = root(bytes.fromhex(digest) for digest in HASHES).hex()
    assert Checkpoint("tilth.example", 10, expected, HASHES[-1], AT) == CHECKPOINT


def test_a_journal_without_entries_has_a_checkpoint() -> None:
    empty = take("tilth.example", [], AT)
    assert (empty.size, empty.root, empty.head) == (0, EMPTY.hex(), GENESIS)
    assert check(empty, []) == check(empty, HASHES) == ()


def test_the_journal_it_was_taken_of_has_no_fault() -> None:
    assert check(CHECKPOINT, HASHES) == ()


def test_a_journal_that_has_grown_has_no_fault() -> None:
    assert check(CHECKPOINT, iter([*HASHES, "ab" * 32])) == ()


def test_no_more_entries_are_read_than_the_checkpoint_speaks_of() -> None:
    stream = iter([*HASHES, "ab" * 32])
    check(CHECKPOINT, stream)
    assert list(stream) == ["ab" * 32]


@pytest.mark.parametrize(
    ("left", "gone"), [(9, "entry 10 is gone"), (7, "entries 8 to 10 are gone"), (0, "entries 1 to 10 are gone")]
)
def test_a_shortened_journal_is_named(left: int, gone: str) -> None:
    (fault,) = check(CHECKPOINT, HASHES[:left])
    assert (fault.kind, fault.seq) == ("shortened", left + 1)
    assert fault.message == f"The checkpoint of {AT} was signed over 10 entries of tilth.example; {gone}."


def test_a_rewritten_tail_is_named() -> None:
    (fault,) = check(CHECKPOINT, [*HASHES[:6], *["ab" * 32] * 4])
    assert (fault.kind, fault.seq) == ("rewritten", 10)
    assert "entry 10 is another, so some entry up to it was rewritten and all after that one" in fault.message


@pytest.mark.parametrize("stored", ["", "no hash", HASHES[4].upper(), HASHES[4] + " ", b"blob"])
def test_what_stands_for_a_hash_and_is_none_was_rewritten(stored: str) -> None:
    hashes = [*HASHES[:4], stored, *HASHES[5:]]
    (fault,) = check(CHECKPOINT, hashes)
    assert (fault.kind, fault.seq) == ("rewritten", 5)
    assert fault.message.endswith("entry 5 has no sha256 for its hash.")
    with pytest.raises(
        IntegrityError, match=r"Entry 5 has no sha256 for its hash.*tilth journal verify"
    ) as raised:
        take("tilth.example", hashes, AT)
    assert raised.value.code == "checkpoint.hash"


def test_an_entry_rewritten_before_the_same_last_is_named() -> None:
    (fault,) = check(CHECKPOINT, [*HASHES[:4], "ab" * 32, *HASHES[5:]])
    assert (fault.kind, fault.seq) == ("rewritten", 10)
    assert "entry 10 is the same, but one before it is another" in fault.message


def test_a_signed_checkpoint_is_opened_with_the_public_key() -> None:
    assert open_signed(ENVELOPE, SIGNER.public_key) == CHECKPOINT


def test_the_envelope_is_dsse_as_the_specification_writes_it() -> None:
    """Verified here with nothing of Tilth and nothing of securesystemslib."""
    envelope = json.loads(ENVELOPE)
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(SIGNER.public_key.keyval["public"]))
    key.verify(base64.b64decode(envelope["signatures"][0]["sig"]), signed)
    assert envelope["payloadType"] == "application/vnd.tilth.checkpoint+json"
    assert payload == rfc8785.dumps(json.loads(payload))
    assert set(json.loads(payload)) == {"journal", "size", "root", "head", "at"}


def test_another_key_did_not_sign_it() -> None:
    other = CryptoSigner.generate_ed25519().public_key
    with pytest.raises(IntegrityError, match=r"did not sign this checkpoint.*public key of the site") as raised:
        open_signed(ENVELOPE, other)
    assert raised.value.code == "checkpoint.signature"
    assert raised.value.data == {"key": other.keyid, "signed_by": SIGNER.public_key.keyid}


def altered(change: Callable[[dict[str, Any]], object]) -> bytes:
    envelope = json.loads(ENVELOPE)
    change(envelope)
    return json.dumps(envelope).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.update(payload=base64.b64encode(b"{}").decode()),
        lambda e: e.update(payloadType="text/plain"),
        lambda e: e.update(signatures=[]),
        lambda e: e["signatures"][0].update(sig=base64.b64encode(b"0" * 64).decode()),
        lambda e: e["signatures"][0].update(keyid="0" * 64),
        lambda e: e["signatures"][0].update(sig=""),
    ],
)
def test_an_altered_envelope_is_not_signed(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(IntegrityError) as raised:
        open_signed(altered(change), SIGNER.public_key)
    assert raised.value.code == "checkpoint.signature"


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b"\xff",
        altered(lambda e: e.pop("payload")),
        altered(lambda e: e.update(payload="!")),
        altered(lambda e: e.update(payload="é")),
        altered(lambda e: e.update(signatures={})),
        altered(lambda e: e.update(signatures=e["signatures"] * 2)),
        altered(lambda e: e["signatures"][0].pop("sig")),
        altered(lambda e: e["signatures"][0].update(sig="%%%")),
    ],
)
def test_what_is_no_envelope_is_no_checkpoint(envelope: bytes) -> None:
    with pytest.raises(IntegrityError, match=r"no signed checkpoint.*tilth journal checkpoint") as raised:
        open_signed(envelope, SIGNER.public_key)
    assert raised.value.code == "checkpoint.envelope"


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b"{}", PAYLOAD_TYPE),
        (b"\xff", PAYLOAD_TYPE),
        (CHECKPOINT.to_json().replace(b"10", b'"10"', 1), PAYLOAD_TYPE),
        (CHECKPOINT.to_json(), "application/vnd.in-toto+json"),
    ],
)
def test_what_the_key_signed_but_is_no_checkpoint_is_none(payload: bytes, kind: str) -> None:
    envelope = Envelope(payload, kind, {})
    envelope.sign(SIGNER)
    with pytest.raises(IntegrityError) as raised:
        open_signed(json.dumps(envelope.to_dict()).encode(), SIGNER.public_key)
    assert raised.value.code == "checkpoint.envelope"


def test_a_key_is_made_written_and_loaded(tmp_path: Path) -> None:
    made = make_key(tmp_path / "keys" / "journal.pem")
    loaded = load_key(tmp_path / "keys" / "journal.pem")
    assert loaded.public_key == made.public_key
    assert open_signed(sign(CHECKPOINT, loaded), made.public_key) == CHECKPOINT


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX's")
def test_only_its_owner_can_read_a_key(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_key(tmp_path / "journal.pem")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "journal.pem").stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "journal.pem"
    make_key(path)
    key = path.read_bytes()
    with pytest.raises(FileError, match="never overwritten") as raised:
        make_key(path)
    assert raised.value.code == "key.exists"
    assert path.read_bytes() == key


def test_a_public_key_is_written_and_loaded(tmp_path: Path) -> None:
    write_public_key(tmp_path / "journal.pub", SIGNER.public_key)
    loaded = load_public_key(tmp_path / "journal.pub")
    assert loaded == SIGNER.public_key
    assert open_signed(ENVELOPE, loaded) == CHECKPOINT
    assert isinstance(load_pem_public_key((tmp_path / "journal.pub").read_bytes()), Ed25519PublicKey)


@pytest.mark.parametrize("load", [load_key, load_public_key])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key",
        CryptoSigner.generate_ecdsa().private_bytes,
        b"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
    ],
)
def test_what_is_no_ed25519_key_is_refused_by_name(
    load: Callable[[Path], object], content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"key.pem: This is no ed25519 (private|public) key") as raised:
        load(path)
    assert raised.value.code == "key.unreadable"


def test_a_private_key_is_no_public_key_nor_the_reverse(tmp_path: Path) -> None:
    make_key(tmp_path / "private.pem")
    write_public_key(tmp_path / "public.pem", SIGNER.public_key)
    with pytest.raises(FileError):
        load_public_key(tmp_path / "private.pem")
    with pytest.raises(FileError):
        load_key(tmp_path / "public.pem")


@pytest.mark.parametrize("load", [load_key, load_public_key])
def test_a_key_that_is_not_there_is_named(load: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"gone.pem: The key cannot be read: No such file"):
        load(tmp_path / "gone.pem")
