"""Who there is: organisations, persons, teams and ventures, each as the events of its own stream leave it.

A party is known by an id that never changes. Everything else about it may: an organisation is renamed, a venture
incorporated, a duplicate merged into the record that is kept. A person has an id and nothing more here, because
names and addresses of people stand outside the journal, where they can be corrected and erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tilth.parties.identifiers import Identifier

__all__ = [
    "NEXT_STAGES",
    "Grant",
    "Language",
    "Name",
    "NameKind",
    "Organisation",
    "OrganisationKind",
    "Party",
    "Person",
    "Role",
    "Stage",
    "Team",
    "Venture",
]


class Role(StrEnum):
    """What a person may be to an organisation; a role is always held in one."""

    ADMINISTRATOR = "administrator"
    CLUSTER_OFFICER = "cluster_officer"
    FOUNDRY_SCIENTIST = "foundry_scientist"
    AUTOMATION_ENGINEER = "automation_engineer"
    FOUNDER = "founder"
    FUND_MANAGER = "fund_manager"
    REVIEWER = "reviewer"
    BIOSAFETY_OFFICER = "biosafety_officer"
    SUPPLIER = "supplier"


class Language(StrEnum):
    """The languages that Tilth speaks."""

    EN = "en"
    ZH = "zh"


class NameKind(StrEnum):
    """``legal`` as registered, at most one in a language; ``short`` as used; ``former`` as it once was."""

    LEGAL = "legal"
    SHORT = "short"
    FORMER = "former"


class OrganisationKind(StrEnum):
    """What an organisation does in the cluster; it may do several of these."""

    AUTHORITY = "authority"
    FIRM = "firm"
    FOUNDRY = "foundry"
    FUND = "fund"
    HOSPITAL = "hospital"
    INCUBATOR = "incubator"
    INSTITUTE = "institute"
    PLATFORM = "platform"
    UNIVERSITY = "university"


class Stage(StrEnum):
    """How far a venture has come with the incubator. Being incorporated is no stage: it may happen in any."""

    APPLIED = "applied"
    DECLINED = "declined"
    ADMITTED = "admitted"
    INCUBATING = "incubating"
    GRADUATED = "graduated"
    EXITED = "exited"
    CLOSED = "closed"


NEXT_STAGES: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.APPLIED: (Stage.ADMITTED, Stage.DECLINED, Stage.CLOSED),
    Stage.DECLINED: (Stage.APPLIED, Stage.CLOSED),
    Stage.ADMITTED: (Stage.INCUBATING, Stage.CLOSED),
    Stage.INCUBATING: (Stage.GRADUATED, Stage.EXITED, Stage.CLOSED),
    Stage.GRADUATED: (Stage.EXITED, Stage.CLOSED),
    Stage.EXITED: (),
    Stage.CLOSED: (),
}
"""Which stages may follow which. A venture that was declined may apply again, and keeps its id."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an organisation, a team or a venture; never that of a person."""

    text: str
    language: Language
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in the organisation by the person with this id."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class Organisation:
    """``names``, ``identifiers`` and ``grants`` are in the order they were given, ``kinds`` in alphabetical order.
    ``merged_into`` is the organisation that this record duplicates, None where it is none.
    """

    id: str
    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...] = ()
    kinds: tuple[OrganisationKind, ...] = ()
    grants: tuple[Grant, ...] = ()
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody. ``merged_into`` is the person that this record duplicates, None where it is none."""

    id: str
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """People who work together in an organisation. ``members`` are ids of persons, in the order they joined."""

    id: str
    organisation: str
    names: tuple[Name, ...]
    members: tuple[str, ...] = ()
    dissolved: bool = False


@dataclass(frozen=True, slots=True)
class Venture:
    """What founders set out to build, under one id from the application to the exit.

    ``founders`` are ids of persons; ``organisation`` is the one it was incorporated as, if any; ``since`` is the
    day on which it came to its ``stage``. ``merged_into`` is the venture that this record duplicates, if any.
    """

    id: str
    names: tuple[Name, ...]
    founders: tuple[str, ...]
    stage: Stage
    since: date
    organisation: str | None = None
    merged_into: str | None = None


Party = Organisation | Person | Team | Venture
