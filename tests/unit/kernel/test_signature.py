from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import replace

import msgspec
import pytest

from tilth.kernel.errors import InputError
from tilth.kernel.journal import GENESIS, Draft, seal
from tilth.kernel.signature import SALT_SIZE, Meaning, Signature, check_name, commit_name, manifest

SALT = bytes(range(SALT_SIZE))
SIGNATURE = Signature(
    id="sig_1",
    signer="per_7",
    role="foundry manager",
    meaning=Meaning.APPROVAL,
    at="2025-11-03T08:30:00.000000Z",
    signed=("ab" * 32, "cd" * 32),
    name_commitment=commit_name("张伟", SALT),
)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "sig_2"}, {"signer": "per_8"}, {"role": "founder"}, {"meaning": Meaning.REVIEW},
        {"at": "2025-11-03T08:30:00.000001Z"}, {"signed": ("ab" * 32,)}, {"signed": ("cd" * 32, "ab" * 32)},
        {"signed": ("ab" * 32, "ce" * 32)}, {"name_commitment": commit_name("张薇", SALT)},
    ],
)  # fmt: skip
def test_the_digest_binds_every_field(change: dict[str, object]) -> None:
    assert replace(SIGNATURE, **change).digest() != SIGNATURE.digest()  # type: ignore[arg-type]


def test_the_digest_is_the_sha256_of_the_canonical_json() -> None:
    said = json.dumps(msgspec.to_builtins(SIGNATURE), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert SIGNATURE.digest() == hashlib.sha256(said.encode()).hexdigest()


def test_a_signature_goes_into_an_entry_and_comes_out_the_same() -> None:
    facts = msgspec.to_builtins(SIGNATURE)
    entry, _ = seal(Draft("request:1", "x", SIGNATURE.at, "per_7", facts), 1, GENESIS)
    assert msgspec.convert(entry.data, Signature) == SIGNATURE


def test_a_signature_holds_no_name() -> None:
    assert "张伟" not in json.dumps(msgspec.to_builtins(SIGNATURE), ensure_ascii=False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""), ("signer", " per_7"), ("role", "a\nb"), ("role", "a\u202eb"),
        ("at", "2025-11-03"), ("at", "2025-11-03T08:30:00"), ("at", "2025-13-03T08:30:00Z"),
        ("at", "2025-11-03T08:30:00+08:00"),
        ("signed", ()), ("signed", ("AB" * 32,)), ("signed", ("ab" * 32, "ab" * 32)),
        ("signed", ("ab" * 32 + "\n",)),
        ("name_commitment", "张伟"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InputError, match=f"signature's {field} ") as raised:
        replace(SIGNATURE, **{field: value})  # type: ignore[arg-type]
    assert raised.value.data == {"field": field}


def test_the_rules_own_meanings_are_there() -> None:
    assert {"review", "approval", "responsibility", "authorship"} < set(Meaning)


def test_a_commitment_is_the_sha256_of_salt_and_name() -> None:
    assert commit_name("Zhang Wei", SALT) == hashlib.sha256(SALT + b"Zhang Wei").hexdigest()


def test_a_commitment_is_checked_with_its_name_and_salt_and_no_other() -> None:
    commitment = commit_name("张伟", SALT)
    assert check_name("张伟", SALT, commitment)
    assert not check_name("张薇", SALT, commitment)
    assert not check_name("张伟", bytes(SALT_SIZE), commitment)


def test_it_does_not_matter_how_an_accent_was_typed() -> None:
    composed = unicodedata.normalize("NFC", "José")
    decomposed = unicodedata.normalize("NFD", "José")
    assert composed != decomposed
    assert commit_name(composed, SALT) == commit_name(decomposed, SALT)


@pytest.mark.parametrize("salt", [b"", b"short", bytes(SALT_SIZE + 1)])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    """With salts of any length, the end of a salt and the start of a name could be exchanged."""
    with pytest.raises(InputError, match="salt is not 32 bytes"):
        commit_name("张伟", salt)


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "\ud800"])
def test_a_name_that_cannot_be_printed_is_refused(name: str) -> None:
    with pytest.raises(InputError) as raised:
        commit_name(name, SALT)
    assert raised.value.data == {"field": "name"}


def test_the_print_shows_name_time_and_meaning_and_what_was_signed() -> None:
    assert manifest(SIGNATURE, "张伟") == (
        "Signed by: 张伟 (per_7)",
        "As: foundry manager",
        "Meaning: approval",
        "Time: 2025-11-03 08:30:00.000000 UTC",
        "Signed: sha256 " + "ab" * 32,
        "Signed: sha256 " + "cd" * 32,
        f"Signature: sig_1, sha256 {SIGNATURE.digest()}",
    )


def test_an_erased_name_is_said_to_be_erased() -> None:
    assert manifest(SIGNATURE, None)[0] == "Signed by: (name erased) (per_7)"
