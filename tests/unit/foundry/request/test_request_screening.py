from __future__ import annotations

from dataclasses import replace

import pytest

from tilth.foundry.request.screening import Screening, Status, gate, objection
from tilth.kernel.refusal import Refused

REPORT = "c" * 64
CLEARED = Screening(Status.CLEARED, 1, "IBBIS 2026-02", REPORT)
FLAGGED = Screening(Status.FLAGGED, 1, "IBBIS 2026-02", REPORT, "A toxin.")
NONE = Screening(Status.NOT_SCREENED, 1)
RUNNING = Screening(Status.SCREENING, 1)


def code(answer: Refused | None) -> str | None:
    if answer is None:
        return None
    assert str(answer).endswith(".")
    return answer.reasons[0].code


def test_the_gate_opens_on_a_proven_clearance() -> None:
    assert gate(CLEARED) is None


@pytest.mark.parametrize(
    ("screening", "said"),
    [
        (Screening(), "screening.not_screened"),
        (NONE, "screening.not_screened"),
        (RUNNING, "screening.running"),
        (FLAGGED, "screening.flagged"),
        (replace(CLEARED, evidence=None), "screening.unproven"),
        (replace(CLEARED, database=""), "screening.unproven"),
        (replace(NONE, database="IBBIS", evidence=REPORT), "screening.not_screened"),
    ],
)
def test_the_gate_stays_shut_on_anything_else_and_says_what_would_clear_it(
    screening: Screening, said: str
) -> None:
    assert code(gate(screening)) == said


def test_no_status_but_cleared_opens_the_gate() -> None:
    assert [status for status in Status if gate(replace(CLEARED, status=status)) is None] == [Status.CLEARED]


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        (RUNNING, NONE, None),
        (CLEARED, RUNNING, None),
        (FLAGGED, RUNNING, None),
        (FLAGGED, CLEARED, None),
        (replace(CLEARED, reason="Reviewed: a common vector."), FLAGGED, None),
        (replace(NONE, reason="The database was down."), RUNNING, None),
        (CLEARED, Screening(Status.NOT_SCREENED, 2), "screening.stale"),
        (replace(CLEARED, evidence=None), RUNNING, "screening.unproven"),
        (replace(FLAGGED, database=None), RUNNING, "screening.unproven"),
        (replace(FLAGGED, reason=" "), RUNNING, "screening.no_reason"),
        (CLEARED, FLAGGED, "screening.no_reason"),
        (RUNNING, FLAGGED, "screening.no_reason"),
        (NONE, RUNNING, "screening.no_reason"),
    ],
)
def test_a_result_is_recorded_only_where_it_can_be_defended(
    new: Screening, old: Screening, said: str | None
) -> None:
    assert code(objection(new, old)) == said
