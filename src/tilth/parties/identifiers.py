"""Public identifiers of organisations and persons, read strictly: a mistyped one is refused, never stored.

Each scheme ends in check characters, worked out from the ones before. They show every digit that was taken for
another digit, every letter taken for another letter, and nearly every other slip of one or two characters; whether
the identifier was ever issued they cannot show. What is read is normalised, so that equal identifiers are equal
values.

An ORCID iD names a person. It is personal data, so it is no :class:`Identifier`, which events may carry:
:func:`read_orcid` only checks and normalises one, for a store outside the journal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tilth.kernel.refusal import Refused, refuse

__all__ = ["Identifier", "Scheme", "read_identifier", "read_orcid"]

_DIGITS = "0123456789"
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_SPACING = re.compile(r"[\s\u2010-\u2015-]+")


class Scheme(StrEnum):
    """Whose numbering: the unified social credit code of China, the legal entity identifier, or the Research
    Organization Registry.
    """

    USCC = "uscc"
    LEI = "lei"
    ROR = "ror"

    @property
    def spoken(self) -> str:
        """The scheme's name within a sentence."""
        return "unified social credit code" if self is Scheme.USCC else self.value.upper()


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One identifier of an organisation. :func:`read_identifier` makes a checked one from what someone typed."""

    scheme: Scheme
    value: str


@dataclass(frozen=True, slots=True)
class _Form:
    """How a scheme is written: its name, the characters allowed at each position, how many of the last are check
    characters worked out from the others, and the start of the address under which it may also be given.
    """

    name: str
    positions: tuple[str, ...]
    check: Callable[[str], str]
    check_length: int
    address: str = ""


def read_identifier(scheme: Scheme, text: str) -> Identifier | Refused:
    """``text`` as a normalised identifier of ``scheme``, or why it is none.

    Spaces, hyphens and full-width forms are put right, and so is the case; a ROR may be given as its address.
    """
    value = _read(_FORMS[scheme], text, upper=scheme is not Scheme.ROR)
    return value if isinstance(value, Refused) else Identifier(scheme, value)


def read_orcid(text: str) -> str | Refused:
    """``text`` as an ORCID iD in its groups of four (``0000-0002-1825-0097``), or why it is none.

    The iD may be given as its address. It is personal data: keep it out of every event.
    """
    value = _read(_ORCID, text, upper=True)
    return value if isinstance(value, Refused) else "-".join(value[at : at + 4] for at in range(0, 16, 4))


def _read(form: _Form, text: str, *, upper: bool) -> str | Refused:
    plain = unicodedata.normalize("NFKC", text).strip()
    if form.address:
        plain = re.sub(rf"^(https?://)?(www\.)?{form.address}/", "", plain, flags=re.IGNORECASE)
    value = _SPACING.sub("", plain)
    value = value.upper() if upper else value.lower()
    if len(value) != len(form.positions):
        return refuse(
            "parties.identifier.length",
            "A {scheme} has {expected} characters, and {value} has {found}.",
            "Give the whole {scheme} and nothing else.",
            "identifier",
            scheme=form.name, expected=len(form.positions), value=value, found=len(value),
        )  # fmt: skip
    for position, (character, allowed) in enumerate(zip(value, form.positions, strict=True), 1):
        if character not in allowed:
            return refuse(
                "parties.identifier.character",
                "Position {position} of {value} holds {character}, which cannot stand there in a {scheme}.",
                "Put one of {allowed} there.",
                "identifier",
                scheme=form.name, character=character, position=position, value=value, allowed=allowed,
            )  # fmt: skip
    found, expected = value[-form.check_length :], form.check(value[: -form.check_length])
    if found != expected:
        return refuse(
            "parties.identifier.check",
            "The {scheme} {value} ends in {found}, and what stands before it asks for {expected}.",
            "Compare it with its register: a character is mistyped, or two have changed places.",
            "identifier",
            scheme=form.name, value=value, found=found, expected=expected,
        )  # fmt: skip
    return value


def _check_credit_code(body: str) -> str:
    """GB 32100-2015, annex A: the check value is 31 less the sum of value times 3**(i-1), modulo 31."""
    total = sum(_CREDIT_CODE.index(character) * pow(3, at, 31) for at, character in enumerate(body))
    return _CREDIT_CODE[-total % 31]


def _check_lei(body: str) -> str:
    """ISO 17442-1:2020: ISO/IEC 7064 MOD 97-10 over the characters, a letter being 10 (A) to 35 (Z)."""
    return _mod_97_10(int("".join(str(int(character, 36)) for character in body)))


def _check_ror(body: str) -> str:
    """ISO/IEC 7064 MOD 97-10 over the number that the seven characters spell in Crockford's base 32."""
    number = 0
    for character in body:
        number = number * 32 + _CROCKFORD.index(character)
    return _mod_97_10(number)


def _mod_97_10(number: int) -> str:
    """The two digits that, appended to ``number``, leave it 1 modulo 97 (ISO/IEC 7064:2003)."""
    return f"{98 - number * 100 % 97:02d}"


def _check_orcid(body: str) -> str:
    """ISO/IEC 7064:2003 MOD 11-2 over fifteen digits; X stands for ten."""
    total = 0
    for digit in body:
        total = (total + int(digit)) * 2
    return (_DIGITS + "X")[(12 - total % 11) % 11]


_FORMS = {
    # Characters 3 to 8 of a credit code are the digits of an administrative division (GB/T 2260).
    Scheme.USCC: _Form(
        name=Scheme.USCC.spoken,
        positions=(_CREDIT_CODE,) * 2 + (_DIGITS,) * 6 + (_CREDIT_CODE,) * 10,
        check=_check_credit_code,
        check_length=1,
    ),
    Scheme.LEI: _Form(
        name=Scheme.LEI.spoken,
        positions=(_ALPHANUMERIC,) * 18 + (_DIGITS,) * 2,
        check=_check_lei,
        check_length=2,
    ),
    Scheme.ROR: _Form(
        name=Scheme.ROR.spoken,
        positions=("0",) + (_CROCKFORD,) * 6 + (_DIGITS,) * 2,
        check=_check_ror,
        check_length=2,
        address=r"ror\.org",
    ),
}
_ORCID = _Form(
    name="ORCID iD",
    positions=(_DIGITS,) * 15 + (_DIGITS + "X",),
    check=_check_orcid,
    check_length=1,
    address=r"orcid\.org",
)
