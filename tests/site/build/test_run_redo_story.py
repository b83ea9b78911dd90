"""A reaction that is given up at the bench: made again in fresh labware, gone on with, delivered, and recalled."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

import pytest
from real_runs import KIT, compiled, designed

from journeys import AT, done
from tilth.foundry.build.dialects.echo import read_picklist
from tilth.foundry.build.dialects.neutral import write_transfers
from tilth.foundry.build.run import State, commands
from tilth.foundry.build.run.model import Choices, Redo, Report, Run
from tilth.foundry.build.run.steps import Standing, standing
from tilth.foundry.build.transfer import Place
from tilth.parties.model import Role
from tilth_site.build.actions import carry_out
from tilth_site.build.delivering import completion
from tilth_site.build.plans import operations_of, plan_of, stands_of
from tilth_site.build.presentation import files, pieces_of, plate_figure, step_rows
from tilth_site.build.redoing import fills_of
from tilth_site.build.reports import redo_of, report_command, take_report
from tilth_site.build.tables import RUNS
from tilth_site.build.tracing import ledger_of
from tilth_site.build.wells import bench_of
from tilth_site.demonstration.echo_report import simulated_report
from tilth_site.inventory.tracing import recall
from tilth_site.journal.replay import check
from tilth_site.journal.streams import load
from tilth_site.uploads.intake import Said, Stored, store

pytestmark = pytest.mark.django_db(transaction=True)

ENGINEER = ("foundry", Role.AUTOMATION_ENGINEER)
THROUGH = Choices(workflows=("assembly", "transformation"))


class Floor:
    """A run of four real constructs on the floor, or of more for several requests, taken on by its engineer."""

    def __init__(self, cast, *more) -> None:
        self.cast, self.request = cast, designed(cast)
        self.id = compiled(cast, self.request, *more, choices=THROUGH)
        self.call = cast.call(*ENGINEER)
        self.do(commands.Start())

    @property
    def run(self) -> Run:
        found = load(RUNS, self.id)
        assert found is not None
        return found

    @property
    def plate(self) -> str:
        return f"{self.id[-6:]}-assembly-1"

    def do(self, command) -> None:
        done(carry_out(self.call, self.id, command))

    def open(self) -> list[str]:
        steps = standing(self.run, operations_of(self.run))
        return [one.operation.id for one in steps if one.standing is Standing.OPEN]

    def labware(self, step: str) -> tuple[str, ...]:
        return next(one.labware for one in stands_of(self.run).plan.operations if one.id == step)

    def until(self, step: str) -> None:
        """Do what can be done up to ``step``, and that."""
        while step not in self.run.confirmed:
            first = self.open()[0]
            self.do(commands.Confirm(first, self.labware(first)))

    def to_the_end(self) -> None:
        while self.open():
            self.until(self.open()[0])

    def report(self, step: str, text: str) -> Report:
        taken = take_report("report.csv", BytesIO(text.encode()), Said("test", AT))
        assert isinstance(taken, Stored)
        command = report_command(self.run, step, taken)
        assert isinstance(command, commands.TakeReport), command
        self.do(command)
        return self.run.reports[-1]

    def redo(self, report: Report) -> Redo:
        found = redo_of(self.run, report)
        assert isinstance(found, Redo), found
        self.do(commands.PlanRedo(found))
        return found

    def missed_part(self) -> tuple[int, Place]:
        """The number, among the Echo's transfers, of one that brings a part to a construct, and its well."""
        plan = plan_of(self.run.planned.plan)
        shots = [one for one in plan.transfers.transfers if one.step == f"{self.plate}-setup"]
        built = {one.place for one in plan.products if not one.control}
        at = max(at for at, one in enumerate(shots) if one.liquid in KIT and one.target in built)
        return at, shots[at].target

    def delivered(self) -> list[dict]:
        command = completion(self.run, ())
        assert isinstance(command, commands.Complete)
        self.do(command)
        return json.loads(store().get(self.run.delivered[0].evidence))["built"]


def given_up(floor: Floor) -> tuple[Redo, Place]:
    """A part was missed, and the report came in when the plate had been cycled."""
    setup = f"{floor.plate}-setup"
    at, well = floor.missed_part()
    floor.until(f"{floor.plate}-cycle")
    text = simulated_report(plan_of(floor.run.planned.plan), setup, datetime(2026, 3, 2, 9), (at,))
    report = floor.report(setup, text)
    assert (report.tally.owed, report.affected) == (1, 1)
    return floor.redo(report), well


def test_a_reaction_given_up_after_cycling_is_made_again_delivered_and_recalled(cast) -> None:
    floor = Floor(cast)
    redo, old = given_up(floor)
    fresh = Place(f"{floor.plate}-redo", old.well)
    steps = [f"redo-1.{floor.plate}-{step}" for step in ("setup", "seal", "cycle")]
    assert [one.id for one in redo.steps] == steps
    assert fresh.labware in floor.labware(steps[2]), "the thermocycler is asked for the fresh plate"
    later = next(one.id for one in plan_of(floor.run.planned.plan).operations if one.id.startswith("transf"))
    assert {floor.plate, fresh.labware} <= set(floor.labware(later))
    floor.to_the_end()
    run = floor.run
    moved = [one for one in stands_of(run).plan.transfers.transfers if one.step == later]
    assert sum(one.source == fresh for one in moved) == 1
    assert old not in {one.source for one in moved}, "what was given up goes nowhere"
    named = {one["well"] for one in floor.delivered()}
    assert str(fresh) in named
    assert str(old) not in named
    assert floor.run.state is State.COMPLETE
    name = next(one.name for one in stands_of(run).plan.products if one.place == fresh)
    part = next(one for one in KIT if one in next(p.parts for p in stands_of(run).plan.products if p.name == name))
    found, _ = recall(cast.foundry, f"L-{KIT.index(part)}")
    assert fresh in found
    assert f"{run.id}:{name}" in found.clones
    assert next(one.target for one in moved if one.source == fresh) in found, "and so is what was made of it"
    assert check().differ == 0


