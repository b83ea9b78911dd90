"""What can have happened to a person, known by id only, and to a team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tilth.parties.model import Name


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """A person became known."""

    TYPE: ClassVar[str] = "parties.person.registered"
    person: str


@dataclass(frozen=True, slots=True)
class PersonMerged:
    """The person was found to be the same as ``into``."""

    TYPE: ClassVar[str] = "parties.person.merged"
    person: str
    into: str


@dataclass(frozen=True, slots=True)
class PersonUnmerged:
    """The person was found not to be the same as ``out_of`` after all."""

    TYPE: ClassVar[str] = "parties.person.unmerged"
    person: str
    out_of: str


@dataclass(frozen=True, slots=True)
class TeamFormed:
    """A team began in an organisation, as yet without members."""

    TYPE: ClassVar[str] = "parties.team.formed"
    team: str
    organisation: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class TeamRenamed:
    """``names`` is all that the team is called."""

    TYPE: ClassVar[str] = "parties.team.renamed"
    team: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class TeamJoined:
    """The person is a member from now on."""

    TYPE: ClassVar[str] = "parties.team.joined"
    team: str
    person: str


@dataclass(frozen=True, slots=True)
class TeamLeft:
    """The person is no longer a member."""

    TYPE: ClassVar[str] = "parties.team.left"
    team: str
    person: str


@dataclass(frozen=True, slots=True)
class TeamDissolved:
    """The team is no more; who its members were stays known."""

    TYPE: ClassVar[str] = "parties.team.dissolved"
    team: str


PersonEvent = PersonRegistered | PersonMerged | PersonUnmerged
TeamEvent = TeamFormed | TeamRenamed | TeamJoined | TeamLeft | TeamDissolved
