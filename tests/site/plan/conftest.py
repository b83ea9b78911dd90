"""The fixture of the tests of the plan room's site."""

from __future__ import annotations

import pytest
from followed import Followed


@pytest.fixture
def followed(cast, settings, tmp_path) -> Followed:
    """The cluster of the cast, with a plan and a store for evidence; its home is a temporary folder."""
    settings.EVIDENCE = tmp_path / "evidence"
    settings.HOME = tmp_path
    return Followed(cast)
