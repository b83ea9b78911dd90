"""Two processes race with real commits, on both databases: one is first, and the other is told so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from databases import VENDORS, OwnSite, own_site

pytestmark = pytest.mark.slow

PROGRAM = str(Path(__file__).with_name("racing.py"))
ROUNDS = 20
Answers = list[tuple[str, list[int]]]


@pytest.fixture(scope="module", params=VENDORS)
def site(request, tmp_path_factory):
    with own_site(request.param, tmp_path_factory.mktemp("race")) as made:
        yield made


def race(site: OwnSite, mode: str) -> list[tuple[tuple[str, list[int]], tuple[str, list[int]]]]:
    """What both were answered, round by round."""
    one, other = json.loads(site.run(PROGRAM, mode, str(ROUNDS)).splitlines()[-1])
    return list(zip(one, other, strict=True))


def test_of_two_that_race_for_the_last_place_one_gets_it_and_the_other_a_reason(site: OwnSite) -> None:
    rounds = race(site, "place")
    assert len(rounds) == ROUNDS
    assert {tuple(sorted(answer for answer, _ in pair)) for pair in rounds} == {("done", "slot.full")}


def test_of_two_calls_under_one_key_one_writes_and_both_get_its_entries(site: OwnSite) -> None:
    rounds = race(site, "key")
    assert len(rounds) == ROUNDS
    for (first, entries), (second, same) in rounds:
        assert {first, second} == {"done", "repeated"}
        assert entries == same
        assert len(entries) == 1
