"""The forms about a team. Its members are chosen from the people who have a role in its organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from tilth.parties import commands as ask
from tilth.parties.commands import Command
from tilth.parties.model import NameKind, Team
from tilth_site.parties.forms.base import DeedForm, OneLine, Subject, names_typed

__all__ = ["DissolveTeamForm", "FormTeamForm", "JoinTeamForm", "LeaveTeamForm", "RenameTeamForm"]

_NO_PERSON = _("Not the name of a person: it stands in the journal for good.")


class FormTeamForm(DeedForm):
    """A team to begin."""

    name_zh = OneLine(label=_("Name in Chinese"), required=False, help_text=_NO_PERSON)
    name_en = OneLine(label=_("Name in English"), required=False)
    members = forms.MultipleChoiceField(label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple)

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """The people of the organisation."""
        return {"members": self.subject.choices(self.subject.people)}

    def command(self) -> Command:
        """The team, under the id that the key holds."""
        given = self.cleaned_data
        names = names_typed(given, NameKind.SHORT)
        return ask.FormTeam(self.id_for("team"), self.subject.id, names, tuple(given["members"]))


class _TeamForm(DeedForm):
    @property
    def team(self) -> Team:
        """What the form is about."""
        assert isinstance(self.subject.party, Team), "the view loads teams for these forms"
        return self.subject.party


class RenameTeamForm(_TeamForm):
    """All that the team is called."""

    name_zh = OneLine(label=_("Name in Chinese"), required=False, help_text=_NO_PERSON)
    name_en = OneLine(label=_("Name in English"), required=False)

    @staticmethod
    def standing(subject: Subject) -> Mapping[str, object]:
        """Its names now."""
        names = subject.party.names if isinstance(subject.party, Team) else ()
        return {f"name_{name.language}": name.text for name in names}

    def command(self) -> Command:
        """The names, in place of those it has."""
        return ask.RenameTeam(self.subject.id, names_typed(self.cleaned_data, NameKind.SHORT))


class JoinTeamForm(_TeamForm):
    """A member more."""

    person = forms.ChoiceField(
        label=_("Person"), help_text=_("Whoever has a role in the organisation and is not in the team.")
    )

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """The people of the organisation who are not in the team."""
        return {"person": self.subject.choices(set(self.subject.people) - set(self.team.members))}

    def command(self) -> Command:
        """The membership."""
        return ask.JoinTeam(self.subject.id, self.cleaned_data["person"])


class LeaveTeamForm(_TeamForm):
    """A member less."""

    person = forms.ChoiceField(label=_("Person"))

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """The members."""
        return {"person": self.subject.choices(self.team.members)}

    def command(self) -> Command:
        """The end of a membership."""
        return ask.LeaveTeam(self.subject.id, self.cleaned_data["person"])


class DissolveTeamForm(_TeamForm):
    """The end of the team."""

    sure = forms.BooleanField(label=_("The team is to end for good. This cannot be undone."))

    def command(self) -> Command:
        """The end."""
        return ask.DissolveTeam(self.subject.id)
