"""Requests of two clients in one run: compiled, checked, started, done step by step, reported on, delivered."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

import pytest
from real_runs import KIT, compiled, designed, wanted

from benches import small_plan
from journeys import AT, done, refused
from tilth.foundry.build.dialects.echo import read_picklist
from tilth.foundry.build.run import State, commands
from tilth.foundry.build.run.model import Choices, Redo
from tilth.foundry.build.run.steps import Standing, standing
from tilth.foundry.request import State as RequestState
from tilth.parties.model import Role
from tilth_site.build.actions import carry_out, open_run
from tilth_site.build.delivering import completion
from tilth_site.build.models import BuildRun, RunOfRequest
from tilth_site.build.plans import operations_of, plan_of
from tilth_site.build.presentation import pieces_of, plate_figure
from tilth_site.build.reports import redo_of, report_command, take_report
from tilth_site.build.results import result_of
from tilth_site.build.tables import RUNS
from tilth_site.build.wells import bench_of
from tilth_site.demonstration.echo_report import simulated_report
from tilth_site.jobs import worker
from tilth_site.jobs.models import Job
from tilth_site.journal.replay import check
from tilth_site.journal.streams import load
from tilth_site.uploads.intake import Said, Stored, store


def plate(run) -> str:
    """The barcode of the assembly plate, which no other run has."""
    return f"{run.id[-6:]}-assembly-1"


def shooting(run) -> str:
    """The step that an Echo does."""
    return f"{plate(run)}-setup"


def run_of(id: str):
    found = load(RUNS, id)
    assert found is not None
    return found


def file(run, name: str) -> bytes:
    return store().get(next(one.sha256 for one in run.planned.files if one.name == name))


@pytest.mark.django_db(transaction=True)
def test_the_worker_compiles_checks_and_writes_for_robots(cast) -> None:
    asked = wanted(cast, designed(cast), choices=Choices(workflows=("assembly", "transformation")))
    done(open_run(cast.call("foundry", Role.AUTOMATION_ENGINEER), asked))
    worker.run(stop_when_idle=True)
    assert Job.objects.get(kind="foundry.compile_plan").state == "done"
    run = run_of(asked.id)
    assert run.state is State.READY
    assert (run.planned.products, run.planned.controls, run.check.faults) == (4, 1, 0)
    names = {one.name for one in run.planned.files}
    assert {"echo.csv", "opentrons.py", "tecan.gwl", "hamilton.csv", "bench.md", "plan.json"} <= names
    plan = plan_of(run.planned.plan)
    picklist = read_picklist(file(run, "echo.csv").decode(), "echo.csv")
    assert len(picklist) == sum(one.step == shooting(run) for one in plan.transfers.transfers) > 0
    assert b"def run(" in file(run, "opentrons.py")
    echo = next(one for one in plan.operations if one.id == shooting(run))
    assert {"PARTS-1", plate(run)} <= set(echo.labware), "what is drawn from is scanned too"
    row = BuildRun.objects.get(id=asked.id)
    assert (row.state, row.steps, row.confirmed, row.live) == ("ready", len(plan.operations), 0, True)
    assert check().differ == 0


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_compiled_is_said_on_the_run(cast) -> None:
    asked = wanted(cast, designed(cast), table="part,labware,kind,well,volume\nDVK_AE,P-1,echo_384_pp,A1,60\n")
    done(open_run(cast.call("foundry", Role.AUTOMATION_ENGINEER), asked))
    broken = wanted(cast, designed(cast), table="part,labware\nDVK_AE,P-1\n")
    done(open_run(cast.call("foundry", Role.AUTOMATION_ENGINEER), broken))
    worker.run(stop_when_idle=True)
    run = run_of(asked.id)
    assert (run.state, run.failure.code) == (State.UNPLANNED, "build.missing_part")
    assert "J23100_AB" in run.failure.message
    assert run_of(broken.id).failure.message == "stocks.csv, line 1: The table has no column 'kind'."
    assert not BuildRun.objects.filter(live=False).exists()


@pytest.mark.django_db(transaction=True)
def test_two_clients_are_built_in_one_run_to_the_end(cast) -> None:
    firm, other = designed(cast), designed(cast, "other", title="Theirs")
    id = compiled(cast, firm, other)
    assert run_of(id).check.first == ()
    engineer = cast.call("foundry", Role.AUTOMATION_ENGINEER)
    done(carry_out(engineer, id, commands.Start()))
    assert {firm.request.state, other.request.state} == {RequestState.IN_PROGRESS}
    reported = 0
    while (step := next_step(id)) is not None:
        one = step.operation
        done(carry_out(engineer, id, commands.Confirm(one.id, one.labware)))
        if one.instrument == "acoustic_dispenser":
            reported += 1
            missed_some(id, one.id, engineer, a_part(run_of(id)) if reported == 1 else ())
    assert reported == 2
    run = run_of(id)
    command = completion(run, ())
    assert isinstance(command, commands.Complete)
    done(carry_out(engineer, id, command))
    for journey, name in ((firm, "1-unit"), (other, "2-unit")):
        assert journey.request.state is RequestState.COMPLETE
        delivery = journey.request.delivery
        assert delivery is not None
        assert delivery.constructs == 4
        told = json.loads(store().get(delivery.evidence))
        assert [one["name"].startswith(name) for one in told["built"]] == [True] * 4
        assert told["not_built"] == []
    assert run_of(id).state is State.COMPLETE
    assert not RunOfRequest.objects.filter(live=True).exists()
    assert check().differ == 0


def a_part(run) -> tuple[int, ...]:
    """The number, among the Echo's transfers, of the last that brings a part to a construct."""
    plan = plan_of(run.planned.plan)
    moved = [one for one in plan.transfers.transfers if one.step == shooting(run)]
    built = {one.place for one in plan.products if not one.control}
    return (max(at for at, one in enumerate(moved) if one.liquid in KIT and one.target in built),)


