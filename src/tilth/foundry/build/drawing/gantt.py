"""A schedule as a Gantt chart: a row for each instrument and each person, a colour for each request, in SVG.

A pool has a row for each of its units. Closed time is hatched. Colours are never all there is: a bar says whose
it is where there is room, and always when pointed at; :func:`gantt_rows` has the same as a table.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from statistics import median

from tilth.foundry.build.drawing.gantt_style import COLOURS, STYLE
from tilth.foundry.build.schedule.floor.units import Occupation, occupations
from tilth.foundry.build.schedule.problem import Problem, Resource, Schedule
from tilth.kernel.lettering import escape, fitted, width_of

__all__ = ["GANTT_COLUMNS", "GanttWords", "gantt_rows", "gantt_svg"]

GANTT_COLUMNS = ("operation", "request", "on", "start", "end", "minutes")
"""What the texts of :func:`gantt_rows` are."""

_LEFT, _RIGHT, _TOP, _ROW, _GAP, _LEGEND = 196.0, 20.0, 92.0, 24.0, 3.0, 20.0
_STEPS = (15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 28 * 1440)
_TYPE = 11.0


@dataclass(frozen=True, slots=True)
class GanttWords:
    """What the picture says itself, for pages in other languages: sentences with places to fill."""

    schedule: str = "Schedule"
    now: str = "now"
    bar: str = "{operation}, {request}: {row}, {start} to {end}"
    whole: str = "{operations} operations of {requests} jobs on {rows} rows, from {start} to {end}."


_ENGLISH = GanttWords()


@dataclass(frozen=True, slots=True)
class _Row:
    """One unit of a resource; ``number`` from 1 where there are several."""

    resource: Resource
    number: int | None
    taken: tuple[Occupation, ...]

    @property
    def title(self) -> str:
        return self.fitted(inf)

    def fitted(self, room: float) -> str:
        """The title in ``room`` pixels, of which the number of the unit is not cut."""
        number = "" if self.number is None else f" · {self.number}"
        return fitted(self.resource.title or self.resource.id, _TYPE, room - width_of(number, _TYPE)) + number


@dataclass(frozen=True, slots=True)
class _Chart:
    """What is drawn, and where a minute is."""

    problem: Problem
    rows: tuple[_Row, ...]
    start: datetime | None
    first: int
    last: int
    width: float
    colours: Mapping[str, str]
    names: Mapping[str, tuple[str, str, str]]
    words: GanttWords

    def x(self, minute: int) -> float:
        """The place of ``minute``."""
        part = (minute - self.first) / max(1, self.last - self.first)
        return _LEFT + part * (self.width - _LEFT - _RIGHT)

    def said(self, minute: int) -> str:
        """``minute`` in words."""
        return _instant(self.start, minute)


def gantt_svg(
    problem: Problem,
    schedule: Schedule,
    *,
    start: datetime | None = None,
    now: int | None = None,
    title: str = "",
    width: float | None = None,
    quiet: Collection[str] = ("down", "other"),
    words: GanttWords = _ENGLISH,
    styled: bool = True,
) -> str:
    """``schedule`` as an SVG picture that brings its own colours, light or dark.

    ``start`` is the instant of minute 0 (None: times are minutes), ``now`` the minute of a line, ``width`` in
    pixels (None: so wide that a usual operation can be seen), ``quiet`` the jobs in grey. Resources that nothing
    uses are left out. Without ``styled`` the picture leaves its looks to the page that it is put into. O(n log n).
    """
    rows = tuple(_rows(problem, schedule))
    spans = [(one.start, one.end) for row in rows for one in row.taken]
    first = min([begin for begin, _ in spans], default=0)
    last = max([end for _, end in spans], default=first + 60)
    if now is not None:
        first, last = min(first, now), max(last, now)
    wide = _width(spans, last - first) if width is None else width
    chart = _Chart(problem, rows, start, first, last, wide, _colours(problem, quiet), _names(problem), words)
    said = words.whole.format(
        operations=len(schedule.assignments), requests=len(problem.jobs), rows=len(rows), start=chart.said(first),
        end=chart.said(last),
    )  # fmt: skip
    return _document(chart, title or problem.title or words.schedule, said, now, styled)


def _document(chart: _Chart, title: str, said: str, now: int | None, styled: bool) -> str:
    """The picture under its ``title``, with what is ``said`` of the whole."""
    legend, depth = _legend(chart)
    end = _TOP + len(chart.rows) * (_ROW + _GAP)
    bottom = end + 14
    wide, high = f"{chart.width:.0f}", f"{bottom + depth:.0f}"
    key = f"g{zlib.crc32(f'{title} {said}'.encode()):08x}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="tg" role="img" width="{wide}" height="{high}"'
            f' viewBox="0 0 {wide} {high}" aria-labelledby="{key}t {key}d">',
            f'<title id="{key}t">{escape(title)}</title>',
            f'<desc id="{key}d">{escape(said)}</desc>',
            f"<style>{STYLE}</style>" if styled else "",
            f'<pattern id="{key}h" width="7" height="7" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><rect class="shut" width="7" height="7"/>'
            '<path class="hatch" d="M0 0V7"/></pattern>',
            f'<rect class="bg" width="{wide}" height="{high}" rx="10"/>',
            f'<text class="ink title" x="16" y="28">{escape(title)}</text>',
            f'<text class="quiet" x="16" y="46">{escape(said)}</text>',
            *_bands(chart),
            *_closed(chart, key),
            *_axis(chart, end),
            *_bars(chart),
            *_now(chart, now, end),
            f'<g transform="translate(0 {bottom:.1f})">',
            *legend,
            "</g>",
            "</svg>",
        ]
    )


def gantt_rows(
    problem: Problem, schedule: Schedule, *, start: datetime | None = None
) -> tuple[tuple[str, ...], ...]:
    """The same as a table, by start: texts as :data:`GANTT_COLUMNS` names them, one row an operation."""
    names = _names(problem)
    on: dict[str, list[str]] = {}
    for row in _rows(problem, schedule):
        for one in row.taken:
            on.setdefault(one.operation, []).append(row.title)
    return tuple(
        (
            names[one.operation][0],
            names[one.operation][1],
            ", ".join(on.get(one.operation, [])),
            _instant(start, one.start),
            _instant(start, one.end),
            str(one.end - one.start),
        )
        for one in sorted(schedule.assignments, key=lambda one: (one.start, one.end, one.operation))
    )


def _rows(problem: Problem, schedule: Schedule) -> Iterator[_Row]:
    """A row for each unit of each resource that is used."""
    taken = occupations(problem, schedule)
    for resource in problem.resources:
        uses = taken[resource.id]
        if uses:
            units = max(resource.capacity, 1 + max(unit for one in uses for unit in one.units))
            for unit in range(units):
                own = tuple(one for one in uses if unit in one.units)
                yield _Row(resource, unit + 1 if units > 1 else None, own)


def _names(problem: Problem) -> dict[str, tuple[str, str, str]]:
    """The title of each operation, that of its job, and the id of that job."""
    titles = {job.id: job.title or job.id for job in problem.jobs}
    return {one.id: (one.title or one.id, titles.get(one.job, one.job), one.job) for one in problem.operations}


def _colours(problem: Problem, quiet: Collection[str]) -> dict[str, str]:
    """The classes of each job's colour, in the order of the jobs; the second time round a colour has a dashed
    rim.
    """
    loud = [job.id for job in problem.jobs if job.id not in quiet]
    again = len(COLOURS)
    found = {id: f"c{at % again}" + (" again" if at >= again else "") for at, id in enumerate(loud)}
    return {job.id: found.get(job.id, "grey") for job in problem.jobs}


def _width(spans: Sequence[tuple[int, int]], whole: int) -> float:
    """A width at which a usual bar is 22 pixels long, from 1,120 to 3,600."""
    usual = median([end - start for start, end in spans] or [60])
    return min(3600.0, max(1120.0, _LEFT + _RIGHT + 22 * whole / max(1, usual)))


def _instant(start: datetime | None, minute: int) -> str:
    return str(minute) if start is None else f"{start + timedelta(minutes=minute):%Y-%m-%d %H:%M}"


def _bands(chart: _Chart) -> Iterator[str]:
    """A light band behind every second resource, and the names on the left."""
    shown, last = 0, ""
    for at, row in enumerate(chart.rows):
        y = _TOP + at * (_ROW + _GAP)
        shown += row.resource.id != last
        last = row.resource.id
        if shown % 2:
            yield f'<rect class="band" x="0" y="{y:.1f}" width="{chart.width:.0f}" height="{_ROW + _GAP:.0f}"/>'
        text = row.fitted(_LEFT - 28)
        yield (
            f'<text class="ink" x="16" y="{y + 17:.1f}"><title>{escape(row.title)} ({escape(row.resource.id)})'
            f"</title>{escape(text)}</text>"
        )


def _closed(chart: _Chart, key: str) -> Iterator[str]:
    """What is closed, hatched."""
    for at, row in enumerate(chart.rows):
        y = _TOP + at * (_ROW + _GAP)
        for window in row.resource.closed:
            low, high = max(window.start, chart.first), min(window.end, chart.last)
            if low < high:
                x = chart.x(low)
                yield (
                    f'<rect fill="url(#{key}h)" x="{x:.1f}" y="{y:.1f}" width="{chart.x(high) - x:.1f}"'
                    f' height="{_ROW + _GAP:.0f}"/>'
                )


def _axis(chart: _Chart, bottom: float) -> Iterator[str]:
    """Lines and times; whole days are stronger."""
    per_minute = (chart.width - _LEFT - _RIGHT) / max(1, chart.last - chart.first)
    step = next((step for step in _STEPS if step * per_minute >= 46), _STEPS[-1])
    begun = 0
    if chart.start is not None:
        begun = chart.start.hour * 60 + chart.start.minute
    at = -((begun + chart.first) // -step) * step - begun
    dated = -1e9
    while at <= chart.last:
        x = chart.x(at)
        whole = (at + begun) % 1440 == 0
        yield f'<path class="{"day" if whole else "line"}" d="M{x:.1f} {_TOP - 6:.0f}V{bottom:.1f}"/>'
        moment = None if chart.start is None else chart.start + timedelta(minutes=at)
        clock = str(at) if moment is None else f"{moment:%H:%M}"
        if step < 1440 or moment is None:
            yield f'<text class="quiet" text-anchor="middle" x="{x:.1f}" y="{_TOP - 12:.0f}">{clock}</text>'
        if moment is not None and (whole or dated < 0) and x - dated > 64:
            day, y = f"{moment:%Y-%m-%d}", _TOP - 27
            middle = min(x, chart.width - 36)
            yield f'<text class="ink" text-anchor="middle" x="{middle:.1f}" y="{y:.0f}">{day}</text>'
            dated = x
        at += step


def _bars(chart: _Chart) -> Iterator[str]:
    """The operations."""
    for at, row in enumerate(chart.rows):
        y = _TOP + at * (_ROW + _GAP) + _GAP / 2
        for one in row.taken:
            title, job_title, job = chart.names[one.operation]
            x = chart.x(one.start)
            width = max(1.5, chart.x(one.end) - x)
            colour = chart.colours.get(job, "grey")
            hint = chart.words.bar.format(
                operation=title,
                request=job_title,
                row=row.title,
                start=chart.said(one.start),
                end=chart.said(one.end),
            )
            texts = [f"{job_title}: {title}", job_title, title]
            label = next((text for text in texts if width_of(text, _TYPE) <= width - 8), "")
            if not label and width > 44:
                label = fitted(job_title, _TYPE, width - 8)
            yield (
                f'<g><title>{escape(hint)}</title><rect class="bar {colour}" x="{x:.1f}" y="{y:.1f}"'
                f' width="{width:.1f}" height="{_ROW:.0f}" rx="3"/>'
            )
            if label:
                ink = "on-" + colour.partition(" ")[0]
                yield f'<text class="{ink}" x="{x + 4:.1f}" y="{y + 16:.1f}">{escape(label)}</text>'
            yield "</g>"


def _now(chart: _Chart, now: int | None, bottom: float) -> Iterator[str]:
    if now is not None:
        x = chart.x(now)
        yield f'<path class="now" d="M{x:.1f} {_TOP - 6:.0f}V{bottom:.1f}"/>'
        yield f'<text class="now-text" text-anchor="middle" x="{x:.1f}" y="{bottom + 11:.1f}">'
        yield f"{escape(chart.words.now)}</text>"


def _legend(chart: _Chart) -> tuple[list[str], float]:
    """The colours of the jobs that are drawn, in lines, and how high that is."""
    drawn = {chart.names[one.operation][2] for row in chart.rows for one in row.taken}
    found: list[str] = []
    x, y = 16.0, 14.0
    for job in chart.problem.jobs:
        if job.id in drawn:
            text = fitted(job.title or job.id, _TYPE, 200)
            width = 24 + width_of(text, _TYPE) + 14
            if x + width > chart.width:
                x, y = 16.0, y + _LEGEND
            found.append(
                f'<rect class="{chart.colours[job.id]}" x="{x:.1f}" y="{y - 10:.1f}" width="14" height="12"/>'
                f'<text class="ink" x="{x + 20:.1f}" y="{y:.1f}">{escape(text)}</text>'
            )
            x += width
    return found, y + 14
