"""A clock with its stops: stretches of time that count, and the stops between them.

The day on which a letter goes out still counts, and so does no day up to and including that on which the answer
comes: the day of an event never belongs to what it begins. So time used, time stopped and time in all add up
exactly. Letters that overlap are one stop, which lasts until the last of them is answered. A stop holds the clock
at most for its cap; after that it runs again, whether the answer has come or not, or the application has lapsed
or is refused, as the stop says. On the last day of the cap the answer still comes in time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tilth.approval.case import Halt
from tilth.approval.clock.periods import Ruler, day_before, days_of, rolled, ruler_of, span_end
from tilth.approval.estimate import lengthened
from tilth.approval.model import Clock, Lane, Stop
from tilth.approval.terms import OnCap, Party, StopBegins, Unit
from tilth.kernel.calendars import Due

__all__ = ["Reading", "read_clock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a clock shows at the end of the day ``as_of``.

    ``limit``, ``statutory`` (the authority's time used), ``stopped``, ``earlier`` (used before a stop that made
    the limit run anew) and ``actual`` (their sum) are in ``unit``; ``days`` is the actual time in calendar days.
    ``stretch`` is the part of ``statutory`` since the clock last began to run, none while a stop lasts.

    ``due`` is the last day of the limit; None while a stop lasts. ``if_resumed`` is then the day that it will be
    if the stop ends today, ``at_latest`` if it lasts for its whole cap. ``over`` says that the last day has
    passed. ``lost`` is the last day of a cap that passed unanswered where the clock does not run on after it, and
    ``on_cap`` what that means.
    """

    lane: str
    unit: Unit
    started: dt.date
    as_of: dt.date
    limit: int
    statutory: int
    stopped: int
    by_party: tuple[tuple[Party, int], ...]
    earlier: int
    actual: int
    days: int
    stretch: int
    due: Due | None
    if_resumed: Due | None = None
    at_latest: Due | None = None
    over: bool = False
    stop: str = ""
    lost: dt.date | None = None
    on_cap: OnCap = OnCap.CONTINUE

    @property
    def left(self) -> int:
        """How much of the limit is left; negative where it was overrun."""
        return self.limit - self.statutory


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stop as it holds the clock: after ``since``, up to and including ``until`` (None: it lasts)."""

    stop: Stop
    since: dt.date
    until: dt.date | None
    cap: Due | None


@dataclass(frozen=True, slots=True)
class _Run:
    """The state of counting: ``at`` is the last day dealt with, ``left`` what is left of ``limit``; ``passed``
    is the last day of the limit where that was before a stop began, which then changes it no more.
    """

    at: dt.date
    limit: int
    left: int
    earlier: int = 0
    stopped: int = 0
    lengthened: bool = False
    passed: Due | None = None


def read_clock(lane: Lane, clock: Clock, event: dt.date, halts: Sequence[Halt], as_of: dt.date) -> Reading:
    """What the lane's ``clock``, started by something on the day ``event``, shows at the end of ``as_of``.

    ``halts`` after ``as_of`` are ignored. Linear in the days between.
    """
    start = day_before(clock, event)
    ruler = ruler_of(clock.unit, clock.calendar)
    limit = days_of(clock, start)
    gaps = _joined(_gaps(lane, halts, as_of))
    run, by_party = _Run(start, limit, limit), dict.fromkeys(Party, 0)
    for gap in gaps:
        due = _due(clock, start, run, ruler)
        if run.passed is None and due.date < gap.since:
            run = replace(run, passed=due)
        run = _through(run, gap, ruler, as_of, by_party)
    lasting = gaps[-1] if gaps and gaps[-1].until is None else None
    reading = _reading(lane, clock, start, event, run, lasting, ruler, as_of, by_party)
    lost = _lost(lane, halts, as_of)
    return replace(reading, lost=lost[0], on_cap=lost[1]) if lost else reading


def _gaps(lane: Lane, halts: Iterable[Halt], as_of: dt.date) -> Iterable[_Gap]:
    """The stops that began by ``as_of``, each cut where its cap is reached."""
    for halt in sorted(halts, key=lambda each: each.since):
        stop = _stop_of(lane, halt)
        if stop is None or halt.since > as_of:
            continue
        until = halt.until if halt.until is not None and halt.until <= as_of else None
        cap = span_end(stop.cap, halt.since) if stop.cap else None
        runs_on = stop.on_cap is OnCap.CONTINUE
        if cap and runs_on and cap.date <= as_of and (until is None or until > cap.date):
            until = cap.date
        yield _Gap(stop, halt.since, until, cap)


def _lost(lane: Lane, halts: Iterable[Halt], as_of: dt.date) -> tuple[dt.date, OnCap] | None:
    """The first cap that passed before ``as_of`` without an answer where the clock does not run on, and what that
    means.
    """
    passed = []
    for halt in halts:
        stop = _stop_of(lane, halt)
        if stop is None or stop.cap is None or stop.on_cap is OnCap.CONTINUE:
            continue
        last = span_end(stop.cap, halt.since).date
        if last < as_of and (halt.until is None or halt.until > last):
            passed.append((last, stop.on_cap))
    return min(passed, default=None)


def _joined(gaps: Iterable[_Gap]) -> list[_Gap]:
    """The gaps with those that overlap made one, which lasts as long as any of them does; ``cap`` is then the last
    of those that still hold the clock.
    """
    found: list[_Gap] = []
    for gap in gaps:
        last = found[-1] if found else None
        if last is None or (last.until is not None and gap.since >= last.until):
            found.append(gap)
            continue
        lasting = [one for one in (last, gap) if one.until is None]
        until = None if lasting else max(last.until or gap.since, gap.until or gap.since)
        caps = [one.cap for one in lasting if one.cap]
        cap = max(caps, key=lambda due: due.date) if caps and len(caps) == len(lasting) else None
        found[-1] = replace(last, until=until, cap=cap)
    return found


def _stop_of(lane: Lane, halt: Halt) -> Stop | None:
    """The lane's stop that ``halt`` is an instance of: a letter is known by what it is, a pause by its reason."""
    letter = halt.begins is StopBegins.DEFICIENCY_LETTER
    same = (each for each in lane.stops if each.begins is halt.begins and (letter or each.reason == halt.reason))
    return next(same, None)


