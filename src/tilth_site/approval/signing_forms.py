"""The forms of what is signed: each ends with the proof of who signs, and holds the hash of what was shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tilth.approval import Step
from tilth.approval.case import Outcome
from tilth_site.approval.forms import DatedForm
from tilth_site.approval.labels import OUTCOMES
from tilth_site.approval.naming import body_name
from tilth_site.signatures.forms import ProofForm

__all__ = ["DecideForm", "RecogniseForm", "SigningForm", "VoteForm"]

_ENDS = ("on", "password", "code")


class SigningForm(ProofForm, DatedForm):
    """What is signed: once more who signs; ``manifest`` is the hash of the dossier that was shown."""

    manifest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class _JudgingForm(SigningForm):
    """A judgement with its reason."""

    outcome = forms.TypedChoiceField(
        label=_("Decision"), choices=list(OUTCOMES.items()), coerce=Outcome, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class VoteForm(_JudgingForm):
    """A reviewer's vote."""


class DecideForm(_JudgingForm):
    """The record of a decision that an authority took on paper."""

    paper = forms.FileField(label=_("The authority’s paper"), help_text=_("PDF or plain text."))
    field_order = ("key", "manifest", "outcome", "paper", "reason", *_ENDS)


class RecogniseForm(SigningForm):
    """The record of another body's decision on the same dossier."""

    body = forms.ChoiceField(label=_("Who decided"))
    decided_on = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("Hash of the dossier on which it was decided"),
        help_text=_("It stands in the decision. Only a decision on the very same dossier is recognised."),
        error_messages={"invalid": _("This is no hash: 64 digits 0 to 9, a to f.")},
        widget=forms.TextInput(attrs={"class": "code", "spellcheck": "false", "autocomplete": "off"}),
    )
    paper = forms.FileField(label=_("The decision"), help_text=_("PDF or plain text."))
    field_order = ("key", "manifest", "body", "decided_on", "paper", *_ENDS)

    def __init__(self, *args: Any, step: Step, **more: Any) -> None:
        super().__init__(*args, **more)
        body = self.fields["body"]
        assert isinstance(body, forms.ChoiceField)
        body.choices = [(each, body_name(each)) for each in step.recognises]
