"""What can be decided about a row of evidence, each with its words: who may do it is the permissions' business."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilth.plan.commands import AcceptEvidence
from tilth.plan.evidence import READING, SAME, VERDICT, Standing
from tilth_site.accounts.permissions import Actor
from tilth_site.journal.actions import Call, Outcome
from tilth_site.plan.actions import accept, may, reject, withdraw
from tilth_site.plan.models import EvidenceRow

__all__ = ["DEEDS", "Deed", "Offer", "offers"]

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Deed:
    """A decision: its button, what it means, what is said when it is done, and from which standings it is open.

    ``special`` has other words for (label, lead) where the row makes that claim.
    """

    name: str
    action: str
    label: Text
    lead: Text
    done: Text
    standings: frozenset[str]
    do: Callable[[Call, str, AcceptEvidence], Outcome]
    danger: bool = False
    special: Mapping[str, tuple[Text, Text]] | None = None

    def words(self, claim: str) -> tuple[str, str]:
        """Label and lead for a row of this claim."""
        label, lead = (self.special or {}).get(claim, (self.label, self.lead))
        return str(label), str(lead)


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed that the reader may do to a row, and where."""

    deed: Deed
    label: str
    url: str


_WAITING = frozenset({Standing.PENDING.value})
_STANDING = frozenset({Standing.PENDING.value, Standing.ACCEPTED.value})

DEEDS: Mapping[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed(
            "accept",
            "plan.evidence.accept",
            pgettext_lazy("evidence", "Accept"),
            _("The row counts from today on."),
            _("The row is accepted, and counts."),
            _WAITING,
            accept,
            special={
                SAME: (_("They are the same"), _("From today on the two count as one.")),
                READING: (_("Choose this reading"), _("It becomes the value of its period.")),
                VERDICT: (_("Give a verdict"), _("What you find stands as the verdict on the milestone.")),
            },
        ),
        Deed(
            "reject",
            "plan.evidence.reject",
            pgettext_lazy("evidence", "Reject"),
            _("The row never counts. It stays on record with your reason."),
            _("The row is rejected."),
            _WAITING,
            lambda call, id, given: reject(call, id, given.reason),
            danger=True,
            special={SAME: (_("They are different"), _("The two go on counting as two."))},
        ),
        Deed(
            "withdraw",
            "plan.evidence.withdraw",
            pgettext_lazy("evidence", "Withdraw"),
            _("The row counts no longer from today on. Reports that were published with it stay as they are."),
            _("The row is withdrawn."),
            _STANDING,
            lambda call, id, given: withdraw(call, id, given.reason),
            danger=True,
        ),
    )
}
"""Name, as addresses spell it -> deed."""


def offers(who: Actor, record: EvidenceRow) -> list[Offer]:
    """The deeds that ``who`` may do to the row as it stands. A row that waits is withdrawn by its own side only;
    everybody else rejects it, and nobody accepts what he recorded himself.
    """
    found = []
    for deed in DEEDS.values():
        foreign = record.owner not in who.organisations
        if record.standing not in deed.standings or not may(who, deed.action, record):
            continue
        if deed.name == "accept" and record.recorded_by == who.person:
            continue
        if deed.name == "withdraw" and record.standing == Standing.PENDING.value and foreign:
            continue
        address = reverse("plan:decide", args=[record.id, deed.name])
        found.append(Offer(deed, deed.words(record.claim)[0], address))
    return found
