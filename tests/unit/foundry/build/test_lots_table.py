"""A table of lots: what is read of it, and what would be misread is refused."""

from __future__ import annotations

from datetime import date

import pytest

from tilth.foundry.build.folder.lots import read_lots
from tilth.foundry.build.ledger import Lot
from tilth.kernel.errors import FileError


def test_a_lot_has_what_its_row_says_whatever_the_order_and_case_of_titles() -> None:
    found = read_lots("\ufeffExpires,LOT,thaws,most_thaws,liquid\n2026-12-31,L1,2,3,gfp\n,L2,,,\n", "x.csv")
    assert found == {
        "L1": Lot("L1", "gfp", date(2026, 12, 31), thaws=2, most_thaws=3),
        "L2": Lot("L2", "L2"),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lot,expiry\nL1,2026-01-01\n", "x.csv:1: There is a column 'expiry', which is not known."),
        ("lot,expires,expires\nL1,2026-01-01,2027-01-01\n", "x.csv:1: There are two columns 'expires'."),
        ("\n\nlot,lot\nL1,L2\n", "x.csv:3: There are two columns 'lot'."),
        ("lot;expires\nL1;2026-01-01\n", "There is no column lot; there is lot;expires."),
        ("lot\nL\x001\n", "The lot's id holds a control character."),
    ],
)
def test_a_table_that_would_be_misread_is_refused(text: str, said: str) -> None:
    with pytest.raises(FileError) as refused:
        read_lots(text, "x.csv")
    assert said in str(refused.value)
