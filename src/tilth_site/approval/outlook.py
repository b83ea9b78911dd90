"""What a forecast looks like: drawings of the days on which a case may end, and its rows for the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext, ngettext

from tilth.approval import Procedure
from tilth.approval.forecast import Forecast, Outlook, StepOutlook
from tilth.kernel.calendars import Due
from tilth.kernel.lettering import folded
from tilth_site.approval.drawing import marks, short_day
from tilth_site.approval.naming import lane_title, step_title
from tilth_site.approval.reasons import reason_words
from tilth_site.approval.wording import joined
from tilth_site.charts import Figure
from tilth_site.charts.axes import Scale
from tilth_site.charts.figure import canvas, draw, serialise

__all__ = [
    "BesideRow",
    "Criticality",
    "MoveRow",
    "beside",
    "critical_steps",
    "finishing",
    "moves",
    "what_if_words",
]

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640.0, 220.0, 12.0, 628.0, 34.0, 180.0
_HALF_DATE = 30
_BARS = 40
"""Bars of the histogram at most."""

_WIDE, _LINE, _STRIP, _NAME = 480.0, 20.0, 30.0, 17.0
"""Of strips: the width of the picture, the height of a line of a name and of a strip, and the largest letters."""

_LEVELS = ("50 %", "80 %", "95 %")


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A what-if beside the case as it stands: its dates at each level, the days gained, and what stands against
    it.
    """

    name: str
    words: str
    dates: tuple[Due, ...]
    gained: float
    approved: int
    objections: tuple[tuple[str, str], ...]

    @property
    def days(self) -> str:
        """The days gained, signed."""
        return f"{self.gained:+.1f}" if abs(self.gained) >= 0.05 else "0"


