"""The fixture of the tests of the stock's site."""

from __future__ import annotations

import pytest
from shelves import Shelves


@pytest.fixture
def shelves(cast, settings, tmp_path) -> Shelves:
    """The cast's foundry, whose shelves are empty, and a store for evidence."""
    settings.EVIDENCE = tmp_path / "evidence"
    return Shelves(cast)
