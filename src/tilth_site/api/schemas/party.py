"""Organisations and ventures: what is sent to change them, and what is answered."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from tilth.parties.identifiers import Identifier, Scheme
from tilth.parties.model import Language, Name, NameKind, Organisation, OrganisationKind, Role, Stage, Venture
from tilth_site.api.fields import Body, Day, OneLine, OrganisationId, PersonId, Shown, VentureId
from tilth_site.api.schemas.journal import Written

__all__ = [
    "FounderIn",
    "IdentifierIn",
    "IncorporationIn",
    "KindsIn",
    "MergeOrganisationIn",
    "MergeVentureIn",
    "NameChange",
    "NameIn",
    "OrganisationOut",
    "OrganisationPage",
    "OrganisationSummary",
    "OrganisationWritten",
    "Reasoned",
    "RegisterOrganisationIn",
    "RegisterVentureIn",
    "RoleIn",
    "StageIn",
    "VentureOut",
    "VenturePage",
    "VentureSummary",
    "VentureWritten",
]


class Reasoned(Body):
    """A change to a party. The ``reason`` stands in the journal."""

    reason: Annotated[OneLine, Field(max_length=500)] = ""


class NameGiven(Body):
    """A name in a language, and what kind of name it is."""

    text: Annotated[OneLine, Field(min_length=1, max_length=300, examples=["Zhangjiang Foundry"])]
    language: Annotated[Language, Field(strict=False)]
    kind: Annotated[NameKind, Field(strict=False)]

    def name(self) -> Name:
        """The engine's name."""
        return Name(self.text, self.language, self.kind)


class IdentifierGiven(Body):
    """A public identifier, as someone typed it."""

    scheme: Annotated[Scheme, Field(strict=False)]
    value: Annotated[OneLine, Field(min_length=1, max_length=100, examples=["91310000MA1FL0000X"])]

    def identifier(self) -> Identifier:
        """The engine's identifier, not yet checked."""
        return Identifier(self.scheme, self.value)


_Kinds = Annotated[list[Annotated[OrganisationKind, Field(strict=False)]], Field(max_length=9)]
_Names = Annotated[list[NameGiven], Field(min_length=1, max_length=20)]


class RegisterOrganisationIn(Reasoned):
    """An organisation to make known."""

    names: _Names
    kinds: _Kinds = Field(default_factory=list)
    identifiers: Annotated[list[IdentifierGiven], Field(max_length=10)] = Field(default_factory=list)


class NameIn(Reasoned):
    """A name to add or to take away."""

    name: NameGiven


class NameChange(Reasoned):
    """A name to put in the place of another, which becomes a former name."""

    old: NameGiven
    new: NameGiven


class KindsIn(Reasoned):
    """Everything that the organisation does."""

    kinds: _Kinds


class IdentifierIn(Reasoned):
    """An identifier to add or to take away."""

    identifier: IdentifierGiven


class RoleIn(Reasoned):
    """A role to give to a person, or to take."""

    person: PersonId
    role: Annotated[Role, Field(strict=False)]


class MergeOrganisationIn(Reasoned):
    """The organisation whose record is kept."""

    into: OrganisationId


class RegisterVentureIn(Reasoned):
    """A venture to make known, whose founders applied on the day ``on``."""

    names: _Names
    founders: Annotated[list[PersonId], Field(min_length=1, max_length=20)]
    on: Day


class FounderIn(Reasoned):
    """A founder to add or to take away."""

    person: PersonId


class IncorporationIn(Reasoned):
    """The organisation that the venture became, and when."""

    organisation: OrganisationId
    on: Day


class StageIn(Reasoned):
    """The stage that the venture came to, and when."""

    stage: Annotated[Stage, Field(strict=False)]
    on: Day


class MergeVentureIn(Reasoned):
    """The venture whose record is kept."""

    into: VentureId


class OrganisationSummary(Shown):
    """An organisation as a list shows it: its best name in each language, or none in it."""

    id: str
    name_en: str
    name_zh: str
    kinds: list[OrganisationKind]
    merged_into: str | None


class OrganisationPage(Shown):
    """A page of organisations."""

    items: list[OrganisationSummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class OrganisationOut(Shown):
    """An organisation as it stands after the entry ``last_seq``."""

    organisation: Organisation
    last_seq: int


class OrganisationWritten(Written):
    """What was written, and the organisation as it stood right after."""

    organisation: Organisation


class VentureSummary(Shown):
    """A venture as a list shows it."""

    id: str
    name_en: str
    name_zh: str
    stage: Stage
    since: date
    organisation: str | None
    merged_into: str | None


class VenturePage(Shown):
    """A page of ventures."""

    items: list[VentureSummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class VentureOut(Shown):
    """A venture as it stands after the entry ``last_seq``."""

    venture: Venture
    last_seq: int


class VentureWritten(Written):
    """What was written, and the venture as it stood right after."""

    venture: Venture
