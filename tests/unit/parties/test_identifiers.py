from __future__ import annotations

import pytest

from tilth.kernel.refusal import Refused
from tilth.parties.identifiers import Identifier, Scheme, read_identifier, read_orcid

HUAWEI = "914403001922038216"
FUDAN = Identifier(Scheme.ROR, "013q1eq08")


def refusal(read: object) -> tuple[str, str]:
    assert isinstance(read, Refused)
    return read.reasons[0].code, str(read)


@pytest.mark.parametrize(
    "typed",
    [
        "https://ror.org/013q1eq08",
        "http://ror.org/013q1eq08",
        "ror.org/013q1eq08",
        "HTTPS://ROR.ORG/013Q1EQ08",
        " 013q1eq08 ",
    ],
)
def test_a_ror_is_the_same_however_it_is_given(typed: str) -> None:
    assert read_identifier(Scheme.ROR, typed) == FUDAN


@pytest.mark.parametrize(
    "typed", ["9144 0300 1922 0382 16", "914403-00-192203821-6", "９１４４０３００１９２２０３８２１６"]
)
def test_spaces_hyphens_and_full_width_digits_are_put_right(typed: str) -> None:
    assert read_identifier(Scheme.USCC, typed) == Identifier(Scheme.USCC, HUAWEI)


def test_an_identifier_is_put_into_capitals() -> None:
    assert read_identifier(Scheme.LEI, "hwupkr0mpou8fgxbt394") == Identifier(Scheme.LEI, "HWUPKR0MPOU8FGXBT394")


@pytest.mark.parametrize(
    ("scheme", "wrong", "expected"),
    [
        (Scheme.USCC, "914403001922038217", "6"),
        (Scheme.LEI, "HWUPKR0MPOU8FGXBT395", "94"),
        (Scheme.ROR, "013q1eq09", "08"),
    ],
)
def test_a_wrong_check_character_is_refused_with_the_one_expected(
    scheme: Scheme, wrong: str, expected: str
) -> None:
    read = read_identifier(scheme, wrong)
    assert isinstance(read, Refused)
    assert read.reasons[0].code == "parties.identifier.check"
    assert read.reasons[0].data["expected"] == expected
    assert f"asks for {expected}." in read.reasons[0].message
    assert wrong in read.reasons[0].message


@pytest.mark.parametrize("letter", "IOSVZ")
def test_a_credit_code_has_no_letter_that_looks_like_a_digit(letter: str) -> None:
    code, words = refusal(read_identifier(Scheme.USCC, f"9144030019220382{letter}6"))
    assert code == "parties.identifier.character"
    assert f"Position 17 of 9144030019220382{letter}6 holds {letter}" in words


def test_the_division_in_a_credit_code_is_in_digits() -> None:
    code, words = refusal(read_identifier(Scheme.USCC, "91A403001922038216"))
    assert code == "parties.identifier.character"
    assert "Put one of 0123456789 there." in words


def test_a_ror_starts_with_a_nought() -> None:
    assert refusal(read_identifier(Scheme.ROR, "113q1eq08"))[0] == "parties.identifier.character"


@pytest.mark.parametrize(("typed", "found"), [("", 0), ("91440300192203821", 17), (HUAWEI + "6", 19)])
def test_another_length_is_refused_with_what_was_counted(typed: str, found: int) -> None:
    read = read_identifier(Scheme.USCC, typed)
    assert isinstance(read, Refused)
    assert read.reasons[0].code == "parties.identifier.length"
    assert read.reasons[0].data["found"] == found


def test_an_address_of_another_register_is_no_identifier() -> None:
    assert refusal(read_identifier(Scheme.LEI, "https://ror.org/013q1eq08"))[0] == "parties.identifier.length"


@pytest.mark.parametrize("typed", ["https://orcid.org/0000-0002-1694-233x", "000000021694233X"])
def test_an_orcid_is_the_same_however_it_is_given(typed: str) -> None:
    assert read_orcid(typed) == "0000-0002-1694-233X"


def test_a_wrong_orcid_is_refused_with_the_character_expected() -> None:
    code, words = refusal(read_orcid("0000-0002-1694-2339"))
    assert code == "parties.identifier.check"
    assert "asks for X." in words


@pytest.mark.parametrize(
    ("scheme", "value"),
    [(Scheme.USCC, HUAWEI), (Scheme.LEI, "HWUPKR0MPOU8FGXBT394"), (Scheme.ROR, "013q1eq08")],
)
def test_a_digit_taken_for_another_and_a_letter_for_another_are_always_found(scheme: Scheme, value: str) -> None:
    for at, right in enumerate(value.upper()):
        for wrong in set("0123456789" if right.isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {right}:
            mistyped = value[:at] + wrong + value[at + 1 :]
            assert isinstance(read_identifier(scheme, mistyped), Refused), mistyped


def test_an_orcid_is_of_no_scheme_that_events_carry() -> None:
    assert {scheme.value for scheme in Scheme} == {"uscc", "lei", "ror"}
