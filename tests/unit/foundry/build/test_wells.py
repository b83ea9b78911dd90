"""Wells are written A1, as people write them."""

from __future__ import annotations

import pytest

from tilth.foundry.build.wells import Geometry, row_letters
from tilth.kernel.errors import OptionError

PLATE = Geometry(8, 12)


def test_wells_go_down_each_column_first() -> None:
    assert PLATE.names[:3] == ("A1", "B1", "C1")
    assert PLATE.names[8] == PLATE.name(8) == "A2"
    assert PLATE.names[-1] == "H12"
    assert PLATE.by_row[:3] == ("A1", "A2", "A3")
    assert PLATE.count == len(set(PLATE.names)) == len(set(PLATE.by_row)) == 96


@pytest.mark.parametrize(("rows", "columns", "last"), [(16, 24, "P24"), (32, 48, "AF48"), (1, 1, "A1")])
def test_large_plates_go_on_after_z(rows: int, columns: int, last: str) -> None:
    assert Geometry(rows, columns).names[-1] == last


def test_rows_after_z_have_two_letters() -> None:
    assert [row_letters(row) for row in (0, 25, 26, 31, 51, 52)] == ["A", "Z", "AA", "AF", "AZ", "BA"]


@pytest.mark.parametrize("spelling", ["B03", "b3", " B3 ", "B003"])
def test_a_well_is_known_in_every_common_spelling(spelling: str) -> None:
    assert PLATE.index(spelling) == 17
    assert PLATE.canonical(spelling) == "B3"


@pytest.mark.parametrize("name", ["", "A0", "A13", "I1", "1A", "A", "A1.0", "AA1", "A٣"])
def test_a_well_that_is_not_there_is_refused_with_the_last_that_is(name: str) -> None:
    with pytest.raises(OptionError, match="There is no well") as caught:
        PLATE.index(name)
    assert caught.value.mend == "Name a well from A1 to H12."


def test_numbers_and_names_are_each_others_inverse() -> None:
    geometry = Geometry(32, 48)
    assert [geometry.index(name) for name in geometry.names] == list(range(1536))
    with pytest.raises(IndexError):
        geometry.name(1536)
