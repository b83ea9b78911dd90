"""The form that asks for a token."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from tilth_site.accounts.tokens import LONGEST, Scope

__all__ = ["TokenForm"]

_LIVES = ((7, _("a week")), (30, _("30 days")), (90, _("90 days")), (LONGEST.days, _("a year")))


class TokenForm(forms.Form):
    """What the token is for, what it may do, and how long it lives."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What it is for, such as the program that will use it.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[
            (Scope.READ.value, _("read: see what you can see")),
            (Scope.WRITE.value, _("write: do what you may do, except signing")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=_("How long it lives"), choices=_LIVES, coerce=int, initial=30)

    def chosen(self) -> tuple[Scope, ...]:
        """The scopes that were ticked; to be asked of a valid form."""
        return tuple(map(Scope, self.cleaned_data["scopes"]))

    def expires(self, now: datetime) -> datetime:
        """When the token ends, made ``now``; to be asked of a valid form."""
        return now + timedelta(days=self.cleaned_data["days"])
