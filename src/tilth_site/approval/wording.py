"""The approval room's words in the reader's language: for what the engine says in codes and English sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tilth.approval import Procedure, Step, events
from tilth.approval.case import Outcome
from tilth.approval.clock import Phase
from tilth.approval.dossier import Kind
from tilth.approval.model import STANDARD, Lane
from tilth.approval.terms import DayZero, Expiry, Party, Roll, Start, Unit
from tilth.kernel.errors import Fact
from tilth.kernel.refusal import Reason, Refused
from tilth_site.pages.wording import ROLES, holders, with_words

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
    "amount",
    "decision_reason",
    "fact_name",
    "joined",
    "jurisdiction",
    "kind_name",
    "lane_title",
    "procedure_title",
    "reason_words",
    "role_words",
    "said",
    "step_title",
    "value_name",
    "worded",
]

Text = str | Promise

_VOTES = re.compile(r"(?P<equal>\d+) of (?P<all>\d+) votes")
"""How the engine counts the votes that decide."""

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

_JURISDICTIONS: Mapping[str, Text] = {
    "CN": pgettext_lazy("jurisdiction", "China"),
    "EU": pgettext_lazy("jurisdiction", "European Union"),
    "GB": pgettext_lazy("jurisdiction", "Great Britain"),
    "IE": pgettext_lazy("jurisdiction", "Ireland"),
    "UK": pgettext_lazy("jurisdiction", "United Kingdom"),
    "US": pgettext_lazy("jurisdiction", "United States"),
}

_ROLES: Mapping[str, Text] = {"ethics_reviewer": _("Ethics reviewer")}

INTERESTS: Mapping[str, Text] = {
    "equity": pgettext_lazy("interest", "equity"),
    "employment": pgettext_lazy("interest", "employment"),
    "authorship": pgettext_lazy("interest", "authorship"),
    "consulting": pgettext_lazy("interest", "consulting"),
    "family": pgettext_lazy("interest", "family"),
}
"""A kind of interest in an organisation."""

_KINDS: Mapping[str, Text] = {
    "application_form": pgettext_lazy("document", "Application form"),
    "biosafety_approval": pgettext_lazy("document", "Decision of a biosafety committee"),
    "clinical_protocol": pgettext_lazy("document", "Clinical protocol"),
    "clinical_study_report": pgettext_lazy("document", "Clinical study report"),
    "consent_form": pgettext_lazy("document", "Consent form"),
    "contract": pgettext_lazy("document", "Contract"),
    "ethics_approval": pgettext_lazy("document", "Opinion of an ethics committee"),
    "investigators_brochure": pgettext_lazy("document", "Investigator’s brochure"),
    "item_description": pgettext_lazy("document", "Description of the items"),
    "notification": pgettext_lazy("document", "Notification"),
    "pharmacy_data": pgettext_lazy("document", "Manufacture and quality"),
    "risk_assessment": pgettext_lazy("document", "Risk assessment"),
    "sequence_verification": pgettext_lazy("document", "Sequence verification"),
    "toxicology_report": pgettext_lazy("document", "Toxicology report"),
}

_FACTS: Mapping[str, Text] = {
    "accelerated": pgettext_lazy("fact", "Accelerated assessment was granted"),
    "class": pgettext_lazy("fact", "Class of the contained use"),
    "combined": pgettext_lazy("fact", "Several items are applied for together"),
    "glp": pgettext_lazy("fact", "Done under good laboratory practice"),
    "ground": pgettext_lazy("fact", "Ground for the faster lane"),
    "inspection": pgettext_lazy("fact", "Clinical data, inspection or testing are involved"),
    "marketed_overseas": pgettext_lazy("fact", "Marketed overseas"),
    "outbreak": pgettext_lazy("fact", "A public health emergency was declared"),
    "premises_notified": pgettext_lazy("fact", "The premises were notified before"),
    "priority": pgettext_lazy("fact", "Admitted to priority review"),
    "product": pgettext_lazy("fact", "Kind of product"),
    "rare_disease": pgettext_lazy("fact", "For a rare disease"),
    "registration_class": pgettext_lazy("fact", "Class of registration"),
    "site": pgettext_lazy("fact", "Where the trial is"),
}

_VALUES: Mapping[str, Text] = {
    "yes": pgettext_lazy("value", "yes"),
    "no": pgettext_lazy("value", "no"),
    "larger": pgettext_lazy("value", "larger organisms"),
    "national_key": pgettext_lazy("value", "national key programme"),
    "paediatric": pgettext_lazy("value", "for children"),
    "rare_disease": pgettext_lazy("value", "for a rare disease"),
    "global_synchronous": pgettext_lazy("value", "developed worldwide at the same time"),
    "beijing": pgettext_lazy("value", "Beijing"),
    "shanghai": pgettext_lazy("value", "Shanghai"),
    "cell_therapy": pgettext_lazy("value", "cell therapy"),
    "gene_therapy": pgettext_lazy("value", "gene therapy"),
    "vaccine": pgettext_lazy("value", "vaccine"),
    "enzyme": pgettext_lazy("value", "enzyme"),
}

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


def _chinese() -> bool:
    return (get_language() or "en").startswith("zh")


def said(english: str) -> str:
    """A sentence of the engine or of a procedure, in the reader's language where the catalogue has it."""
    return gettext(english) if english else ""


