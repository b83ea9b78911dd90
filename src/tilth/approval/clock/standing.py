"""Where every step of a case stands at the end of a day, by its events and its clocks.

Steps are looked at in the order in which they need each other, because a clock can start with the decision before
it, and that decision may be a deemed one. A limit passes with its last hour: on the due day itself nothing is
overdue, and nothing deemed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tilth.approval.case import Case, Outcome, StepState
from tilth.approval.clock.stretches import Reading, read_clock
from tilth.approval.model import APPEAL, Lane, Procedure, Step
from tilth.approval.procedure.soundness import order_of
from tilth.approval.terms import Expiry, OnCap, Start
from tilth.kernel.errors import IntegrityError

__all__ = ["Phase", "Standing", "lane_of", "standing"]


class Phase(StrEnum):
    """Where a step stands: its needs are not met; it may be handed in (or waits to begin); it was handed in and
    its clock has not begun; the clock runs, or is stopped; it was decided; it was taken back, or lapsed because
    questions were not answered in time.
    """

    WAITING = "waiting"
    READY = "ready"
    SUBMITTED = "submitted"
    RUNNING = "running"
    STOPPED = "stopped"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one step stands: ``since`` is the day of its decision or withdrawal, ``deemed`` that nobody took it,
    but a limit passed, or where ``unanswered`` the time to answer questions.

    ``reverted_from`` is the lane whose limit passed, so that the step is in ``lane``; ``ready_on`` the day on
    which its needs were met. ``clock`` is None before it begins, and for a step without one.
    """

    step: str
    phase: Phase
    lane: str
    since: dt.date | None = None
    deemed: bool = False
    unanswered: bool = False
    reverted_from: str = ""
    ready_on: dt.date | None = None
    clock: Reading | None = None


def standing(case: Case, procedure: Procedure, as_of: dt.date) -> dict[str, Standing]:
    """Where each step stands at the end of ``as_of``, in the order in which they need each other.

    ``case`` is what was known by then. Raises IntegrityError where the procedure is not the one that the case
    pins.
    """
    require_pinned(case, procedure)
    found: dict[str, Standing] = {}
    for id in order_of(procedure.steps):
        step = procedure.step(id)
        assert step is not None
        found[id] = _stand(case, step, found, as_of)
    return found


def require_pinned(case: Case, procedure: Procedure) -> None:
    """Raise IntegrityError unless ``procedure`` is, byte for byte, the one that the case began under."""
    if case.digest != procedure.digest:
        raise IntegrityError(
            "approval.pinned",
            f"The case {case.id} began under {case.procedure}, version {case.version} with the hash "
            f"{case.digest[:12]}; {procedure.id}, version {procedure.version} has {procedure.digest[:12]}.",
            mend="Use the very file that the case began under.",
            data={"case": case.id, "pinned": case.digest, "found": procedure.digest},
        )


def lane_of(step: Step, state: StepState) -> Lane:
    """The lane that the step's events put it in. Raises IntegrityError where the procedure has none of that
    name.
    """
    lane = step.lane(APPEAL if state.appealed else state.lane)
    if lane is None:
        raise IntegrityError(
            "approval.lane", f"The step {step.id} has no lane {state.lane}.", mend="Run `tilth journal verify`."
        )
    return lane


def _stand(case: Case, step: Step, before: Mapping[str, Standing], as_of: dt.date) -> Standing:
    state, lane = case.step(step.id), lane_of(step, case.step(step.id))
    ready = _ready_on(case, step, before)
    left = state.withdrawn or case.withdrawn
    closed = state.decision.on if state.decision else left
    start = _start(lane, state, ready)
    reading = _read(lane, state, start, min(as_of, closed) if closed else as_of)
    origin = ""
    if reading and reading.over and lane.clock and lane.clock.on_expiry is Expiry.REVERT_TO:
        origin, other = lane.id, step.lane(lane.clock.lane)
        assert other is not None
        lane = other
        reading = _read(lane, state, start, reading.as_of)
    base = Standing(
        step=step.id, phase=Phase.RUNNING, lane=lane.id, reverted_from=origin, ready_on=ready, clock=reading
    )
    if state.decision:
        given = Phase.APPROVED if state.decision.outcome is Outcome.APPROVED else Phase.REFUSED
        return replace(base, phase=given, since=state.decision.on)
    if deemed := _deemed(lane, reading):
        phase, on = deemed
        return replace(base, phase=phase, since=on, deemed=True, clock=_read(lane, state, start, on))
    if reading and reading.lost:
        phase = Phase.REFUSED if reading.on_cap is OnCap.DEEMED_REFUSED else Phase.WITHDRAWN
        clock = _read(lane, state, start, reading.lost)
        return replace(base, phase=phase, since=reading.lost, deemed=True, unanswered=True, clock=clock)
    if left:
        return replace(base, phase=Phase.WITHDRAWN, since=left)
    return replace(base, phase=_open_phase(state, reading, ready))


def _ready_on(case: Case, step: Step, before: Mapping[str, Standing]) -> dt.date | None:
    """The day on which the last of the step's needs was approved; without needs, that on which the case began."""
    days = [case.opened]
    for need in step.needs:
        one = before[need]
        if one.phase is not Phase.APPROVED or one.since is None:
            return None
        days.append(one.since)
    return max(days)


def _start(lane: Lane, state: StepState, ready: dt.date | None) -> dt.date | None:
    """The day of the event that starts the lane's clock, None where it has not happened."""
    if lane.clock is None:
        return None
    return {
        Start.SUBMITTED: state.submitted,
        Start.ACCEPTED: state.accepted,
        Start.NEEDS_MET: ready,
        Start.APPEALED: state.appealed,
    }[lane.clock.start_event]


def _read(lane: Lane, state: StepState, start: dt.date | None, as_of: dt.date) -> Reading | None:
    if lane.clock is None or start is None or start > as_of:
        return None
    halts = tuple(halt for halt in state.halts if halt.since >= start)
    return read_clock(lane, lane.clock, start, halts, as_of)


def _deemed(lane: Lane, reading: Reading | None) -> tuple[Phase, dt.date] | None:
    """What the passing of the limit means, and the day on which it took effect, which is the limit's last."""
    if reading is None or reading.due is None or not reading.over or lane.clock is None:
        return None
    if reading.lost and reading.lost < reading.due.date:
        return None
    phases = {Expiry.DEEMED_APPROVED: Phase.APPROVED, Expiry.DEEMED_REFUSED: Phase.REFUSED}
    phase = phases.get(lane.clock.on_expiry)
    return (phase, reading.due.date) if phase else None


def _open_phase(state: StepState, reading: Reading | None, ready: dt.date | None) -> Phase:
    if reading:
        return Phase.STOPPED if reading.stop else Phase.RUNNING
    if state.submitted:
        return Phase.SUBMITTED
    return Phase.READY if ready else Phase.WAITING
