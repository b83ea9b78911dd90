"""Forms with a one-time key: sent twice, they do once what they ask for, and what they make has its id from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from tilth.kernel.ids import is_id, new_id

__all__ = ["KeyedForm", "new_key"]


def new_key() -> str:
    """A one-time key."""
    return new_id("form")


class KeyedForm(forms.Form):
    """A form with a one-time key. On its own it asks for nothing but a click."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The key, made by us or spelt like it. Its error stands above the form, as the field is hidden."""
        given = super().clean() or self.cleaned_data
        if not is_id(str(given.get("key", "")), "form"):
            self.add_error(None, gettext("This form is damaged. Load the page again."))
        return given

    def id_for(self, prefix: str) -> str:
        """The id of what this form makes."""
        return f"{prefix}_{self.cleaned_data['key'].removeprefix('form_')}"
