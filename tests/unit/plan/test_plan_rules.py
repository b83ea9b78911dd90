"""What the rules of plans, evidence and reports decide, and what follows."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from plan_examples import END, START, TODAY, scale, startups
from tilth.kernel.errors import IntegrityError
from tilth.kernel.refusal import Reason, Refused
from tilth.plan.commands import (
    AcceptEvidence,
    AdoptPlan,
    PublishReport,
    RecordEvidence,
    RejectEvidence,
    RevisePlan,
    SealReport,
    WithdrawEvidence,
)
from tilth.plan.events import EVENTS, EvidenceAccepted, PlanAdopted, ReportPublished
from tilth.plan.evidence import Standing, Verdict
from tilth.plan.figures import Attainment, Figure, Report
from tilth.plan.model import Definition, Indicator, Kind, Milestone, Plan, Target, Words
from tilth.plan.refusals import REFUSALS
from tilth.plan.rules import (
    Setting,
    apply_evidence,
    apply_plan,
    apply_report,
    decide_evidence,
    decide_plan,
    decide_report,
    objection_to_day,
)

ROOM = Path(__file__).resolve().parents[3] / "src" / "tilth" / "plan"
GOAL = Indicator(
    "materials", Words("Key materials"), Kind.QUALITATIVE, Words(""), "office",
    milestones=(Milestone("resin", Words("A resin of our own")),),
)  # fmt: skip
PLAN = Plan("pudong", Words("The plan"), START, ("pudong",), (startups(), scale(), GOAL))
SETTING = Setting(today=TODAY, by="per_officer", humans=frozenset({"per_officer"}), plan=PLAN)
OTHER = replace(SETTING, by="per_firm", humans=frozenset({"per_firm"}), for_owner=True)


def codes(decided) -> list[str]:
    assert isinstance(decided, Refused), decided
    return [reason.code for reason in decided.reasons]


def row(**changes) -> RecordEvidence:
    given = {
        "id": "evd_1", "plan": "pln_1", "owner": "org_1", "claim": "startup.registered", "subject": "org_x",
        "on": date(2025, 3, 1), "place": "pudong", "source": "the register", **changes,
    }  # fmt: skip
    return RecordEvidence(**given)


def recorded(setting: Setting = OTHER, **changes):
    events = decide_evidence(None, row(**changes), setting)
    assert not isinstance(events, Refused), str(events)
    return apply_evidence(None, *events)


def after(state, command, setting: Setting = SETTING):
    events = decide_evidence(state, command, setting)
    assert not isinstance(events, Refused), str(events)
    return apply_evidence(state, *events)


def test_every_refusal_of_the_rules_is_listed_and_no_other() -> None:
    found = set()
    for source in (ROOM / "rules").glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if named and node.func.id in ("refuse", "Reason"):
                found.add(node.args[0].value)
    assert found == set(REFUSALS)


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_has_a_name_of_the_room(event) -> None:
    assert event.TYPE.startswith("plan.")
    assert len({each.TYPE for each in EVENTS}) == len(EVENTS)


def test_a_plan_survives_its_event_as_json() -> None:
    event = PlanAdopted("pln_1", PLAN)
    assert msgspec.json.decode(msgspec.json.encode(event), type=PlanAdopted) == event


def test_a_plan_is_adopted_and_revised() -> None:
    state = apply_plan(None, *decide_plan(None, AdoptPlan("pln_1", PLAN), SETTING))
    later = replace(PLAN, indicators=(startups(target=Target(Decimal(60), END)), scale(), GOAL))
    state = apply_plan(state, *decide_plan(state, RevisePlan(later, "The committee asked for more."), SETTING))
    assert (state.id, state.plan, state.revision) == ("pln_1", later, 2)


def test_a_code_belongs_to_one_plan() -> None:
    taken = replace(SETTING, codes=("pudong",))
    assert codes(decide_plan(None, AdoptPlan("pln_2", PLAN), taken)) == ["plan.plan.exists"]


def test_a_plan_that_contradicts_itself_is_not_adopted() -> None:
    twice = replace(PLAN, indicators=(startups(), startups()))
    assert codes(decide_plan(None, AdoptPlan("pln_1", twice), SETTING)) == ["plan.twice"]


SECOND = Definition(2, Words("Registered, with an employee"), TODAY, startups().definitions[0].rule)


@pytest.mark.parametrize(
    ("indicators", "code"),
    [
        ((scale(), GOAL), "plan.plan.dropped"),
        ((startups(definitions=()), scale(), GOAL), "plan.plan.altered"),
        ((startups(definitions=(SECOND,)), scale(), GOAL), "plan.plan.altered"),
        (
            (startups(definitions=(replace(startups().definitions[0], words=Words("Other")),)), scale(), GOAL),
            "plan.plan.altered",
        ),
        ((startups(), startups(code="scale"), GOAL), "plan.plan.kind"),
    ],
)
def test_a_revision_lets_no_old_number_mean_something_else(indicators, code: str) -> None:
    state = apply_plan(None, PlanAdopted("pln_1", PLAN))
    decided = decide_plan(state, RevisePlan(replace(PLAN, indicators=indicators), "Because."), SETTING)
    assert code in codes(decided)


def test_a_new_version_comes_after_all_others() -> None:
    old = replace(startups().definitions[0], version=3)
    state = apply_plan(None, PlanAdopted("pln_1", replace(PLAN, indicators=(startups(definitions=(old,)),))))
    new = replace(PLAN, indicators=(startups(definitions=(replace(SECOND, since=START), old)),))
    assert codes(decide_plan(state, RevisePlan(new, "Because."), SETTING)) == ["plan.plan.earlier"]
    new = replace(PLAN, indicators=(startups(definitions=(old, replace(SECOND, version=4))),))
    assert not isinstance(decide_plan(state, RevisePlan(new, "Because."), SETTING), Refused)


def test_a_revision_says_something_new_and_why_and_keeps_the_code() -> None:
    state = apply_plan(None, PlanAdopted("pln_1", PLAN))
    assert codes(decide_plan(state, RevisePlan(PLAN, "Because."), SETTING)) == ["plan.plan.same"]
    renamed = replace(PLAN, code="other")
    assert codes(decide_plan(state, RevisePlan(renamed, " "), SETTING)) == ["plan.reason", "plan.plan.code"]
    assert codes(decide_plan(None, RevisePlan(PLAN, "Because."), SETTING)) == ["plan.missing"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": " "}, "plan.evidence.subject"),
        ({"on": date(2025, 7, 1)}, "plan.evidence.future"),
        ({"claim": "startup.imagined"}, "plan.evidence.claim"),
        ({"claim": "moved", "place": ""}, "plan.evidence.place"),
        ({"claim": "verdict", "subject": "materials/none"}, "plan.evidence.milestone"),
        ({"claim": "verdict", "subject": "startups/resin"}, "plan.evidence.milestone"),
        ({"claim": "same", "other": ""}, "plan.evidence.pair"),
        ({"claim": "same", "other": "org_x"}, "plan.evidence.pair"),
        ({"claim": "reading", "subject": "startups", "value": Decimal(3)}, "plan.evidence.series"),
        ({"claim": "reading", "subject": "scale"}, "plan.evidence.value"),
        ({"claim": "reading", "subject": "scale", "value": Decimal("NaN")}, "plan.evidence.number"),
        ({"claim": "reading", "subject": "scale", "value": Decimal("1E+400")}, "plan.evidence.number"),
        ({"claim": "reading", "subject": "scale", "value": Decimal(1), "of": Decimal(0)}, "plan.evidence.whole"),
        ({"value": Decimal("NaN")}, "plan.evidence.number"),
        ({"facts": (("name", "a"), ("name", "b"))}, "plan.evidence.facts"),
        ({"facts": (("name", "a" * 20_000),)}, "plan.evidence.size"),
        ({"document": "no hash"}, "plan.evidence.document"),
        ({"source": ""}, "plan.evidence.source"),
    ],
)
def test_a_row_that_cannot_be_used_is_not_taken_in(changes, code: str) -> None:
    assert codes(decide_evidence(None, row(**changes), OTHER)) == [code]


def test_a_document_that_is_not_kept_is_no_document() -> None:
    lost = replace(OTHER, kept=False)
    assert codes(decide_evidence(None, row(document="a" * 64), lost)) == ["plan.evidence.document"]
    assert recorded(document="a" * 64, source="").row.document == "a" * 64


def test_judgements_need_no_source() -> None:
    assert recorded(claim="same", other="org_y", source="").standing is Standing.PENDING
    assert recorded(claim="verdict", subject="materials/resin", source="").standing is Standing.PENDING


def test_every_fault_of_a_row_is_told_at_once() -> None:
    faults = row(subject="", on=date(2026, 1, 1), source="")
    assert codes(decide_evidence(None, faults, OTHER)) == [
        "plan.evidence.subject", "plan.evidence.future", "plan.evidence.source",
    ]  # fmt: skip


def test_a_row_is_recorded_once_and_for_a_plan() -> None:
    assert codes(decide_evidence(recorded(), row(), OTHER)) == ["plan.evidence.exists"]
    assert codes(decide_evidence(None, row(), replace(OTHER, plan=None))) == ["plan.missing"]
    assert codes(decide_evidence(None, RejectEvidence("No."), SETTING)) == ["plan.evidence.missing"]


def test_a_row_waits_counts_and_ends() -> None:
    state = recorded()
    assert (state.standing, state.row.known, state.recorded_by) == (Standing.PENDING, TODAY, "per_firm")
    state = after(state, AcceptEvidence("The register says so."))
    assert (state.standing, state.row.accepted, state.row.reason) == (
        Standing.ACCEPTED, TODAY, "The register says so.",
    )  # fmt: skip
    state = after(state, WithdrawEvidence("It was struck off."))
    assert (state.standing, state.row.ended, state.ended_reason) == (Standing.ENDED, TODAY, "It was struck off.")
    assert state.row.reason == "The register says so."


def test_nobody_accepts_what_he_recorded_under_any_of_his_records() -> None:
    state = recorded()
    alias = replace(SETTING, by="per_alias", humans=frozenset({"per_alias", "per_firm"}))
    assert codes(decide_evidence(state, AcceptEvidence(), alias)) == ["plan.evidence.own"]
    tilth = replace(SETTING, by="per_firm", humans=frozenset())
    assert after(state, AcceptEvidence(), tilth).standing is Standing.ACCEPTED


@pytest.mark.parametrize("command", [RejectEvidence(" "), WithdrawEvidence("")])
def test_who_takes_a_row_out_says_why(command) -> None:
    assert codes(decide_evidence(recorded(), command, OTHER)) == ["plan.reason"]


def test_a_waiting_row_is_taken_back_by_its_owner_and_rejected_by_others() -> None:
    state = recorded()
    refused = decide_evidence(state, WithdrawEvidence("Not ours."), SETTING)
    assert codes(refused) == ["plan.evidence.standing"]
    assert after(state, WithdrawEvidence("A mistake."), OTHER).standing is Standing.ENDED
    assert after(state, RejectEvidence("It shows nothing.")).standing is Standing.ENDED


@pytest.mark.parametrize("command", [AcceptEvidence(), RejectEvidence("No."), WithdrawEvidence("No.")])
def test_what_has_ended_stays_so(command) -> None:
    ended = after(recorded(), RejectEvidence("No."))
    assert codes(decide_evidence(ended, command, OTHER)) == ["plan.evidence.standing"]
    with pytest.raises(IntegrityError):
        apply_evidence(ended, EvidenceAccepted(day=TODAY, by="per_x", reason=""))


def test_what_counts_is_not_rejected_nor_accepted_again() -> None:
    state = after(recorded(), AcceptEvidence())
    for command in (AcceptEvidence(), RejectEvidence("No.")):
        assert codes(decide_evidence(state, command, SETTING)) == ["plan.evidence.standing"]


def test_evidence_for_a_milestone_is_accepted_with_a_verdict_and_other_evidence_without() -> None:
    state = recorded(claim="verdict", subject="materials/resin")
    assert codes(decide_evidence(state, AcceptEvidence(), SETTING)) == ["plan.evidence.verdict"]
    assert after(state, AcceptEvidence(verdict=Verdict.PARTLY)).row.verdict is Verdict.PARTLY
    refused = decide_evidence(recorded(), AcceptEvidence(verdict=Verdict.MET), SETTING)
    assert codes(refused) == ["plan.evidence.no_milestone"]


def test_a_reading_with_rivals_is_chosen_over_all_of_them_with_a_reason() -> None:
    state = recorded(claim="reading", subject="scale", value=Decimal(410))
    rivalled = replace(SETTING, rivals=("evd_2", "evd_3"))
    assert codes(decide_evidence(state, AcceptEvidence("Why."), rivalled)) == ["plan.evidence.rivals"]
    partly = AcceptEvidence("Why.", over=("evd_2",))
    assert codes(decide_evidence(state, partly, rivalled)) == ["plan.evidence.rivals"]
    silent = AcceptEvidence("", over=("evd_2", "evd_3"))
    assert codes(decide_evidence(state, silent, rivalled)) == ["plan.reason"]
    chosen = after(state, AcceptEvidence("The speech as printed.", over=("evd_3", "evd_2")), rivalled)
    assert (chosen.row.over, chosen.row.reason) == (("evd_2", "evd_3"), "The speech as printed.")


def test_of_two_readings_neither_is_chosen_over_the_other_one_while_that_one_holds() -> None:
    state = recorded(claim="reading", subject="scale", value=Decimal(410))
    beaten = replace(SETTING, rivals=("evd_2",), chosen=("evd_2",))
    assert codes(decide_evidence(state, AcceptEvidence("Why.", over=("evd_2",)), beaten)) == [
        "plan.evidence.chosen"
    ]


def test_a_choice_over_what_is_no_rival_is_refused() -> None:
    decided = decide_evidence(recorded(), AcceptEvidence("Why.", over=("evd_9",)), SETTING)
    assert codes(decided) == ["plan.evidence.rivals"]


def figure(**changes) -> Figure:
    given = {
        "indicator": "startups", "kind": Kind.COUNT, "as_of": TODAY, "definition": 1, "low": Decimal(3),
        "certain": Decimal(4), "high": Decimal(6), "rows": 6, "digest": "0" * 64, "attainment": Attainment.OPEN,
        **changes,
    }  # fmt: skip
    return Figure(**given)


def publishing(as_of: date = TODAY, known_by: date = TODAY, *figures: Figure) -> PublishReport:
    report = Report("pudong", as_of, known_by, figures or (figure(),))
    return PublishReport(id="rep_1", plan="pln_1", report=report, seq=9, sha256="a" * 64, size=3)


def test_a_report_is_published_and_sealed_once() -> None:
    state = apply_report(None, *decide_report(None, publishing(), SETTING))
    assert (state.published.seq, state.published.figures, state.published.by) == (9, 1, "per_officer")
    assert codes(decide_report(state, publishing(), SETTING)) == ["plan.report.exists"]
    sealing = SealReport("b" * 64, 10, "c" * 64)
    assert codes(decide_report(None, sealing, SETTING)) == ["plan.report.missing"]
    sealed = apply_report(state, *decide_report(state, sealing, SETTING))
    assert sealed.sealed is not None
    assert codes(decide_report(sealed, sealing, SETTING)) == ["plan.report.sealed"]


@pytest.mark.parametrize(
    ("as_of", "known_by", "code"),
    [
        (date(2025, 7, 1), date(2025, 7, 1), "plan.report.future"),
        (TODAY, date(2025, 7, 1), "plan.report.future"),
        (date(2023, 9, 30), TODAY, "plan.report.early"),
        (TODAY, date(2025, 6, 29), "plan.report.unknown"),
    ],
)
def test_a_report_is_of_a_day_of_the_plan_that_is_known(as_of: date, known_by: date, code: str) -> None:
    assert codes(decide_report(None, publishing(as_of, known_by), SETTING)) == [code]
    assert codes(objection_to_day(PLAN, as_of, known_by, TODAY)) == [code]


def test_while_somebody_has_to_decide_there_is_no_report() -> None:
    why = Reason("plan.reading.rivals", "Two differ.", "Choose one.", "scale")
    blocked = figure(indicator="scale", blocked=True, reasons=(why,))
    decided = decide_report(None, publishing(TODAY, TODAY, figure(), blocked), SETTING)
    assert codes(decided) == ["plan.report.blocked", "plan.reading.rivals"]
    assert decided.reasons[0].data["indicators"] == "scale"


def test_a_report_needs_its_plan() -> None:
    assert codes(decide_report(None, publishing(), replace(SETTING, plan=None))) == ["plan.missing"]


def test_an_event_out_of_place_is_a_damaged_stream() -> None:
    (published,) = decide_report(None, publishing(), SETTING)
    assert isinstance(published, ReportPublished)
    with pytest.raises(IntegrityError):
        apply_report(apply_report(None, published), published)
    with pytest.raises(IntegrityError):
        apply_evidence(None, EvidenceAccepted(day=TODAY, by="per_x", reason=""))
    with pytest.raises(IntegrityError):
        apply_plan(apply_plan(None, PlanAdopted("pln_1", PLAN)), PlanAdopted("pln_1", PLAN))
