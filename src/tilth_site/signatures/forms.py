"""The fields of every form that is signed: once more who signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["ProofForm"]

_PROOF = ("password", "code")


class ProofForm(forms.Form):
    """A form that ends with the password and, for whoever has one (``with_code``), the code of who signs."""

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
        self.order_fields([*(name for name in self.fields if name not in _PROOF), *_PROOF])
