"""Example data for the page that shows every component. All of it is made up, and the page says so."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.foundry.design.problem import Problem
from tilth.kernel.money import Money
from tilth.kernel.refusal import Reason, Refused
from tilth_site.charts import Ahead, Figure, bars, bullet, fan, histogram, revision, sparkline
from tilth_site.pages.steps import Progress, Step
from tilth_site.pages.wording import BADGES

__all__ = ["specimens"]

_AT = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)


class _Form(forms.Form):
    title = forms.CharField(label=_("Title"), help_text=_("What you will call this request."))
    kind = forms.ChoiceField(label=_("Customer class"), choices=[("academic", _("Academic")), ("firm", _("Firm"))])
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    design = forms.FileField(
        label=_("Design"), required=False, help_text=_("DESIGN.toml, CSV or GenBank, up to 2 MB.")
    )
    urgent = forms.BooleanField(label=_("Urgent"), required=False)


def specimens() -> dict[str, object]:
    """The variables of the page."""
    return {
        "problems": _problems(),
        "refused": _refused(),
        "steps_shown": _steps(),
        "badges": [(kind, list(codes)) for kind, codes in BADGES.items()],
        "form": _Form({"title": "", "kind": "academic"}),
        "tabs_shown": [(gettext("Overview"), "#tabs", True), (gettext("Files"), "#tabs", False)],
        "crumbs": [(gettext("Home"), "/home/")],
        "price": Money(1_234_550, "CNY"),
        "on": date(2026, 3, 3),
        "at": _AT,
        "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "figures": _figures(),
    }


def _problems() -> list[Problem]:
    return [
        Problem(
            code="internal_site",
            message="BsaI cuts inside the part, where it should stay whole.",
            part="R0063_AB",
            site="BsaI",
            position=87,
            mend="Order the part with GGTCTC changed at 87, or domesticate it.",
        ),
        Problem(
            code="unusual_record",
            message="The record had no topology, and was read as circular.",
            part="E0040m_CD",
            mend="Say in the file whether it is circular.",
            severity="warning",
        ),
    ]


def _refused() -> Refused:
    """Two reasons in the words of a rule."""
    state = Reason(
        "request.state",
        "A request that is {state} cannot be quoted.",
        "Accept the request first.",
        data={"state": "submitted"},
    )
    return Refused((state, Reason("file.size", "The file is empty.", "Choose the design file.", where="design")))


def _steps() -> list[Step]:
    return [
        Step(gettext("Submitted"), Progress.DONE, _AT),
        Step(gettext("Accepted"), Progress.DONE, _AT, gettext("Design version 2")),
        Step(gettext("Quoted"), Progress.CURRENT, _AT, gettext("Waits for the customer's signature")),
        Step(gettext("Queued"), Progress.TODO),
        Step(gettext("Complete"), Progress.TODO),
    ]


def _figures() -> list[Figure]:
    week, count = gettext("Week"), gettext("Requests")
    weeks = [(str(number), amount) for number, amount in enumerate((3, 5, 4, 8, 7, 11, 9), start=1)]
    words = {"value": gettext("Counted"), "lower": gettext("Lower bound"), "upper": gettext("Upper bound")}
    promoters = [("J23100", 1.0), ("J23102", 0.86), ("R0063", 0.24)]
    return [
        bullet(
            "specimen-bullet",
            gettext("Platforms"),
            gettext("4 counted; wanted 3 to 5."),
            value=4,
            lower=3,
            upper=5,
            words={**words, "unknown": gettext("not measured yet")},
        ),
        _interval(words),
        _fan(),
        _revision(),
        histogram(
            "specimen-histogram",
            gettext("Where outcomes fell in their forecasts"),
            gettext("About evenly: the forecasts are honest about what they do not know."),
            (2, 1, 3, 2, 2, 1, 2, 3, 2, 2),
            (0.0, 1.0),
            (gettext("Level of the outcome"), gettext("Outcomes")),
        ),
        bars(
            "specimen-bars",
            gettext("Strength by promoter"),
            gettext("J23100 is the strongest of three."),
            promoters,
            (gettext("Promoter"), gettext("Strength")),
        ),
        sparkline(
            "specimen-sparkline",
            gettext("Requests a week"),
            gettext("From 3 to 9 in seven weeks."),
            weeks,
            (week, count),
        ),
    ]


def _interval(words: dict[str, str]) -> Figure:
    return bullet(
        "specimen-interval",
        gettext("Startups"),
        gettext("37 counted, between 36 and 41; wanted at least 50."),
        value=37,
        interval=(36, 41),
        lower=50,
        upper=None,
        words={**words, "low": gettext("Low"), "high": gettext("High"), "unknown": gettext("not measured yet")},
    )


def _fan() -> Figure:
    quarters = [date(year, month, 1) for year in (2024, 2025) for month in (1, 4, 7, 10)][:7]
    return fan(
        "specimen-fan",
        gettext("Startups until the deadline"),
        gettext("37 by July 2025; 41 to 60 expected by the end of the year."),
        history=list(zip(quarters, (0, 4, 9, 16, 22, 30, 37), strict=True)),
        ahead=Ahead(date(2025, 12, 31), 48, (45, 52), (41, 60)),
        bounds=[(gettext("Wanted: 50"), 50)],
        steps=True,
        words={
            "day": gettext("Day"), "value": gettext("Counted"), "half": gettext("50 %% interval") % {},
            "ninety": gettext("90 %% interval") % {},
        },
    )  # fmt: skip


def _revision() -> Figure:
    rows = [("2024-Q1", 4, 3), ("2024-Q2", 9, 7), ("2024-Q3", 16, None), ("2024-Q4", 22, 19)]
    return revision(
        "specimen-revision",
        gettext("Startups by quarter, as made then and as made today"),
        gettext("Three fewer at the end of 2024 by the definition of today."),
        rows,
        (gettext("Quarter"), gettext("As made then"), gettext("As made today")),
    )
