"""The fixture of the tests of the schedule's site."""

from __future__ import annotations

import pytest
from floors import Floor


@pytest.fixture
def floor(cast, settings, tmp_path) -> Floor:
    """The cast's foundry, with an empty queue and a store for evidence."""
    settings.EVIDENCE = tmp_path / "evidence"
    return Floor(cast)
