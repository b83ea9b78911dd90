"""The page of a forecast: when a case may be through, which steps hold it up, and what would gain days."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilth.approval import ineligible
from tilth.approval.clock import Phase
from tilth.approval.forecast import Forecast
from tilth.approval.model import APPEAL
from tilth.kernel.refusal import Refused
from tilth_site.approval.forecasting import forecast_of
from tilth_site.approval.outlook import beside, critical_steps, finishing, moves, strips, what_if_words
from tilth_site.approval.reasons import worded
from tilth_site.approval.seen import CaseSeen
from tilth_site.approval.views.access import Found, found

__all__ = ["forecast_page"]

_MOST = 5
"""What-ifs beside each other at most."""

_CLOSED = (Phase.APPROVED, Phase.REFUSED, Phase.WITHDRAWN)


@never_cache
@login_required
@require_safe
def forecast_page(http: HttpRequest, id: str) -> HttpResponse:
    """The forecast from the end of ``?as_of=``, beside each ``?if=`` (usual ones where none is asked for)."""
    where = found(http, id)
    one = where.one
    asked = [text for text in http.GET.getlist("if") if text.strip()][:_MOST]
    usual = list(_usual(one))
    answer = forecast_of(one, asked or [text for text in usual if _is_open(one, text)][:3])
    given: dict[str, object] = {
        "where": where,
        "crumbs": where.crumbs_to(),
        "choices": _choices(where, usual, asked),
        "asked": asked,
    }
    if isinstance(answer, Refused):
        over = any(reason.code == "approval.forecast.over" for reason in answer.reasons)
        given |= {"refused": worded(answer, one.procedure), "over": over}
        return render(http, "approval/forecast.html", given)
    return render(http, "approval/forecast.html", {**given, **_shown(where, answer)})


def _shown(where: Found, answer: Forecast) -> dict[str, object]:
    procedure = where.one.procedure
    rows = beside(answer, procedure)
    named = [(gettext("As it stands"), answer.base)]
    named += [(row.words, one) for row, one in zip(rows, answer.what_ifs, strict=True)]
    dates = [*answer.base.dates, *(due for row in rows for due in row.dates)]
    return {
        "base": answer.base,
        "trials": answer.trials,
        "trials_shown": f"{answer.trials:,}",
        "approved": round(100 * answer.base.approved),
        "finishing": finishing(answer.base),
        "steps": critical_steps(answer.base, procedure),
        "rows": rows,
        "strips": strips(named) if rows and answer.base.dates else None,
        "moves": [(move, _address(where, [move.name])) for move in moves(answer, procedure)],
        "provisional": any(due.provisional for due in dates),
    }


def _usual(one: CaseSeen) -> Iterator[str]:
    """What-ifs that are worth a look: faster answers, lanes, recognition, for the steps that are not decided."""
    yield "answers=10"
    for step in one.procedure.steps:
        stands = one.standings[step.id]
        if stands.phase in _CLOSED:
            continue
        if step.recognises:
            yield f"recognised={step.id}"
        for lane in step.lanes:
            if lane.id not in (APPEAL, stands.lane):
                yield f"lane.{step.id}={lane.id}"
        estimate = one.procedure.estimates.get(step.id)
        begun = stands.phase not in (Phase.WAITING, Phase.READY)
        if estimate and estimate.after and not begun:
            yield f"parallel={step.id}"
        if estimate and estimate.prepare and not begun:
            yield f"prepared={step.id}"


def _is_open(one: CaseSeen, text: str) -> bool:
    """Whether the case as it stands may do so: it is kept out of no lane."""
    name, _, value = text.partition("=")
    step = one.procedure.step(name.removeprefix("lane."))
    lane = step.lane(value) if step and name.startswith("lane.") else None
    return not (step and lane and ineligible(one.case, one.procedure, step, lane, one.as_of))


def _choices(where: Found, usual: list[str], asked: list[str]) -> list[tuple[str, str, bool]]:
    """What-ifs to tick: as an address spells them, in words, and whether each is chosen."""
    return [
        (text, what_if_words(text, where.one.procedure), text in asked) for text in dict.fromkeys([*usual, *asked])
        if not where.one.case.withdrawn
    ]  # fmt: skip


def _address(where: Found, what_ifs: list[str]) -> str:
    day = {"as_of": where.one.as_of.isoformat()} if where.past else {}
    return "?" + urlencode({**day, "if": what_ifs}, doseq=True)
