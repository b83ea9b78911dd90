"""A program at the bench: it follows a run, fetches its files, confirms steps with a scan and hands in reports."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benches import Bench, small_plan
from journeys import Journey
from tilth.foundry.build.run import State
from tilth.foundry.build.run.steps import Standing
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.api.schemas.run import RunState, StepStanding
from tilth_site.demonstration.echo_report import simulated_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(cast) -> Bench:
    return Bench(cast.foundry, (Journey(cast.firm, cast.foundry).to("cleared"),)).to(State.READY)


def test_a_run_is_followed_from_the_start_to_a_report(bench: Bench, program) -> None:
    robot = program("foundry", Role.AUTOMATION_ENGINEER)
    (row,) = robot.get("/runs?state=ready").json()["items"]
    assert (row["id"], row["steps"], row["confirmed"]) == (bench.id, 2, 0)
    started = robot.post(f"/runs/{bench.id}/start", idempotency_key="start-1").json()
    assert [entry["type"] for entry in started["entries"]] == ["foundry.run.started", "foundry.request.started"]
    (echo, cycle) = started["run"]["steps"]
    assert (echo["standing"], echo["labware"], cycle["before"]) == ("open", ["SRC-1", "ASM-1"], ["echo"])
    scan = {"scanned": ["SRC-1", "ASM-1"]}
    first = robot.post(f"/runs/{bench.id}/steps/echo/confirm", scan, idempotency_key="scan-1")
    again = robot.post(f"/runs/{bench.id}/steps/echo/confirm", scan, idempotency_key="scan-1")
    assert first.status_code == again.status_code == 200
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    text = simulated_report(small_plan(bench.counts), "echo", datetime(2026, 3, 2, 9), (0,))
    sent = {"report": SimpleUploadedFile("report.csv", text.encode())}
    (report,) = robot.upload(f"/runs/{bench.id}/steps/echo/report", sent).json()["run"]["reports"]
    assert (report["done"], report["failed"], report["at_foundry"], report["affected"]) == (3, 1, 1, 1)
    shown = robot.get(f"/runs/{bench.id}")
    assert [step["standing"] for step in shown.json()["steps"]] == ["owing", "waits"]
    assert robot.get(f"/runs/{bench.id}", if_none_match=shown.headers["ETag"]).status_code == 304


@pytest.mark.django_db(transaction=True)
def test_what_failed_is_made_good_and_the_run_completed(bench: Bench, program) -> None:
    robot = program("foundry", Role.AUTOMATION_ENGINEER)
    robot.post(f"/runs/{bench.id}/start")
    robot.post(f"/runs/{bench.id}/steps/echo/confirm", {"scanned": ["SRC-1", "ASM-1"]})
    reported = report_with_a_failure(bench, robot)
    assert (reported["settled"], reported["files"]) == ("owing", [])
    first = robot.post(f"/runs/{bench.id}/reports/1/redo", idempotency_key="redo-1")
    again = robot.post(f"/runs/{bench.id}/reports/1/redo", idempotency_key="redo-1")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    run = first.json()["run"]
    (report,) = run["reports"]
    assert report["settled"] == "made_good"
    assert "transfers.csv" in {file["name"] for file in report["files"]}
    found = robot.get(f"/runs/{bench.id}/reports/1/files/transfers.csv")
    assert b"P1" in b"".join(found.streaming_content)
    found.close()
    assert robot.get(f"/runs/{bench.id}/reports/2/files/transfers.csv").status_code == 404
    for step in [step["id"] for step in run["steps"] if step["standing"] != "done"]:
        steps = robot.get(f"/runs/{bench.id}").json()["steps"]
        scanned = next(one["labware"] for one in steps if one["id"] == step)
        assert robot.post(f"/runs/{bench.id}/steps/{step}/confirm", {"scanned": scanned}).status_code == 200
    wrong = robot.post(f"/runs/{bench.id}/complete", {"missing": ["nothing"]})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "run.no_construct")
    assert robot.post(f"/runs/{bench.id}/complete", {}).json()["run"]["state"] == "complete"


def test_what_failed_is_left_out_with_a_reason(bench: Bench, program) -> None:
    robot = program("foundry", Role.AUTOMATION_ENGINEER)
    robot.post(f"/runs/{bench.id}/start")
    robot.post(f"/runs/{bench.id}/steps/echo/confirm", {"scanned": ["SRC-1", "ASM-1"]})
    report_with_a_failure(bench, robot)
    left = robot.post(f"/runs/{bench.id}/reports/1/leave-out", {"reason": "The customer agrees."}).json()
    assert [report["settled"] for report in left["run"]["reports"]] == ["left_out"]
    late = robot.post(f"/runs/{bench.id}/reports/1/redo")
    assert (late.status_code, late.json()["code"]) == (409, "run.owes_nothing")
    assert robot.post(f"/runs/{bench.id}/reports/2/redo").status_code == 404


def report_with_a_failure(bench: Bench, robot) -> dict[str, object]:
    """Hand in an Echo's report in which the first transfer failed, and give the report as the run shows it."""
    text = simulated_report(small_plan(bench.counts), "echo", datetime(2026, 3, 2, 9), (0,))
    sent = {"report": SimpleUploadedFile("report.csv", text.encode())}
    (report,) = robot.upload(f"/runs/{bench.id}/steps/echo/report", sent).json()["run"]["reports"]
    return report


