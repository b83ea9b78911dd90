"""What the document says: the table of all figures, a section for each, and the quarters that were made anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportlab.platypus import Flowable, PageBreak, Spacer, Table  # type: ignore[import-untyped]

from tilth.kernel.refusal import Reason
from tilth.plan.figures import Figure, Outlook, Report
from tilth.plan.model import Definition, Indicator, Kind, Plan, Source
from tilth.plan.pdf.bar import bar
from tilth.plan.pdf.document import ACCENT, LINE, SOFT, TINT, WIDTH, Style
from tilth.plan.pdf.words import label
from tilth.plan.phrases import (
    ATTAINMENTS,
    VERDICTS,
    Translate,
    amount,
    chances,
    counted,
    number,
    rule_lines,
    wanted,
)

__all__ = ["story"]

_COLUMNS = (0.31, 0.15, 0.12, 0.24, 0.18)
"""Shares of the width that the summary's columns have."""


def story(plan: Plan, report: Report, words: Translate, language: str, style: Style) -> list[Flowable]:
    """Everything between the first margin and the last."""
    teller = _Teller(plan, report, words, language, style)
    made = teller.opening()
    for figure in report.figures:
        indicator = plan.indicator(figure.indicator)
        if indicator is not None:
            made += teller.section(indicator, figure)
    return [*made, *teller.revised()]


