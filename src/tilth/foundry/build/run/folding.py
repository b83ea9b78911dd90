"""A run's state from its events, one at a time. The next state is read from :mod:`.transitions`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from tilth.foundry.build.run.charging import charged
from tilth.foundry.build.run.events import (
    Aborted,
    Checked,
    CheckFailed,
    Completed,
    LeftOut,
    Opened,
    PlanFailed,
    Planned,
    RedoPlanned,
    Reported,
    Revised,
    RunEvent,
    Started,
    StepConfirmed,
    StepFailed,
)
from tilth.foundry.build.run.model import Progress, Run
from tilth.foundry.build.run.transitions import landing
from tilth.kernel.errors import IntegrityError

__all__ = ["apply", "fold"]


def apply(run: Run | None, event: RunEvent) -> Run:
    """The run after ``event``; ``run`` is None before the first.

    Raises IntegrityError where the event cannot happen to a run in this state: then the stream is damaged, for
    :func:`~tilth.foundry.build.run.rules.decide` gives out no such event.
    """
    state = landing(None if run is None else run.state, type(event))
    if isinstance(event, Opened) and run is None:
        return Run(
            id=event.id, title=event.title, provider=event.provider, requests=event.requests, inputs=event.inputs
        )
    if run is None or state is None:
        raise IntegrityError(
            "run.history",
            f"The event {event.TYPE} cannot follow here.",
            mend="Run `tilth journal verify`, and restore the journal from a backup if it is broken.",
            data={"type": event.TYPE, "state": None if run is None else run.state.value},
        )
    return _filled(replace(run, state=state), event)


def fold(events: Iterable[RunEvent]) -> Run | None:
    """The run after all ``events`` of its stream, None where there is none. Errors as :func:`apply`."""
    run: Run | None = None
    for event in events:
        run = apply(run, event)
    return run


def _filled(run: Run, event: RunEvent) -> Run:
    """``run``, whose state is the next already, with the facts of ``event``."""
    match event:
        case Revised(inputs):
            return replace(run, inputs=inputs, planned=None, failure=None, check=None)
        case Planned(planned):
            return replace(run, planned=planned, failure=None)
        case PlanFailed(failure):
            return replace(run, failure=failure)
        case Checked(check) | CheckFailed(check):
            return replace(run, check=check)
        case StepConfirmed(step, _, minutes):
            return replace(
                run, confirmed=(*run.confirmed, step), failed=_without(run.failed, step),
                used=run.used + charged(run, step, minutes),
            )  # fmt: skip
        case StepFailed(step, reason):
            return replace(run, failed={**run.failed, step: reason})
        case Reported(report):
            return replace(run, reports=(*run.reports, report))
        case RedoPlanned(redo):
            now = Progress(len(run.confirmed), len(run.reports))
            return replace(run, redos=(*run.redos, redo), redone_at=(*run.redone_at, now))
        case LeftOut(report):
            return replace(run, left_out=(*run.left_out, report))
        case Completed(delivered):
            return replace(run, delivered=delivered)
        case Aborted(reason):
            return replace(run, reason=reason)
        case Started() | Opened():
            return run
        case _:
            assert_never(event)


def _without(failed: Mapping[str, str], step: str) -> Mapping[str, str]:
    return {name: reason for name, reason in failed.items() if name != step}
