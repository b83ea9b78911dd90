"""The book of a bench: exact shares, waste, masses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tilth.foundry.build.labware import Labware
from tilth.foundry.build.ledger import UNACCOUNTED, Book, Lot, Portion
from tilth.foundry.build.ledger.contents import share
from tilth.foundry.build.transfer import Place
from tilth.foundry.build.volume import UL

A1, B1 = Place("plate", "A1"), Place("plate", "B1")


@pytest.fixture
def book() -> Book:
    return Book((Labware("plate", "pcr_96"),))


@pytest.mark.parametrize(
    ("parts", "volume", "taken"),
    [
        ({0: 7}, 3, {0: 3}),
        ({0: 1, 1: 1}, 1, {0: 1, 1: 0}),
        ({1: 1, 0: 1}, 1, {0: 1, 1: 0}),
        ({0: 1, 1: 2}, 1, {0: 0, 1: 1}),
        ({0: 1, 1: 1, 2: 1}, 2, {0: 1, 1: 1, 2: 0}),
        ({0: 50, 1: 30, 2: 20}, 10, {0: 5, 1: 3, 2: 2}),
        ({0: 5, 1: 3, 2: 2}, 4, {0: 2, 1: 1, 2: 1}),
        ({0: 3, 1: 4, 2: 5}, 12, {0: 3, 1: 4, 2: 5}),
    ],
)
def test_each_portion_gives_its_share_and_the_rest_goes_by_largest_remainder(
    parts: dict[int, int], volume: int, taken: dict[int, int]
) -> None:
    assert share(parts, sum(parts.values()), volume) == taken


def test_what_is_thrown_away_is_counted_as_waste(book: Book) -> None:
    assert book.fill(A1, "dna", 3 * UL, "L1") is None
    assert book.fill(A1, "water", 1 * UL) is None
    assert book.discard(A1, 4 * UL) is None
    assert book.content(A1).portions == ()
    assert book.waste.portions == (Portion("dna", "L1", 3 * UL), Portion("water", "", UL))
    assert book.total("L1") == 3 * UL


def test_no_more_is_thrown_away_than_is_there(book: Book) -> None:
    book.fill(A1, "dna", UL)
    answers = (book.discard(A1, 2 * UL), book.discard(A1, 0), book.discard(Place("plate", "A13"), UL))
    assert [answer.code for answer in answers if answer] == [
        "ledger.overdraw",
        "ledger.no_volume",
        "ledger.unknown_well",
    ]
    assert book.volume(A1) == UL


def test_the_mass_in_a_well_is_each_lots_volume_times_its_concentration(book: Book) -> None:
    lots = {"L1": Lot("L1", "dna", concentration=Decimal("52.5")), "L2": Lot("L2", "dna")}
    book.fill(A1, "dna", 3 * UL, "L1")
    book.fill(A1, "dna", 3 * UL, "L2")
    assert book.move(A1, B1, 2 * UL) is None
    assert book.content(B1).masses(lots) == {"L1": Decimal("52.5")}
    assert book.content(A1).masses(lots) == {"L1": Decimal("105")}


def test_one_well_has_one_content_however_it_is_spelled(book: Book) -> None:
    book.fill(Place("plate", "a01"), "water", 20 * UL)
    assert book.move(A1, Place("plate", "b1"), 5 * UL) is None
    assert book.volumes() == {A1: 15 * UL, B1: 5 * UL}


def test_a_survey_is_believed_and_the_difference_is_accounted_for(book: Book) -> None:
    book.fill(A1, "water", 60 * UL, "W1")
    book.fill(A1, "ligase", 30 * UL, "L1")
    assert book.survey(A1, 81 * UL) is None
    assert book.volume(A1) == 81 * UL
    assert book.content(A1).portions == (Portion("water", "W1", 54 * UL), Portion("ligase", "L1", 27 * UL))
    assert book.waste.volume == 9 * UL
    assert book.survey(A1, 83 * UL) is None
    assert book.content(A1).portions[-1] == Portion(UNACCOUNTED, "", 2 * UL)
    assert book.survey(A1, 83 * UL) is None
    assert (book.total("W1"), book.total("L1")) == (60 * UL, 30 * UL)


def test_what_a_survey_finds_more_of_in_a_well_of_one_liquid_is_that_liquid_of_no_known_lot(book: Book) -> None:
    book.fill(A1, "water", 60 * UL, "W1")
    book.survey(A1, 63 * UL)
    assert book.content(A1).portions == (Portion("water", "W1", 60 * UL), Portion("water", "", 3 * UL))


def test_a_survey_that_cannot_be_is_refused_and_changes_nothing(book: Book) -> None:
    book.fill(A1, "water", 60 * UL)
    for place, volume, code in (
        (A1, 300 * UL, "ledger.over_fill"),
        (A1, -1, "ledger.no_volume"),
        (Place("plate", "A13"), UL, "ledger.unknown_well"),
    ):
        reason = book.survey(place, volume)
        assert reason is not None
        assert reason.code == code
    assert book.volumes() == {A1: 60 * UL}
