"""The forms for names, of organisations and of ventures alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from tilth.parties import commands as ask
from tilth.parties.commands import Command
from tilth.parties.model import Language, Name, NameKind, Organisation, Venture
from tilth_site.parties.forms.base import DeedForm, OneLine, language_name
from tilth_site.parties.wording import LANGUAGES, NAME_KINDS

__all__ = ["NameForm", "RenameForm", "WithdrawNameForm"]


class _Named(DeedForm):
    """A form about the names of an organisation or a venture."""

    @property
    def names(self) -> tuple[Name, ...]:
        """Those it has."""
        party = self.subject.party
        return party.names if isinstance(party, Organisation | Venture) else ()

    @property
    def of_venture(self) -> bool:
        """Whether it is a venture."""
        return isinstance(self.subject.party, Venture)

    def chosen(self, field: str) -> Name:
        """The name chosen in ``field``, by its number."""
        return self.names[int(self.cleaned_data[field])]


class NameForm(_Named):
    """One more name."""

    name = OneLine(label=_("Name"))
    language = forms.ChoiceField(
        label=_("Language"), choices=[(key.value, word) for key, word in LANGUAGES.items()]
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[(key.value, word) for key, word in NAME_KINDS.items()])

    def command(self) -> Command:
        """The name, to be added."""
        given = self.cleaned_data
        name = Name(given["name"], Language(given["language"]), NameKind(given["kind"]))
        adding = ask.NameVenture if self.of_venture else ask.NameOrganisation
        return adding(self.subject.id, name)


class RenameForm(_Named):
    """A name in the place of another."""

    old = forms.ChoiceField(label=_("Name that is given up"), help_text=_("It stays findable as a former name."))
    name = OneLine(label=_("New name"))

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """The names in use."""
        used = ((str(at), name) for at, name in enumerate(self.names) if name.kind is not NameKind.FORMER)
        return {"old": [(at, language_name(name)) for at, name in used]}

    def command(self) -> Command:
        """The new name, in the language and of the kind of the old one."""
        old = self.chosen("old")
        new = Name(self.cleaned_data["name"], old.language, old.kind)
        renaming = ask.RenameVenture if self.of_venture else ask.RenameOrganisation
        return renaming(self.subject.id, old, new)


class WithdrawNameForm(_Named):
    """A name that was never its own."""

    name = forms.ChoiceField(label=_("Name"))

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """Every name."""
        return {"name": [(str(at), language_name(name)) for at, name in enumerate(self.names)]}

    def command(self) -> Command:
        """The name, to be taken away."""
        withdrawing = ask.WithdrawVentureName if self.of_venture else ask.WithdrawOrganisationName
        return withdrawing(self.subject.id, self.chosen("name"))
