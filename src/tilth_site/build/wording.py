"""The words of runs in the reader's language: what the engine says in codes and in English sentences.

A sentence of the engine is its own key in the catalogue. Those that stand in no call of ``gettext`` are listed
here under :func:`gettext_noop`, so that the catalogue knows them; a test holds the lists against the engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from tilth.foundry.build.run import commands, events
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason, Refused
from tilth_site.foundry.wording import worded as worded_by_foundry
from tilth_site.pages.wording import BADGES, with_words

__all__ = [
    "COMMANDS",
    "FAULTS",
    "HAPPENED",
    "PAYERS",
    "SENTENCES",
    "spoken",
    "worded",
]

SENTENCES = (
    # What the job says on its way.
    gettext_noop("Reading the designs"),
    gettext_noop("Compiling operations and transfers"),
    gettext_noop("Writing the robots’ files and checking them"),
)
"""English sentences that the job writes without a place to fill."""

HAPPENED: Mapping[str, str | Promise] = {
    events.Opened.TYPE: _("Run opened"),
    events.Revised.TYPE: _("To be planned anew"),
    events.Planned.TYPE: _("Plan compiled"),
    events.PlanFailed.TYPE: _("No plan could be compiled"),
    events.Checked.TYPE: _("Checks passed"),
    events.CheckFailed.TYPE: _("Checks found faults"),
    events.Started.TYPE: _("Started"),
    events.StepConfirmed.TYPE: _("Step done"),
    events.StepFailed.TYPE: _("Step failed"),
    events.Reported.TYPE: _("Robot’s report taken in"),
    events.RedoPlanned.TYPE: _("Failed transfers to be made again"),
    events.LeftOut.TYPE: _("Failed transfers left out"),
    events.Completed.TYPE: _("Run completed"),
    events.Aborted.TYPE: _("Run aborted"),
}
"""Type of event -> what happened."""

COMMANDS: Mapping[str, str | Promise] = {
    commands.Open.NAME: _("open"),
    commands.Revise.NAME: _("plan anew"),
    commands.Plan.NAME: _("record a plan"),
    commands.FailPlan.NAME: _("record that there is no plan"),
    commands.Start.NAME: _("start"),
    commands.Confirm.NAME: _("confirm a step"),
    commands.FailStep.NAME: _("record that a step failed"),
    commands.TakeReport.NAME: _("take in a report"),
    commands.PlanRedo.NAME: _("make failed transfers again"),
    commands.LeaveOut.NAME: _("leave failed transfers out"),
    commands.Complete.NAME: _("complete"),
    commands.Abort.NAME: _("abort"),
}
"""Command -> its name inside a sentence."""

_ACTIONS: Mapping[str, str | Promise] = {
    "foundry.run.open": _("opening a run"),
    "foundry.run.revise": _("planning the run anew"),
    "foundry.run.start": _("starting the run"),
    "foundry.run.confirm": _("confirming a step"),
    "foundry.run.fail_step": _("recording that a step failed"),
    "foundry.run.report": _("handing in a report"),
    "foundry.run.redo": _("making failed transfers again"),
    "foundry.run.leave_out": _("leaving failed transfers out"),
    "foundry.run.complete": _("completing the run"),
    "foundry.run.abort": _("aborting the run"),
}
"""Permission -> its name inside a sentence."""

FAULTS: Mapping[str, str | Promise] = {
    "instrument": _("The instrument"),
    "source_depleted": _("The source ran out"),
    "source_unreadable": _("The source could not be read"),
    "liquid": _("The liquid"),
    "labware": _("The labware"),
    "tips": _("The tips"),
    "operator": _("The operator"),
    "protocol": _("The protocol"),
    "not_run": _("It was not run"),
    "unknown": _("Unknown"),
}
"""Kind of fault -> what was at fault."""

PAYERS: Mapping[str, str | Promise] = {"foundry": _("The foundry’s"), "client": _("The client’s")}
"""Who bears the cost of making a transfer again."""


def spoken(reason: Reason) -> str:
    """A reason with what would mend it, in the reader's language."""
    sentences = (gettext(one) for one in (reason.sentence, reason.mend) if one)
    return " ".join(one.format_map(reason.data) for one in sentences)


def worded(refused: Refused) -> Refused:
    """The same refusal with words in place of the codes that its sentences would print."""
    if all(reason.code == "run.state" for reason in refused.reasons):
        return with_words(refused, _word)
    # A state in any other refusal is a request's, and who may do what is said as the foundry says it.
    return worded_by_foundry(with_words(refused, _named))


def _named(name: str, fact: Fact) -> Fact:
    """The words for an action of this app."""
    return str(_ACTIONS.get(str(fact), fact)) if name == "action" else fact


def _word(name: str, fact: Fact) -> Fact:
    """The words for the fact in the place ``name`` of a sentence."""
    code = str(fact)
    match name:
        case "state":
            return str(BADGES["run"][code][0]) if code in BADGES["run"] else fact
        case "states":
            return gettext(", ").join(str(BADGES["run"][state][0]) for state in code.split(", ") if state)
        case "command":
            return str(COMMANDS.get(code, fact))
        case _:
            return fact
