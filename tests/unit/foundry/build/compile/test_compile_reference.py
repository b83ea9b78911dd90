"""The reference page tells the truth: its examples run, and it lists every entry, step and refusal."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from tilth.foundry.build.compile import Step
from tilth.foundry.build.compile import request_file as file_module

ROOT = Path(__file__).resolve().parents[5]
PAGE = ROOT / "docs/reference/foundry-build-plan.md"


def test_its_examples_run() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 10
    assert failed == 0


def test_it_names_every_step_and_every_code_of_a_refusal() -> None:
    text = PAGE.read_text("utf-8")
    assert all(f"`{step.value}`" in text for step in Step)
    sources = (ROOT / "src/tilth/foundry/build/compile").glob("*.py")
    codes = {
        code for path in sources for code in re.findall(r'Reason\(\s*"(build\.\w+)"', path.read_text("utf-8"))
    }
    assert len(codes) >= 9
    assert [code for code in codes if f"`{code}`" not in text] == []


def test_it_names_every_entry_of_a_request() -> None:
    text = PAGE.read_text("utf-8")
    entries = re.findall(r"^    (\w+): \S", Path(str(file_module.__file__)).read_text("utf-8"), re.M)
    assert {"method", "sample", "overage", "colonies"} <= set(entries)
    assert [name for name in entries if f"`{name}`" not in text and f"[[{name}]]" not in text
            and f"[{name}]" not in text] == []  # fmt: skip
