"""The sites that benchmarks measure can still be filled: shown with a few rows, before the next one is due."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
PROGRAMS = {
    "requests": "import site_fill; site_fill.set_up(home); print(site_fill.fill(8).entries)",
    "evidence": "import plan_fill; print(plan_fill.fill(home, 60).entries)",
}


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("of", PROGRAMS)
def test_a_small_site_is_filled_with(of: str, tmp_path: Path) -> None:
    program = f"import sys; from pathlib import Path; home = Path(sys.argv[1]); {PROGRAMS[of]}"
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TILTH_SECRET_KEY")}
    paths = os.pathsep.join(filter(None, (str(BENCHMARKS), kept.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "home")],
        env={**kept, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) > 8
