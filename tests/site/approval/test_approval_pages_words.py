"""The words and drawings of the approval room: nothing that a page shows is a code without a name."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils import translation

from tilth.approval import EVENTS, Outcome, decide, fold_until, shipped, the_procedure
from tilth.approval.case_file import CaseFile, read_case
from tilth.approval.clock import Phase, Standing
from tilth.approval.events import Accepted, AnswersReceived, Decided, Recognised, Resumed, Submitted
from tilth.approval.forecast import Forecast, forecast, new_case, parse_what_if
from tilth.approval.rules.ended import closed
from tilth.kernel.refusal import Refused
from tilth_site.approval import labels, naming, reasons, wording
from tilth_site.approval.actions import ACTIONS
from tilth_site.approval.drawing import marks, timeline
from tilth_site.approval.graph import graph
from tilth_site.approval.outlook import beside, critical_steps, finishing, moves, strips
from tilth_site.approval.phrases import PHRASES
from tilth_site.approval.presentation import step_rows
from tilth_site.approval.reasons import reason_words
from tilth_site.approval.seen import CaseSeen

ROOT = Path(__file__).resolve().parents[3]
DEMO = the_procedure("demo-first-in-human")
START = date(2026, 1, 5)


def spoken() -> set[str]:
    """What shipped procedures say in English and have no Chinese for beside it."""
    found: set[str] = set()
    for one in shipped():
        found.add(" ".join(one.note.split()))
        for step in one.steps:
            found |= {step.authority, *(required.rule for required in step.evidence)}
            found |= {clause.says for required in step.evidence for clause in required.where}
            for lane in step.every_lane:
                found |= {clause.says for clause in lane.eligibility} | {stop.reason for stop in lane.stops}
            found |= {lane.title for lane in step.lanes}
    return found - {""}


def test_every_sentence_of_a_shipped_procedure_is_known_to_the_catalogue() -> None:
    assert spoken() <= set(PHRASES)


def test_every_sentence_of_a_shipped_procedure_is_there_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert [text for text in PHRASES if wording.said(text) == text] == []
        assert [one.id for one in shipped() if naming.procedure_title(one) == one.title] == []
        assert [step.id for one in shipped() for step in one.steps if naming.step_title(step) == step.title] == []


def test_every_event_phase_and_kind_of_document_has_a_name() -> None:
    assert set(labels.HAPPENED) == {kind.TYPE for kind in EVENTS}
    assert set(labels.PHASES) == set(Phase)
    assert set(ACTIONS.values()) <= set(reasons._ACTIONS)
    kinds = {required.kind for one in shipped() for step in one.steps for required in step.evidence}
    assert {*kinds, "answers"} <= set(naming._KINDS)
    shut_out = {kind for one in shipped() for step in one.steps for kind in step.conflict_of_interest}
    assert shut_out <= set(labels.INTERESTS), "an interest that excludes can be declared"
    bodies = {body for one in shipped() for step in one.steps for body in step.recognises}
    assert bodies <= set(naming._BODIES)
    clauses = [
        clause
        for one in shipped()
        for step in one.steps
        for lane in step.every_lane
        for clause in lane.eligibility
    ]
    assert {clause.fact for clause in clauses} <= set(naming._FACTS)


@pytest.mark.parametrize("procedure", shipped(), ids=lambda one: f"{one.id}-{one.version}")
def test_the_graph_of_a_procedure_has_a_box_for_every_step_after_those_it_needs(procedure) -> None:
    root = ElementTree.fromstring(graph(procedure).svg)
    space = "{http://www.w3.org/2000/svg}"
    left = {}
    boxes = [group for group in root.iter(f"{space}g") if "chart-box" in group.get("class", "")]
    assert len(boxes) == len(procedure.steps)
    for box in boxes:
        first = box.find(f"{space}text").text
        left[first] = float(box.find(f"{space}rect").get("x"))
    for step in procedure.steps:
        starts = [x for text, x in left.items() if step.title.startswith(text)]
        assert starts, step.title
        before = [procedure.step(need).title for need in step.needs]
        assert all(x < max(starts) for title in before for text, x in left.items() if title.startswith(text))


def example(as_of: date) -> CaseSeen:
    read = read_case(ROOT / "examples/approval/CASE.json")
    assert isinstance(read, CaseFile)
    from tilth.approval import standing

    case = fold_until(read.events, as_of)
    assert case is not None
    stands = standing(case, read.procedure, as_of)
    none = {step.id: () for step in read.procedure.steps}
    return CaseSeen(
        case=case, procedure=read.procedure, as_of=as_of, standings=stands, missing=none, ineligible={}, entries=()
    )


def test_a_bar_shows_the_time_that_counted_and_that_in_which_the_clock_stood_still() -> None:
    one = example(date(2026, 1, 20))
    rows = step_rows(one)
    svg = timeline(rows, one.case.opened, one.as_of).svg
    ethics = next(row for row in rows if row.step.id == "ethics")
    assert ethics.clock is not None
    assert (ethics.clock.stopped, ethics.clock.days) == ("18 calendar days", "34 days by the calendar")
    assert svg.count('class="chart-held"') == 2, "a letter of the committee, and one of ethics"
    assert 'class="chart-over"' not in svg
    assert "20 Jan 2026" in svg


def test_the_days_of_a_drawing_stand_above_its_rows() -> None:
    one = example(date(2026, 1, 20))
    root = ElementTree.fromstring(timeline(step_rows(one), one.case.opened, one.as_of).svg)
    space = "{http://www.w3.org/2000/svg}"
    top = min(float(row.get("y")) for row in root.iter(f"{space}rect") if row.get("class") == "chart-stripe")
    days = [float(text.get("y")) for text in root.iter(f"{space}text") if text.get("class") == "chart-tick"]
    today = next(float(text.get("y")) for text in root.iter(f"{space}text") if "today" in text.get("class"))
    assert days
    assert max(days) < top
    assert today < min(days) - 10, "the day that is shown stands on a line of its own"


def test_a_short_axis_is_marked_by_days_and_a_long_one_by_months() -> None:
    assert [words for _, words in marks(date(2026, 1, 20), date(2026, 5, 3), 8)] == [
        "2026-02", "2026-03", "2026-04", "2026-05",
    ]  # fmt: skip
    assert [day.day for day, _ in marks(date(2026, 1, 2), date(2026, 1, 20), 8)] == [2, 6, 10, 14, 18]


def test_a_forecast_is_drawn_from_the_days_on_which_its_trials_ended() -> None:
    found = forecast(
        new_case(DEMO, START), DEMO, START, trials=3000, seed=1, what_ifs=[parse_what_if("parallel=ethics", DEMO)]
    )
    assert isinstance(found, Forecast)
    figure = finishing(found.base)
    assert figure is not None
    assert sum(float(share) for _, share in figure.rows) == pytest.approx(100, abs=2.5)
    rows = critical_steps(found.base, DEMO)
    assert [row.title for row in rows] == [step.title for step in DEMO.steps]
    (row,) = beside(found, DEMO)
    assert row.gained == pytest.approx(found.gained(found.what_ifs[0]))
    assert "begin in parallel" in row.words
    drawn = strips([("As it stands", found.base), (row.words, found.what_ifs[0])])
    assert [cells[0] for cells in drawn.rows] == ["As it stands", row.words]
    root = ElementTree.fromstring(drawn.svg)
    space = "{http://www.w3.org/2000/svg}"
    assert float(root.get("viewBox").split()[2]) <= 480, "a phone shows the whole width"
    names = [float(text.get("y")) for text in root.iter(f"{space}text") if text.get("class") == "chart-label"]
    bands = [float(band.get("y")) for band in root.iter(f"{space}rect") if band.get("class") == "chart-band"]
    assert names[0] < bands[0] < names[1] <= names[-1] < bands[1], "each name stands above its strip"
    assert [float(move.days) for move in moves(found, DEMO)] == sorted(
        (float(move.days) for move in moves(found, DEMO)), reverse=True
    )


def test_a_failing_clause_is_said_in_the_language_of_the_reader() -> None:
    from tilth.approval import ineligible

    step = DEMO.step("review")
    assert step is not None
    lane = step.lane("innovative-30")
    assert lane is not None
    reasons = ineligible(new_case(DEMO, START), DEMO, step, lane, START)
    with translation.override("zh-hans"):
        spoken = [reason_words(reason, DEMO)[0] for reason in reasons]
    assert any("尚未陈述：注册分类" in one for one in spoken)
    assert not any("{" in one for one in spoken)


@pytest.mark.parametrize(
    ("phase", "how"),
    [
        (Phase.APPROVED, {}),
        (Phase.REFUSED, {}),
        (Phase.WITHDRAWN, {}),
        (Phase.APPROVED, {"deemed": True}),
        (Phase.REFUSED, {"deemed": True}),
        (Phase.REFUSED, {"deemed": True, "unanswered": True}),
        (Phase.WITHDRAWN, {"deemed": True, "unanswered": True}),
    ],
)
def test_how_a_step_ended_is_said_in_chinese_without_a_word_of_english(phase, how) -> None:
    ended = Standing(step="biosafety", phase=phase, lane="standard", since=START, **how)
    refused = closed(Accepted(step="biosafety", on=START), ended)
    with translation.override("zh-hans"):
        said = " ".join(reason_words(refused.reasons[0], DEMO))
    assert not re.search("[A-Za-z]", said), said
    assert DEMO.step("biosafety").title_zh in said


@pytest.mark.parametrize(
    "asked",
    [
        Recognised(step="ethics", body="somebody", manifest="0" * 64, document="0" * 64, on=START),
        Recognised(step="ethics", body="lead-site-ethics", manifest="0" * 64, document="0" * 64, on=START),
        Submitted(step="ethics", manifest="0" * 64, on=START),
        Resumed(step="biosafety", on=START),
        AnswersReceived(step="biosafety", manifest="0" * 64, full=True, on=START),
        Decided(step="preclinical-audit", outcome=Outcome.APPROVED, by="authority", on=START),
    ],
)
def test_a_refusal_says_no_code_of_the_engine_in_chinese(asked) -> None:
    """Hashes and names that nobody translates stay; words of the engine do not."""
    refused = decide(new_case(DEMO, START), asked, DEMO, START)
    assert isinstance(refused, Refused)
    with translation.override("zh-hans"):
        for reason in refused.reasons:
            said = " ".join(reason_words(reason, DEMO))
            left = set(re.findall("[A-Za-z-]{2,}", said)) - {"somebody", DEMO.id}
            assert not left, said