def test_what_was_moved_is_told_in_the_order_in_which_steps_were_confirmed(cast) -> None:
    floor = Floor(cast)
    given_up(floor)
    floor.to_the_end()
    (moved,) = ledger_of(cast.foundry).runs
    order = list(dict.fromkeys(one.step for one in moved.plan.transfers))
    confirmed = [step for step in floor.run.confirmed if step in order]
    assert order == confirmed
    assert order.index(f"redo-1.{floor.plate}-setup") < order.index(confirmed[-1])


def test_the_files_of_later_steps_are_written_anew_and_the_old_ones_marked(cast, sign_in) -> None:
    floor = Floor(cast)
    redo, old = given_up(floor)
    later = {one.name: one for one in redo.later}
    left = store().get(later["transfers.csv"].sha256).decode()
    rest = plan_of(later["plan.json"].sha256).transfers.transfers
    assert left == write_transfers(rest)
    assert [one for one in rest if str(old) in (str(one.source), str(one.target))] == []
    assert f"{floor.plate}-redo" in left
    again = read_picklist(
        store().get(next(one.sha256 for one in redo.files if one.name == "echo.csv")).decode(), "e"
    )
    assert {one.target for one in again} == {Place(f"{floor.plate}-redo", old.well)}
    assert floor.run.files == redo.later
    listed = files(floor.run)
    assert {one.url for one in listed if not one.replaced} == {
        f"/build/{floor.id}/reports/1/later/{name}" for name in later
    }
    assert [one.replaced for one in listed] == sorted(one.replaced for one in listed), "the old ones come last"
    client = sign_in(*ENGINEER)
    page = client.get(f"/build/{floor.id}/").content.decode()
    assert page.count("Replaced: it names wells that were given up") == sum(one.replaced for one in listed) > 0
    assert client.get(f"/build/{floor.id}/reports/1/later/transfers.csv").getvalue().decode() == left
    assert client.get(f"/build/{floor.id}/reports/1/later/nothing.csv").status_code == 404
    assert client.get(f"/build/{floor.id}/reports/2/later/transfers.csv").status_code == 404


def test_the_plates_show_the_product_in_its_fresh_well(cast) -> None:
    floor = Floor(cast)
    _, old = given_up(floor)
    run, requests = floor.run, {floor.request.id}
    plan = stands_of(run).plan
    pieces = {piece.id: piece for piece in pieces_of(plan, requests)}
    assert list(pieces) == [floor.plate, f"{floor.plate}-redo"]
    rows = {id: plate_figure(piece, plan, bench_of(run), requests).rows for id, piece in pieces.items()}
    assert old.well not in {row[0] for row in rows[floor.plate]}
    (row,) = rows[f"{floor.plate}-redo"]
    assert (row[0], row[2]) == (old.well, "Something is missing")
    floor.until(f"redo-1.{floor.plate}-cycle")
    (row,) = plate_figure(pieces[f"{floor.plate}-redo"], plan, bench_of(floor.run), requests).rows
    assert row[2] == "Filled"


def test_a_master_mix_that_failed_is_made_again_from_what_people_fill_in(cast, sign_in) -> None:
    floor = Floor(cast, designed(cast, "other", title="Theirs"), designed(cast, name="more", title="More"))
    plan, setup = plan_of(floor.run.planned.plan), f"{floor.plate}-setup"
    mixing = next(one.id for one in plan.operations if one.id.endswith("-mixes"))
    made = [one for one in plan.transfers.transfers if one.step == mixing]
    floor.until(setup)
    log = "source_labware,source_well,target_labware,target_well,volume_ul,moved_ul,code\n" + "".join(
        f"{one.source.labware},{one.source.well},{one.target.labware},{one.target.well},{one.volume / 1e6},"
        f"{0 if at == 0 else one.volume / 1e6},{'3006' if at == 0 else ''}\n"
        for at, one in enumerate(made)
    )
    report = floor.report(mixing, log)
    assert report.tally.owed == 1
    client = sign_in(*ENGINEER)
    asked = client.get(f"/build/{floor.id}/reports/1/redo/").content.decode()
    assert "are given up, and made again in fresh labware" in asked
    redo = floor.redo(report)
    assert [one.id for one in redo.steps] == [f"redo-1.{mixing}", f"redo-1.{setup}"]
    fills = fills_of(floor.run, redo)
    assert fills
    for one in fills:
        assert one.place.labware.startswith(floor.id[-6:]), "no other run has a piece of that name"
        assert f"into {one.place} first" in asked
        assert {one.place.labware} <= {piece for step in one.steps for piece in floor.labware(step)}
    step = client.get(f"/build/{floor.id}/steps/redo-1.{mixing}/").content.decode()
    assert "To be filled in first" in step
    floor.to_the_end()
    assert len(floor.delivered()) == 4
    assert check().differ == 0


def test_the_customer_does_not_read_of_steps_beside_the_plan(cast) -> None:
    floor = Floor(cast)
    given_up(floor)
    titles = [row.title for row in step_rows(floor.run, operations_of(floor.run))]
    assert sum(title.startswith("Once more:") for title in titles) == 3
