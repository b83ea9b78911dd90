"""Signed envelopes: bytes of a stated type, and ed25519 signatures over both.

The envelope is DSSE (https://github.com/secure-systems-lab/dsse), so that tools other than Tilth can check it.
What is signed is the type with the payload, as ``DSSEv1 <length> <type> <length> <payload>``: an envelope of one
kind cannot be passed off as one of another. Each part of Tilth that signs has a :class:`Kind`, which names its
type and words its refusals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from tilth.kernel.errors import InputError, IntegrityError, OptionError

if TYPE_CHECKING:
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]

__all__ = ["Kind", "is_as_written", "no_envelope", "open_signed", "public_key", "public_key_pem", "sign"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of signed thing: its ``noun`` and what comes before the codes of its errors; ``payload_type`` is what
    an envelope says it holds. ``get_again`` says what to do about bytes that are no envelope of the kind, and
    ``check_key`` about a signature that does not hold.
    """

    code: str
    noun: str
    payload_type: str
    get_again: str
    check_key: str


def sign(kind: Kind, payload: bytes, *signers: CryptoSigner) -> bytes:
    """The envelope of ``payload`` with a signature of each of ``signers``, as canonical JSON."""
    import rfc8785
    from securesystemslib.dsse import Envelope

    envelope = Envelope(payload, kind.payload_type, {})
    for signer in signers:
        envelope.sign(signer)
    return rfc8785.dumps(envelope.to_dict())


def open_signed(kind: Kind, envelope: bytes, keys: Sequence[SSlibKey], *, threshold: int = 1) -> bytes:
    """The payload of ``envelope``, once at least ``threshold`` different ones of the public ``keys`` signed it.

    Raises IntegrityError where the bytes are no envelope of the kind (``<code>.envelope``), and where too few of
    the keys signed it or it was altered since (``<code>.signature``); OptionError where there are fewer keys than
    are wanted.
    """
    from securesystemslib.exceptions import VerificationError

    if not 1 <= threshold <= len(keys):
        raise OptionError(
            "dsse.threshold",
            f"{threshold} signatures are wanted, and {len(keys)} keys are given.",
            mend="Give at least as many keys as signatures are wanted, and want one at least.",
        )
    read = _read(kind, envelope)
    try:
        read.verify(list(keys), threshold)
    except VerificationError as error:
        raise _unsigned(kind, keys, threshold, tuple(read.signatures)) from error
    if read.payload_type != kind.payload_type:
        raise no_envelope(kind, f"it holds {read.payload_type}")
    return bytes(read.payload)


def is_as_written(kind: Kind, envelope: bytes) -> bool:
    """Whether ``envelope`` is byte for byte what :func:`sign` writes, so that nothing in it goes unsigned: no
    other entry, no other spelling of a signature. Raises IntegrityError as :func:`open_signed` where it is no
    envelope.
    """
    import rfc8785

    return rfc8785.dumps(_read(kind, envelope).to_dict()) == envelope


def no_envelope(kind: Kind, fault: str) -> IntegrityError:
    """The error that says why something is no envelope of the kind."""
    return IntegrityError(f"{kind.code}.envelope", f"This is no signed {kind.noun}: {fault}.", mend=kind.get_again)


def public_key(pem: bytes) -> SSlibKey:
    """The ed25519 public key that ``pem`` spells. Raises InputError (``dsse.key``) where it is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]

    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_key() from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key()
    return SSlibKey.from_crypto(key)


def public_key_pem(key: SSlibKey) -> bytes:
    """The public half of an ed25519 key (``signer.public_key``) as PEM."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.keyval["public"]))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class _Signed(msgspec.Struct):
    keyid: str
    sig: str


class _Envelope(msgspec.Struct):
    payload: str
    payloadType: str  # noqa: N815 - DSSE's own name
    signatures: list[_Signed]


def _read(kind: Kind, envelope: bytes) -> Envelope:
    from securesystemslib.dsse import Envelope

    try:
        return Envelope.from_dict(msgspec.to_builtins(msgspec.json.decode(envelope, type=_Envelope)))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise no_envelope(kind, f"it is no DSSE envelope ({error})") from error


def _unsigned(kind: Kind, keys: Sequence[SSlibKey], threshold: int, signed_by: Sequence[str]) -> IntegrityError:
    names = ", ".join(key.keyid for key in keys)
    if len(keys) == 1:
        who = f"The key {names} did not sign"
    else:
        who = f"Fewer than {threshold} of the keys {names} signed"
    return IntegrityError(
        f"{kind.code}.signature",
        f"{who} this {kind.noun}, or the {kind.noun} was altered since.",
        mend=kind.check_key,
        data={"key": names, "signed_by": ", ".join(signed_by)},
    )


def _no_key() -> InputError:
    return InputError(
        "dsse.key",
        "This is no ed25519 public key in PEM.",
        mend="Give the key that the signing site publishes, unchanged.",
    )
