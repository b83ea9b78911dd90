"""What can have happened to an organisation, and to the roles that persons hold in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tilth.parties.identifiers import Identifier
from tilth.parties.model import Name, OrganisationKind, Role


@dataclass(frozen=True, slots=True)
class OrganisationRegistered:
    """An organisation became known, with its first names."""

    TYPE: ClassVar[str] = "parties.organisation.registered"
    organisation: str
    names: tuple[Name, ...]
    kinds: tuple[OrganisationKind, ...]


@dataclass(frozen=True, slots=True)
class OrganisationNamed:
    """It has one more name."""

    TYPE: ClassVar[str] = "parties.organisation.named"
    organisation: str
    name: Name


@dataclass(frozen=True, slots=True)
class OrganisationRenamed:
    """The name ``old`` became a former one, and ``new`` took its place."""

    TYPE: ClassVar[str] = "parties.organisation.renamed"
    organisation: str
    old: Name
    new: Name


@dataclass(frozen=True, slots=True)
class OrganisationNameWithdrawn:
    """A name was found never to have been its own."""

    TYPE: ClassVar[str] = "parties.organisation.name_withdrawn"
    organisation: str
    name: Name


@dataclass(frozen=True, slots=True)
class OrganisationClassified:
    """``kinds`` is all that it does."""

    TYPE: ClassVar[str] = "parties.organisation.classified"
    organisation: str
    kinds: tuple[OrganisationKind, ...]


@dataclass(frozen=True, slots=True)
class OrganisationIdentified:
    """A public register knows it by this identifier."""

    TYPE: ClassVar[str] = "parties.organisation.identified"
    organisation: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class OrganisationIdentifierWithdrawn:
    """The identifier was found not to be its own."""

    TYPE: ClassVar[str] = "parties.organisation.identifier_withdrawn"
    organisation: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class OrganisationMerged:
    """It was found to be the same as ``into``."""

    TYPE: ClassVar[str] = "parties.organisation.merged"
    organisation: str
    into: str


@dataclass(frozen=True, slots=True)
class OrganisationUnmerged:
    """It was found not to be the same as ``out_of`` after all."""

    TYPE: ClassVar[str] = "parties.organisation.unmerged"
    organisation: str
    out_of: str


@dataclass(frozen=True, slots=True)
class RoleGranted:
    """The person holds the role in the organisation from now on."""

    TYPE: ClassVar[str] = "parties.role.granted"
    organisation: str
    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class RoleWithdrawn:
    """The person no longer holds the role in the organisation."""

    TYPE: ClassVar[str] = "parties.role.withdrawn"
    organisation: str
    person: str
    role: Role


OrganisationEvent = (
    OrganisationRegistered
    | OrganisationNamed
    | OrganisationRenamed
    | OrganisationNameWithdrawn
    | OrganisationClassified
    | OrganisationIdentified
    | OrganisationIdentifierWithdrawn
    | OrganisationMerged
    | OrganisationUnmerged
    | RoleGranted
    | RoleWithdrawn
)
