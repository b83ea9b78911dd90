"""The forms about an organisation: its record, its identifiers, its roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tilth.parties import commands as ask
from tilth.parties.commands import Command
from tilth.parties.identifiers import Identifier, Scheme
from tilth.parties.model import NameKind, Organisation, OrganisationKind, Role
from tilth_site.pages.wording import ROLES, role_name
from tilth_site.parties.forms.base import DeedForm, OneLine, Subject, names_typed
from tilth_site.parties.wording import KINDS, SCHEMES

__all__ = [
    "ClassifyForm",
    "GrantRoleForm",
    "IdentifyForm",
    "RegisterOrganisationForm",
    "UnmergeOrganisationForm",
    "WithdrawIdentifierForm",
    "WithdrawRoleForm",
]

_MONO = {"class": "code", "spellcheck": "false", "autocapitalize": "characters", "autocomplete": "off"}
_KINDS = [(kind.value, word) for kind, word in KINDS.items()]


def _kinds(cleaned: Mapping[str, Any]) -> tuple[OrganisationKind, ...]:
    return tuple(OrganisationKind(kind) for kind in cleaned["kinds"])


class RegisterOrganisationForm(DeedForm):
    """An organisation to make known."""

    name_zh = OneLine(label=_("Legal name in Chinese"), required=False)
    name_en = OneLine(label=_("Legal name in English"), required=False, help_text=_("One of the two is enough."))
    kinds = forms.MultipleChoiceField(
        label=_("What it does"), required=False, choices=_KINDS, widget=forms.CheckboxSelectMultiple
    )
    uscc = OneLine(
        label=SCHEMES[Scheme.USCC], required=False, max_length=100, widget=forms.TextInput(attrs=_MONO),
        help_text=_("18 characters; the last is worked out from the others, so slips are found."),
    )  # fmt: skip
    lei = OneLine(label=SCHEMES[Scheme.LEI], required=False, max_length=100, widget=forms.TextInput(attrs=_MONO))
    ror = OneLine(
        label=SCHEMES[Scheme.ROR], required=False, max_length=100, widget=forms.TextInput(attrs=_MONO),
        help_text=_("Such as 013q1eq08, or its address at ror.org."),
    )  # fmt: skip

    def command(self) -> Command:
        """The organisation, under the id that the key holds."""
        given = self.cleaned_data
        identifiers = tuple(Identifier(scheme, given[scheme.value]) for scheme in Scheme if given[scheme.value])
        return ask.RegisterOrganisation(
            self.id_for("org"), names_typed(given, NameKind.LEGAL), _kinds(given), identifiers
        )


class _OrganisationForm(DeedForm):
    @property
    def organisation(self) -> Organisation:
        """What the form is about."""
        assert isinstance(self.subject.party, Organisation), "the view loads organisations for these forms"
        return self.subject.party


class ClassifyForm(_OrganisationForm):
    """All that it does."""

    kinds = forms.MultipleChoiceField(
        label=_("What it does"), required=False, choices=_KINDS, widget=forms.CheckboxSelectMultiple
    )

    @staticmethod
    def standing(subject: Subject) -> Mapping[str, object]:
        """What it does now."""
        return {
            "kinds": [str(kind) for kind in subject.party.kinds] if isinstance(subject.party, Organisation) else []
        }

    def command(self) -> Command:
        """The kinds, in place of those it has."""
        return ask.ClassifyOrganisation(self.subject.id, _kinds(self.cleaned_data))


class IdentifyForm(_OrganisationForm):
    """One more identifier."""

    scheme = forms.ChoiceField(
        label=_("Register"), choices=[(scheme.value, word) for scheme, word in SCHEMES.items()]
    )
    identifier = OneLine(label=_("Identifier"), max_length=100, widget=forms.TextInput(attrs=_MONO))

    def command(self) -> Command:
        """The identifier as it was typed."""
        given = self.cleaned_data
        return ask.IdentifyOrganisation(self.subject.id, Identifier(Scheme(given["scheme"]), given["identifier"]))


class WithdrawIdentifierForm(_OrganisationForm):
    """An identifier that is not its own."""

    identifier = forms.ChoiceField(label=_("Identifier"))

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """Those it has."""
        held = self.organisation.identifiers
        return {
            "identifier": [(f"{one.scheme}/{one.value}", f"{SCHEMES[one.scheme]}: {one.value}") for one in held]
        }

    def command(self) -> Command:
        """The identifier, to be taken away."""
        scheme, _slash, value = self.cleaned_data["identifier"].partition("/")
        return ask.WithdrawOrganisationIdentifier(self.subject.id, Identifier(Scheme(scheme), value))


class UnmergeOrganisationForm(_OrganisationForm):
    """The end of a merge."""

    def command(self) -> Command:
        """The organisation on its own again."""
        return ask.UnmergeOrganisation(self.subject.id)


class GrantRoleForm(_OrganisationForm):
    """A role for a person."""

    person = OneLine(
        label=_("Person"), help_text=_("The person’s id (per_…), or the e-mail address of the login.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()))

    def clean_person(self) -> str:
        """The person's id."""
        return self.person_typed("person")

    def command(self) -> Command:
        """The role, to be given."""
        return ask.GrantRole(self.subject.id, self.cleaned_data["person"], Role(self.cleaned_data["role"]))


class WithdrawRoleForm(_OrganisationForm):
    """A role that somebody holds no longer."""

    role = forms.ChoiceField(label=_("Role"))

    def choices(self) -> Mapping[str, Iterable[tuple[str, str]]]:
        """Every role that is held, with its holder."""
        names, grants = self.subject.names, self.organisation.grants
        return {
            "role": [
                (
                    f"{grant.person}/{grant.role}",
                    f"{names.get(grant.person, grant.person)}: {role_name(grant.role)}",
                )
                for grant in grants
            ]
        }

    def command(self) -> Command:
        """The role, to be taken away."""
        person, _slash, role = self.cleaned_data["role"].partition("/")
        return ask.WithdrawRole(self.subject.id, person, Role(role))
