"""Two keepers take the last position of a box, and what is left of a lot, at once: one gets it, one a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from databases import VENDORS, OwnSite, own_site

pytestmark = pytest.mark.slow

PROGRAM = str(Path(__file__).with_name("racing_stock.py"))
ROUNDS = 10


@pytest.fixture(scope="module", params=VENDORS)
def site(request, tmp_path_factory):
    with own_site(request.param, tmp_path_factory.mktemp("stock")) as made:
        yield made


def test_of_two_that_take_the_last_one_gets_it_and_the_other_is_told_why(site: OwnSite) -> None:
    one, other = json.loads(site.run(PROGRAM, str(ROUNDS)).splitlines()[-1])
    positions = {tuple(sorted((mine[0], theirs[0]))) for mine, theirs in zip(one, other, strict=True)}
    volumes = {tuple(sorted((mine[1], theirs[1]))) for mine, theirs in zip(one, other, strict=True)}
    assert len(one) == len(other) == ROUNDS
    assert positions == {("done", "move.box_full")}
    assert volumes == {("done", "lot.short")}
    assert {row[0] for row in site.query("SELECT items FROM inventory_box")} == {1}
