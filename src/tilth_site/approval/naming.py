"""What procedures and the things in them are called: steps, lanes, kinds of documents, facts and roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tilth.approval import Procedure, Step
from tilth.approval.model import STANDARD, Lane
from tilth_site.approval.wording import Text, said
from tilth_site.pages.wording import ROLES

__all__ = [
    "body_name",
    "fact_name",
    "jurisdiction",
    "kind_name",
    "lane_title",
    "procedure_title",
    "role_words",
    "step_title",
    "step_titles",
    "value_name",
]

_JURISDICTIONS: Mapping[str, Text] = {
    "CN": pgettext_lazy("jurisdiction", "China"),
    "EU": pgettext_lazy("jurisdiction", "European Union"),
    "GB": pgettext_lazy("jurisdiction", "Great Britain"),
    "IE": pgettext_lazy("jurisdiction", "Ireland"),
    "UK": pgettext_lazy("jurisdiction", "United Kingdom"),
    "US": pgettext_lazy("jurisdiction", "United States"),
}


_ROLES: Mapping[str, Text] = {"ethics_reviewer": _("Ethics reviewer")}


_BODIES: Mapping[str, Text] = {"lead-site-ethics": pgettext_lazy("body", "Ethics committee of the lead site")}


_KINDS: Mapping[str, Text] = {
    "answers": pgettext_lazy("document", "Answers"),
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
    "drug": pgettext_lazy("value", "drug"),
    "enzyme": pgettext_lazy("value", "enzyme"),
    "other": pgettext_lazy("value", "other"),
}


def _chinese() -> bool:
    return (get_language() or "en").startswith("zh")


def procedure_title(procedure: Procedure) -> str:
    """Its title in the reader's language, in English where it has no other."""
    return procedure.title_zh if _chinese() and procedure.title_zh else said(procedure.title)


def step_title(step: Step) -> str:
    """Its title in the reader's language, in English where it has no other."""
    return step.title_zh if _chinese() and step.title_zh else said(step.title)


def step_titles(procedure: Procedure, ids: Iterable[str]) -> list[str]:
    """The titles of the steps with those ids."""
    steps = (procedure.step(id) for id in ids)
    return [step_title(step) for step in steps if step]


def lane_title(lane: Lane) -> str:
    """What a lane is called."""
    return gettext("Standard lane") if lane.id == STANDARD else said(lane.title or lane.id)


def jurisdiction(code: str) -> str:
    """Where a procedure is law; its code where it has no name here."""
    return str(_JURISDICTIONS.get(code, code))


def kind_name(kind: str) -> str:
    """What a kind of document is called; a procedure's own kind by its code."""
    return str(_KINDS.get(kind, kind.replace("_", " ")))


def body_name(body: str) -> str:
    """What another body is called whose decisions a procedure recognises; one of its own by its code."""
    return str(_BODIES.get(body, body))


def fact_name(fact: str) -> str:
    """What a fact is about; a procedure's own fact by its code."""
    return str(_FACTS.get(fact, fact.replace("_", " ")))


def value_name(value: str) -> str:
    """The value of a fact in words; one that Tilth does not know as it was typed."""
    return str(_VALUES.get(value, value))


def role_words(role: str) -> str:
    """The role in which one votes."""
    return str(_ROLES.get(role) or ROLES.get(role) or role.replace("_", " "))