def next_step(id: str):
    run = run_of(id)
    return next((step for step in standing(run, operations_of(run)) if step.standing is Standing.OPEN), None)


def missed_some(id: str, step: str, engineer, failing: tuple[int, ...]) -> None:
    """Hand in a report of ``step`` that misses ``failing``, and have it made good."""
    run = run_of(id)
    redo = next((one for one in run.redos if one.step == step), None)
    plan = plan_of(redo.plan if redo else run.planned.plan)
    text = simulated_report(plan, step, datetime(2026, 3, 2, 9), failing)
    taken = take_report("report.csv", BytesIO(text.encode()), Said("test", AT))
    assert isinstance(taken, Stored)
    command = report_command(run, step, taken)
    assert isinstance(command, commands.TakeReport), command
    done(carry_out(engineer, id, command))
    run = run_of(id)
    report = run.reports[-1]
    assert (report.tally.owed, report.affected) == (len(failing), len(failing))
    if failing:
        result = result_of(report.reconciliation)
        assert {line.cost for line in result.lines} == {"foundry"}
        assert bench_of(run).short == set(result.affected)
        found = redo_of(run, report)
        assert isinstance(found, Redo), found
        done(carry_out(engineer, id, commands.PlanRedo(found)))
        assert "echo.csv" in {one.name for one in found.files}
    else:
        assert run.owing == ()


@pytest.mark.django_db
def test_a_report_of_another_run_and_one_that_is_none_are_refused(cast) -> None:
    id = compiled(cast, designed(cast))
    done(carry_out(cast.call("foundry", Role.AUTOMATION_ENGINEER), id, commands.Start()))
    strange = simulated_report(small_plan({"req": 2}), "echo", datetime(2026, 3, 2, 9))
    for text in (strange, "a,b\n1,2\n"):
        taken = take_report("report.csv", BytesIO(text.encode()), Said("test", AT))
        assert isinstance(taken, Stored)
        found = report_command(run_of(id), shooting(run_of(id)), taken)
        assert refused(found) == ("run.other_report" if text is strange else "build.worklist")


@pytest.mark.django_db
def test_a_report_of_exceptions_only_leaves_the_rest_moved(cast) -> None:
    id = compiled(cast, designed(cast))
    engineer = cast.call("foundry", Role.AUTOMATION_ENGINEER)
    done(carry_out(engineer, id, commands.Start()))
    run = run_of(id)
    text = simulated_report(plan_of(run.planned.plan), shooting(run), datetime(2026, 3, 2, 9), a_part(run))
    exceptions = text.partition("[DETAILS]")[0].rstrip() + "\r\n"
    taken = take_report("report.csv", BytesIO(exceptions.encode()), Said("test", AT))
    assert isinstance(taken, Stored)
    all_told = report_command(run, shooting(run), taken)
    assert isinstance(all_told, commands.TakeReport)
    assert all_told.tally.missing > 10
    command = report_command(run, shooting(run), taken, exceptions_only=True)
    assert isinstance(command, commands.TakeReport)
    assert (command.tally.failed, command.tally.missing) == (1, 0)
    done(carry_out(engineer, id, command))
    redo = redo_of(run_of(id), run_of(id).reports[0])
    assert isinstance(redo, Redo), redo
    assert redo.transfers == 1


@pytest.mark.django_db
def test_a_plate_shows_each_client_his_own_wells_only(cast) -> None:
    firm, other = designed(cast), designed(cast, "other", title="Theirs")
    run = run_of(compiled(cast, firm, other))
    plan = plan_of(run.planned.plan)
    bench = bench_of(run)
    (piece,) = pieces_of(plan, {firm.id})
    mine = plate_figure(piece, plan, bench, {firm.id})
    assert [row[1].startswith("1-unit") for row in mine.rows] == [True] * 4
    assert "2-unit" not in mine.svg
    everything = plate_figure(piece, plan, bench, None)
    assert len(everything.rows) == 9
    assert len(pieces_of(plan, None)) == len(plan.transfers.labware)


@pytest.mark.django_db(transaction=True)
def test_a_plan_that_is_compiled_while_the_page_is_made_is_on_the_page(cast, sign_in, monkeypatch) -> None:
    from tilth_site.build.views import page

    asked = wanted(cast, designed(cast))
    done(open_run(cast.call("foundry", Role.AUTOMATION_ENGINEER), asked))
    read = page.latest

    def after_the_end(actor, subject):
        worker.run(stop_when_idle=True)
        return read(actor, subject)

    monkeypatch.setattr(page, "latest", after_the_end)
    shown = sign_in("foundry", Role.AUTOMATION_ENGINEER).get(f"/build/{asked.id}/").content.decode()
    assert "echo.csv" in shown
