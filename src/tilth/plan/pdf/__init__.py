"""A report of a plan as a PDF: one page of all figures, then a section for each indicator.

The bytes depend on the report and the words alone, so the same report makes the same file. Its footer carries the
digest of the report, by which a reader finds the published one.
"""

from __future__ import annotations

from tilth.plan.figures import Report
from tilth.plan.model import Plan
from tilth.plan.pdf.words import LABELS
from tilth.plan.phrases import Translate, english

__all__ = ["LABELS", "report_pdf"]


def report_pdf(plan: Plan, report: Report, words: Translate = english, language: str = "en") -> bytes:
    """``report`` of ``plan`` as a PDF for readers of ``language`` (``en``, ``zh-hans``).

    ``words`` translates the English sentences of :mod:`tilth.plan.phrases` and :data:`LABELS`. About 0.1 s.
    """
    # ReportLab takes a good part of a second to import, and few commands print.
    from tilth.plan.pdf.document import build
    from tilth.plan.pdf.story import story

    return build(lambda style: story(plan, report, words, language, style), plan, report, words, language)
