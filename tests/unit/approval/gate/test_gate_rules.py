"""A request's way through the screening gate, decided and folded without a site."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import tilth.approval.gate as gate
from tilth.approval.gate import Decision, Failure, Record, Result, Standing, apply, commands, decide
from tilth.approval.gate.events import EVENTS, Cleared
from tilth.approval.gate.matter import review_record, sha256, statement
from tilth.approval.gate.model import Tally
from tilth.approval.gate.refusals import REFUSALS
from tilth.approval.gate.staleness import objection_to_release
from tilth.approval.screening.model import Database, Status
from tilth.kernel.errors import IntegrityError, OptionError
from tilth.kernel.refusal import Refused

PAGE = (Path(__file__).resolve().parents[4] / "docs/reference/site-screening.md").read_text("utf-8")
TODAY = date(2026, 11, 29)
DATABASE = Database(
    name="synthetic", version="1", sha256="d" * 64, expires=date(2026, 12, 31), window=50, index="1" * 64
)
CLEAR = Result(
    design_version=1, on=TODAY, status=Status.CLEAR, tallies=(Tally(Status.CLEAR, 3),), report="a" * 64,
    order="b" * 64, database=DATABASE, policy="windows-50",
)  # fmt: skip
HIT = replace(CLEAR, status=Status.HIT, tallies=(Tally(Status.CLEAR, 2), Tally(Status.HIT, 1)))
ASKED = commands.Asked(id="req_1", provider="org_foundry", parties=("org_firm",), authors=("per_founder",))


def told(*asked: commands.Command, record: Record | None = None) -> Record:
    """The record after every command was carried out."""
    for command in asked:
        decided = decide(record, command, TODAY)
        assert not isinstance(decided, Refused), str(decided)
        for event in decided:
            record = apply(record, event)
    assert record is not None
    return record


def review(officer: str = "per_one", decision: Decision = Decision.CLEAR, **more: object) -> commands.Review:
    given = {
        "officer": officer, "records": frozenset(), "organisations": frozenset({"org_foundry"}),
        "decision": decision, "reason": "A marker that every kit holds.", "report": HIT.report,
    }  # fmt: skip
    return commands.Review(**given | more)  # type: ignore[arg-type]


def code(record: Record | None, command: commands.Command, today: date = TODAY) -> str | None:
    decided = decide(record, command, today)
    return decided.reasons[0].code if isinstance(decided, Refused) else None


IN_REVIEW = told(commands.Record(ASKED, HIT))


def test_an_order_without_a_finding_is_cleared_by_its_report() -> None:
    record = told(commands.Record(ASKED, CLEAR))
    assert (record.standing, record.evidence) == (Standing.CLEARED, CLEAR.report)


@pytest.mark.parametrize("status", [Status.HIT, Status.REVIEW])
def test_any_finding_waits_for_two_officers(status: Status) -> None:
    record = told(commands.Record(ASKED, replace(HIT, status=status)))
    assert (record.standing, record.evidence) == (Standing.IN_REVIEW, None)
    record = told(review("per_one"), record=record)
    assert record.standing is Standing.IN_REVIEW
    record = told(review("per_two"), record=record)
    assert record.standing is Standing.CLEARED
    assert [one.officer for one in record.reviews] == ["per_one", "per_two"]


def test_the_evidence_of_a_clearance_is_the_review_that_both_signed() -> None:
    record = told(review("per_one"), review("per_two"), record=IN_REVIEW)
    assert record.evidence == sha256(review_record(IN_REVIEW, record.reviews))
    signed = statement(IN_REVIEW, "per_one", Decision.CLEAR, "A marker that every kit holds.")
    assert record.reviews[0].statement == sha256(signed)
    assert all(word.encode() in signed for word in (HIT.report, DATABASE.sha256, "windows-50"))


@pytest.mark.parametrize("before", [(), (review("per_one"),)])
def test_either_officer_can_refuse(before: tuple[commands.Command, ...]) -> None:
    record = told(*before, review("per_two", Decision.REFUSE), record=IN_REVIEW)
    assert record.standing is Standing.REFUSED
    assert code(record, review("per_three")) == "gate.not_in_review"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (review("per_one"), "gate.same_officer"),
        (review("per_founder"), "gate.author"),
        (review("per_two", records=frozenset({"per_one"})), "gate.same_officer"),
        (review("per_two", organisations=frozenset({"org_foundry", "org_firm"})), "gate.conflict"),
        (review("per_two", reason="  "), "gate.no_reason"),
        (review("per_two", report="f" * 64), "gate.other_report"),
    ],
)
def test_the_second_decision_is_refused(command: commands.Review, said: str) -> None:
    assert code(told(review("per_one"), record=IN_REVIEW), command) == said


def test_nothing_is_decided_without_a_result_nor_in_an_expired_database() -> None:
    failed = told(
        commands.Fail(ASKED, Failure(1, TODAY, "screen.database", "The index is broken.", "Build it again."))
    )
    assert failed.failure is not None
    assert failed.standing is Standing.FAILED
    assert failed.design_version == 1
    assert code(failed, review()) == code(None, review()) == "gate.missing"
    again = told(commands.Fail(ASKED, failed.failure), record=IN_REVIEW)
    assert (again.standing, again.result) == (Standing.FAILED, HIT)
    assert code(again, review()) == "gate.not_in_review"
    late = date(2027, 1, 1)
    assert code(IN_REVIEW, review(), late) == code(None, commands.Record(ASKED, CLEAR), late) == "gate.expired"


def test_a_result_that_is_not_screened_is_the_callers_mistake() -> None:
    with pytest.raises(OptionError):
        decide(None, commands.Record(ASKED, replace(CLEAR, status=Status.NOT_SCREENED)), TODAY)


def test_a_new_screening_begins_the_review_anew() -> None:
    again = told(review("per_one"), commands.Record(ASKED, HIT), record=IN_REVIEW)
    assert (again.standing, again.reviews) == (Standing.IN_REVIEW, ())


def test_what_cannot_have_happened_is_a_broken_journal() -> None:
    with pytest.raises(IntegrityError):
        apply(None, Cleared("a" * 64))
    with pytest.raises(IntegrityError):
        apply(told(commands.Record(ASKED, CLEAR)), Cleared("a" * 64))


def test_a_clearance_releases_its_own_version_while_its_database_and_policy_stand() -> None:
    record = told(commands.Record(ASKED, CLEAR))
    assert objection_to_release(record, 1, CLEAR.report, DATABASE, 50, TODAY) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"record": None}, "gate.not_cleared"),
        ({"record": IN_REVIEW}, "gate.not_cleared"),
        ({"version": 2}, "gate.not_cleared"),
        ({"evidence": "e" * 64}, "gate.not_cleared"),
        ({"evidence": None}, "gate.not_cleared"),
        ({"mounted": replace(DATABASE, sha256="e" * 64)}, "gate.other_database"),
        ({"mounted": replace(DATABASE, index="2" * 64)}, "gate.other_database"),
        ({"window": 30}, "gate.other_policy"),
        ({"today": date(2027, 1, 1)}, "gate.expired"),
    ],
)
def test_a_clearance_that_does_not_count_releases_nothing(changed: dict[str, object], said: str) -> None:
    given = {
        "record": told(commands.Record(ASKED, CLEAR)), "version": 1, "evidence": CLEAR.report,
        "mounted": DATABASE, "window": 50, "today": TODAY,
    }  # fmt: skip
    refused = objection_to_release(**given | changed)  # type: ignore[arg-type]
    assert refused is not None
    assert refused.reasons[0].code == said


def test_every_refusal_in_the_code_is_listed() -> None:
    folder = Path(gate.__file__).parent
    calls = (
        node
        for source in folder.glob("*.py")
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refuse"
    )
    assert {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)} == set(REFUSALS)


@pytest.mark.parametrize(("said", "meaning"), REFUSALS.items())
def test_the_page_gives_the_meaning_of(said: str, meaning: str) -> None:
    assert f"| `{said}` | {meaning} |" in PAGE


@pytest.mark.parametrize("event", EVENTS)
def test_the_page_speaks_of_the_event(event: type) -> None:
    assert f"| `{event.TYPE}` |" in PAGE  # type: ignore[attr-defined]
