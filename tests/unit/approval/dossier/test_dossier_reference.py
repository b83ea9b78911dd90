"""The reference of dossiers tells the truth: its examples run, and its list of faults is whole."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import tilth.approval.dossier

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs/reference/approval-dossier.md"


def test_the_examples_run() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 8
    assert failed == 0


def test_every_fault_of_a_bundle_is_listed() -> None:
    folder = Path(tilth.approval.dossier.__file__).parent
    text = "".join((folder / name).read_text() for name in ("verifying.py", "crate_check.py", "record_check.py"))
    codes = set(re.findall(r'"(dossier\.[a-z.]+)"', text))
    page = PAGE.read_text(encoding="utf-8")
    assert len(codes) > 8
    for code in codes:
        assert f"| `{code}` |" in page, code
