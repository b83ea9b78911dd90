"""Figures and definitions as plain rows for the templates, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop

from tilth.plan.figures import Attainment, Figure, Finding, Report
from tilth.plan.model import Definition, Indicator, Kind, Milestone, Plan
from tilth.plan.phrases import KINDS, amount, counted, percent, rule_lines, wanted
from tilth_site import charts
from tilth_site.pages.wording import badge
from tilth_site.plan.pictures import target_picture
from tilth_site.plan.wording import sentence, spoken

__all__ = [
    "BlockerShown",
    "Card",
    "Version",
    "badges",
    "blockers_shown",
    "card",
    "cards",
    "findings_shown",
    "is_example",
    "kind_name",
    "versions",
]


@dataclass(frozen=True, slots=True)
class Card:
    """An indicator with its figure (None: nothing is published of it yet) as the dashboard shows it.

    ``counted`` is the certain number (empty: there is none), ``span`` the interval where it is wider than that,
    ``wanted`` the bounds; ``chances`` are (bound, percent) pairs.
    """

    indicator: Indicator
    figure: Figure | None
    name: str
    unit: str
    counted: str
    span: str
    wanted: str
    chances: tuple[tuple[str, str], ...]
    drawing: charts.Figure
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a definition in words; ``rule`` has a sentence for each demand; ``used``: the figure has it."""

    definition: Definition
    words: str
    rule: tuple[str, ...]
    used: bool


@dataclass(frozen=True, slots=True)
class BlockerShown:
    """Something undecided: what it is, how likely it is to be accepted, and by how many percentage points the
    chance to reach the next bound is expected to change. ``subject`` and ``row`` are empty where they are not
    public.
    """

    what: str
    subject: str
    row: str
    acceptance: str
    points: str


_WAITS = {
    "pending": gettext_noop("a row that waits for review"),
    "duplicate": gettext_noop("a suspected duplicate"),
    "rival": gettext_noop("a reading that another contradicts"),
}


def badges(figure: Figure | None, *, example: bool) -> SafeString:
    """What stands beside the title of a page: how the figure stands, and that all of it is made up."""
    shown = []
    if figure is not None and figure.attainment is not Attainment.NO_TARGET:
        shown.append(badge("attainment", figure.attainment.value))
    if example:
        shown.append((gettext("Example data"), "warn"))
    parts = (render_to_string("parts/badge.html", {"words": words, "tone": tone}) for words, tone in shown)
    return mark_safe(" ".join(parts))


def is_example(plan: Plan) -> bool:
    """Whether the plan's figures are made up, which its code says: ``pudong-example``."""
    return "example" in plan.code.replace("_", "-").split("-")


def kind_name(kind: Kind) -> str:
    """What sort of figure it is."""
    return sentence(KINDS[kind])


def cards(plan: Plan, report: Report | None) -> list[Card]:
    """A card for each indicator of ``plan``, in its order, with the figures of ``report`` where there is one."""
    return [card(indicator, report.figure(indicator.code) if report else None) for indicator in plan.indicators]


def card(indicator: Indicator, figure: Figure | None) -> Card:
    """One indicator with one figure."""
    language = get_language() or "en"
    kind = indicator.kind
    plain = kind in (Kind.RATIO, Kind.QUALITATIVE)
    goal = wanted(indicator.target, kind, sentence) if indicator.target else ""
    name = indicator.name.in_language(language)
    now, span = _now(figure)
    return Card(
        indicator,
        figure,
        name=name,
        unit="" if plain else indicator.unit.in_language(language),
        counted=now,
        span=span,
        wanted=goal,
        chances=_chances(figure),
        drawing=target_picture(indicator, figure, name, goal),
        reasons=tuple(spoken(reason, indicator) for reason in figure.reasons) if figure else (),
    )


def _now(figure: Figure | None) -> tuple[str, str]:
    """The certain number, and the interval."""
    if figure is None or figure.low is None:
        return "", ""
    if figure.kind is Kind.QUALITATIVE or figure.certain is None:
        return counted(figure, sentence), ""
    span = ""
    if figure.low != figure.high:
        places = {"low": amount(figure.low, figure.kind), "high": amount(figure.high, figure.kind)}
        span = gettext("%(low)s to %(high)s, when all is decided") % places
    return amount(figure.certain, figure.kind), span


def _chances(figure: Figure | None) -> tuple[tuple[str, str], ...]:
    if figure is None or figure.outlook is None:
        return ()
    return tuple(
        (amount(chance.bound, figure.kind), percent(chance.probability, sentence))
        for chance in figure.outlook.chances
    )


def versions(indicator: Indicator, used: int | None) -> list[Version]:
    """Every version of the definition, the latest first."""
    language = get_language() or "en"
    return [
        Version(
            definition,
            definition.words.in_language(language),
            rule_lines(indicator, definition, sentence) if definition.rule else (),
            definition.version == used,
        )
        for definition in sorted(indicator.definitions, key=lambda one: -one.version)
    ]


def blockers_shown(figure: Figure, *, private: bool) -> list[BlockerShown]:
    """What waits for a decision; where it is ``private``, without what it is about."""
    return [
        BlockerShown(
            sentence(_WAITS[blocker.what]),
            "" if private else blocker.subject,
            "" if private else blocker.row,
            percent(blocker.acceptance, sentence),
            f"{blocker.effect * 100:+.1f}",
        )
        for blocker in figure.blockers
    ]


def findings_shown(indicator: Indicator, figure: Figure) -> list[tuple[str, Milestone, Finding]]:
    """Each milestone by name, with what was found about it."""
    language = get_language() or "en"
    found = {finding.milestone: finding for finding in figure.findings}
    return [
        (milestone.name.in_language(language), milestone, found[milestone.code])
        for milestone in indicator.milestones
        if milestone.code in found
    ]
