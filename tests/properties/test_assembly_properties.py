"""A window that is written in three or four short sequences of one customer is found, and random ones are not."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from screening_orders import TODAY, WINDOW, before, letters, mounted, order, turned
from tilth.approval.screening import Kind, Status
from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.order import screen_order

FOLDER = tempfile.TemporaryDirectory(prefix="tilth-assembly-tests-")


@cache
def record() -> str:
    return letters(random.Random("the record"), 2000)


@cache
def index() -> ScreeningIndex:
    return mounted(Path(FOLDER.name), {"one": record(), "two": letters(random.Random("another"), 2000)})


@st.composite
def cuts(draw: st.DrawFn, most: int = 24) -> list[int]:
    """How long the pieces of a window are: three or four, none of half a window, and no two neighbours shorter
    than a quarter.
    """
    if draw(st.booleans()):
        small = draw(st.integers(4, 12))
        return [13, small, 13, WINDOW - 26 - small]
    first = draw(st.integers(6, most))
    last = draw(st.integers(max(6, WINDOW - most - first), most))
    return [first, WINDOW - first - last, last]


@settings(max_examples=150)
@given(st.integers(0, 1900), cuts(), st.integers(0, 60), st.integers(), st.data())
def test_a_window_in_short_pieces_is_found(
    start: int, lengths: list[int], flank: int, seed: int, data: st.DataObject
) -> None:
    """The outer pieces may be ends of longer sequences; each may be turned, and ordered before."""
    source = random.Random(seed)
    places = [start + sum(lengths[:number]) for number in range(len(lengths))]
    parts = [record()[place : place + length] for place, length in zip(places, lengths, strict=True)]
    parts[0], parts[-1] = letters(source, flank) + parts[0], parts[-1] + letters(source, flank)
    parts = [turned(part) if data.draw(st.booleans()) else part for part in parts]
    old = data.draw(st.lists(st.sampled_from(range(len(parts))), unique=True, max_size=len(parts) - 1))
    new = [number for number in range(len(parts)) if number not in old]
    result = screen_order(
        index(), order(*(parts[one] for one in new)), today=TODAY, earlier=before(*(parts[one] for one in old))
    )
    told = [hit for query in result.queries for hit in query.hits if hit.kind is Kind.SPLIT]
    assert result.status is Status.HIT
    assert all(query.status is not Status.CLEAR for query in result.queries)
    assert "one" in {hit.label for hit in told}


def test_short_sequences_of_random_letters_are_for_review_and_no_hit() -> None:
    source = random.Random(11)
    for _ in range(300):
        asked = order(*(letters(source, source.randrange(8, 49)) for _ in range(12)))
        result = screen_order(
            index(), asked, today=TODAY, earlier=before(*(letters(source, 300) for _ in range(4)))
        )
        assert {query.status for query in result.queries} == {Status.REVIEW}
