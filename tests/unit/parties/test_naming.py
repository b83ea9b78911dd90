from __future__ import annotations

import pytest

from tilth.kernel.errors import OptionError
from tilth.parties.model import Language, Name, NameKind
from tilth.parties.naming import against_names, against_renaming, against_withdrawing, best_name, renamed

EN, ZH = Language.EN, Language.ZH
LEGAL = Name("Fudan University", EN, NameKind.LEGAL)
SHORT = Name("Fudan", EN, NameKind.SHORT)
CHINESE = Name("复旦大学", ZH, NameKind.LEGAL)
FORMER = Name("复旦公学", ZH, NameKind.FORMER)


@pytest.mark.parametrize(
    ("names", "language", "best"),
    [
        ((SHORT, LEGAL, CHINESE), EN, LEGAL),
        ((SHORT, LEGAL, CHINESE), ZH, CHINESE),
        ((SHORT, CHINESE), EN, SHORT),
        ((LEGAL,), ZH, LEGAL),
        ((FORMER, SHORT), ZH, SHORT),
        ((FORMER,), EN, FORMER),
        ((SHORT, Name("FDU", EN, NameKind.SHORT)), EN, Name("FDU", EN, NameKind.SHORT)),
    ],
)
def test_the_best_name_is_in_the_readers_language_and_in_use(
    names: tuple[Name, ...], language: Language, best: Name
) -> None:
    assert best_name(names, language) == best


def test_of_no_names_none_is_best() -> None:
    with pytest.raises(OptionError):
        best_name((), EN)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ((), "parties.name.missing"),
        ((FORMER,), "parties.name.missing"),
        ((LEGAL, Name("Other University", EN, NameKind.LEGAL)), "parties.name.legal"),
        ((LEGAL, Name("Fudan University", EN, NameKind.SHORT)), "parties.name.twice"),
        ((Name("", EN, NameKind.SHORT),), "parties.name.text"),
        ((Name(" Fudan", EN, NameKind.SHORT),), "parties.name.text"),
        ((Name("Fu\u202edan", EN, NameKind.SHORT),), "parties.name.text"),
        ((Name("Fu\ndan", EN, NameKind.SHORT),), "parties.name.text"),
    ],
)
def test_names_that_cannot_stand_together_are_refused(names: tuple[Name, ...], code: str) -> None:
    assert [reason.code for reason in against_names(names)] == [code]


def test_names_in_two_languages_stand_together() -> None:
    assert against_names((LEGAL, CHINESE, SHORT, FORMER)) == ()


def test_the_old_name_becomes_a_former_one_and_finds_it_still() -> None:
    new = Name("Fudan University Shanghai", EN, NameKind.LEGAL)
    assert against_renaming((LEGAL, CHINESE), LEGAL, new) == ()
    assert renamed((LEGAL, CHINESE), LEGAL, new) == (
        Name("Fudan University", EN, NameKind.FORMER),
        CHINESE,
        new,
    )


def test_a_former_name_that_is_taken_up_again_is_former_no_longer() -> None:
    again = Name("复旦公学", ZH, NameKind.LEGAL)
    assert against_renaming((CHINESE, FORMER), CHINESE, again) == ()
    assert renamed((CHINESE, FORMER), CHINESE, again) == (Name("复旦大学", ZH, NameKind.FORMER), again)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (SHORT, LEGAL, "parties.name.unknown"),
        (FORMER, LEGAL, "parties.name.former"),
        (CHINESE, Name("x", ZH, NameKind.FORMER), "parties.name.former"),
        (CHINESE, CHINESE, "parties.name.twice"),
        (CHINESE, Name("x ", ZH, NameKind.LEGAL), "parties.name.text"),
    ],
)
def test_a_renaming_that_makes_no_sense_is_refused(old: Name, new: Name, code: str) -> None:
    assert [reason.code for reason in against_renaming((CHINESE, FORMER), old, new)] == [code]


def test_the_last_name_in_use_cannot_be_withdrawn() -> None:
    assert [reason.code for reason in against_withdrawing((CHINESE, FORMER), CHINESE)] == ["parties.name.missing"]
    assert against_withdrawing((CHINESE, FORMER), FORMER) == ()
    assert [reason.code for reason in against_withdrawing((CHINESE,), LEGAL)] == ["parties.name.unknown"]
