"""The forms of what is signed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tilth.approval.case import Outcome
from tilth_site.approval.forms import DatedForm
from tilth_site.approval.labels import OUTCOMES
from tilth_site.signatures.forms import ProofForm

__all__ = ["DecideForm", "VoteForm"]


class _SigningForm(ProofForm, DatedForm):
    """A decision that is signed: once more who signs, and the hashes of what was shown."""

    manifest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    outcome = forms.TypedChoiceField(
        label=_("Decision"), choices=list(OUTCOMES.items()), coerce=Outcome, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class VoteForm(_SigningForm):
    """A reviewer's vote."""


class DecideForm(_SigningForm):
    """The record of a decision that an authority took on paper."""

    paper = forms.FileField(label=_("The authority’s paper"), help_text=_("PDF or plain text."))
    field_order = ("key", "manifest", "outcome", "paper", "reason", "on", "password", "code")
