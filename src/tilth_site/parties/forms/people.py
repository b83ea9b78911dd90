"""The forms about people: an invitation, names, and the records of one human being."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilth.parties import commands as ask
from tilth.parties.commands import Command
from tilth_site.accounts.models import User
from tilth_site.pages.keyed import KeyedForm
from tilth_site.pages.wording import ROLES
from tilth_site.parties.forms.base import DeedForm, OneLine
from tilth_site.parties.people import Names

__all__ = ["EraseForm", "InviteForm", "MergePersonForm", "NamesForm", "UnmergePersonForm"]

_LENGTH = 200


class NamesForm(forms.Form):
    """What a person is called, in one language at least."""

    name_zh = OneLine(label=_("Name in Chinese"), required=False, max_length=_LENGTH)
    name_en = OneLine(label=_("Name in English"), required=False, max_length=_LENGTH)

    def clean(self) -> dict[str, Any]:
        """The names, of which there must be one."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not (given.get("name_zh") or given.get("name_en")):
            self.add_error("name_zh", gettext("Give a name in one of the two languages."))
        return given

    @property
    def names(self) -> Names:
        """The names of the valid form."""
        return Names(self.cleaned_data["name_en"], self.cleaned_data["name_zh"])


class InviteForm(NamesForm, KeyedForm):
    """A person to invite, with a role where an organisation is named."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=User._meta.get_field("email").max_length,
        help_text=_("The person signs in with it. Tilth sends no mail to it."),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()))

    def __init__(self, *args: Any, with_role: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not with_role:
            del self.fields["role"]


class EraseForm(forms.Form):
    """The consent to what cannot be undone."""

    sure = forms.BooleanField(label=_("The names, logins and printed names are to be erased for good."))


class MergePersonForm(DeedForm):
    """Two records of one human being."""

    into = OneLine(
        label=_("Record that is kept"), help_text=_("The person’s id (per_…), or the e-mail address of the login.")
    )

    def clean_into(self) -> str:
        """The id of the record that is kept."""
        return self.person_typed("into")

    def command(self) -> Command:
        """The merge."""
        return ask.MergePerson(self.subject.id, self.cleaned_data["into"])


class UnmergePersonForm(DeedForm):
    """Two human beings after all."""

    def command(self) -> Command:
        """The end of the merge."""
        return ask.UnmergePerson(self.subject.id)