@dataclass(frozen=True, slots=True)
class Criticality:
    """A step with its dates, and how often (in percent) it holds up the whole, or passes its limit."""

    title: str
    dates: tuple[Due, ...]
    critical: int
    passed: int


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move in words, with the days that it gains in the mean."""

    words: str
    name: str
    days: str


def finishing(outlook: Outlook) -> Figure | None:
    """How the days on which the case may end are spread, with the dates of 50, 80 and 95 %."""
    if not outlook.ends:
        return None
    first, last = outlook.ends[0][0], outlook.ends[-1][0]
    wide = max(1, -(-((last - first).days + 1) // _BARS))
    wide = wide if wide <= 3 else -(-wide // 7) * 7
    counts: dict[int, int] = {}
    for day, count in outlook.ends:
        counts[(day - first).days // wide] = counts.get((day - first).days // wide, 0) + count
    total = sum(counts.values())
    title = gettext("When everything is approved")
    words = ngettext(
        "How %(count)d trial ended, from %(first)s to %(last)s.",
        "How %(count)d trials ended, from %(first)s to %(last)s.",
        total,
    ) % {"count": total, "first": short_day(first), "last": short_day(last)}
    root = canvas("finishing", title, words, _WIDTH, _HEIGHT)
    end = first + timedelta((max(counts) + 1) * wide)
    along = Scale(first.toordinal(), end.toordinal(), _LEFT, _RIGHT)
    up = Scale(0.0, float(max(counts.values())), _BOTTOM, _TOP)
    rows = []
    for number in range(max(counts) + 1):
        since, count = first + timedelta(number * wide), counts.get(number, 0)
        x, until = along.at(since.toordinal()), since + timedelta(wide)
        room = along.at(until.toordinal()) - x
        draw(
            root, "rect", "bar", x=x + 0.5, y=up.at(count), width=max(room - 1, 0.5), height=_BOTTOM - up.at(count)
        )
        rows.append((_span(since, until - timedelta(1)), f"{100 * count / total:.1f}"))
    draw(root, "line", "axis", x1=_LEFT, x2=_RIGHT, y1=_BOTTOM, y2=_BOTTOM)
    for day, name in marks(first, end, 4):
        x = along.at(day.toordinal())
        draw(root, "line", "axis", x1=x, x2=x, y1=_BOTTOM, y2=_BOTTOM + 4)
        draw(root, "text", "tick", name, x=x, y=_BOTTOM + 20, text_anchor=_anchor(x))
    for number, (level, due) in enumerate(zip(_LEVELS, outlook.dates, strict=True)):
        x = along.at(due.date.toordinal() + 1)
        draw(root, "line", "expected", x1=x, x2=x, y1=8 + number * 9, y2=_BOTTOM)
        anchor = "end" if x > _RIGHT - 44 else "start"
        draw(
            root,
            "text",
            "mark",
            level,
            x=x - 4 if anchor == "end" else x + 4,
            y=18 + number * 9,
            text_anchor=anchor,
        )
    return Figure("histogram", title, serialise(root), (gettext("Days"), gettext("Trials, %")), tuple(rows))


def _anchor(x: float) -> str:
    """How a date stands to its mark at ``x``: below it, where it does not run over an end of the picture."""
    if x < _LEFT + _HALF_DATE:
        return "start"
    return "end" if x > _RIGHT - _HALF_DATE else "middle"


def _span(since: date, until: date) -> str:
    return short_day(since) if since == until else f"{short_day(since)} – {short_day(until)}"


def critical_steps(outlook: Outlook, procedure: Procedure) -> tuple[Criticality, ...]:
    """The steps that are not decided yet, with how often each holds up the whole."""
    rows = []
    for step in outlook.steps:
        known = procedure.step(step.step)
        if known and step.dates and not _decided(step):
            passed, critical = round(100 * step.passed), round(100 * step.critical)
            rows.append(Criticality(step_title(known), step.dates, critical, passed))
    return tuple(rows)


def _decided(step: StepOutlook) -> bool:
    return step.phase.value in ("approved", "refused", "withdrawn")


def beside(found: Forecast, procedure: Procedure) -> tuple[BesideRow, ...]:
    """Every what-if that was asked for."""
    return tuple(
        BesideRow(
            name=one.name,
            words=what_if_words(one.name, procedure),
            dates=one.dates,
            gained=found.gained(one),
            approved=round(100 * one.approved),
            objections=tuple(reason_words(each, procedure) for each in one.objections),
        )
        for one in found.what_ifs
    )


def moves(found: Forecast, procedure: Procedure) -> tuple[MoveRow, ...]:
    """The moves that gain most, best first."""
    return tuple(
        MoveRow(what_if_words(one.what_if, procedure), one.what_if, f"{one.days:.1f}") for one in found.moves
    )


def what_if_words(text: str, procedure: Procedure) -> str:
    """A what-if in words."""
    return joined([_part(part.strip(), procedure) for part in text.split(",")])


def _part(part: str, procedure: Procedure) -> str:
    name, _, value = part.partition("=")
    kind, _, of = name.partition(".")
    step = procedure.step(of or value)
    title = step_title(step) if step else ""
    match kind:
        case "lane":
            lane = step.lane(value) if step else None
            words = gettext("%(step)s: through the lane “%(lane)s”")
            return words % {"step": title, "lane": lane_title(lane) if lane else value}
        case "answers" if of:
            return gettext("%(step)s: answer questions within %(days)s working days") % {
                "step": title,
                "days": value,
            }
        case "answers":
            return gettext("Answer all questions within %(days)s working days") % {"days": value}
        case "recognised":
            return gettext("%(step)s: let another body’s decision be recognised") % {"step": title}
        case "parallel":
            return gettext("%(step)s: begin in parallel, without waiting for other steps") % {"step": title}
        case "prepared":
            return gettext("%(step)s: prepare the dossier before its turn comes") % {"step": title}
        case _:
            return gettext("%(step)s: start as soon as it can") % {"step": title}


def strips(outlooks: Sequence[tuple[str, Outlook]]) -> Figure:
    """The case as it stands and each what-if under each other: from the date of 50 % to that of 95 %."""
    dated = [(name, one.dates) for name, one in outlooks if one.dates]
    first = min(dates[0].date for _, dates in dated) - timedelta(5)
    last = max(dates[-1].date for _, dates in dated) + timedelta(5)
    title = gettext("What would be otherwise")
    words = gettext("From the date of 50 % to that of 95 %, with a mark at 80 %.")
    # A name stands above its strip and leaves it the whole width, so that a phone shows all of it.
    labels = [folded(name, _NAME, _WIDE - 8, 2) for name, _ in dated]
    bottom = sum(len(lines) * _LINE + _STRIP for lines in labels)
    root = canvas("strips", title, words, _WIDE, bottom + 26)
    along = Scale(first.toordinal(), last.toordinal(), 8.0, _WIDE - 8)
    for day, name in marks(first, last, 4):
        x = along.at(day.toordinal())
        draw(root, "line", "grid", x1=x, x2=x, y1="0", y2=bottom)
        anchor = "start" if x < 48 else "end" if x > _WIDE - 48 else "middle"
        draw(root, "text", "tick", name, x=x, y=bottom + 18, text_anchor=anchor)
    rows, top = [], 0.0
    for lines, (name, dates) in zip(labels, dated, strict=True):
        for line in lines:
            top += _LINE
            draw(root, "text", "label", line, x="4", y=top - 4)
        middle = top + 12
        top += _STRIP
        half, eighty, most = (along.at(due.date.toordinal()) for due in dates)
        draw(root, "rect", "band", x=half, y=middle - 6, width=max(most - half, 2), height="12", rx="3")
        draw(root, "circle", "dot", cx=half, cy=middle, r="6")
        draw(root, "line", "bound", x1=eighty, x2=eighty, y1=middle - 8, y2=middle + 8)
        draw(root, "line", "axis", x1=most, x2=most, y1=middle - 8, y2=middle + 8)
        rows.append((name, *(short_day(due.date) for due in dates)))
    return Figure("strips", title, serialise(root), (gettext("Case"), *_LEVELS), tuple(rows))
