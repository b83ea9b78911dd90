"""The drawing of a case in time: a row for every step, with the time that counted, that which did not, and what is
left of the limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from xml.etree.ElementTree import Element

from django.utils import formats
from django.utils.translation import get_language, gettext

from tilth.approval.case import Halt
from tilth.approval.clock import Reading
from tilth.approval.clock.periods import span_end
from tilth.approval.model import Lane
from tilth.approval.terms import StopBegins
from tilth.kernel.lettering import folded
from tilth_site.approval.presentation import StepRow
from tilth_site.charts.axes import Scale
from tilth_site.charts.figure import Figure, canvas, draw, serialise
from tilth_site.pages.wording import labelled

__all__ = ["marks", "months", "short_day", "timeline"]

_WIDTH, _NAMES, _RIGHT = 960.0, 236.0, 936.0
_TOP, _ROW, _BAR = 40.0, 40.0, 14.0

Piece = tuple[str, date, date]
"""A class, and the days between which a piece of a bar lies."""


def timeline(rows: Sequence[StepRow], opened: date, as_of: date) -> Figure:
    """The steps of a case under each other, with a line at ``as_of``."""
    pieces = {row.step.id: tuple(_pieces(row, as_of)) for row in rows}
    last = max([as_of, *(end for each in pieces.values() for _, _, end in each)])
    along = Scale(opened.toordinal(), max(last.toordinal(), opened.toordinal() + 28), _NAMES, _RIGHT)
    bottom = _TOP + len(rows) * _ROW
    title = gettext("The steps in time")
    description = gettext("One row for each of %(count)d steps; the table below says the same in words.")
    root = canvas("timeline", title, description % {"count": len(rows)}, _WIDTH, bottom + 6)
    for number in range(len(rows)):
        if number % 2 == 0:
            draw(root, "rect", "stripe", x="0", y=_TOP + number * _ROW, width=_WIDTH, height=_ROW)
    _axis(root, along, opened, date.fromordinal(int(along.high)), bottom)
    for number, row in enumerate(rows):
        _row(root, along, row, pieces[row.step.id], _TOP + number * _ROW + _ROW / 2)
    x = along.at(as_of.toordinal())
    draw(root, "line", "today", x1=x, x2=x, y1=_TOP - 22, y2=bottom)
    anchor = "end" if x > _RIGHT - 60 else "start" if x < _NAMES + 60 else "middle"
    draw(root, "text", "today-text", short_day(as_of), x=x, y=_TOP - 28, text_anchor=anchor)
    return Figure("timeline", title, serialise(root), (), ())


def _axis(root: Element, along: Scale, first: date, last: date, bottom: float) -> None:
    for day, words in marks(first, last, int((_RIGHT - _NAMES) // 70)):
        x = along.at(day.toordinal())
        draw(root, "line", "grid", x1=x, x2=x, y1=_TOP, y2=bottom)
        draw(root, "text", "tick", words, x=x + 3, y=_TOP - 7)


def months(first: date, last: date, most: int) -> tuple[tuple[date, str], ...]:
    """The first days of months between ``first`` and ``last`` with their names, at most about ``most`` of them."""
    count = (last.year - first.year) * 12 + last.month - first.month
    step = next(size for size in (1, 2, 3, 6, 12, 24, 60, 600) if count / size <= most)
    found = []
    for number in range(1, count + 1):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        if month % step == 0 if step <= 12 else month == 0 and year % (step // 12) == 0:
            found.append((date(year, month + 1, 1), f"{year}-{month + 1:02d}"))
    return tuple(found)


def marks(first: date, last: date, most: int) -> tuple[tuple[date, str], ...]:
    """As :func:`months`; where fewer than two begin, days at even distances."""
    found = months(first, last, most)
    if len(found) >= 2:
        return found
    apart = max(1, (last - first).days * 2 // most)
    return tuple((day, short_day(day)) for day in _every(first, last, apart))


def _every(first: date, last: date, apart: int) -> Iterator[date]:
    for number in range(first.toordinal(), last.toordinal(), apart):
        yield date.fromordinal(number)


def short_day(day: date) -> str:
    """A day as plain text for a drawing."""
    chinese = (get_language() or "en").startswith("zh")
    return formats.date_format(day, "Y年n月j日" if chinese else "j M Y")


def _row(root: Element, along: Scale, row: StepRow, pieces: Sequence[Piece], middle: float) -> None:
    lines = folded(row.title, 12, _NAMES - 24, 2)
    for number, line in enumerate(lines):
        y = middle + 4 + (number - (len(lines) - 1) / 2) * 14
        draw(root, "text", "label", line, x=12, y=y)
    for kind, since, until in pieces:
        x = along.at(since.toordinal())
        wide = max(along.at(until.toordinal()) - x, 1.5)
        shape = draw(root, "rect", kind, x=x, y=middle - _BAR / 2, width=wide, height=_BAR)
        _tip(shape, labelled(row.title, f"{_kinds()[kind]} ({short_day(since)} – {short_day(until)})"))
    stands = row.standing
    if stands.since:
        kind = {"good": "dot-good", "bad": "dot-bad"}.get(row.badge[1], "dot-quiet")
        shape = draw(root, "circle", kind, cx=along.at(stands.since.toordinal()), cy=middle, r=6)
        _tip(shape, labelled(row.title, f"{row.badge[0]} ({short_day(stands.since)})"))
    elif row.clock and row.clock.due:
        x = along.at(row.clock.due.date.toordinal())
        draw(root, "line", "due", x1=x, x2=x, y1=middle - 11, y2=middle + 11)


def _tip(shape: Element, words: str) -> None:
    """What a pointer is told that rests on the shape."""
    title = shape.makeelement("title", {})
    title.text = words
    shape.append(title)


def _kinds() -> dict[str, str]:
    return {
        "counted": gettext("time that counted"),
        "held": gettext("clock stopped"),
        "left": gettext("left of the limit"),
        "over": gettext("beyond the limit"),
        "earlier": gettext("time that counted before the limit ran anew"),
    }


def _pieces(row: StepRow, as_of: date) -> Iterator[Piece]:
    """What the bar of a step is made of, in order."""
    reading = row.standing.clock
    lane = row.step.lane(row.standing.lane)
    if reading is None or lane is None:
        return
    end = min(row.standing.since or as_of, as_of)
    at = reading.started
    for since, until in _gaps(row, lane, reading, end):
        if since > at:
            yield "counted", at, since
        yield "held", since, until
        at = max(at, until)
    due = row.clock.due.date if row.clock and row.clock.due else None
    if reading.over and due and due < end:
        if due > at:
            yield "counted", at, due
        yield "over", max(due, at), end
    elif end > at:
        yield "counted", at, end
    if not row.standing.since and due and due > end:
        yield "left", end, due


def _gaps(row: StepRow, lane: Lane, reading: Reading, end: date) -> Iterator[tuple[date, date]]:
    """The stops of the clock, each at most as long as its cap, none beyond ``end``."""
    for halt in sorted(row.state.halts, key=lambda each: each.since):
        if halt.since < reading.started:
            continue
        until = min(halt.until or end, end, _cap(lane, halt) or end)
        if until > halt.since:
            yield halt.since, until


def _cap(lane: Lane, halt: Halt) -> date | None:
    letter = halt.begins is StopBegins.DEFICIENCY_LETTER
    for stop in lane.stops:
        if stop.begins is halt.begins and (letter or stop.reason == halt.reason):
            return span_end(stop.cap, halt.since).date if stop.cap else None
    return None
