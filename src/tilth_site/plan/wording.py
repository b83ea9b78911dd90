"""The plan's words in the reader's language: what the engine says in codes and in English sentences.

A sentence of the engine is its own key in the catalogue. Those that stand in no call of ``gettext`` are listed in
:data:`SENTENCES`, so that the catalogue knows them; a test holds the list against the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason, Refused
from tilth.plan import commands, events
from tilth.plan.evidence import MOVED, READING, SAME, VERDICT, Standing
from tilth.plan.model import Indicator
from tilth_site.pages.wording import holders, with_words

__all__ = ["CLAIMS", "HAPPENED", "SENTENCES", "claim_name", "sentence", "spoken", "worded"]

SENTENCES = (
    # How an indicator stands, and of what kind it is.
    gettext_noop("Attained"),
    gettext_noop("Reached for now"),
    gettext_noop("Likely"),
    gettext_noop("Open"),
    gettext_noop("Unlikely"),
    gettext_noop("Missed"),
    gettext_noop("Undecided"),
    gettext_noop("Cannot be told"),
    gettext_noop("No target"),
    gettext_noop("Count"),
    gettext_noop("Reported level"),
    gettext_noop("Ratio of two counts"),
    gettext_noop("Goal without a number"),
    gettext_noop("Met"),
    gettext_noop("Partly met"),
    gettext_noop("Not met"),
    gettext_noop("No verdict yet"),
    # Figures, bounds and chances; what a rule demands.
    gettext_noop("{certain} ({low} to {high})"),
    gettext_noop("{met} of {all} milestones met"),
    gettext_noop("at least {bound}"),
    gettext_noop("at most {bound}"),
    gettext_noop("{lower} to {upper}"),
    gettext_noop("{upper} to {lower}, the less the better"),
    gettext_noop("The chance to reach {bound} by the deadline is {percent}."),
    gettext_noop("more than 99 %"),
    gettext_noop("less than 1 %"),
    gettext_noop(
        "A thing counts from the first day on which it is shown, and once, however many rows speak of it."
    ),
    gettext_noop("A thing counts as long as it is there, and once, however many rows speak of it."),
    gettext_noop("Each event counts: one for each subject and day."),
    gettext_noop("A row counts that shows: {claims}."),
    gettext_noop("Only in: {places}."),
    gettext_noop("Only from {day} on."),
    gettext_noop("A thing no longer counts after a row that shows: {claims}."),
    gettext_noop("Only where “{fact}” is: {values}."),
    gettext_noop("Only where “{fact}” is none of: {values}."),
    gettext_noop("Only where “{fact}” is at least {values}."),
    gettext_noop("Only where “{fact}” is at most {values}."),
    gettext_noop("Only where “{fact}” is stated."),
    gettext_noop("The part consists of those of them for which, further:"),
    gettext_noop("The figure is reported by others, so there is no rule to count by."),
    # The words of the printed report.
    gettext_noop("As of {as_of}, by what was known and decided on {known_by}."),
    gettext_noop("Standing"),
    gettext_noop("Before the plan"),
    gettext_noop("{value} on {day}"),
    gettext_noop("This figure may not be published before somebody decides."),
    gettext_noop("Forecast"),
    gettext_noop("{wanted} by {deadline}"),
    gettext_noop("What is counted"),
    gettext_noop("Digest of the evidence"),
    gettext_noop("Figure"),
    gettext_noop("Milestones"),
    gettext_noop("Report sha256 {digest}"),
    gettext_noop("Indicator"),
    gettext_noop("Expected: {median}; {half_low} to {half_high} with 50 %, {low} to {high} with 90 %."),
    gettext_noop("Nobody has defined it, so there is no number."),
    gettext_noop("no target"),
    gettext_noop("Answers for it"),
    gettext_noop("Page {page} of {pages}"),
    gettext_noop("{part} of {whole}"),
    gettext_noop("Quarter to"),
    gettext_noop("Reasons"),
    gettext_noop("Past quarters under today’s definitions"),
    gettext_noop("Of the same evidence, as each figure was made then and as today’s definition makes it."),
    gettext_noop("{rows} rows, sha256 {digest}"),
    gettext_noop("The rule"),
    gettext_noop("Source"),
    gettext_noop("All figures"),
    gettext_noop("As made then"),
    gettext_noop("As made today"),
    gettext_noop("Version {version}, since {since}: {definition}"),
    gettext_noop("Wanted"),
    gettext_noop("{verdict}, {day}: {reason}"),
)
"""English sentences that the engine writes."""

HAPPENED: Mapping[str, str | Promise] = {
    events.EvidenceRecorded.TYPE: _("Handed in"),
    events.EvidenceAccepted.TYPE: pgettext_lazy("evidence", "Accepted"),
    events.EvidenceRejected.TYPE: pgettext_lazy("evidence", "Rejected"),
    events.EvidenceWithdrawn.TYPE: pgettext_lazy("evidence", "Withdrawn"),
}
"""Type of event -> what happened to a row of evidence."""

CLAIMS: Mapping[str, str | Promise] = {
    SAME: _("Two are the same"),
    MOVED: _("Moved to another place"),
    READING: _("Reported value"),
    VERDICT: _("Evidence for a milestone"),
}
"""Claims that the engine itself understands -> what they say."""

_ACTIONS: Mapping[str, str | Promise] = {
    "plan.plan.adopt": _("adopting a plan"),
    "plan.plan.revise": _("revising the plan"),
    "plan.evidence.record": _("handing in evidence"),
    "plan.evidence.accept": _("accepting evidence"),
    "plan.evidence.reject": _("rejecting evidence"),
    "plan.evidence.withdraw": _("withdrawing evidence"),
    "plan.report.publish": _("publishing a report"),
}
"""Permission -> its name inside a sentence."""

_COMMANDS: Mapping[str, str | Promise] = {
    commands.AdoptPlan.NAME: _("adopt"),
    commands.RevisePlan.NAME: _("revise"),
    commands.RecordEvidence.NAME: _("hand in"),
    commands.AcceptEvidence.NAME: pgettext_lazy("evidence", "accept"),
    commands.RejectEvidence.NAME: pgettext_lazy("evidence", "reject"),
    commands.WithdrawEvidence.NAME: pgettext_lazy("evidence", "withdraw"),
    commands.PublishReport.NAME: _("publish"),
    commands.SealReport.NAME: _("seal"),
}
"""Command -> its name inside a sentence."""

_STANDINGS: Mapping[str, str | Promise] = {
    Standing.PENDING.value: _("waiting for review"),
    Standing.ACCEPTED.value: _("accepted"),
    Standing.ENDED.value: _("rejected or withdrawn"),
}
"""Standing of a row of evidence -> its name inside a sentence."""

_SIDES: Mapping[str, str | Promise] = {
    "owner": _("whoever handed it in"),
    "operator": _("operator of the site"),
}


def sentence(english: str) -> str:
    """What the engine says in English, in the reader's language where the catalogue has it."""
    return gettext(english) if english else ""