def _through(run: _Run, gap: _Gap, ruler: Ruler, as_of: dt.date, by_party: dict[Party, int]) -> _Run:
    """``run`` after the stretch before ``gap`` and the gap itself."""
    since = max(gap.since, run.at)
    left = run.left - ruler.working_days_between(run.at, since).days
    until = max(as_of if gap.until is None else gap.until, since)
    stopped = ruler.working_days_between(since, until).days
    by_party[gap.stop.party] += stopped
    run = replace(run, at=until, left=left, stopped=run.stopped + stopped)
    if gap.stop.extends[0] and not run.lengthened:
        longer = lengthened(run.limit, gap.stop.extends)
        run = replace(run, limit=longer, left=run.left + longer - run.limit, lengthened=True)
    if gap.stop.restarts and gap.until is not None:
        run = replace(run, earlier=run.earlier + run.limit - run.left, left=run.limit)
    return run


def _reading(
    lane: Lane, clock: Clock, start: dt.date, event: dt.date, run: _Run, lasting: _Gap | None,
    ruler: Ruler, as_of: dt.date, by_party: dict[Party, int],
) -> Reading:  # fmt: skip
    end = max(as_of, start)
    after = 0 if lasting else ruler.working_days_between(run.at, max(end, run.at)).days
    left = run.left - after
    due = run.passed or (None if lasting else _due(clock, start, run, ruler))
    resumed, latest = None, None
    if lasting and due is None:
        anew = replace(run, left=run.limit) if lasting.stop.restarts else run
        resumed = _due(clock, start, anew, ruler)
        if lasting.cap:
            latest = _due(clock, start, replace(anew, at=max(lasting.cap.date, run.at)), ruler)
            latest = replace(latest, provisional=latest.provisional or lasting.cap.provisional)
    return Reading(
        lane=lane.id,
        unit=Unit.WORKING_DAY if clock.unit is Unit.WORKING_DAY else Unit.CALENDAR_DAY,
        started=event,
        as_of=as_of,
        limit=run.limit,
        statutory=run.limit - left,
        stopped=run.stopped,
        by_party=tuple(by_party.items()),
        earlier=run.earlier,
        actual=run.limit - left + run.stopped + run.earlier,
        days=(end - start).days,
        stretch=after,
        due=due,
        if_resumed=resumed,
        at_latest=latest,
        over=due is not None and as_of > due.date,
        stop=lasting.stop.reason if lasting else "",
    )


def _due(clock: Clock, start: dt.date, run: _Run, ruler: Ruler) -> Due:
    """The last day of the limit as ``run`` stands."""
    if run.passed:
        return run.passed
    due = rolled(clock, start, ruler.add_working_days(run.at, max(run.left, 0)))
    marks = ruler.working_days_between(start, run.at)
    return replace(
        due,
        provisional=due.provisional or marks.provisional,
        disputed=tuple(sorted({*due.disputed, *marks.disputed})),
    )
