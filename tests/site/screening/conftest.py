"""The gate, with nothing before it yet."""

from __future__ import annotations

import pytest
from gates import Gate


@pytest.fixture
def gate(cast, settings, tmp_path, sign_in):
    settings.EVIDENCE = tmp_path / "evidence"
    return Gate(cast, sign_in)
