from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tilth.kernel.errors import InputError, OptionError
from tilth.kernel.ids import is_id, made_at, new_id, prefix_of

GOOD = "req_01J9ZC8K2V6Q0T4H5M7N8P9R0S"
BAD = [
    "",
    "req",
    "req_",
    GOOD.lower(),
    GOOD + "0",
    GOOD[:-1],
    GOOD + "\n",
    "Req" + GOOD[3:],
    "r" + GOOD[3:],
    "req_81J9ZC8K2V6Q0T4H5M7N8P9R0S",  # more than 128 bits
    "req_01J9ZC8K2V6Q0T4H5M7N8P9ROS",  # the letter O
    "req-01J9ZC8K2V6Q0T4H5M7N8P9R0S",
]


def test_an_id_is_its_prefix_and_26_digits_safe_in_an_address() -> None:
    assert re.fullmatch(r"req_[0-7][0-9A-HJKMNP-TV-Z]{25}", new_id("req"))


def test_ids_made_in_a_row_are_all_different_and_ascend() -> None:
    made = [new_id("req") for _ in range(5000)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)


def test_ids_of_one_instant_ascend_too() -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    made = [new_id("req", at) for _ in range(100)]
    assert made == sorted(set(made))
    assert {made_at(one) for one in made} == {at}


def test_ids_sort_by_the_instant_they_were_made_at() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    late, early = new_id("req", at + timedelta(milliseconds=1)), new_id("req", at)
    assert early < late


def test_the_instant_is_kept_to_the_millisecond_and_in_utc() -> None:
    shanghai = timezone(timedelta(hours=8))
    at = datetime(2026, 3, 2, 8, 0, 0, 999_999, tzinfo=shanghai)
    assert made_at(new_id("ev", at)) == datetime(2026, 3, 2, 0, 0, 0, 999_000, tzinfo=UTC)
    assert made_at(new_id("ev", datetime(1970, 1, 1, tzinfo=UTC))) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("prefix", ["", "r", "Req", "re-q", "1req", "req_", "a" * 13, "请求"])
def test_a_prefix_that_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(OptionError) as raised:
        new_id(prefix)
    assert raised.value.code == "id.prefix"


@pytest.mark.parametrize("at", [datetime(2026, 1, 1), datetime(1969, 12, 31, tzinfo=UTC)])
def test_an_instant_without_zone_or_before_1970_is_refused(at: datetime) -> None:
    with pytest.raises(OptionError) as raised:
        new_id("req", at)
    assert raised.value.code == "id.at"


def test_the_prefix_is_read_back() -> None:
    assert prefix_of(GOOD) == "req"
    assert prefix_of(new_id("slot2")) == "slot2"


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_id_is_told(text: str) -> None:
    assert not is_id(text)
    for read in (prefix_of, made_at):
        with pytest.raises(InputError) as raised:
            read(text)
        assert raised.value.code == "id.unreadable"


def test_an_id_of_another_prefix_is_told() -> None:
    assert is_id(GOOD)
    assert is_id(GOOD, "req")
    assert not is_id(GOOD, "slot")


def test_an_id_of_a_time_after_the_year_9999_has_no_instant() -> None:
    with pytest.raises(InputError):
        made_at("req_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
