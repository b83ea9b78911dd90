from __future__ import annotations

from datetime import date

import msgspec
import pytest
from request_story import LIST, REPORT, TODAY, drafted, line

from tilth.foundry.request.assessment import (
    PROBLEMS_KEPT,
    Assessment,
    Estimate,
    Finding,
    Problems,
    list_problems,
    predicted,
    unpredicted,
)
from tilth.foundry.request.commands import Assess
from tilth.foundry.request.constructs import Construct, Difference, compare, group, read_list, write_list
from tilth.foundry.request.rules import EVENT_MOST, decide
from tilth.kernel.errors import InputError
from tilth.kernel.money import Money
from tilth.kernel.refusal import Refused

ONE, TWO, THREE = Construct("a", "tu", "s1"), Construct("b", "tu", "s2"), Construct("c", "dev", "s3")
WARNING = Finding("unused_part", "warning", "The part stands in no product.", "Leave it out.", "B0015_EF")
ERROR = Finding("internal_site", "error", "BsaI cuts inside.", "Domesticate it.", "R0063_AB", "BsaI", 41)


def test_groups_are_counted_named_and_told_apart_by_their_members() -> None:
    dev, tu = group([TWO, THREE, ONE], {"tu": "Transcription units"})
    assert (dev.key, dev.what, dev.constructs) == ("dev", "dev", 1)
    assert (tu.key, tu.what, tu.constructs) == ("tu", "Transcription units", 2)
    assert group([ONE, TWO], {})[0].digest == group([TWO, ONE], {})[0].digest == tu.digest
    assert group([ONE, Construct("b", "tu", "s9")], {})[0].digest != tu.digest
    assert group([ONE, Construct("x", "tu", "s2")], {})[0].digest != tu.digest


def test_two_lists_are_compared_construct_by_construct() -> None:
    new = [Construct("a", "tu", "s1"), Construct("b", "tu", "s9"), Construct("d", "tu", "s4")]
    assert compare([ONE, TWO, THREE], new) == Difference(added=("d",), removed=("c",), changed=("b",))
    assert compare([ONE], [Construct("a", "dev", "s1")]).changed == ("a",)


def test_a_list_is_read_back_as_written_in_order_of_key() -> None:
    assert write_list([THREE, ONE]) == b'[["a","tu","s1"],["c","dev","s3"]]'
    assert read_list(write_list([THREE, TWO, ONE])) == (ONE, TWO, THREE)


@pytest.mark.parametrize("written", [b"", b"[[1]]", b'{"a":1}'])
def test_what_is_no_list_is_refused(written: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_list(written)
    assert caught.value.code == "request.construct_list"


def test_two_constructs_of_one_name_are_a_mistake() -> None:
    with pytest.raises(InputError) as caught:
        group([ONE, TWO, Construct("a", "dev", "s7")], {})
    assert caught.value.data == {"construct": "a"}


def test_errors_come_before_warnings_and_all_are_counted() -> None:
    assert list_problems([WARNING, ERROR, WARNING]) == Problems(1, 2, (ERROR, WARNING, WARNING))


def test_only_the_first_problems_are_kept() -> None:
    problems = list_problems([WARNING] * 70 + [ERROR])
    assert (problems.errors, problems.warnings, len(problems.first)) == (1, 70, PROBLEMS_KEPT)
    assert problems.unlisted == 71 - PROBLEMS_KEPT
    assert problems.first[0] == ERROR


def test_fewer_are_kept_where_their_text_is_long() -> None:
    problems = list_problems([Finding("limit", "error", "長" * 1_000)] * 50)
    assert problems.errors == 50
    assert 0 < len(problems.first) < 20


def test_a_prediction_is_written_as_decimals_and_never_rounded_up_to_certainty() -> None:
    assert predicted("tu", 0.99999, "Pryor 2020", 1, confidence=0.95).fraction == "0.9999"
    assert predicted("tu", 1.0, "Pryor 2020", 1, confidence=0.95).fraction == "1.0000"
    assert predicted("tu", 0.9, "Pryor 2020", 2, confidence=0.95).confidence == "0.95"
    assert unpredicted("tu", "No table is stored for BsmBI.").fraction is None


def test_an_assessment_of_ten_thousand_constructs_with_every_problem_fits_an_event() -> None:
    listed = [Construct(f"construct-{number}", f"tu{number % 60}", f"{number:040x}") for number in range(10_000)]
    groups = group(listed, {})
    long = Finding("internal_site", "error", "x" * 300, "y" * 200, "R0063_AB", "BsaI", 41)
    found = Assessment(
        design_version=1,
        report=REPORT,
        construct_list=LIST,
        groups=groups,
        problems=list_problems([long] * 20_000),
        predictions=tuple(predicted(entry.key, 0.9731, "Pryor 2020", 2, confidence=0.95) for entry in groups),
        estimate=Estimate(
            "Zhangjiang 2026",
            tuple(line(f"item{number}", 10_000, 10**9) for number in range(20)),
            Money(10**15, "CNY"),
            date(2026, 4, 1),
            date(2026, 4, 20),
            provisional=True,
        ),
    )
    events = decide(drafted(), Assess(found), TODAY)
    assert not isinstance(events, Refused)
    assert found.constructs == 10_000
    assert len(msgspec.json.encode(events[0])) < EVENT_MOST