def test_the_schema_names_every_state_and_standing() -> None:
    assert get_args(RunState) == tuple(state.value for state in State)
    assert get_args(StepStanding) == tuple(one.value for one in Standing)


@pytest.mark.django_db(transaction=True)
def test_a_file_is_fetched_by_its_name(bench: Bench, program) -> None:
    robot = program("foundry", Role.AUTOMATION_ENGINEER)
    found = robot.get(f"/runs/{bench.id}/files/echo.csv")
    assert b"".join(found.streaming_content) == b"Source Plate Name\n"
    found.close()
    assert robot.get(f"/runs/{bench.id}/files/tecan.gwl").status_code == 404


def test_what_may_not_be_is_refused_with_its_reason(bench: Bench, program) -> None:
    robot = program("foundry", Role.AUTOMATION_ENGINEER)
    early = robot.post(f"/runs/{bench.id}/steps/echo/confirm", {"scanned": []})
    assert (early.status_code, early.json()["code"]) == (409, "run.state")
    robot.post(f"/runs/{bench.id}/start")
    wrong = robot.post(f"/runs/{bench.id}/steps/echo/confirm", {"scanned": ["SRC-2"]})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "run.wrong_labware")
    failed = robot.post(f"/runs/{bench.id}/steps/cycle/fail", {"reason": "The lid is stuck."})
    assert failed.json()["code"] == "run.too_early"
    assert robot.post(f"/runs/{bench.id}/steps/echo/fail", {"reason": "Bubbles."}).status_code == 200
    assert robot.post(f"/runs/{bench.id}/abort", {"reason": "A flood."}).json()["run"]["state"] == "aborted"


def test_customers_and_strangers_are_told_that_there_is_no_such_run(bench: Bench, program) -> None:
    for name in ("firm", "other"):
        caller = program(name, Role.FOUNDER)
        assert caller.get("/runs").json()["items"] == []
        assert caller.get(f"/runs/{bench.id}").status_code == 404
        assert caller.get(f"/runs/{bench.id}/files/echo.csv").status_code == 404
        assert caller.post(f"/runs/{bench.id}/start").status_code == 404
    assert program("foundry", Role.BIOSAFETY_OFFICER).post(f"/runs/{bench.id}/start").status_code == 403
    assert program("foundry", Role.FOUNDRY_SCIENTIST).get(f"/runs/{new_id('run')}").status_code == 404
