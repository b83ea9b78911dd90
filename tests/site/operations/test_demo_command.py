"""``tilth demo`` as a stranger runs it: a process of its own, which ends by itself when it is not to serve."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def demo(out: Path, *words: str) -> str:
    """What ``tilth demo`` prints, told by the environment not to serve."""
    settled = {name: value for name, value in os.environ.items() if not name.startswith(("TILTH_", "DJANGO_"))}
    # A shell that is set up for another site: the demo keeps away from it.
    settled |= {"TILTH_DEMO_SERVE": "0", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/another"}
    code = "from tilth_cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "demo", "--out", str(out), *words],
        env=settled, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_demo_tells_its_story_twice_and_leaves_its_files(tmp_path: Path) -> None:
    said = demo(tmp_path / "demo")
    assert "486 constructs" in said
    assert "R0063_AB" in said
    assert "CIDAR transcription units: queued." in said
    assert "nothing speaks against a run" in said
    assert "Forty-eight transcription units: 3 transfers failed, and are made again." in said
    assert "Forty-eight transcription units: complete, 19 of 19 steps done." in said
    for name in ("echo.csv", "opentrons.py", "tecan.gwl", "hamilton.csv", "bench.md", "plates.svg", "plan.json"):
        assert (tmp_path / "demo/build" / name).is_file()
    assert "differs from the tables in 0 fields" in said
    assert len(list((tmp_path / "demo/genbank").iterdir())) == 486
    assert (tmp_path / "demo/maps/tu_001.svg").is_file()
    found = json.loads(demo(tmp_path / "demo", "--json"))
    assert found["design"]["count"] == 486
    assert (found["build"]["constructs"], found["build"]["faults"]) == (48, [])
    assert found["site"]["requests"]["CIDAR transcription units"] == "queued"
    assert found["site"]["requests"]["Forty-eight transcription units"] == "complete"
    assert found["site"]["runs"]["Two clients on one plate"] == "running"
    assert found["site"]["replay"]["differ"] == 0
    passwords = {account["password"] for account in found["site"]["accounts"]}
    assert len(passwords) == len(found["site"]["accounts"])
    assert not any(password in said for password in passwords), "each site has passwords of its own"
