"""A plan whose operations cannot be put in an order is refused as it is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from robot_examples import build
from tilth.foundry.build.folder import read_folder, write_folder
from tilth.foundry.build.operation import Within
from tilth.kernel.errors import FileError

PLAN = build()
FIRST, SECOND, *REST = PLAN.operations


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ((FIRST, SECOND, FIRST), f"operations 1 and 3 have the same id, {FIRST.id}."),
        (
            (FIRST, replace(SECOND, after=("gone",))),
            f"operation 2, {SECOND.id}, comes after gone, which is no operation of the plan.",
        ),
        ((replace(FIRST, after=(FIRST.id,)),), f"operation 1, {FIRST.id}, waits for itself: {FIRST.id} after"),
        ((replace(FIRST, within=(Within(SECOND.id, 5),)), SECOND), "waits for itself"),
    ],
)
def test_the_file_the_operation_and_the_mend_are_named(tmp_path: Path, operations, words: str) -> None:
    write_folder(replace(PLAN, operations=operations), tmp_path)
    with pytest.raises(FileError) as raised:
        read_folder(tmp_path)
    assert words in raised.value.message
    assert raised.value.file == str(tmp_path / "plan.json")
    assert raised.value.mend == "Plan again into this folder."
