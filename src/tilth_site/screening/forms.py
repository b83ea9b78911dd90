"""The forms of the gate: an officer's decision, with who decides proven once more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tilth.approval.gate import Decision
from tilth_site.pages.keyed import KeyedForm
from tilth_site.screening.wording import DECISIONS

__all__ = ["ReviewForm"]


class ReviewForm(KeyedForm):
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
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Asked for at every signature, so that nobody else can sign from your screen."),
    )
    code = forms.CharField(
        label=_("Code from your authenticator app"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, with_code: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not with_code:
            del self.fields["code"]
