"""The operations of compiled plans are called by names in the reader's language."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

from django.utils.translation import override

from build_examples import planned, request
from tilth.foundry.build.compile import Step
from tilth_site.scheduling.operations import NAMES, operation_name

CHINESE = re.compile("[一-鿿]")


def test_every_name_that_the_compiler_gives_is_known() -> None:
    folder = files("tilth.foundry.build.compile")
    procedures = tomllib.loads(folder.joinpath("procedures.toml").read_text("utf-8"))
    steps = {step["title"] for one in procedures.values() for step in one["operation"]}
    assert steps
    assert {"PCR", "Clip reactions", "Assemblies"} | steps == set(NAMES)


def test_every_operation_of_a_plan_up_to_sequencing_has_a_chinese_name() -> None:
    plan = planned(request(4, steps=tuple(step for step in Step if step is not Step.PCR)))
    titles = [one.title for one in plan.operations]
    assert len(titles) > 12
    with override("zh-hans"):
        assert not any("Assemblies" in operation_name(title) for title in titles)
        assert [title for title in titles if not CHINESE.search(operation_name(title))] == []
    with override("en"):
        assert [_plain(operation_name(title)) for title in titles] == titles


def _plain(name: str) -> str:
    """As robots' files write it."""
    return name.replace(" °C", " C").replace(" × ", " x ")


def test_degrees_and_repeats_are_typeset() -> None:
    programme = "Assemblies 1: 30 x (37 C 1 min, 16.5 C 1 min), 60 C 5 min"
    with override("en"):
        assert operation_name(programme) == "Assemblies 1: 30 × (37 °C 1 min, 16.5 °C 1 min), 60 °C 5 min"
        assert operation_name("Add vitamin C") == "Add vitamin C"
    with override("zh-hans"):
        assert operation_name("Recover at 37 C (13 samples)") == "37 °C 复苏（13 个样品）"


def test_a_name_that_nobody_knows_stays_as_it_is() -> None:
    with override("zh-hans"):
        assert operation_name("Move the parts") == "Move the parts"
        assert operation_name("") == ""
