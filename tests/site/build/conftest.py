"""Runs at the foundry of the cast, with a small made-up plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benches import Bench
from journeys import Journey


@pytest.fixture(autouse=True)
def _evidence(settings, tmp_path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"


@pytest.fixture
def bench(cast) -> Callable[..., Bench]:
    """Makes a run of one request of each named party; it is not opened yet."""

    def make(*owners: str, state: str = "cleared") -> Bench:
        journeys = tuple(Journey(cast.organisation(name), cast.foundry).to(state) for name in owners or ("firm",))
        return Bench(cast.foundry, journeys)

    return make
