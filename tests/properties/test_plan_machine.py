"""Random lives of evidence: whoever decides whatever in whatever order, some things always hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from plan_examples import END, START, scale, startups
from tilth.kernel.refusal import Refused
from tilth.plan.commands import (
    AcceptEvidence,
    EvidenceCommand,
    RecordEvidence,
    RejectEvidence,
    WithdrawEvidence,
)
from tilth.plan.events import EvidenceAccepted, EvidenceEvent, EvidenceRecorded
from tilth.plan.evidence import READING, Standing, Verdict
from tilth.plan.ledger import Ledger
from tilth.plan.model import Indicator, Kind, Milestone, Plan, Words
from tilth.plan.readings import periods
from tilth.plan.refusals import REFUSALS
from tilth.plan.rules import Exhibit, Setting, apply_evidence, decide_evidence

GOAL = Indicator(
    "materials", Words("Key materials"), Kind.QUALITATIVE, Words(""), "office",
    milestones=(Milestone("resin", Words("A resin of our own")),),
)  # fmt: skip
PLAN = Plan("pudong", Words("The plan"), START, ("pudong",), (startups(), scale(), GOAL))
PEOPLE = st.sampled_from(["per_a", "per_b", "per_c"])
CLAIMS = st.sampled_from(["startup.registered", "same", "moved", "verdict", "reading", "reading", "no claim"])
SUBJECTS = st.sampled_from(["firm 1", "firm 2", "scale", "scale", "materials/resin", ""])
NUMBERS = st.integers(0, 3)
WORDS = st.sampled_from(["", "Because.", "因为"])
VALUES = st.sampled_from([None, Decimal(410), Decimal("410.0"), Decimal(420), Decimal("NaN")])


class Room(RuleBasedStateMachine):
    """Rows that are recorded and decided about on days that go by."""

    def __init__(self) -> None:
        super().__init__()
        self.today = START
        self.rows: dict[str, Exhibit] = {}
        self.written: dict[str, list[tuple[type[EvidenceEvent], bytes]]] = {}
        self.overlaid = Ledger.of(())

    def ask(self, id: str, command: EvidenceCommand, by: str) -> tuple[EvidenceEvent, ...]:
        """Put the command to the rules; what happened."""
        state = self.rows.get(id)
        setting = Setting(
            today=self.today, by=by, humans=frozenset({by}), plan=PLAN,
            rivals=self.rivals(state) if state and state.row.claim == READING else (),
            chosen=self.chosen(state) if state and state.row.claim == READING else (), for_owner=by == "per_a",
        )  # fmt: skip
        decided = decide_evidence(state, command, setting)
        if isinstance(decided, Refused):
            assert all(reason.code in REFUSALS and reason.message and reason.advice for reason in decided.reasons)
            return ()
        for event in decided:
            self.rows[id] = apply_evidence(self.rows.get(id), event)
            self.written.setdefault(id, []).append((type(event), msgspec.json.encode(event)))
        self.overlaid = self.overlaid.with_rows([self.rows[id].row])
        return decided

    def rivals(self, state: Exhibit) -> tuple[str, ...]:
        def said(other: Exhibit) -> tuple[object, ...]:
            return other.row.value, other.row.of, other.row.basis

        return tuple(
            id
            for id, other in self.rows.items()
            if other.row.claim == READING and other.standing is not Standing.ENDED
            and (other.row.on, other.row.subject) == (state.row.on, state.row.subject)
            and said(other) != said(state)
        )  # fmt: skip

    def chosen(self, state: Exhibit) -> tuple[str, ...]:
        rivals = (self.rows[id] for id in self.rivals(state))
        return tuple(
            each.id for each in rivals if each.standing is Standing.ACCEPTED and state.id in each.row.over
        )

    @rule(days=st.integers(0, 40))
    def wait(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), END)

    @rule(
        number=NUMBERS, by=PEOPLE, claim=CLAIMS, subject=SUBJECTS, value=VALUES,
        on=st.sampled_from([START, date(2023, 12, 31), END]), other=SUBJECTS, source=WORDS,
    )  # fmt: skip
    def record(self, number: int, by: str, **row: object) -> None:
        id = f"evd_{number}"
        given = {"id": id, "plan": "pln_1", "owner": "org_1", "place": "pudong", **row}
        self.ask(id, RecordEvidence(**given), by)  # type: ignore[arg-type]

    @rule(number=NUMBERS, by=PEOPLE, value=st.sampled_from([410, 420, 430]))
    def read(self, number: int, by: str, value: int) -> None:
        given = {"claim": READING, "subject": "scale", "on": START, "value": Decimal(value), "source": "a speech"}
        self.record(number, by, **given)

    @rule(
        number=NUMBERS, by=PEOPLE, reason=WORDS, verdict=st.sampled_from([None, None, Verdict.MET]),
        knowing=st.booleans(),
    )  # fmt: skip
    def accept(self, number: int, by: str, reason: str, verdict: Verdict | None, knowing: bool) -> None:
        id = f"evd_{number}"
        state = self.rows.get(id)
        over = self.rivals(state) if state and knowing and state.row.claim == READING else ()
        happened = self.ask(id, AcceptEvidence(reason, over, verdict), by)
        if happened and self.rows[id].row.claim == READING:
            row = self.rows[id].row
            read = {period.on: period.settled for period in periods(self.overlaid, "scale", END, self.today)}
            settled = read[row.on]
            assert settled is not None, "who accepts a reading has settled its period"
            assert settled.value == row.value

    @rule(number=NUMBERS, by=PEOPLE, reason=WORDS)
    def reject(self, number: int, by: str, reason: str) -> None:
        self.ask(f"evd_{number}", RejectEvidence(reason), by)

    @rule(number=NUMBERS, by=PEOPLE, reason=WORDS)
    def withdraw(self, number: int, by: str, reason: str) -> None:
        self.ask(f"evd_{number}", WithdrawEvidence(reason), by)

    @invariant()
    def what_was_written_folds_to_the_same_row(self) -> None:
        for id, written in self.written.items():
            state: Exhibit | None = None
            for kind, data in written:
                state = apply_evidence(state, msgspec.json.decode(data, type=kind))
            assert state == self.rows[id]

    @invariant()
    def nobody_accepted_his_own(self) -> None:
        for written in self.written.values():
            events = [msgspec.json.decode(data, type=kind) for kind, data in written]
            recorded = {event.by for event in events if isinstance(event, EvidenceRecorded)}
            assert not recorded & {event.by for event in events if isinstance(event, EvidenceAccepted)}

    @invariant()
    def dates_are_in_their_order(self) -> None:
        for state in self.rows.values():
            row = state.row
            days = [row.on, row.known, *filter(None, (row.accepted, row.ended))]
            assert days == sorted(days)
            assert row.standing(self.today) is state.standing

    @invariant()
    def rows_overlaid_one_by_one_are_the_rows_taken_together(self) -> None:
        whole = Ledger.of([state.row for state in self.rows.values()])
        assert list(self.overlaid.ids) == list(whole.ids)
        assert [row for _, row in sorted(self.overlaid.whole.items())] == [
            row for _, row in sorted(whole.whole.items())
        ]
        for column in ("on", "known", "accepted", "ended"):
            assert (getattr(self.overlaid, column) == getattr(whole, column)).all()


TestRoom = Room.TestCase
TestRoom.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
