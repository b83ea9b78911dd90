"""The gate's words in the reader's language: what the engine says in codes and in English sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from tilth.approval.gate import Decision, events
from tilth.approval.screening.model import NO_PROOF, Kind, Layer
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Refused
from tilth_site.pages.wording import holders, with_words

__all__ = ["DECISIONS", "HAPPENED", "KINDS", "LAYERS", "SENTENCES", "no_proof", "note_words", "worded"]

SENTENCES = (
    gettext_noop("The biosafety officers of the foundry review it."),
    gettext_noop("The biosafety officers of the foundry did not clear it."),
    gettext_noop("The biosafety officers of the foundry cleared it."),
    gettext_noop("It was screened again."),
    # Why a layer did not run.
    gettext_noop("no reference is mounted"),
    gettext_noop("it was not asked"),
    gettext_noop("within the order only: the customer's earlier orders were not given"),
    gettext_noop("it is not installed"),
    gettext_noop("The screening could not be carried out."),
    gettext_noop(
        "This is no proof of safety: it says what was found in one database on one day, by the layers that ran."
    ),
)
"""English sentences that stand on a request or in a report."""

HAPPENED: Mapping[str, str | Promise] = {
    events.Screened.TYPE: _("Screened"),
    events.Attempted.TYPE: _("Could not be screened"),
    events.Reviewed.TYPE: _("Reviewed by an officer"),
    events.Cleared.TYPE: _("Cleared"),
    events.Refusal.TYPE: _("Not cleared"),
}
"""Type of event -> what happened."""

DECISIONS: Mapping[Decision, str | Promise] = {
    Decision.CLEAR: _("It may be built"),
    Decision.REFUSE: _("It may not be built"),
}
"""What an officer decides, and how they say it."""

LAYERS: Mapping[Layer, str | Promise] = {
    Layer.EXACT: _("Exact windows, both strands"),
    Layer.FRAMES: _("Amino acids in six frames"),
    Layer.SPLIT: _("Pieces that join, over several orders"),
    Layer.REFERENCE: _("Likeness to usual sequences"),
    Layer.BLASTN: _("Near matches of bases (blastn)"),
    Layer.DIAMOND: _("Near matches of amino acids (diamond)"),
}
"""Layer of the screening -> its name."""

KINDS: Mapping[Kind, str | Promise] = {
    Kind.EXACT: _("base for base"),
    Kind.FRAMES: _("amino acid for amino acid"),
    Kind.SPLIT: _("in pieces that join"),
    Kind.DIVERGED: _("nearly"),
}
"""Kind of a hit -> in words."""

_ACTIONS: Mapping[str, str | Promise] = {
    "approval.screening.review": _("deciding about a screening"),
    "approval.screening.repeat": _("having a design screened again"),
}

_SIDES: Mapping[str, str | Promise] = {"provider": _("foundry")}


_NOTES = (
    (re.compile(r"(?P<window>\d+) nt, both strands"), gettext_noop("{window} nt, both strands")),
    (re.compile(r"(?P<window>\d+) amino acids, six frames"), gettext_noop("{window} amino acids, six frames")),
    (
        re.compile(r"with what the customer ordered earlier: (?P<count>\d+)"),
        gettext_noop("with what the customer ordered earlier: {count}"),
    ),
    (re.compile(r"exact matches of (?P<window>\d+) nt"), gettext_noop("exact matches of {window} nt")),
)
"""What the engine notes of a layer that ran."""


def note_words(note: str) -> str:
    """What is noted of a layer, in the reader's language; the words of another program as they are."""
    for pattern, sentence in _NOTES:
        found = pattern.fullmatch(note)
        if found:
            return gettext(sentence).format_map(found.groupdict())
    return gettext(note) if note else ""


def no_proof() -> str:
    """What a screening does not show."""
    return gettext(NO_PROOF)


def worded(refused: Refused) -> Refused:
    """The same refusal with words in place of the codes that its sentences would print."""

    def word(name: str, fact: Fact) -> Fact:
        if name == "action":
            return str(_ACTIONS.get(str(fact), fact))
        return holders(str(fact), _SIDES) if name == "roles" else fact

    return with_words(refused, word)
