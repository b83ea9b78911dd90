"""Why something was refused, in the words of the reader: sentences of the engine without its codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tilth.approval import Procedure
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason, Refused
from tilth_site.approval.labels import INTERESTS
from tilth_site.approval.naming import (
    body_name,
    fact_name,
    kind_name,
    lane_title,
    role_words,
    step_title,
    step_titles,
    value_name,
)
from tilth_site.approval.wording import Text, joined, said
from tilth_site.pages.wording import holders, with_words

__all__ = ["reason_words", "worded"]

_ACTIONS: Mapping[str, Text] = {
    "approval.case.open": _("opening a case"),
    "approval.case.state_fact": _("stating a fact"),
    "approval.case.add_evidence": _("adding a document"),
    "approval.case.declare_interest": _("declaring an interest"),
    "approval.case.withdraw": _("withdrawing the case"),
    "approval.step.take_lane": _("taking a lane"),
    "approval.step.assign": _("assigning a reviewer"),
    "approval.step.seal": _("sealing the dossier"),
    "approval.step.submit": _("handing in the dossier"),
    "approval.step.accept": _("accepting the application"),
    "approval.step.ask": _("asking questions"),
    "approval.step.answer": _("answering questions"),
    "approval.step.pause": _("pausing the clock"),
    "approval.step.vote": _("voting"),
    "approval.step.decide": _("recording a decision"),
    "approval.step.recognise": _("recognising another body’s decision"),
    "approval.step.withdraw": _("taking the application back"),
    "approval.step.appeal": _("appealing"),
}


_SIDES: Mapping[str, Text] = {
    "owner": pgettext_lazy("side", "applicant"),
    "operator": pgettext_lazy("side", "operator of the site"),
}


def reason_words(reason: Reason, procedure: Procedure | None = None) -> tuple[str, str]:
    """A reason in the reader's language: its sentence, and what would mend it."""
    given = {place: _word(procedure, place, fact) for place, fact in reason.data.items()}
    mend = said(reason.mend).format_map(given) if reason.mend else ""
    return said(reason.sentence).format_map(given), mend


def worded(refused: Refused, procedure: Procedure | None = None) -> Refused:
    """The same refusal with words in place of the codes that its sentences would print; with ``procedure``, steps
    and lanes by their titles. A place is left out that is a code: of a step, which the sentence names, or of an
    event.
    """
    said = with_words(refused, partial(_word, procedure))
    steps = {step.id for step in procedure.steps} if procedure else set()
    return Refused(
        tuple(replace(each, where="") if _is_code(each.where, steps) else each for each in said.reasons)
    )


def _is_code(where: str, steps: Collection[str]) -> bool:
    return where in steps or where.startswith("approval.")


def _word(procedure: Procedure | None, name: str, fact: Fact) -> Fact:
    """The words for the fact in the place ``name`` of a sentence."""
    code = str(fact)
    match name:
        case "action":
            return str(_ACTIONS.get(code, fact))
        case "roles":
            each = code.split(", ")
            return holders(code, _SIDES) if "(" in code else joined([role_words(role) for role in each])
        case "role":
            return role_words(code)
        case "kind":
            return kind_name(code)
        case "fact":
            return fact_name(code)
        case "said":
            return _stated(code)
        case "kinds":
            return joined([str(INTERESTS.get(kind, kind)) for kind in code.split(", ")])
        case "clause" | "rule" | "reason":
            return said(code)
        case "body":
            return body_name(code)
        case "bodies":
            return joined([body_name(each) for each in code.split(", ")])
        case "stops":
            return joined([said(each) for each in code.split(", ")])
        case "needs":
            return joined(step_titles(procedure, code.split(", "))) if procedure else code
        case "step" | "lane":
            return _named(procedure, name, code)
        case _:
            return fact


def _named(procedure: Procedure | None, name: str, code: str) -> str:
    """A step or a lane of the procedure by its title."""
    for step in procedure.steps if procedure else ():
        if name == "step" and step.id == code:
            return step_title(step)
        lane = step.lane(code) if name == "lane" else None
        if lane:
            return lane_title(lane)
    return code


def _stated(english: str) -> str:
    """What the engine says of a fact that a clause asks about (``completeness.ineligible``)."""
    fact, stated, value = english.partition(" is ")
    if not stated:
        name = fact_name(english.removeprefix("nobody has stated "))
        return gettext("nobody has stated: %(fact)s") % {"fact": name}
    return gettext("%(fact)s: %(value)s") % {"fact": fact_name(fact), "value": value_name(value)}
