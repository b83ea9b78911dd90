"""The forms of the gate: an officer's decision, with who decides proven once more."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tilth.approval.gate import Decision
from tilth_site.pages.keyed import KeyedForm
from tilth_site.screening.wording import DECISIONS
from tilth_site.signatures.forms import ProofForm

__all__ = ["ReviewForm"]


class ReviewForm(ProofForm, KeyedForm):
    """A decision and its reason, signed. ``report`` says what was shown."""

    report = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    decision = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("", ""), *((one.value, words) for one, words in DECISIONS.items())],
        coerce=Decision,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the match is, and why you decide so. Only biosafety officers read it."),
    )
