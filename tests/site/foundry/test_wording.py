"""Every code and every plain sentence that the pages show has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tilth_site.foundry
from tilth.foundry.request import EVENTS
from tilth.foundry.request.comparison import _FIELDS
from tilth.foundry.request.price_file import default_price_list
from tilth.foundry.request.pricing import Line
from tilth.foundry.request.transitions import TABLE
from tilth.kernel.money import Money
from tilth.kernel.refusal import refuse
from tilth.kernel.signature import Meaning
from tilth_site.accounts.permissions import ALLOWED
from tilth_site.foundry import wording
from tilth_site.foundry.actions import ACTIONS, SLOT_ACTIONS
from tilth_site.foundry.deeds import DEEDS, SIGN_ACTIONS

ROOT = Path(__file__).resolve().parents[3]


def test_the_price_list_is_in_the_catalogue() -> None:
    prices = default_price_list()
    assert {one.what for one in (*prices.items, *prices.classes)} <= set(wording.SENTENCES)


def test_what_a_job_says_on_its_way_is_in_the_catalogue() -> None:
    source = (Path(tilth_site.foundry.__file__).parent / "assessing.py").read_text()
    said = set(re.findall(r'step\(\d, \d, "(.+?)"\)', source))
    assert said
    assert said <= set(wording.SENTENCES)


def test_every_event_command_field_and_meaning_has_words() -> None:
    assert set(wording.HAPPENED) == {one.TYPE for one in EVENTS if one.TYPE.startswith("foundry.request.")}
    assert set(wording.COMMANDS) == {move.command.NAME for move in TABLE}
    assert set(wording.FIELDS) == {name for name, _ in _FIELDS}
    assert set(wording.MEANINGS) == set(Meaning)


def test_every_permission_a_page_asks_about_has_words() -> None:
    asked = {*ACTIONS.values(), *SLOT_ACTIONS.values(), *SIGN_ACTIONS.values()}
    for action in asked - {"foundry.request.assess"}:
        said = wording.worded(refuse("permission.denied", "{action}", "", action=action)).reasons[0].message
        assert said != action


def test_who_may_is_said_in_words() -> None:
    roles = ", ".join(f"{role} ({side})" for role, side in ALLOWED["foundry.request.queue"])
    said = wording.worded(refuse("permission.denied", "{roles}", "", roles=roles)).reasons[0].message
    assert sorted(said.split(", ")) == ["Automation engineer (foundry)", "Foundry scientist (foundry)"]


def test_states_and_sides_are_said_in_words() -> None:
    refused = refuse("request.state", "{state}: {states}; {sides}", "", state="in_progress",
                     states="draft, changes_requested", sides="owner, provider")  # fmt: skip
    assert wording.worded(refused).reasons[0].message == "In progress: Draft, Changes requested; customer, foundry"


def test_every_deed_of_people_has_a_page() -> None:
    of_people = {move.command.NAME for move in TABLE if move.sides} - {"open"}
    assert set(DEEDS) == of_people
    assert all(str(deed.label) and str(deed.done) for deed in DEEDS.values())


@pytest.mark.parametrize("suffix", ["", " (minimum charge)"])
def test_a_minimum_charge_is_said_beside_the_item(suffix) -> None:
    line = Line("x", f"Companies{suffix}", 1, Money(1, "CNY"), Money(1, "CNY"))
    assert wording.line_name(line) == f"Companies{suffix}"


def test_the_example_on_the_form_is_the_one_in_the_manual() -> None:
    ours = Path(tilth_site.foundry.__file__).with_name("example_design.toml")
    assert ours.read_text() == (ROOT / "examples" / "cidar" / "DESIGN.toml").read_text()
