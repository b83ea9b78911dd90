"""The reference says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import tilth.approval.screening
from tilth.approval.screening import Status, policies
from tilth.approval.screening.refusals import REFUSALS

PAGE = (Path(__file__).resolve().parents[4] / "docs/reference/approval-screening.md").read_text()


def test_every_code_of_a_reason_is_listed_with_its_meaning() -> None:
    folder = Path(tilth.approval.screening.__file__).parent
    modules = [path.read_text() for path in folder.glob("*.py") if path.name != "refusals.py"]
    said = set(re.findall(r'"(approval\.screening\.[a-z0-9_.]+)"', "".join(modules)))
    assert said - {"approval.screening.policies"} == set(REFUSALS)


def test_the_page_lists_every_reason_status_and_policy() -> None:
    for code, meaning in REFUSALS.items():
        assert f"| `{code.removeprefix('approval.screening.')}` | {meaning} |" in PAGE
    assert all(f"`{status.value}`" in PAGE for status in Status)
    assert all(f"| `{policy.id}` | {policy.window} nt |" in PAGE for policy in policies())
