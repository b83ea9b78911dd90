"""The reference page of jobs names what there is."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from tilth_site.jobs import actions, lease, queries, worker
from tilth_site.jobs.models import JobState
from tilth_site.jobs.progress import Progress
from tilth_site.jobs.queue import enqueue
from tilth_site.jobs.registry import job

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "site-jobs.md").read_text()


def test_every_state_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.partition("| state |")[2].partition("\n## ")[0], re.M)
    assert rows == JobState.values


@pytest.mark.parametrize("module", [queries, actions])
def test_every_query_and_action_has_its_row_with_its_arguments(module) -> None:
    name = module.__name__.rpartition(".")[2]
    for function in set(module.__all__) - {"may_steer"}:
        arguments = ", ".join(inspect.signature(getattr(module, function)).parameters).replace("job_id", "id")
        assert f"| `{name}.{function}({arguments})` |" in PAGE


def test_progress_is_described_whole() -> None:
    for name in (each for each in vars(Progress) if not each.startswith("_")):
        assert f"`{name}" in PAGE or name in ("lease", "figures"), name


def test_the_arguments_of_enqueue_are_those_on_the_page() -> None:
    assert str(list(inspect.signature(enqueue).parameters)) == str(
        re.findall(r"[a-z]+", re.search(r"queue\.enqueue\((.*?)\)", PAGE)[1])
    )


def test_the_worker_is_told_by_what_the_page_says(capsys) -> None:
    with pytest.raises(SystemExit):
        worker.main(["--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert options == set(re.findall(r"^\| `(--[a-z-]+)`", PAGE, re.M))
    assert f"(default {lease.LEASE.total_seconds():.0f})" in PAGE
    assert inspect.signature(job).parameters["attempts"].default == 3
