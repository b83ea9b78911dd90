"""Volumes are whole picolitres; text is read and written exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilth.foundry.build.volume import ML, NL, UL, format_volume, from_microlitres, microlitres, parse_volume
from tilth.kernel.errors import OptionError


@pytest.mark.parametrize(
    ("text", "volume"),
    [
        ("2.5 nL", 2500),
        ("2.5nl", 2500),
        ("10 uL", 10 * UL),
        ("10 µL", 10 * UL),
        (" .5 μl ", UL // 2),
        ("0.001 nL", 1),
        ("7 pL", 7),
        ("195 mL", 195 * ML),
        ("1 L", 1000 * ML),
        ("0 uL", 0),
        ("3. uL", 3 * UL),
    ],
)
def test_a_volume_is_read_in_any_common_unit(text: str, volume: int) -> None:
    assert parse_volume(text) == volume


def test_a_bare_number_needs_a_unit_to_be_assumed() -> None:
    assert parse_volume("12.5", unit="nL") == 12_500
    assert parse_volume("12.5 uL", unit="nL") == 12_500_000
    with pytest.raises(OptionError, match=r"'12\.5' is no volume"):
        parse_volume("12.5")


@pytest.mark.parametrize("text", ["", "uL", "-1 uL", "1e3 uL", "5 gal", "1,5 uL", "1 u L", "٣ uL", "nan uL"])
def test_what_is_no_volume_is_refused_with_a_mend(text: str) -> None:
    with pytest.raises(OptionError, match="is no volume") as caught:
        parse_volume(text)
    assert caught.value.mend == "Write a number and nL, uL or mL, such as 2.5 nL."


def test_nothing_is_rounded_in_silence() -> None:
    with pytest.raises(OptionError, match="finer than a picolitre"):
        parse_volume("0.0001 nL")


@pytest.mark.parametrize(
    ("volume", "text"),
    [
        (0, "0 nL"),
        (1, "0.001 nL"),
        (2500, "2.5 nL"),
        (UL - 1, "999.999 nL"),
        (UL, "1 uL"),
        (100 * UL, "100 uL"),
        (12 * ML + 500 * UL, "12.5 mL"),
        (300_000 * ML, "300000 mL"),
        (-3 * UL, "-3 uL"),
    ],
)
def test_a_volume_is_written_in_the_unit_that_fits(volume: int, text: str) -> None:
    assert format_volume(volume) == text


@given(st.integers(0, 10**16))
def test_what_is_written_is_read_back_exactly(volume: int) -> None:
    assert parse_volume(format_volume(volume)) == volume
    assert microlitres(volume) * UL == volume


def test_a_robots_microlitres_become_the_nearest_picolitre() -> None:
    assert from_microlitres(0.1) == 100 * NL
    assert from_microlitres(2.0000004) == 2 * UL
    assert from_microlitres(Decimal("0.0025")) == 2500
