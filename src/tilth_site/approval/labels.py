"""What the codes of the engine are called: phases, outcomes, parties, events and the rest."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilth.approval import events
from tilth.approval.case import Outcome
from tilth.approval.clock import Phase
from tilth.approval.dossier import Kind
from tilth.approval.terms import DayZero, Expiry, Party, Roll, Start
from tilth_site.approval.wording import Text

__all__ = [
    "CALENDARS",
    "EXPIRY",
    "HAPPENED",
    "INTERESTS",
    "OUTCOMES",
    "PARTIES",
    "PHASES",
    "ROLLS",
    "STARTS",
    "THINGS",
    "ZEROS",
]

PHASES: Mapping[Phase, tuple[Text, str]] = {
    Phase.WAITING: (pgettext_lazy("phase", "Waits for other steps"), "neutral"),
    Phase.READY: (pgettext_lazy("phase", "Can be handed in"), "info"),
    Phase.SUBMITTED: (pgettext_lazy("phase", "Handed in"), "info"),
    Phase.RUNNING: (pgettext_lazy("phase", "Clock runs"), "info"),
    Phase.STOPPED: (pgettext_lazy("phase", "Clock is stopped"), "warn"),
    Phase.APPROVED: (pgettext_lazy("phase", "Approved"), "good"),
    Phase.REFUSED: (pgettext_lazy("phase", "Refused"), "bad"),
    Phase.WITHDRAWN: (pgettext_lazy("phase", "Withdrawn"), "neutral"),
}
"""Phase of a step -> its words and the tone of its badge."""


OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.APPROVED: pgettext_lazy("outcome", "Approve"),
    Outcome.REFUSED: pgettext_lazy("outcome", "Refuse"),
}
"""What a vote or a decision says, as the one who decides says it."""


EXPIRY: Mapping[Expiry, Text] = {
    Expiry.DEEMED_APPROVED: _("Without a decision by then, it counts as approved."),
    Expiry.DEEMED_REFUSED: _("Without a decision by then, it counts as refused."),
    Expiry.ESCALATE: _(
        "Without a decision by then, it is late: nothing is deemed, and the delay can be taken further."
    ),
    Expiry.REVERT_TO: _("Without a decision by then, it goes on under the longer limit of another lane."),
}
"""What the passing of a limit means."""


PARTIES: Mapping[Party, Text] = {
    Party.APPLICANT: pgettext_lazy("party", "the applicant"),
    Party.AUTHORITY: pgettext_lazy("party", "the authority"),
}
"""Whose time a stop is."""


STARTS: Mapping[Start, Text] = {
    Start.SUBMITTED: _("when the dossier is handed in"),
    Start.ACCEPTED: _("when the application is accepted"),
    Start.NEEDS_MET: _("when the steps before it are approved"),
    Start.APPEALED: _("when the applicant appeals"),
}
"""What starts a clock."""


ZEROS: Mapping[DayZero, Text] = {
    DayZero.EXCLUDED: _("The day of that event is not counted."),
    DayZero.INCLUDED: _("The day of that event is the first day."),
}
"""Whether the day of the start counts."""


ROLLS: Mapping[Roll, Text] = {
    Roll.NONE: _("The last day stays where it falls."),
    Roll.NEXT_WORKING_DAY: _("A last day that is not worked moves to the next working day."),
    Roll.REGULATION_1182_71: _(
        "A last day that is not worked moves to the next working day (Regulation 1182/71)."
    ),
}
"""What becomes of a last day that is not worked."""


CALENDARS: Mapping[str, Text] = {
    "CN": pgettext_lazy("calendar", "China’s working days"),
    "EU": pgettext_lazy("calendar", "working days of the EU’s institutions"),
    "IE": pgettext_lazy("calendar", "Ireland’s working days"),
    "UK": pgettext_lazy("calendar", "working days of England and Wales"),
    "US": pgettext_lazy("calendar", "US federal working days"),
}
"""By whose calendar working days are counted."""


THINGS: Mapping[Kind, Text] = {
    Kind.DESIGN: pgettext_lazy("thing", "design"),
    Kind.BATCH: pgettext_lazy("thing", "batch"),
    Kind.READ: pgettext_lazy("thing", "sequencing read"),
    Kind.ASSAY: pgettext_lazy("thing", "assay"),
}
"""What files of a dossier rest on."""


INTERESTS: Mapping[str, Text] = {
    "equity": pgettext_lazy("interest", "equity"),
    "employment": pgettext_lazy("interest", "employment"),
    "authorship": pgettext_lazy("interest", "authorship"),
    "consulting": pgettext_lazy("interest", "consulting"),
    "family": pgettext_lazy("interest", "family"),
    "study_team": pgettext_lazy("interest", "study team"),
}
"""A kind of interest in an organisation."""


HAPPENED: Mapping[str, Text] = {
    events.CaseOpened.TYPE: _("Case opened"),
    events.FactStated.TYPE: _("Fact stated"),
    events.EvidenceAdded.TYPE: _("Document added"),
    events.InterestDeclared.TYPE: _("Interest declared"),
    events.LaneTaken.TYPE: _("Lane taken"),
    events.ReviewerAssigned.TYPE: _("Reviewer assigned"),
    events.DossierSealed.TYPE: _("Dossier sealed"),
    events.PartSubmitted.TYPE: _("Part handed in"),
    events.Submitted.TYPE: _("Dossier handed in"),
    events.Accepted.TYPE: _("Accepted for review"),
    events.QuestionsAsked.TYPE: _("Questions asked"),
    events.AnswersReceived.TYPE: _("Answers received"),
    events.Paused.TYPE: _("Clock paused"),
    events.Resumed.TYPE: _("Pause ended"),
    events.Voted.TYPE: _("Vote given"),
    events.Decided.TYPE: _("Decided"),
    events.Recognised.TYPE: _("Decision of another body recognised"),
    events.StepWithdrawn.TYPE: _("Application taken back"),
    events.Appealed.TYPE: _("Appeal made"),
    events.CaseWithdrawn.TYPE: _("Case withdrawn"),
}
"""Type of event -> what happened."""
