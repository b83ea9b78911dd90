"""The fixture of the tests of the approval room's site."""

from __future__ import annotations

import pytest

from dockets import Docket


@pytest.fixture
def docket(cast, settings, tmp_path) -> Docket:
    """The firm's case, not yet opened, and a store for evidence."""
    settings.EVIDENCE = tmp_path / "evidence"
    return Docket(cast)
