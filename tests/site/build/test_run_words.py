"""Every code and every plain sentence that the pages of runs show has its words."""

from __future__ import annotations

import re
from pathlib import Path

import tilth_site.build
from tilth.foundry.build.compile.request import Dispenser, Layout, Step
from tilth.foundry.build.readback.faults import FaultKind, Party
from tilth.foundry.build.run import EVENTS, State
from tilth.foundry.build.run.steps import Standing
from tilth.foundry.build.run.transitions import TABLE
from tilth.kernel.refusal import refuse
from tilth_site.build import wording
from tilth_site.build.actions import ACTIONS
from tilth_site.build.forms import WORKFLOWS, StocksForm
from tilth_site.pages.wording import BADGES


def test_every_event_command_state_fault_and_party_has_words() -> None:
    assert set(wording.HAPPENED) == {one.TYPE for one in EVENTS}
    assert set(wording.COMMANDS) == {move.command.NAME for move in TABLE}
    assert set(wording.FAULTS) == {kind.value for kind in FaultKind}
    assert set(wording.PAYERS) == {party.value for party in Party}
    assert set(BADGES["run"]) == {state.value for state in State}
    assert set(BADGES["step"]) == {one.value for one in Standing}


def test_every_permission_a_page_asks_about_has_words() -> None:
    for action in {*ACTIONS.values()} - {"foundry.run.plan"}:
        said = wording.worded(refuse("permission.denied", "{action}", "", action=action)).reasons[0].message
        assert said != action


def test_a_state_is_said_in_words_of_a_run_or_of_a_request() -> None:
    of_run = refuse("run.state", "{state}: {states}", "", state="running", states="ready, blocked")
    assert wording.worded(of_run).reasons[0].message == "At the bench: Ready to start, Checks failed"
    of_request = refuse("run.not_buildable", "{title} is {state}", "", title="running", state="submitted")
    assert wording.worded(of_request).reasons[0].message == "running is Submitted"


def test_what_the_job_says_on_its_way_is_in_the_catalogue() -> None:
    source = (Path(tilth_site.build.__file__).parent / "compiling.py").read_text("utf-8")
    assert set(re.findall(r'step\(\d, \d, "(.+?)"\)', source)) == set(wording.SENTENCES)


def test_the_form_offers_what_the_engine_can_do() -> None:
    fields = StocksForm().fields
    offered = {name: {value for value, _ in fields[name].choices} for name in ("dispenser", "layout", "last")}
    assert offered["dispenser"] == {one.value for one in Dispenser}
    assert offered["layout"] == {one.value for one in Layout}
    assert offered["last"] == set(WORKFLOWS) == {one.value for one in Step} - {"pcr"}
