"""Stocks of a run out of the inventory: proposed, with what is missing said, and accepted or overridden."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from real_runs import KIT, WELLS, compiled, designed

from journeys import AT, done, refused
from tilth.foundry.build.inventory import Loading, Sample
from tilth.foundry.build.inventory.items import LoadItem, RegisterItem
from tilth.foundry.build.inventory.lots import ReceiveLot, WithdrawLot
from tilth.foundry.build.run import State, commands
from tilth.foundry.build.run.model import Choices
from tilth.foundry.build.volume import UL
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.build.actions import carry_out as carry_out_run
from tilth_site.build.compiling import compile_run
from tilth_site.build.compiling import designed as worked_out_design
from tilth_site.build.models import BuildRun
from tilth_site.build.plans import plan_of
from tilth_site.build.proposing import FromInventory, from_inventory, requests_of
from tilth_site.build.reports import report_command, take_report
from tilth_site.build.results import result_of
from tilth_site.build.tables import RUNS
from tilth_site.demonstration.echo_report import simulated_report
from tilth_site.inventory.actions import carry_out
from tilth_site.inventory.tracing import recall
from tilth_site.journal.streams import load
from tilth_site.uploads.intake import Said

pytestmark = pytest.mark.django_db

ENGINEER = ("foundry", Role.AUTOMATION_ENGINEER)


def hold(cast, parts=KIT, *, days: int = 100, volume: int = 60, plate: str = "PARTS-7", **more) -> None:
    """A plate with a well of each of ``parts``, each of a lot of its own: L-0, L-1, ..."""
    call = cast.call("foundry", Role.AUTOMATION_ENGINEER, at=timezone.now() - timedelta(days=60))
    expires = timezone.localdate() + timedelta(days=days)
    loadings = []
    for row, part in enumerate(parts):
        lot = ReceiveLot(id=f"L-{row}", liquid=part, volume=900 * UL, expires=expires, concentration=Decimal(30))
        done(carry_out(call, cast.foundry, lot.id, lot))
        sample = Sample(id=f"{plate}:{WELLS[row]}1", name=part, volume=volume * UL, lot=lot.id, **more)
        loadings.append(Loading(f"{WELLS[row]}1", sample))
    done(carry_out(call, cast.foundry, plate, RegisterItem(plate, "echo_384_pp")))
    done(carry_out(call, cast.foundry, plate, LoadItem(tuple(loadings))))


def proposed(cast, *journeys) -> FromInventory:
    found = from_inventory(cast.foundry, requests_of([one.id for one in journeys], cast.foundry), Choices())
    assert isinstance(found, FromInventory), found
    return found


def test_the_engineer_accepts_what_the_inventory_proposes_and_the_plan_names_its_lots(cast, sign_in) -> None:
    hold(cast)
    one = designed(cast)
    client = sign_in(*ENGINEER)
    given = {"key": new_id("form"), "title": "", "requests": [one.id], "stocks_text": "", "propose": "1",
             "dispenser": "acoustic", "last": "assembly", "layout": "compact", "seed": 3}  # fmt: skip
    shown = client.post("/build/new/", given)
    page = shown.content.decode()
    assert "7 wells stand in the table below" in page
    assert "PARTS-7,echo_384_pp,A1,60,30," in page
    assert "Something is missing" not in page
    assert not BuildRun.objects.exists(), "nothing is opened yet"
    table = shown.context["form"]["stocks_text"].value()
    answer = client.post("/build/new/", {key: value for key, value in given.items() if key != "propose"}
                         | {"title": "From stock", "stocks_text": table})  # fmt: skip
    assert answer.status_code == 302
    run = load(RUNS, BuildRun.objects.get().id)
    found = compile_run(run, lambda *_: None)
    lots = {filling.lot for filling in found.plan.transfers.fillings}
    assert lots >= {f"L-{row}" for row in range(len(KIT))}


def test_what_is_missing_is_said_for_each_part_with_its_amount(cast, sign_in) -> None:
    hold(cast, KIT[1:])
    one = designed(cast)
    found = proposed(cast, one)
    (reason,) = found.missing
    assert reason.where == "DVK_AE"
    assert reason.data["missing_pl"] > 0
    given = {"key": new_id("form"), "requests": [one.id], "propose": "1", "dispenser": "acoustic",
             "last": "assembly", "layout": "compact", "seed": 0}  # fmt: skip
    page = sign_in(*ENGINEER).post("/build/new/", given).content.decode()
    assert f"{reason.data['missing']} of DVK_AE are missing." in page


def test_expired_and_withdrawn_lots_are_passed_over(cast) -> None:
    hold(cast, days=-1)
    done(carry_out(cast.call("foundry", Role.AUTOMATION_ENGINEER), cast.foundry, "L-0", WithdrawLot("recalled")))
    found = proposed(cast, designed(cast))
    assert found.wells == 0
    assert [reason.code for reason in found.passed] == ["stock.withdrawn", *["stock.expired"] * 6]
    assert len(found.missing) == len(KIT)


def test_a_sample_is_found_by_its_molecule_and_never_by_its_name_alone_where_that_says_otherwise(cast) -> None:
    hold(cast)
    one = designed(cast)
    ((_, right, _),) = [part for part in parts_of(cast, one) if part[0] == "DVK_AE"]
    load_sample(cast, "vector of the third drawer", identity=right)
    found = proposed(cast, one)
    assert (found.missing, found.passed) == ((), ())
    assert "DVK_AE,PARTS-7,echo_384_pp,A1" in found.table
    load_sample(cast, "DVK_AE", identity="cdseguid=" + "x" * 27)
    found = proposed(cast, one)
    assert [reason.code for reason in found.passed] == ["stock.another_molecule"]
    assert [reason.where for reason in found.missing] == ["DVK_AE"]


def parts_of(cast, journey) -> list[tuple[str, str, int]]:
    """The parts of a design, each with its SEGUID and its length."""
    (request,) = requests_of([journey.id], cast.foundry)
    made = worked_out_design(request)
    return list(
        {(part, *molecule) for one in made for part, molecule in zip(one.parts, one.molecules, strict=True)}
    )


def opened(cast, *journeys) -> str:
    """A run compiled from what the inventory proposes."""
    return compiled(cast, *journeys, table=proposed(cast, *journeys).table)


def withdraw(cast, lot: str) -> None:
    done(carry_out(cast.call("foundry", Role.AUTOMATION_ENGINEER), cast.foundry, lot, WithdrawLot("Recalled.")))


def test_a_plan_with_a_lot_that_was_withdrawn_does_not_pass_its_checks(cast) -> None:
    hold(cast)
    one = designed(cast)
    table = proposed(cast, one).table
    withdraw(cast, "L-0")
    run = load(RUNS, compiled(cast, one, table=table))
    assert run.state is State.BLOCKED
    assert "lot L-0 of DVK_AE, which was withdrawn: Recalled." in run.check.first[0]
    assert "are to be drawn" in run.check.first[0]


def test_a_lot_that_is_withdrawn_after_the_checks_keeps_the_run_from_starting_and_is_found_by_recall(cast) -> None:
    hold(cast)
    one, two = designed(cast), designed(cast, "other")
    first = opened(cast, one)
    second = opened(cast, two)
    engineer = cast.call("foundry", Role.AUTOMATION_ENGINEER)
    done(carry_out_run(engineer, first, commands.Start()))
    step = load(RUNS, first).planned
    for operation in plan_of(step.plan).operations[:2]:
        done(carry_out_run(engineer, first, commands.Confirm(operation.id, operation.labware)))
    withdraw(cast, "L-0")
    assert refused(carry_out_run(engineer, second, commands.Start())) == "ledger.withdrawn"
    found, _ = recall(cast.foundry, "L-0")
    assert list(found.runs) == [first]


def test_a_sample_past_its_own_last_day_is_refused_by_the_checks_with_well_and_sample(cast) -> None:
    hold(cast)
    one = designed(cast)
    table = proposed(cast, one).table
    load_sample(cast, "DVK_AE", expires=timezone.localdate() - timedelta(days=1))
    run = load(RUNS, compiled(cast, one, table=table))
    assert run.state is State.BLOCKED
    assert "PARTS-7:A1 holds the sample DVK_AE, which could be used up to" in run.check.first[0]


def test_a_sample_that_ends_after_the_checks_keeps_the_run_from_starting(cast) -> None:
    hold(cast)
    id = opened(cast, designed(cast))
    load_sample(cast, "DVK_AE", expires=timezone.localdate() - timedelta(days=1))
    call = cast.call("foundry", Role.AUTOMATION_ENGINEER)
    assert refused(carry_out_run(call, id, commands.Start())) == "ledger.sample_expired"


def load_sample(cast, name: str, **more) -> None:
    """Say anew what is in the first well of the plate of parts."""
    sample = Sample(id="PARTS-7:A1", name=name, volume=60 * UL, **more)
    call = cast.call("foundry", Role.AUTOMATION_ENGINEER)
    done(carry_out(call, cast.foundry, "PARTS-7", LoadItem((Loading("A1", sample),))))


def test_a_lot_that_a_foundry_with_lots_does_not_keep_is_refused_once_and_by_name(cast) -> None:
    one = designed(cast)
    unkept = load(RUNS, compiled(cast, one))
    assert unkept.state is State.READY, "the foundry keeps no lots, so nothing is known of any"
    done(carry_out_run(cast.call("foundry", Role.AUTOMATION_ENGINEER), unkept.id, commands.Abort("Again.")))
    hold(cast)
    table = proposed(cast, one).table.replace(",L-3", ",L-33")
    run = load(RUNS, compiled(cast, one, table=table))
    assert run.state is State.BLOCKED
    assert run.check.faults == 1
    assert "of lot L-33 of B0034m_BC, and there is no such lot." in run.check.first[0]


@pytest.mark.parametrize(("owner", "pays"), [("firm", "client"), ("foundry", "foundry")])
def test_a_client_pays_for_a_rerun_only_where_his_own_liquid_ran_out(cast, owner: str, pays: str) -> None:
    hold(cast, owner=cast.foundry if owner == "foundry" else cast.organisation(owner))
    id = opened(cast, designed(cast))
    done(carry_out_run(cast.call("foundry", Role.AUTOMATION_ENGINEER), id, commands.Start()))
    run = load(RUNS, id)
    plan = plan_of(run.planned.plan)
    step = next(one.id for one in plan.operations if one.instrument == "acoustic_dispenser")
    shots = [one for one in plan.transfers.transfers if one.step == step]
    at = next(number for number, one in enumerate(shots) if one.liquid == "DVK_AE")
    text = simulated_report(plan, step, datetime(2026, 3, 2, 9), (at,))
    text = text.replace("MM0202007", "MM0202001")
    taken = take_report("report.csv", BytesIO(text.encode()), Said("test", AT))
    command = report_command(run, step, taken)
    assert isinstance(command, commands.TakeReport), command
    (line,) = result_of(command.reconciliation).lines
    assert (line.fault, line.cost) == ("source_depleted", pays)
    assert (command.tally.at_client, command.tally.at_foundry) == ((1, 0) if pays == "client" else (0, 1))


def test_the_liquid_of_a_client_is_his_own(cast) -> None:
    hold(cast, owner=cast.organisation("firm"))
    assert proposed(cast, designed(cast)).wells == len(KIT)
    found = proposed(cast, designed(cast, "other"))
    assert {reason.code for reason in found.passed} == {"stock.of_another"}


def test_a_plan_made_anew_can_be_proposed_for_too_and_nothing_without_requests(cast, sign_in, bench) -> None:
    client = sign_in(*ENGINEER)
    designed(cast)
    given = {"key": new_id("form"), "propose": "1", "dispenser": "acoustic", "last": "assembly",
             "layout": "compact", "seed": 0}  # fmt: skip
    assert "Choose one request at least." in client.post("/build/new/", given).content.decode()
    one = bench().open()
    page = client.post(reverse("build:revise", args=[one.id]), given).content.decode()
    assert "The inventory proposes nothing" in page