def decision_reason(reason: str, by: str) -> str:
    """Why a step was decided: the count of votes in the reader's language, else what the authority said."""
    counted = _VOTES.fullmatch(reason) if by == "vote" else None
    return gettext("%(equal)s of %(all)s votes") % counted.groupdict() if counted else reason


def procedure_title(procedure: Procedure) -> str:
    """Its title in the reader's language, in English where it has no other."""
    return procedure.title_zh if _chinese() and procedure.title_zh else said(procedure.title)


def step_title(step: Step) -> str:
    """Its title in the reader's language, in English where it has no other."""
    return step.title_zh if _chinese() and step.title_zh else said(step.title)


def lane_title(lane: Lane) -> str:
    """What a lane is called."""
    return gettext("Standard lane") if lane.id == STANDARD else said(lane.title or lane.id)


def jurisdiction(code: str) -> str:
    """Where a procedure is law; its code where it has no name here."""
    return str(_JURISDICTIONS.get(code, code))


def kind_name(kind: str) -> str:
    """What a kind of document is called; a procedure's own kind by its code."""
    return str(_KINDS.get(kind, kind.replace("_", " ")))


def fact_name(fact: str) -> str:
    """What a fact is about; a procedure's own fact by its code."""
    return str(_FACTS.get(fact, fact.replace("_", " ")))


def value_name(value: str) -> str:
    """The value of a fact in words; one that Tilth does not know as it was typed."""
    return str(_VALUES.get(value, value))


def role_words(role: str) -> str:
    """The role in which one votes."""
    return str(_ROLES.get(role) or ROLES.get(role) or role.replace("_", " "))


def amount(number: int, unit: Unit) -> str:
    """``12 working days``, in the reader's language."""
    given = {"number": number}
    if unit is Unit.WORKING_DAY:
        return ngettext("%(number)d working day", "%(number)d working days", number) % given
    if unit is Unit.MONTH:
        return ngettext("%(number)d month", "%(number)d months", number) % given
    return npgettext("length", "%(number)d calendar day", "%(number)d calendar days", number) % given


def joined(words: list[str]) -> str:
    """A list in one line."""
    return gettext(", ").join(words)


def reason_words(reason: Reason, procedure: Procedure | None = None) -> tuple[str, str]:
    """A reason in the reader's language: its sentence, and what would mend it."""
    given = {place: _word(procedure, place, fact) for place, fact in reason.data.items()}
    mend = said(reason.mend).format_map(given) if reason.mend else ""
    return said(reason.sentence).format_map(given), mend


def worded(refused: Refused, procedure: Procedure | None = None) -> Refused:
    """The same refusal with words in place of the codes that its sentences would print; with ``procedure``, steps
    and lanes by their titles.
    """
    return with_words(refused, partial(_word, procedure))


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
        case "phase":
            return str(PHASES[Phase(code)][0]) if code in set(Phase) else fact
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
