"""Procedures as files: what is shipped, and what is said of a file that is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tilth.approval import Procedure, in_force, parse_procedure, read_procedure, shipped, the_procedure
from tilth.approval.estimate import Estimate
from tilth.approval.procedure import procedure_faults
from tilth.approval.procedure.shelf import source_text
from tilth.approval.terms import Expiry, OnCap, Unit
from tilth.kernel.errors import FileError, MissingError
from tilth.kernel.refusal import Refused

WD, CD, MONTH = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH

LIMITS = [
    ("cn-nmpa-clinical-trial", "acceptance", "standard", 5, WD, Expiry.ESCALATE, True),
    ("cn-nmpa-clinical-trial", "review", "standard", 60, WD, Expiry.DEEMED_APPROVED, True),
    ("cn-nmpa-clinical-trial", "review", "pilot-2024", 30, WD, Expiry.REVERT_TO, True),
    ("cn-nmpa-clinical-trial", "review", "innovative-30", 30, WD, Expiry.REVERT_TO, True),
    ("cn-nmpa-marketing", "review", "standard", 200, WD, Expiry.ESCALATE, True),
    ("cn-nmpa-marketing", "review", "priority", 130, WD, Expiry.ESCALATE, True),
    ("cn-nmpa-marketing", "review", "rare-urgent", 70, WD, Expiry.ESCALATE, True),
    ("cn-nmpa-supplementary", "review", "standard", 60, WD, Expiry.ESCALATE, True),
    ("cn-nmpa-supplementary", "review", "combined", 80, WD, Expiry.ESCALATE, True),
    ("cn-nmpa-supplementary", "review", "inspection", 200, WD, Expiry.ESCALATE, True),
    ("cn-human-genetic-resources", "approval", "standard", 20, WD, Expiry.ESCALATE, False),
    ("cn-special-items", "permit", "standard", 20, WD, Expiry.ESCALATE, False),
    ("cn-ethics", "review", "standard", 30, CD, Expiry.ESCALATE, False),
    ("cn-ethics", "review", "outbreak", 3, CD, Expiry.ESCALATE, False),
    ("us-fda-ind", "review", "standard", 30, CD, Expiry.DEEMED_APPROVED, True),
    ("us-fda-marketing", "filing", "standard", 60, CD, Expiry.DEEMED_APPROVED, True),
    ("us-fda-marketing", "review", "standard", 10, MONTH, Expiry.ESCALATE, True),
    ("us-fda-marketing", "review", "priority", 6, MONTH, Expiry.ESCALATE, True),
    ("eu-ema-marketing", "assessment", "standard", 210, CD, Expiry.ESCALATE, True),
    ("eu-ema-marketing", "assessment", "accelerated", 150, CD, Expiry.REVERT_TO, True),
    ("eu-ctr", "validation", "standard", 10, CD, Expiry.DEEMED_APPROVED, True),
    ("eu-ctr", "part-1", "standard", 45, CD, Expiry.ESCALATE, False),
    ("eu-ctr", "part-2", "standard", 45, CD, Expiry.ESCALATE, True),
    ("eu-ctr", "decision", "standard", 5, CD, Expiry.DEEMED_APPROVED, False),
    ("eu-contained-use", "consent", "standard", 90, CD, Expiry.ESCALATE, True),
    ("eu-contained-use", "consent", "later-use", 45, CD, Expiry.ESCALATE, True),
    ("ie-contained-use", "consent", "standard", 90, CD, Expiry.ESCALATE, True),
    ("ie-contained-use", "consent", "later-use", 45, CD, Expiry.ESCALATE, True),
    ("uk-contained-use", "acknowledgement", "standard", 10, WD, Expiry.DEEMED_APPROVED, True),
    ("uk-contained-use", "consent", "class-2", 45, CD, Expiry.DEEMED_APPROVED, True),
    ("uk-contained-use", "consent", "standard", 90, CD, Expiry.ESCALATE, False),
]


@pytest.mark.parametrize(("procedure", "step", "lane", "limit", "unit", "expiry", "verified"), LIMITS)
def test_the_shipped_limits(
    procedure: str, step: str, lane: str, limit: int, unit: Unit, expiry: Expiry, verified: bool
) -> None:
    one = the_procedure(procedure).step(step)
    assert one
    found = one.lane(lane)
    assert found
    assert found.clock
    assert found.source
    assert (found.clock.limit, found.clock.unit, found.clock.on_expiry) == (limit, unit, expiry)
    assert found.source.verified is verified


def test_what_is_verified_says_where_and_when_it_was_read() -> None:
    for procedure in shipped():
        for source in procedure.sources:
            assert source.title
            assert source.title != "not stated"
            if source.verified:
                assert source.url
                assert source.read_on


def test_the_answer_window_is_eighty_working_days() -> None:
    review = the_procedure("cn-nmpa-clinical-trial").step("review")
    assert review
    for lane in review.every_lane:
        [stop] = lane.stops
        assert stop.cap
        assert (stop.cap.limit, stop.cap.unit) == (80, WD)


def test_the_demonstration_has_eight_steps_that_bring_their_sources_with_them() -> None:
    demo = the_procedure("demo-first-in-human")
    assert len(demo.steps) == 8
    own = the_procedure("cn-nmpa-clinical-trial", 1).step("review")
    taken = demo.step("review")
    assert own
    assert taken
    assert replace(own, needs=taken.needs) == taken
    ethics = demo.step("ethics")
    assert ethics
    assert (ethics.quorum, ethics.rolling) == (2, True), "what a step says itself stays"


def test_the_version_in_force_on_a_day() -> None:
    assert in_force("cn-nmpa-clinical-trial", date(2026, 1, 1)).version == 2
    with pytest.raises(MissingError, match="in version 9"):
        the_procedure("cn-nmpa-clinical-trial", 9)
    with pytest.raises(MissingError):
        in_force("cn-nmpa-clinical-trial", date(2019, 1, 1))
    with pytest.raises(MissingError, match="Did you mean cn-nmpa-marketing"):
        the_procedure("cn-nmpa-markting")


PINNED = {
    "cn-ethics": "8ee7cb1d",
    "cn-human-genetic-resources": "a9ad5b23",
    "cn-nmpa-clinical-trial": "70c30e9f",
    "cn-nmpa-marketing": "7ecf4835",
    "cn-nmpa-supplementary": "33aea2a7",
    "cn-special-items": "aa55fa65",
    "demo-first-in-human": "0f7682b1",
    "eu-contained-use": "41b67d91",
    "eu-ctr": "2d9e17f9",
    "eu-ema-marketing": "7cadaa49",
    "ie-contained-use": "b0933641",
    "uk-contained-use": "53b52820",
    "us-fda-ind": "e639ee50",
    "us-fda-marketing": "afaf85f8",
}
"""How the digests of the first versions begin. Cases have pinned them."""


def test_the_digest_of_a_version_that_cases_have_pinned_never_changes() -> None:
    assert {one.id: one.digest[:8] for one in shipped() if one.version == 1} == PINNED


def test_a_step_taken_over_from_a_version_stays_when_another_comes() -> None:
    text = TRIAL.replace("id: cn-nmpa-clinical-trial", "id: mine").split("steps:")[0]
    first, newest = (
        parse(f"{text}steps:\n  - id: r\n    like: cn-nmpa-clinical-trial{at}/review\n") for at in ("@1", "")
    )
    assert isinstance(first, Procedure)
    assert isinstance(newest, Procedure)
    assert first.steps[0].stops[0].on_cap is OnCap.CONTINUE
    assert newest.steps[0].stops[0].on_cap is OnCap.DEEMED_REFUSED
    for wrong in ("@9", "@x"):
        with pytest.raises(FileError, match="in version"):
            parse(f"{text}steps:\n  - id: r\n    like: cn-nmpa-clinical-trial{wrong}/review\n")


def test_the_digest_covers_what_binds_and_no_estimate() -> None:
    demo = the_procedure("demo-first-in-human")
    assert replace(demo, estimates={"ethics": Estimate(basis="another")}).digest == demo.digest
    assert replace(demo, version=2).digest != demo.digest
    longer = replace(demo.steps[0], quorum=3)
    assert replace(demo, steps=(longer, *demo.steps[1:])).digest != demo.digest
    assert len({procedure.digest for procedure in shipped()}) == len(shipped())


def parse(text: str) -> Procedure | Refused:
    return parse_procedure(text, the_procedure, file="P.yaml")


TRIAL = source_text(the_procedure("cn-nmpa-clinical-trial"))
"""The newest version, which is the second."""


def test_a_shipped_file_reads_as_what_is_shipped(tmp_path: Path) -> None:
    path = tmp_path / "P.yaml"
    path.write_text(TRIAL, encoding="utf-8")
    assert read_procedure(path, the_procedure) == the_procedure("cn-nmpa-clinical-trial")


WRONG = [
    ("limit: 60", "limit: sixty", "steps[1].clock.limit", "Write digits only"),
    ("limit: 60", "limt: 60", "steps[1].clock", "limt stands there: write limit."),
    ("    needs: [acceptance]", "    need: [acceptance]", "steps[1].need", "Did you mean needs?"),
    ("title_zh: 受理", "titel: 受理", "steps[0].titel", "Did you mean title?"),
    ("on_expiry: deemed_approved", "on_expiry: deemed", "steps[1].clock.on_expiry", "Did you mean deemed_"),
    ("opens: 2024-07-31", "opens: 2024-13-31", "steps[1].lanes[0].opens", "such as 2026-03-01"),
    ("until: full_receipt", "untill: full_receipt", "steps[1].stops[0]", "untill stands there: write until."),
    ("until: full_receipt", "until: receipt", "steps[1].stops[0].until", "Did you mean full_receipt?"),
    ("needs: [acceptance]", "needs: acceptance", "steps[1].needs", "Write a list"),
    ("      verified: true\n", "      verified: perhaps\n", "steps[0].source.verified", "true or false"),
    ("authority: NMPA, Center", "authority:\n      - NMPA, Center", "steps[0].authority", "Write a text"),
    ("id: cn-nmpa-clinical-trial", "idd: cn-nmpa-clinical-trial", None, "idd stands there: write id."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "field", "mend"), WRONG)
def test_an_entry_that_is_wrong_is_named_with_line_field_and_mend(
    right: str, wrong: str, field: str | None, mend: str
) -> None:
    text = TRIAL.replace(right, wrong, 1)
    assert text != TRIAL
    with pytest.raises(FileError) as raised:
        parse(text)
    error = raised.value
    assert (error.file, error.record) == ("P.yaml", field)
    assert mend in error.mend
    changed = next(at for at, line in enumerate(text.splitlines(), 1) if line not in TRIAL.splitlines())
    assert error.line is not None
    assert error.line <= changed <= error.line + 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no entry"),
        ("- one", "names no entry"),
        ("id: a\nid: b", "there already"),
        ("id: &x a\ntitle: *x", "alias"),
        ("id: [", "not YAML"),
        ("\tid: a", "not YAML"),
        ("[a, b]: c", "is no text"),
        ("a: " * 40 + "b", "not YAML"),
        ("x: " + "[" * 40 + "]" * 40, "nested too deeply"),
        ("x: " + "a" * (1 << 20), "larger than 1 MB"),
        (
            TRIAL.replace("  - id: review\n", "  - id: review\n    like: cn-ethics/reviews\n"),
            "has no step reviews",
        ),
        (
            TRIAL.replace("  - id: review\n", "  - id: review\n    like: cn-ethic/review\n"),
            "no procedure cn-ethic",
        ),
    ],
)
def test_what_is_no_procedure_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        parse(text)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_procedure(tmp_path / "none.yaml", the_procedure)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="not UTF-8"):
        read_procedure(tmp_path / "bytes.yaml", the_procedure)


CONTRADICTIONS = [
    ("version: 2", "version: 0", "version"),
    ("effective: {from: 2020-07-01}", "effective: {from: 2020-07-01, until: 2020-01-01}", "effective"),
    ("needs: [acceptance]", "needs: [nothing]", "need"),
    ("needs: [acceptance]", "needs: [review]", "circle"),
    ("id: review", "id: acceptance", "twice"),
    ("limit: 60", "limit: 0", "limit"),
    ("calendar: CN", "calendar: FR", "calendar"),
    ("      unit: working_day\n      calendar: CN\n", "      unit: working_day\n", "calendar"),
    ("          lane: standard\n", "", "revert"),
    ("          lane: standard\n", "          lane: pilot-2024\n", "lane"),
    ("      - id: innovative-30", "      - id: standard", "twice"),
    ("        until: full_receipt", "        until: resumption", "stop"),
    ("cap: {limit: 80", "cap: {limit: 0", "limit"),
    ("cap: {limit: 80, unit: working_day, calendar: CN}", "restarts: true", "on_cap"),
    (
        "cap: {limit: 80, unit: working_day, calendar: CN}",
        "cap: {limit: 80, unit: month, roll: next_working_day}",
        "calendar",
    ),
    ("        count: 2", "        count: 0", "count"),
    ("    needs: [acceptance]\n", "    needs: [acceptance]\n    quorum: 2\n", "roles"),
    ("    needs: [acceptance]\n", "    needs: [acceptance]\n    quorum: -1\n", "quorum"),
    ("closes: 2025-09-11", "closes: 2024-07-30", "open"),
    ("notice: 20", "notice: 0", "notice"),
    ("notice: 20", "notice: 31", "notice"),
    ("steps:\n", "estimates:\n  nobody: {refusal: 0.1}\nsteps:\n", "estimate"),
    ("steps:\n", "estimates:\n  review: {refusal: 1.1}\nsteps:\n", "chance"),
    ("steps:\n", "estimates:\n  review: {after: [x]}\nsteps:\n", "need"),
    ("steps:\n", "estimates:\n  review: {lanes: {x: {days: 3}}}\nsteps:\n", "lane"),
    ("steps:\n", "estimates:\n  review: {prepare: {days: 3, unit: month}}\nsteps:\n", "unit"),
    ("steps:\n", "estimates:\n  review: {pause: {days: 3, unit: month}}\nsteps:\n", "unit"),
    ("steps:\n", "estimates:\n  review: {review: {days: 3, unit: calendar_day}}\nsteps:\n", "unit"),
    ("steps:\n", "estimates:\n  review: {prepare: {days: 3, calendar: FR}}\nsteps:\n", "calendar"),
]


@pytest.mark.parametrize(("right", "wrong", "code"), CONTRADICTIONS)
def test_a_contradiction_is_named_with_its_line(right: str, wrong: str, code: str) -> None:
    text = TRIAL.replace(right, wrong, 1)
    assert text != TRIAL
    found = parse(text)
    assert isinstance(found, Refused)
    assert f"approval.procedure.{code}" in [reason.code for reason in found.reasons]
    for reason in found.reasons:
        assert isinstance(reason.data["line"], int)
        assert reason.message
        assert reason.advice


def test_an_estimate_that_contradicts_itself_is_a_fault_of_the_file() -> None:
    found = parse(TRIAL.replace("steps:\n", "estimates:\n  review: {review: {pert: [9, 5, 20]}}\nsteps:\n"))
    assert isinstance(found, Refused)
    assert found.reasons[0].code == "approval.spread"
    assert found.reasons[0].where == "estimates.review"


def test_a_procedure_without_steps_is_a_fault() -> None:
    bare = replace(the_procedure("us-fda-ind"), steps=())
    assert [reason.code for reason in procedure_faults(bare)] == ["approval.procedure.steps"]
