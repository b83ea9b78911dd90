"""The reference page and the example name what the API has."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import schemathesis

from tilth_site.accounts.tokens import LONGEST, Scope
from tilth_site.api import cursors, idempotency, limits
from tilth_site.api.faults import KNOWN
from tilth_site.api.problems import _TITLES
from tilth_site.api.root import document
from tilth_site.journal.actions import KEPT

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
STORY = ROOT / "examples" / "api" / "story.sh"
PATHS = json.loads(document())["paths"]


def rows(head: str) -> list[str]:
    return re.findall(r"^\| `?([^`|]+?)`? \|", PAGE.partition(f"| {head} |")[2].partition("\n\n")[0], re.M)


def test_every_operation_has_its_row() -> None:
    listed = re.findall(r"^\| `(\w+)` \| `([A-Z]+) (/\S*)` \|", PAGE, re.M)
    assert listed == [
        (operation["operationId"], method.upper(), path.removeprefix("/api/v1"))
        for path, methods in PATHS.items()
        for method, operation in methods.items()
    ]


def test_every_status_scope_and_code_has_its_row() -> None:
    assert rows("status") == [str(status) for status in sorted(_TITLES)]
    assert rows("scope") == [scope.value for scope in Scope]
    own = {"call.invalid", "cursor.unreadable", "idempotency.reused", "signature.by_person"}
    assert sorted(rows("code")) == sorted({*KNOWN, *own})


def test_the_numbers_are_those_of_the_code() -> None:
    for words in (
        f"at most {LONGEST.days} days",
        f"{limits.A_MINUTE} calls a minute",
        f"{limits.STRANGERS_A_MINUTE} for calls",
        f"at most {cursors.MOST}, and {cursors.USUAL}",
        f"1 to {idempotency.LONGEST} printable",
    ):
        assert words in PAGE
    assert KEPT.days == 7
    assert "seven days" in PAGE


def test_the_document_is_valid_openapi_with_a_name_for_every_operation() -> None:
    schemathesis.openapi.from_dict(json.loads(document())).validate()
    names = [operation["operationId"] for methods in PATHS.values() for operation in methods.values()]
    assert len(names) == len(set(names))
    for methods in PATHS.values():
        for operation in methods.values():
            assert operation["description"]
            assert {"401", "403", "429"} <= set(operation["responses"])


def test_the_example_is_a_script_that_calls_what_there_is() -> None:
    subprocess.run(["bash", "-n", STORY], check=True)
    called = re.findall(r'call "\$\w+" (GET|POST) "?(/[^"?\s|)]*)', STORY.read_text())
    assert len(called) == 10
    known = {
        (method.upper(), re.sub(r"\{\w+\}", "*", path.removeprefix("/api/v1")))
        for path, methods in PATHS.items()
        for method in methods
    }
    assert {(method, re.sub(r"\$\w+|(?<=statements/)1", "*", path)) for method, path in called} <= known
