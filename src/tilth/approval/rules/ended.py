"""How a step that has ended says no: a whole sentence for each end, so that each can be translated whole."""

from __future__ import annotations

from collections.abc import Mapping

from tilth.approval.clock.standing import Phase, Standing
from tilth.approval.events import CaseEvent
from tilth.approval.rules.saying import no
from tilth.kernel.refusal import Refused

__all__ = ["closed"]

_DECIDED: Mapping[Phase, str] = {
    Phase.APPROVED: "The step {step} was approved on {since}.",
    Phase.REFUSED: "The step {step} was refused on {since}.",
    Phase.WITHDRAWN: "The application for {step} was taken back on {since}.",
}

_LIMIT_PASSED: Mapping[Phase, str] = {
    Phase.APPROVED: "The step {step} counts as approved since {since}: its limit passed.",
    Phase.REFUSED: "The step {step} counts as refused since {since}: its limit passed.",
}

_UNANSWERED: Mapping[Phase, str] = {
    Phase.REFUSED: "The step {step} counts as refused since {since}: its questions were not answered in time.",
    Phase.WITHDRAWN: "The application for {step} lapsed on {since}: its questions were not answered in time.",
}

_MENDS: Mapping[Phase, str] = {
    Phase.APPROVED: "Nothing more is to be done in it.",
    Phase.REFUSED: "A refusal can be appealed where the step knows appeals.",
    Phase.WITHDRAWN: "Open another case to apply again.",
}


def closed(event: CaseEvent, now: Standing) -> Refused:
    """The refusal of an ``event`` in a step that stands at an end."""
    ends = _UNANSWERED if now.unanswered else _LIMIT_PASSED if now.deemed else _DECIDED
    return no("closed", ends[now.phase], _MENDS[now.phase], event, since=str(now.since))
