"""What may be asked of the parties, one frozen dataclass each.

A command names its party by id. The site makes the ids (ULIDs behind ``org_``, ``per_``, ``team_`` or ``ven_``)
and has checked that whoever asks may ask; whether the thing can be done is for :func:`tilth.parties.rules.decide`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tilth.parties.identifiers import Identifier
from tilth.parties.model import Name, OrganisationKind, Role, Stage


@dataclass(frozen=True, slots=True)
class RegisterOrganisation:
    """Make an organisation known; ``identifiers`` may be as someone typed them."""

    organisation: str
    names: tuple[Name, ...]
    kinds: tuple[OrganisationKind, ...] = ()
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class NameOrganisation:
    """Add a name."""

    organisation: str
    name: Name


@dataclass(frozen=True, slots=True)
class RenameOrganisation:
    """Put ``new`` in the place of ``old``, which becomes a former name."""

    organisation: str
    old: Name
    new: Name


@dataclass(frozen=True, slots=True)
class WithdrawOrganisationName:
    """Take away a name that was never its own."""

    organisation: str
    name: Name


@dataclass(frozen=True, slots=True)
class ClassifyOrganisation:
    """Say all that it does."""

    organisation: str
    kinds: tuple[OrganisationKind, ...]


@dataclass(frozen=True, slots=True)
class IdentifyOrganisation:
    """Add an identifier, which may be as someone typed it."""

    organisation: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class WithdrawOrganisationIdentifier:
    """Take away an identifier that is not its own."""

    organisation: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class MergeOrganisation:
    """Say that it is the same as ``into``, whose record is kept."""

    organisation: str
    into: str


@dataclass(frozen=True, slots=True)
class UnmergeOrganisation:
    """Undo its merge."""

    organisation: str


@dataclass(frozen=True, slots=True)
class GrantRole:
    """Give a person a role in the organisation."""

    organisation: str
    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class WithdrawRole:
    """Take a role in the organisation from a person."""

    organisation: str
    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """Make a person known."""

    person: str


@dataclass(frozen=True, slots=True)
class MergePerson:
    """Say that the person is the same as ``into``, whose record is kept."""

    person: str
    into: str


@dataclass(frozen=True, slots=True)
class UnmergePerson:
    """Undo the person's merge."""

    person: str


@dataclass(frozen=True, slots=True)
class FormTeam:
    """Begin a team in an organisation, with its first members."""

    team: str
    organisation: str
    names: tuple[Name, ...]
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenameTeam:
    """Say all that the team is called."""

    team: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class JoinTeam:
    """Make a person a member."""

    team: str
    person: str


@dataclass(frozen=True, slots=True)
class LeaveTeam:
    """End a person's membership."""

    team: str
    person: str


@dataclass(frozen=True, slots=True)
class DissolveTeam:
    """End the team."""

    team: str


@dataclass(frozen=True, slots=True)
class RegisterVenture:
    """Make a venture known whose founders applied on the day ``on``."""

    venture: str
    names: tuple[Name, ...]
    founders: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class NameVenture:
    """Add a name."""

    venture: str
    name: Name


@dataclass(frozen=True, slots=True)
class RenameVenture:
    """Put ``new`` in the place of ``old``, which becomes a former name."""

    venture: str
    old: Name
    new: Name


@dataclass(frozen=True, slots=True)
class WithdrawVentureName:
    """Take away a name that was never its own."""

    venture: str
    name: Name


@dataclass(frozen=True, slots=True)
class AddFounder:
    """Make a person a founder."""

    venture: str
    person: str


@dataclass(frozen=True, slots=True)
class RemoveFounder:
    """Make a person a founder no longer."""

    venture: str
    person: str


@dataclass(frozen=True, slots=True)
class IncorporateVenture:
    """Say which organisation the venture became, on the day ``on``."""

    venture: str
    organisation: str
    on: date


@dataclass(frozen=True, slots=True)
class WithdrawIncorporation:
    """Say that the venture is not the organisation it was recorded to be."""

    venture: str


@dataclass(frozen=True, slots=True)
class AdvanceVenture:
    """Move the venture to a stage that follows its own, on the day ``on``."""

    venture: str
    stage: Stage
    on: date


@dataclass(frozen=True, slots=True)
class CorrectStage:
    """Put right a stage, or its day, that was recorded wrongly."""

    venture: str
    stage: Stage
    on: date


@dataclass(frozen=True, slots=True)
class MergeVenture:
    """Say that the venture is the same as ``into``, whose record is kept."""

    venture: str
    into: str


@dataclass(frozen=True, slots=True)
class UnmergeVenture:
    """Undo the venture's merge."""

    venture: str


OrganisationCommand = (
    RegisterOrganisation
    | NameOrganisation
    | RenameOrganisation
    | WithdrawOrganisationName
    | ClassifyOrganisation
    | IdentifyOrganisation
    | WithdrawOrganisationIdentifier
    | MergeOrganisation
    | UnmergeOrganisation
    | GrantRole
    | WithdrawRole
)
PersonCommand = RegisterPerson | MergePerson | UnmergePerson
TeamCommand = FormTeam | RenameTeam | JoinTeam | LeaveTeam | DissolveTeam
VentureCommand = (
    RegisterVenture
    | NameVenture
    | RenameVenture
    | WithdrawVentureName
    | AddFounder
    | RemoveFounder
    | IncorporateVenture
    | WithdrawIncorporation
    | AdvanceVenture
    | CorrectStage
    | MergeVenture
    | UnmergeVenture
)
Command = OrganisationCommand | PersonCommand | TeamCommand | VentureCommand
