"""The forms of the room's pages. They check what needs no look at the case; the rules check the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tilth.approval import Procedure, Step
from tilth.approval.model import APPEAL
from tilth.kernel.refusal import Refused
from tilth_site.approval.choices import Choices, asked_facts, document_facts, kinds_of
from tilth_site.approval.labels import INTERESTS
from tilth_site.approval.naming import fact_name, lane_title, role_words, value_name
from tilth_site.approval.reasons import worded
from tilth_site.approval.wording import said
from tilth_site.pages.keyed import KeyedForm
from tilth_site.pages.wording import labelled

__all__ = [
    "AnswerForm",
    "AppealForm",
    "AssignForm",
    "DatedForm",
    "DocumentForm",
    "FactForm",
    "InterestForm",
    "LaneForm",
    "NewCaseForm",
    "PartForm",
    "PauseForm",
    "QuestionsForm",
    "ReasonForm",
    "ResultForm",
    "say",
]


_BESIDE: Mapping[str, tuple[str, ...]] = {
    "on": ("dated", "early", "future", "order"),
    "lane": ("lane", "notice"),
    "letter": ("halt", "letter"),
    "person": ("assigned", "conflict", "interest", "no_reviewer"),
    "role": ("role",),
    "body": ("body",),
    "decided_on": ("manifest",),
    "file": ("paper", "twice"),
    "result": ("twice",),
}
"""Field -> the refusals of a case that its value can mend."""


def say(form: forms.Form, refused: Refused, procedure: Procedure | None = None) -> None:
    """Show in the reader's language why something was refused: beside the field that can mend it, where the form
    has one, else above the form.
    """
    for reason in worded(refused, procedure).reasons:
        message = gettext(reason.sentence).format_map(reason.data)
        mend = gettext(reason.mend).format_map(reason.data) if reason.mend else ""
        form.add_error(_field(form, reason.code), f"{message} {mend}".strip())


def _field(form: forms.Form, code: str) -> str | None:
    """The field beside which a refusal with this code is shown."""
    room, _sep, rest = code.partition(".")
    if room == "upload":
        return next((name for name, one in form.fields.items() if isinstance(one, forms.FileField)), None)
    if code.startswith("approval.lane."):
        return "lane" if "lane" in form.fields else None
    own = rest.removeprefix("case.")
    return next((field for field, codes in _BESIDE.items() if own in codes and field in form.fields), None)


def _choices(form: forms.Form, field: str, choices: Sequence[tuple[str, str]]) -> None:
    given = form.fields[field]
    assert isinstance(given, forms.ChoiceField)
    given.choices = list(choices)


class _Day(forms.DateInput):
    """A day, in the form in which browsers send one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DatedForm(KeyedForm):
    """What happened today; an officer may date it earlier (``dated``)."""

    on = forms.DateField(
        label=_("On which day"),
        required=False,
        widget=_Day,
        help_text=_("Leave it empty for today. Clocks count from this day."),
    )

    def __init__(self, *args: Any, dated: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not dated:
            del self.fields["on"]


class NewCaseForm(KeyedForm):
    """Who applies, and the facts on which lanes depend."""

    applicant = forms.ChoiceField(
        label=pgettext_lazy("case", "For whom"), help_text=_("The firm or the venture that applies.")
    )

    def __init__(self, *args: Any, applicants: Choices, procedure: Procedure, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "applicant", applicants)
        for fact, values in asked_facts(procedure).items():
            self.fields[f"fact-{fact}"] = forms.ChoiceField(
                label=fact_name(fact),
                required=False,
                choices=[("", gettext("not stated")), *values, (_OTHER, gettext("none of these"))],
            )

    @property
    def facts(self) -> dict[str, str]:
        """The facts that were stated."""
        given = {name.partition("-")[2]: value for name, value in self.cleaned_data.items() if "-" in name}
        return {fact: value for fact, value in given.items() if value}


_OTHER = "other"
"""The value of a fact that is none of those which a clause knows."""


class FactForm(DatedForm):
    """A fact, stated or stated anew."""

    fact = forms.ChoiceField(label=_("Fact"))
    value = forms.CharField(label=_("Value"), max_length=200)

    def __init__(self, *args: Any, procedure: Procedure, **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = asked_facts(procedure)
        _choices(self, "fact", [(fact, fact_name(fact)) for fact in self.known])
        lines = (
            (labelled(fact_name(fact), gettext(", ").join(words for _, words in values)),)
            for fact, values in self.known.items()
            if values
        )
        self.fields["value"].help_text = format_html(
            "{}<ul>{}</ul>", gettext("What the procedure asks about:"), format_html_join("", "<li>{}</li>", lines)
        )

    def clean(self) -> dict[str, Any]:
        """As it was sent, with the code of a value that was given in words."""
        given = super().clean() or self.cleaned_data
        codes = {words.casefold(): code for code, words in self.known.get(given.get("fact", ""), [])}
        if "value" in given:
            given["value"] = codes.get(given["value"].casefold(), given["value"])
        return given


class DocumentForm(DatedForm):
    """A document as evidence of a kind; with the facts of it that clauses ask about."""

    kind = forms.ChoiceField(label=_("What it is"))
    file = forms.FileField(label=_("Document"), help_text=_("PDF, CSV, XLSX, GenBank, FASTA or plain text."))

    def __init__(self, *args: Any, procedure: Procedure, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "kind", kinds_of(procedure))
        for fact, says in document_facts(procedure).items():
            self.fields[f"fact-{fact}"] = forms.ChoiceField(
                label=fact_name(fact),
                required=False,
                choices=[("", gettext("does not apply")), ("yes", value_name("yes")), ("no", value_name("no"))],
                help_text=gettext("Asked for: %(clause)s") % {"clause": said(says)},
            )

    @property
    def facts(self) -> dict[str, str]:
        """What is stated of the document."""
        given = {name.partition("-")[2]: value for name, value in self.cleaned_data.items() if "-" in name}
        return {fact: value for fact, value in given.items() if value}


class ResultForm(DatedForm):
    """A result of the foundry, taken over by its hash."""

    kind = forms.ChoiceField(label=_("As what"))
    result = forms.ChoiceField(label=_("Result"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, procedure: Procedure, results: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "kind", kinds_of(procedure))
        _choices(self, "result", results)
        if not results:
            self.fields["result"].help_text = gettext(
                "There is no result that you may read and that the case does not hold yet."
            )


class InterestForm(DatedForm):
    """An interest in the applicant; an officer may declare another person's."""

    person = forms.ChoiceField(label=_("Whose"))
    kind = forms.ChoiceField(label=_("Interest"), choices=list(INTERESTS.items()))

    def __init__(self, *args: Any, people: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "person", people)


class ReasonForm(DatedForm):
    """Something that asks for a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AppealForm(DatedForm):
    """The grounds of an appeal."""

    grounds = forms.CharField(label=_("Grounds"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class PartForm(DatedForm):
    """A part of a dossier that is handed in before the rest."""

    part = forms.CharField(label=_("Which part"), max_length=100, help_text=_("For example: module 3, quality."))


class QuestionsForm(DatedForm):
    """A letter of questions."""

    letter = forms.FileField(label=_("The letter"), required=False, help_text=_("PDF or plain text."))


class AnswerForm(DatedForm):
    """Which letter is answered, where several are open, and whether all of it is."""

    letter = forms.ChoiceField(
        label=_("Which letter"),
        widget=forms.RadioSelect,
        help_text=_("Several are open. Each is answered by itself."),
    )
    full = forms.BooleanField(
        label=_("Every question is answered"),
        required=False,
        help_text=_("The clock runs again only when it is, in every open letter."),
    )

    def __init__(self, *args: Any, letters: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        if len(letters) < 2:
            del self.fields["letter"]
        else:
            _choices(self, "letter", letters)
            self.fields["letter"].initial = letters[0][0]


class PauseForm(DatedForm):
    """Why the clock is paused: one of the reasons that the procedure knows."""

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *args: Any, reasons: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "reason", [(reason, said(reason)) for reason in reasons])


class LaneForm(DatedForm):
    """Another lane of a step."""

    lane = forms.ChoiceField(label=_("Lane"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False)

    def __init__(self, *args: Any, step: Step, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "lane", [(lane.id, lane_title(lane)) for lane in step.every_lane if lane.id != APPEAL])


class AssignForm(DatedForm):
    """A person who will vote."""

    person = forms.ChoiceField(label=_("Reviewer"), widget=forms.RadioSelect)
    role = forms.ChoiceField(label=_("In which role"))

    def __init__(self, *args: Any, step: Step, people: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        _choices(self, "person", people)
        _choices(self, "role", [(role, role_words(role)) for role in step.roles])
