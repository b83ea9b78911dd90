"""Publishing a report, and sealing what was published.

A report is published once and never changed; another is published beside it. While a figure waits for somebody to
decide, there is no report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tilth.kernel.refusal import Reason, Refused, refuse
from tilth.plan.commands import PublishReport, ReportCommand, SealReport
from tilth.plan.events import ReportEvent, ReportPublished, ReportSealed
from tilth.plan.figures import Report
from tilth.plan.model import Plan
from tilth.plan.rules.grounds import damaged, no_plan
from tilth.plan.rules.setting import Setting

__all__ = ["Publication", "apply_report", "decide_report", "objection_to_day"]


@dataclass(frozen=True, slots=True)
class Publication:
    """What was ``published``, and what ``sealed`` it (None: nothing yet)."""

    published: ReportPublished
    sealed: ReportSealed | None = None

    @property
    def id(self) -> str:
        """The report's id."""
        return self.published.id


def decide_report(
    state: Publication | None, command: ReportCommand, setting: Setting
) -> tuple[ReportEvent, ...] | Refused:
    """What ``command`` does to the report ``state`` (None: it is not there yet), or why it does nothing."""
    if isinstance(command, PublishReport):
        return _published(state, command, setting)
    return _sealed(state, command)


def apply_report(state: Publication | None, event: ReportEvent) -> Publication:
    """The report after ``event``. Raises IntegrityError where the event cannot follow: the stream is damaged."""
    match event:
        case ReportPublished() if state is None:
            return Publication(event)
        case ReportSealed() if state is not None and state.sealed is None:
            return replace(state, sealed=event)
        case _:
            raise damaged(event)


def objection_to_day(plan: Plan, as_of: date, known_by: date, today: date) -> Refused | None:
    """Why there can be no report of ``plan`` on the day ``as_of``, as known on ``known_by``, or None."""
    reasons = tuple(_against_day(plan, as_of, known_by, today))
    return Refused(reasons) if reasons else None


def _against_day(plan: Plan, as_of: date, known_by: date, today: date) -> Iterator[Reason]:
    if as_of > today or known_by > today:
        yield Reason(
            "plan.report.future",
            "{day} has not come yet; today is {today}.",
            "Report on a day that is over, or on today.",
            "as_of",
            {"day": max(as_of, known_by).isoformat(), "today": today.isoformat()},
        )
    if as_of < plan.start:
        yield Reason(
            "plan.report.early",
            "The plan begins on {start}, after {day}.",
            "Report on a later day.",
            "as_of",
            {"start": plan.start.isoformat(), "day": as_of.isoformat()},
        )
    if known_by < as_of <= today:
        yield Reason(
            "plan.report.unknown",
            "What happened by {day} was not all known by {known}.",
            "Let the report rest on what is known on its own day, or later.",
            "known_by",
            {"day": as_of.isoformat(), "known": known_by.isoformat()},
        )


def _published(
    state: Publication | None, command: PublishReport, setting: Setting
) -> tuple[ReportEvent, ...] | Refused:
    if state is not None:
        return refuse(
            "plan.report.exists",
            "There is a report {id} already.",
            "Publish this one under another id; what was published is not changed.",
            "id",
            id=command.id,
        )
    if setting.plan is None:
        return no_plan()
    report = command.report
    reasons = (
        *_against_day(setting.plan, report.as_of, report.known_by, setting.today),
        *_against_blocked(report),
    )
    if reasons:
        return Refused(reasons)
    event = ReportPublished(
        id=command.id, plan=command.plan, by=setting.by, as_of=report.as_of, known_by=report.known_by,
        seq=command.seq, sha256=command.sha256, size=command.size, figures=len(report.figures),
    )  # fmt: skip
    return (event,)


def _against_blocked(report: Report) -> Iterator[Reason]:
    blocked = [figure for figure in report.figures if figure.blocked]
    if blocked:
        yield Reason(
            "plan.report.blocked",
            "Somebody has to decide first about: {indicators}.",
            "Decide what the reasons below name, then publish.",
            "figures",
            {"indicators": ", ".join(figure.indicator for figure in blocked)},
        )
    for figure in blocked:
        yield from figure.reasons


def _sealed(state: Publication | None, command: SealReport) -> tuple[ReportEvent, ...] | Refused:
    if state is None:
        return refuse(
            "plan.report.missing", "There is no report to be sealed.", "Publish it first.", command=command.NAME
        )
    if state.sealed is not None:
        return refuse(
            "plan.report.sealed",
            "The report is sealed already, by a checkpoint of {size} entries.",
            "Nothing is left to do.",
            size=state.sealed.size,
        )
    return (ReportSealed(command.checkpoint, command.size, command.root),)
