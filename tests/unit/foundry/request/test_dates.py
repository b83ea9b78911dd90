from __future__ import annotations

from datetime import date, timedelta

import pytest

from tilth.foundry.request.dates import Days, Position, SlotWeek, Turnaround, date_range
from tilth.kernel.calendars import PublishedCalendar, china
from tilth.kernel.errors import OptionError

PLAIN = PublishedCalendar("plain", date(2020, 1, 1), date(2030, 12, 24), frozenset(), frozenset())
TABLE = Turnaround(Days(1, 2), Days(8, 15), Days(2, 4), Days(2, 3), Days(2, 5), requests_per_week=4)
MONDAY = date(2026, 3, 2)


def test_with_an_empty_queue_building_begins_on_the_next_monday() -> None:
    found = date_range(MONDAY, PLAIN, TABLE, synthesis=False, queue=Position(0))
    # Ready on 3 or 4 March; from Monday 9 March 6 to 12 working days, the Monday among them.
    assert (found.earliest, found.latest) == (date(2026, 3, 16), date(2026, 3, 24))
    assert not found.provisional


@pytest.mark.parametrize(("ahead", "weeks"), [(0, 0), (3, 0), (4, 1), (9, 2)])
def test_every_full_slot_ahead_is_a_week(ahead: int, weeks: int) -> None:
    found = date_range(MONDAY, PLAIN, TABLE, synthesis=False, queue=Position(ahead))
    assert found.earliest == date(2026, 3, 16) + timedelta(weeks=weeks)
    assert found.latest == date(2026, 3, 24) + timedelta(weeks=weeks)


def test_synthesis_goes_on_while_the_request_waits() -> None:
    found = date_range(MONDAY, PLAIN, TABLE, synthesis=True, queue=Position(20))
    assert found.earliest == date_range(MONDAY, PLAIN, TABLE, synthesis=False, queue=Position(20)).earliest
    assert [reason.where for reason in found.reasons] == [
        "design_check",
        "synthesis",
        "queue",
        "assembly",
        "transformation",
        "sequencing",
    ]


def test_a_request_that_is_not_ready_waits_for_the_monday_after_it_is() -> None:
    found = date_range(MONDAY, PLAIN, TABLE, synthesis=True, queue=Position(0))
    # Ready on 13 March (9 days) or 25 March (17): building from 16 or 30 March.
    assert (found.earliest, found.latest) == (date(2026, 3, 23), date(2026, 4, 14))


def test_a_slot_week_begins_on_its_monday_whatever_day_names_it() -> None:
    thursday = date(2026, 3, 19)
    found = date_range(MONDAY, PLAIN, TABLE, synthesis=False, queue=SlotWeek(thursday))
    assert (found.earliest, found.latest) == (date(2026, 3, 23), date(2026, 3, 31))
    assert found.reasons[1].message == "The build slot is in the week of 2026-03-16."


def test_a_request_that_is_not_ready_on_the_slots_monday_begins_when_it_is() -> None:
    found = date_range(MONDAY, PLAIN, TABLE, synthesis=False, queue=SlotWeek(MONDAY))
    # Ready on 3 or 4 March: building counts from the day after.
    assert (found.earliest, found.latest) == (date(2026, 3, 11), date(2026, 3, 20))


def test_holidays_and_working_weekends_are_counted() -> None:
    found = date_range(date(2025, 9, 25), china(), TABLE, synthesis=False, queue=SlotWeek(date(2025, 9, 29)))
    # Ready on 26 or 28 September (a worked Sunday). Worked: 29 and 30 September, 9 to 11 October, then the 13th.
    assert (found.earliest, found.latest) == (date(2025, 10, 13), date(2025, 10, 21))
    assert not found.provisional


def test_a_range_beyond_the_published_calendar_is_provisional_and_says_so() -> None:
    today = china().last - timedelta(days=20)
    found = date_range(today, china(), TABLE, synthesis=True, queue=Position(0))
    assert found.provisional
    assert found.reasons[-1].code == "dates.provisional"
    assert china().edition in found.reasons[-1].message


def test_a_range_over_a_disputed_day_says_so() -> None:
    found = date_range(date(2005, 12, 26), china(), TABLE, synthesis=False, queue=SlotWeek(date(2005, 12, 26)))
    assert [reason.data["day"] for reason in found.reasons if reason.code == "dates.disputed"] == ["2005-12-31"]


def test_every_reason_fills_its_sentence() -> None:
    for queue in (Position(2), SlotWeek(MONDAY)):
        found = date_range(MONDAY, PLAIN, TABLE, synthesis=True, queue=queue)
        assert all(reason.message.endswith(".") and "{" not in reason.message for reason in found.reasons)
    assert found.reasons[0].message == "Checking the design takes 1 to 2 working days."


def test_the_earliest_is_never_after_the_latest_for_the_stated_defaults() -> None:
    for at in range(60):
        today = MONDAY + timedelta(days=at)
        for synthesis in (False, True):
            found = date_range(today, china(), Turnaround(), synthesis=synthesis, queue=Position(at))
            assert today < found.earliest <= found.latest
            assert china().is_working_day(found.earliest)
            assert china().is_working_day(found.latest)


def test_a_table_that_cannot_be_is_refused() -> None:
    for act, code in (
        (lambda: Days(3, 2), "turnaround.days"),
        (lambda: Days(-1, 2), "turnaround.days"),
        (lambda: Turnaround(requests_per_week=0), "turnaround.slot"),
        (lambda: Position(-1), "queue.position"),
    ):
        with pytest.raises(OptionError) as raised:
            act()
        assert raised.value.code == code
