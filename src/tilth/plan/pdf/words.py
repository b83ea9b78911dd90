"""The words of the document that no figure brings along: headings, names of facts, the footer."""

from __future__ import annotations

from collections.abc import Mapping

from tilth.plan.phrases import Translate

__all__ = ["LABELS", "label"]

LABELS: Mapping[str, str] = {
    "as_of": "As of {as_of}, by what was known and decided on {known_by}.",
    "attainment": "Standing",
    "baseline": "Before the plan",
    "baseline_value": "{value} on {day}",
    "blocked": "This figure may not be published before somebody decides.",
    "chances": "Forecast",
    "deadline": "{wanted} by {deadline}",
    "definition": "What is counted",
    "digest": "Digest of the evidence",
    "figure": "Figure",
    "findings": "Milestones",
    "footer": "Report sha256 {digest}",
    "indicator": "Indicator",
    "median": "Expected: {median}; {half_low} to {half_high} with 50 %, {low} to {high} with 90 %.",
    "no_definition": "Nobody has defined it, so there is no number.",
    "no_target": "no target",
    "owner": "Answers for it",
    "page": "Page {page} of {pages}",
    "part": "{part} of {whole}",
    "quarter": "Quarter to",
    "reasons": "Reasons",
    "revised": "Past quarters under today’s definitions",
    "revised_lead": "Of the same evidence, as each figure was made then and as today’s definition makes it.",
    "rows": "{rows} rows, sha256 {digest}",
    "rule": "The rule",
    "source": "Source",
    "summary": "All figures",
    "then": "As made then",
    "today": "As made today",
    "version": "Version {version}, since {since}: {definition}",
    "wanted": "Wanted",
    "why": "{verdict}, {day}: {reason}",
}
"""Key -> words, some with places."""


def label(key: str, words: Translate, **places: str) -> str:
    """The words called ``key``, translated and filled. Raises KeyError where there are none."""
    return words(LABELS[key]).format_map(places)
