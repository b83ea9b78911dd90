"""The catalogue: what it lists, what an operation may name, and a plan seen as its hierarchy."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tilth.foundry.build.build_plan import BuildPlan
from tilth.foundry.build.catalogue import Level, catalogue, check_operation, entry, hierarchy
from tilth.foundry.build.operation import UnitOperation
from tilth.foundry.build.transfer import TransferPlan
from tilth.kernel.errors import MissingError


def operation(kind: str = "UHW100", workflow: str = "WB030", id: str = "cycle") -> UnitOperation:
    return UnitOperation(id, kind, workflow, "Thermocycling", "thermocycler", 65)


def test_it_holds_64_workflows_45_hardware_and_38_software_operations() -> None:
    assert Counter(one.level for one in catalogue().values()) == {
        Level.WORKFLOW: 64,
        Level.HARDWARE: 45,
        Level.SOFTWARE: 38,
    }


def test_an_entry_says_what_it_is() -> None:
    assert (entry("WB030").name, entry("WB030").stage) == ("DNA Assembly", "build")
    assert entry("UHW030").name == "Nanoliter Liquid Dispensing"


def test_an_operation_that_names_what_is_in_the_catalogue_is_accepted() -> None:
    check_operation(operation())


@pytest.mark.parametrize(
    ("kind", "workflow", "said"),
    [("UHW999", "WB030", "UHW999"), ("UHW100", "WB999", "WB999"), ("WB030", "UHW100", "UHW100 is Thermocycling")],
)
def test_an_operation_that_names_anything_else_is_an_error(kind: str, workflow: str, said: str) -> None:
    with pytest.raises(MissingError, match=said):
        check_operation(operation(kind, workflow))


def test_a_plan_is_a_project_of_services_of_workflows_of_operations() -> None:
    made = (
        operation(id="1"),
        operation("UHW180", "WB130", "2"),
        operation(id="3"),
        operation("UHW265", "WT010", "4"),
    )
    project = hierarchy(BuildPlan("two plates", (), made, TransferPlan((), (), ())))
    assert [service.title for service in project.services] == ["DNA construction", "Verification"]
    first = project.services[0].workflows
    assert [(run.workflow.id, [one.id for one in run.operations]) for run in first] == [
        ("WB030", ["1", "3"]),
        ("WB130", ["2"]),
    ]
    assert first[0].minutes == 130


@pytest.mark.shared
def test_ids_and_names_are_those_of_the_published_lists(shared: Path) -> None:
    listed: dict[str, str] = {}
    for file in sorted((shared / "data/catalogue").glob("*/*_en.md")):
        listed.update(re.findall(r"^- \*\*(\w+)\*\*: (.+?)\s*$", file.read_text("utf-8"), re.M))
    assert {one.id: one.name for one in catalogue().values()} == listed
