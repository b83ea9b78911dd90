"""The foundry's words in the reader's language: what the engine says in codes and in English sentences.

A sentence of the engine is its own key in the catalogue. Those that stand in no call of ``gettext`` are listed
here under :func:`gettext_noop`, so that the catalogue knows them; a test holds the lists against the engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from tilth.foundry.request import Side, commands, events
from tilth.foundry.request.pricing import Line
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Refused
from tilth.kernel.signature import Meaning
from tilth_site.pages.wording import BADGES, holders, with_words

__all__ = [
    "COMMANDS",
    "FIELDS",
    "HAPPENED",
    "MEANINGS",
    "SENTENCES",
    "line_name",
    "sentence",
    "side_name",
    "worded",
]

SENTENCES = (
    # The example price list: what is sold, and to whom.
    gettext_noop("Set-up of a request: check of the design, worklists, reagents"),
    gettext_noop("Synthesis of parts not in stock, per base"),
    gettext_noop("Assembly reaction, per construct"),
    gettext_noop("Transformation and plating, per construct"),
    gettext_noop("Picking and overnight culture, per colony"),
    gettext_noop("Sequence verification, per colony"),
    gettext_noop("Glycerol stock kept for a year, per construct"),
    gettext_noop("Shipment on dry ice within China"),
    gettext_noop("Groups of the centre itself"),
    gettext_noop("Universities and public institutes"),
    gettext_noop("Ventures in the incubator"),
    gettext_noop("Companies"),
    # What an assessment says of a group, and of an estimate that is missing.
    gettext_noop("No ligation table is stored for its enzyme, or it has no overhangs."),
    gettext_noop("Nothing can be built, so nothing is priced."),
    # What the job says on its way.
    gettext_noop("Reading parts"),
    gettext_noop("Assembling"),
    gettext_noop("Writing every construct out"),
    gettext_noop("Pricing"),
)
"""English sentences that the engine writes without a place to fill."""

_MINIMUM = " (minimum charge)"

HAPPENED: Mapping[str, str | Promise] = {
    events.Opened.TYPE: _("Request opened"),
    events.Designed.TYPE: _("Design handed in"),
    events.Assessed.TYPE: _("Design checked"),
    events.AssessmentFailed.TYPE: _("Design could not be checked"),
    events.Submitted.TYPE: _("Submitted to the foundry"),
    events.ChangesRequested.TYPE: _("Changes asked for"),
    events.Accepted.TYPE: _("Accepted"),
    events.Rejected.TYPE: _("Rejected"),
    events.Withdrawn.TYPE: _("Withdrawn"),
    events.Quoted.TYPE: _("Statement of work drawn up"),
    events.Signed.TYPE: _("Statement of work signed"),
    events.Queued.TYPE: _("Place in a build slot taken"),
    events.Screened.TYPE: _("Screening recorded"),
    events.Started.TYPE: _("Released to build"),
    events.Completed.TYPE: _("Build completed"),
    events.Closed.TYPE: _("Closed"),
}
"""Type of event -> what happened."""

COMMANDS: Mapping[str, str | Promise] = {
    commands.Open.NAME: _("open"),
    commands.Revise.NAME: _("hand in a design"),
    commands.Assess.NAME: _("record an assessment"),
    commands.FailAssessment.NAME: _("record a failed assessment"),
    commands.Screen.NAME: _("record a screening"),
    commands.Submit.NAME: _("submit"),
    commands.AskForChanges.NAME: _("ask for changes"),
    commands.Accept.NAME: _("accept"),
    commands.Reject.NAME: _("reject"),
    commands.Withdraw.NAME: _("withdraw"),
    commands.Quote.NAME: _("quote"),
    commands.Sign.NAME: _("sign"),
    commands.Queue.NAME: _("queue"),
    commands.Start.NAME: _("release to build"),
    commands.Complete.NAME: _("complete"),
    commands.Close.NAME: _("close"),
}
"""Command -> its name inside a sentence."""

_ACTIONS: Mapping[str, str | Promise] = {
    "foundry.request.open": _("opening a request"),
    "foundry.request.design": _("handing in a design"),
    "foundry.request.submit": _("submitting the request"),
    "foundry.request.withdraw": _("withdrawing the request"),
    "foundry.request.sign_as_owner": _("signing for the customer"),
    "foundry.request.sign_as_provider": _("signing for the foundry"),
    "foundry.request.request_changes": _("asking for changes"),
    "foundry.request.accept": _("accepting the request"),
    "foundry.request.reject": _("rejecting the request"),
    "foundry.request.quote": _("quoting"),
    "foundry.request.queue": _("queueing the request"),
    "foundry.request.start": _("releasing the design to build"),
    "foundry.request.complete": _("completing the build"),
    "foundry.request.close": _("closing the request"),
    "foundry.request.screen": _("recording a screening"),
    "foundry.slot.open": _("opening a build slot"),
    "foundry.slot.close": _("closing a build slot"),
}
"""Permission -> its name inside a sentence."""

FIELDS: Mapping[str, str | Promise] = {
    "design_version": _("Design version"),
    "customer_class": _("Customer class"),
    "price_list": _("Price list"),
    "total": _("Total"),
    "earliest": _("Earliest date"),
    "latest": _("Latest date"),
    "provisional": _("Provisional dates"),
    "valid_until": _("Can be signed until"),
    "terms": _("Terms"),
    "assumptions": _("Assumptions"),
}
"""Field of a statement of work -> its name."""

MEANINGS: Mapping[Meaning, str | Promise] = {
    Meaning.ACCEPTANCE: _("Acceptance: I accept it for my side"),
    Meaning.APPROVAL: _("Approval: I approve it"),
    Meaning.AUTHORSHIP: _("Authorship: I wrote it"),
    Meaning.REVIEW: _("Review: I have reviewed it"),
    Meaning.RESPONSIBILITY: _("Responsibility: I answer for it"),
}
"""What a signature may mean (21 CFR 11.50), and how the signer says it."""

_SIDES: Mapping[str, str | Promise] = {
    Side.OWNER.value: _("customer"),
    Side.PROVIDER.value: _("foundry"),
    "operator": _("operator of the site"),
}


def sentence(english: str) -> str:
    """What the engine says in English, in the reader's language where the catalogue has it."""
    return gettext(english) if english else ""


def line_name(line: Line) -> str:
    """What a line of a price is for."""
    if line.what.endswith(_MINIMUM):
        return gettext("%(item)s (minimum charge)") % {"item": gettext(line.what.removesuffix(_MINIMUM))}
    return gettext(line.what)


def side_name(side: str) -> str:
    """A side in a word."""
    return str(_SIDES[side])


def worded(refused: Refused) -> Refused:
    """The same refusal with words in place of the codes that its sentences would print."""
    return with_words(refused, _word)


def _word(name: str, fact: Fact) -> Fact:
    """The words for the fact in the place ``name`` of a sentence."""
    code = str(fact)
    match name:
        case "state":
            return str(BADGES["request"][code][0]) if code in BADGES["request"] else fact
        case "states":
            return gettext(", ").join(str(BADGES["request"][state][0]) for state in code.split(", ") if state)
        case "command":
            return str(COMMANDS.get(code, fact))
        case "action":
            return str(_ACTIONS.get(code, fact))
        case "side":
            return str(_SIDES.get(code, fact))
        case "sides":
            return gettext(", ").join(str(_SIDES.get(side, side)) for side in code.split(", "))
        case "roles":
            return holders(code, _SIDES)
        case _:
            return fact
