"""Whatever the engine says of schedules and stock in codes has words."""

from __future__ import annotations

from tilth.foundry.build.adoption import EVENTS, CauseKind, Priority, Standing
from tilth.foundry.build.adoption.routine import routine
from tilth.foundry.build.inventory import EVENTS as KEPT
from tilth.foundry.build.schedule.problem import Status
from tilth_site.accounts.permissions import ALLOWED
from tilth_site.inventory import wording as stock
from tilth_site.pages.wording import BADGES
from tilth_site.scheduling import wording


def test_every_event_state_and_cause_has_words() -> None:
    assert set(wording.HAPPENED) == {event.TYPE for event in EVENTS}
    assert set(stock.HAPPENED) == {event.TYPE for event in KEPT}
    assert set(wording.STATUSES) == {status.value for status in Status}
    assert set(wording.CAUSES) == {kind.value for kind in CauseKind}
    assert set(BADGES["schedule"]) == {standing.value for standing in Standing}
    assert set(BADGES["priority"]) == {priority.value for priority in Priority}


def test_every_step_of_the_routine_has_words() -> None:
    said = {text for one in routine(4) for text in (one.title, one.protocol) if text}
    assert said <= set(wording.SENTENCES)


def test_every_action_has_words() -> None:
    named = wording._ACTIONS.keys() | stock._ACTIONS.keys()
    rooms = ("foundry.schedule.", "foundry.lot.", "foundry.material.", "foundry.item.", "foundry.box.")
    assert named == {action for action in ALLOWED if action.startswith(rooms)}
