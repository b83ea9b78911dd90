"""Reports of an Echo against allotropy, which reads the same files, and what is to be redone after each."""

import json
from pathlib import Path
from typing import Any

import pytest

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.labware import Labware
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.readback.echo import read_report, read_survey
from tilth.foundry.build.readback.faults import FaultKind, Party
from tilth.foundry.build.readback.reconcile import Reconciled, reconcile
from tilth.foundry.build.readback.report import Report
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import NL, UL, from_microlitres

pytestmark = pytest.mark.shared
REPORTS = ("TransferOnly", "PartialTransfer", "ExceptionsOnly", "SurveyVolumeExamples")


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data/plates/allotropy/tests/parsers/beckman_echo_plate_reformat/testdata"


def read(folder: Path, name: str) -> Report:
    path = folder / f"{name}.csv"
    return read_report(path.read_text("utf-8"), path.name)


@pytest.mark.parametrize("name", REPORTS)
def test_every_move_is_what_allotropy_reads(folder: Path, name: str) -> None:
    report = read(folder, name)
    document = json.loads((folder / f"{name}.json").read_text("utf-8"))["liquid handler aggregate document"]
    measurements = document["liquid handler document"][0]["measurement aggregate document"]
    ours = [(*move.source, *move.target, move.asked, move.moved, move.code, move.status) for move in report.moves]
    assert sorted(ours) == sorted(_theirs(one) for one in measurements["measurement document"])
    assert report.run == measurements["experimental data identifier"]
    assert report.instrument == document["device system document"]["equipment serial number"]
    assert report.facts["Protocol Name"] == measurements["analytical method identifier"]


def _theirs(one: dict[str, Any]) -> tuple[object, ...]:
    sample = one["sample document"]
    control = one["device control aggregate document"]["device control document"][0]
    # Where the report says nothing, allotropy says N/A.
    status = control["custom information document"]["transfer status"].replace("N/A", "")
    errors = one.get("error aggregate document", {"error document": [{}]})["error document"]
    return (
        sample["source well plate identifier"],
        sample["source well location identifier"],
        sample["destination well plate identifier"],
        sample["destination well location identifier"],
        from_microlitres(control["injection volume setting"]["value"]),
        from_microlitres(one["transfer volume"]["value"]),
        errors[0].get("error feature", ""),
        status,
    )


@pytest.mark.parametrize("name", REPORTS)
def test_the_volumes_in_the_source_wells_are_what_allotropy_reads(folder: Path, name: str) -> None:
    report = read(folder, name)
    document = json.loads((folder / f"{name}.json").read_text("utf-8"))["liquid handler aggregate document"]
    aggregate = document["liquid handler document"][0]["measurement aggregate document"]
    surveyed: dict[Place, int] = {}
    left: dict[Place, list[int]] = {}
    for one in aggregate["measurement document"]:
        sample = one["sample document"]
        facts = one["device control aggregate document"]["device control document"][0][
            "custom information document"
        ]
        place = Place(sample["source well plate identifier"], sample["source well location identifier"])
        surveyed[place] = from_microlitres(facts["survey fluid volume"])
        left.setdefault(place, []).append(from_microlitres(facts["current fluid volume"]))
    assert report.surveyed == surveyed
    assert report.left == {place: min(volumes) for place, volumes in left.items()}
    path = folder / f"{name}.csv"
    assert read_survey(path.read_text("utf-8"), path.name) == report.left


def four_transfers(source: str, target: str) -> BuildPlan:
    """The protocol behind three of the reports: 100 nL from A1 and A2, each to the wells A and B below it."""
    transfers = tuple(
        Transfer(Place(source, f"A{column}"), Place(target, f"{row}{column}"), 100 * NL, f"part {column}", "echo")
        for column in (1, 2)
        for row in "AB"
    )
    labware = (Labware(source, "echo_384_pp"), Labware(target, "pcr_384"))
    fillings = tuple(Filling(Place(source, f"A{column}"), f"part {column}", 50 * UL) for column in (1, 2))
    step = UnitOperation("echo", "UHW020", "WB030", "Add the parts", "acoustic_dispenser", 5)
    return BuildPlan("Four transfers", (), (step,), TransferPlan(labware, fillings, transfers))


def reconciled(folder: Path, name: str, source: str, target: str) -> Reconciled:
    return reconcile(four_transfers(source, target), read(folder, name))


def test_a_full_run_leaves_nothing_to_redo(folder: Path) -> None:
    found = reconciled(folder, "TransferOnly", "SRC123456", "DST314159")
    assert found.faults == ()
    assert found.redo.plan.transfers.transfers == ()


def test_of_a_partial_run_the_exceptions_are_redone(folder: Path) -> None:
    found = reconciled(folder, "PartialTransfer", "SRC000001", "DST000001")
    plan = four_transfers("SRC000001", "DST000001")
    assert found.redo.plan.transfers.transfers == plan.transfers.transfers[2:]
    assert {(line.fault.kind, line.fault.at_whose_cost) for line in found.faults if line.fault} == {
        (FaultKind.SOURCE_UNREADABLE, Party.FOUNDRY)
    }
    (need,) = found.redo.needs
    assert (need.liquid, need.missing) == ("part 2", 15 * UL + 200 * NL)
    assert found.ledger.checked.state.volume(Place("DST000001", "A2")) == 0
    # The Echo measured more than the plan knew of.
    assert found.ledger.checked.state.volume(Place("SRC000001", "A1")) == 53_478 * NL


def test_of_a_run_with_exceptions_only_everything_is_redone(folder: Path) -> None:
    found = reconciled(folder, "ExceptionsOnly", "SRC000002", "DST000002")
    plan = four_transfers("SRC000002", "DST000002")
    assert found.redo.plan.transfers.transfers == plan.transfers.transfers
    assert found.ledger.plan.transfers == ()


def test_a_source_below_its_least_level_is_the_clients_cost_where_it_is_the_clients_stock(folder: Path) -> None:
    report = read(folder, "SurveyVolumeExamples")
    moves = [move for move in report.moves if move.code == "MM0202001"]
    transfers = tuple(Transfer(move.source, move.target, move.asked, "mix") for move in moves)
    labware = (Labware("EchoSource001", "echo_384_pp"), Labware("EchoDestination001", "pcr_384"))
    fillings = tuple(Filling(place, "mix", 40 * UL) for place in dict.fromkeys(move.source for move in moves))
    step = UnitOperation("echo", "UHW020", "WB030", "Add the mix", "acoustic_dispenser", 5)
    plan = BuildPlan("Mix", (), (step,), TransferPlan(labware, fillings, tuple(_of(one) for one in transfers)))
    for clients, party in (((), Party.FOUNDRY), (("mix",), Party.CLIENT)):
        found = reconcile(plan, report, clients=clients)
        assert len(found.faults) == len(moves)
        assert {line.fault.at_whose_cost for line in found.faults if line.fault} == {party}


def _of(one: Transfer) -> Transfer:
    return Transfer(one.source, one.target, one.volume, one.liquid, "echo")