def claim_name(claim: str) -> str:
    """What a row shows, in words; a plan's own claims are words already (``startup.registered``)."""
    return str(CLAIMS.get(claim, claim))


def spoken(reason: Reason, indicator: Indicator | None = None) -> str:
    """A reason with what would mend it, in the reader's language; the name and the unit of ``indicator``, which
    the engine says in English, as well.
    """
    if indicator is not None:
        reason = replace(reason, data={name: _own_word(fact, indicator) for name, fact in reason.data.items()})
    (kept,) = worded(Refused((reason,))).reasons
    return " ".join(sentence(part).format_map(kept.data) for part in (kept.sentence, kept.mend) if part)


def _own_word(fact: Fact, indicator: Indicator) -> Fact:
    """The indicator's own words in the reader's language, where the fact is one of them in English."""
    language = get_language() or "en"
    own = {words.en: words.in_language(language) for words in (indicator.unit, indicator.name)}
    return own.get(fact, fact) if isinstance(fact, str) else fact


def worded(refused: Refused) -> Refused:
    """The same refusal with words in place of the codes that its sentences would print."""
    return with_words(refused, _word)


def _word(name: str, fact: Fact) -> Fact:
    """The words for the fact in the place ``name`` of a sentence."""
    code = str(fact)
    match name:
        case "action":
            return str(_ACTIONS.get(code, fact))
        case "command":
            return str(_COMMANDS.get(code, fact))
        case "standing":
            return str(_STANDINGS.get(code, fact))
        case "roles":
            return holders(code, _SIDES)
        case _:
            return fact