class _Teller:
    """Says the parts of one report in one language."""

    def __init__(self, plan: Plan, report: Report, words: Translate, language: str, style: Style) -> None:
        self.plan, self.report, self.style = plan, report, style
        self.words, self.language = words, language

    def opening(self) -> list[Flowable]:
        """The title and the table of all figures."""
        days = {"as_of": self.report.as_of.isoformat(), "known_by": self.report.known_by.isoformat()}
        heads = ("indicator", "figure", "", "wanted", "attainment")
        rows: list[list[object]] = [
            [self.style.text(label(key, self.words) if key else "", 8, color=SOFT) for key in heads]
        ]
        for figure in self.report.figures:
            indicator = self.plan.indicator(figure.indicator)
            if indicator is not None:
                rows.append(self._row(indicator, figure))
        return [
            self.style.heading(self.plan.name.in_language(self.language), 17),
            self.style.text(label("as_of", self.words, **days), 10, color=SOFT),
            self.style.heading(label("summary", self.words), 12),
            _table(rows, [WIDTH * share for share in _COLUMNS], heads=1),
            PageBreak(),
        ]

    def _row(self, indicator: Indicator, figure: Figure) -> list[object]:
        text = self.style.text
        drawing = bar(figure, indicator.target) if figure.low is not None and indicator.target else ""
        goal = self._wanted(indicator) if indicator.target else label("no_target", self.words)
        name = text(indicator.name.in_language(self.language), strong=True)
        value = text(counted(figure, self.words), strong=True, color=ACCENT)
        standing = text(self.words(ATTAINMENTS[figure.attainment]))
        return [name, value, drawing, text(goal), standing]

    def _wanted(self, indicator: Indicator) -> str:
        target = indicator.target
        if target is None:
            return label("no_target", self.words)
        places = {"wanted": wanted(target, indicator.kind, self.words), "deadline": target.deadline.isoformat()}
        return label("deadline", self.words, **places)

    def section(self, indicator: Indicator, figure: Figure) -> list[Flowable]:
        """One indicator: its figure with everything that it rests on."""
        bare = figure.low is None or indicator.kind in (Kind.RATIO, Kind.QUALITATIVE)
        unit = "" if bare else indicator.unit.in_language(self.language)
        definition = indicator.definition(figure.definition) if figure.definition is not None else None
        facts = [
            (
                "figure",
                [" ".join(part for part in (counted(figure, self.words), unit) if part), *self._part(figure)],
            ),
            ("wanted", [self._wanted(indicator)]),
            ("attainment", [self.words(ATTAINMENTS[figure.attainment])]),
            ("chances", self._forecast(figure.outlook, figure.kind) if figure.outlook else []),
            ("baseline", self._baseline(indicator)),
            ("definition", self._definition(indicator, definition)),
            ("rule", list(rule_lines(indicator, definition, self.words)) if definition else []),
            ("reasons", self._reasons(figure)),
            ("findings", self._findings(indicator, figure)),
            ("digest", [label("rows", self.words, rows=str(figure.rows), digest=figure.digest)]),
            ("owner", [indicator.owner]),
            ("source", [_source(indicator.source)] if indicator.source else []),
        ]
        rows = [
            [self.style.text(label(key, self.words), color=SOFT), [self.style.text(line) for line in lines]]
            for key, lines in facts
            if any(lines)
        ]
        heading = self.style.heading(indicator.name.in_language(self.language), 12)
        return [heading, _table(rows, [WIDTH * 0.22, WIDTH * 0.78])]

    def _part(self, figure: Figure) -> list[str]:
        if figure.part is None or figure.whole is None:
            return []
        return [label("part", self.words, part=number(figure.part), whole=number(figure.whole))]

    def _forecast(self, outlook: Outlook, kind: Kind) -> list[str]:
        places = {
            "median": outlook.median, "low": outlook.ninety[0], "high": outlook.ninety[1],
            "half_low": outlook.half[0], "half_high": outlook.half[1],
        }  # fmt: skip
        filled = {name: amount(value, kind) for name, value in places.items()}
        return [*chances(outlook, kind, self.words), label("median", self.words, **filled)]

    def _baseline(self, indicator: Indicator) -> list[str]:
        if indicator.baseline is None:
            return []
        places = {
            "value": amount(indicator.baseline.value, indicator.kind),
            "day": indicator.baseline.on.isoformat(),
        }
        return [label("baseline_value", self.words, **places)]

    def _definition(self, indicator: Indicator, definition: Definition | None) -> list[str]:
        if definition is None:
            return [label("no_definition", self.words)] if indicator.kind is Kind.COUNT else []
        places = {
            "version": str(definition.version), "since": definition.since.isoformat(),
            "definition": definition.words.in_language(self.language),
        }  # fmt: skip
        return [label("version", self.words, **places)]

    def _reasons(self, figure: Figure) -> list[str]:
        blocked = [label("blocked", self.words)] if figure.blocked else []
        return [*blocked, *(_reason(reason, self.words) for reason in figure.reasons)]

    def _findings(self, indicator: Indicator, figure: Figure) -> list[str]:
        names = {milestone.code: milestone.name.in_language(self.language) for milestone in indicator.milestones}
        lines = []
        for found in figure.findings:
            verdict = self.words(VERDICTS[found.verdict])
            if found.on is not None:
                places = {"verdict": verdict, "day": found.on.isoformat(), "reason": found.reason}
                verdict = label("why", self.words, **places)
            lines.append(f"{names.get(found.milestone, found.milestone)}: {verdict}")
        return lines

    def revised(self) -> list[Flowable]:
        """The quarters whose definition has changed since, under both."""
        if not self.report.revised:
            return []
        heads = ("indicator", "quarter", "then", "today")
        rows: list[list[object]] = [[self.style.text(label(key, self.words), 8, color=SOFT) for key in heads]]
        for then, today in self.report.revised:
            indicator = self.plan.indicator(then.indicator)
            name = indicator.name.in_language(self.language) if indicator else then.indicator
            cells = (name, then.as_of.isoformat(), counted(then, self.words), counted(today, self.words))
            rows.append([self.style.text(cell) for cell in cells])
        return [
            self.style.heading(label("revised", self.words), 12),
            self.style.text(label("revised_lead", self.words), color=SOFT),
            Spacer(1, 4),
            _table(rows, [WIDTH * share for share in (0.4, 0.2, 0.2, 0.2)], heads=1),
        ]


def _reason(reason: Reason, words: Translate) -> str:
    sentences = (
        words(sentence).format_map(reason.data) for sentence in (reason.sentence, reason.mend) if sentence
    )
    return " ".join(sentences)


def _source(source: Source) -> str:
    day = source.on.isoformat() if source.on else ""
    return ", ".join(part for part in (source.name, source.locator, day) if part)


def _table(rows: Sequence[Iterable[object]], widths: Sequence[float], heads: int = 0) -> Table:
    table = Table([list(row) for row in rows], colWidths=list(widths), repeatRows=heads, hAlign="LEFT")
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            *([("BACKGROUND", (0, 0), (-1, heads - 1), TINT)] if heads else []),
        ]
    )
    return table
