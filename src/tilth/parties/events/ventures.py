"""What can have happened to a venture between its application and its exit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tilth.parties.model import Name, Stage


@dataclass(frozen=True, slots=True)
class VentureRegistered:
    """Founders applied with a venture, on the day ``on``."""

    TYPE: ClassVar[str] = "parties.venture.registered"
    venture: str
    names: tuple[Name, ...]
    founders: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class VentureNamed:
    """It has one more name."""

    TYPE: ClassVar[str] = "parties.venture.named"
    venture: str
    name: Name


@dataclass(frozen=True, slots=True)
class VentureRenamed:
    """The name ``old`` became a former one, and ``new`` took its place."""

    TYPE: ClassVar[str] = "parties.venture.renamed"
    venture: str
    old: Name
    new: Name


@dataclass(frozen=True, slots=True)
class VentureNameWithdrawn:
    """A name was found never to have been its own."""

    TYPE: ClassVar[str] = "parties.venture.name_withdrawn"
    venture: str
    name: Name


@dataclass(frozen=True, slots=True)
class VentureFounderJoined:
    """The person is a founder from now on."""

    TYPE: ClassVar[str] = "parties.venture.founder_joined"
    venture: str
    person: str


@dataclass(frozen=True, slots=True)
class VentureFounderLeft:
    """The person is no longer a founder."""

    TYPE: ClassVar[str] = "parties.venture.founder_left"
    venture: str
    person: str


@dataclass(frozen=True, slots=True)
class VentureIncorporated:
    """It became the organisation."""

    TYPE: ClassVar[str] = "parties.venture.incorporated"
    venture: str
    organisation: str
    on: date


@dataclass(frozen=True, slots=True)
class VentureIncorporationWithdrawn:
    """It was found not to be the organisation."""

    TYPE: ClassVar[str] = "parties.venture.incorporation_withdrawn"
    venture: str
    organisation: str


@dataclass(frozen=True, slots=True)
class VentureAdvanced:
    """It came to the stage on the day ``on``."""

    TYPE: ClassVar[str] = "parties.venture.advanced"
    venture: str
    stage: Stage
    on: date


@dataclass(frozen=True, slots=True)
class VentureStageCorrected:
    """The stage or its day was recorded wrongly; it has been at ``stage`` since ``on``."""

    TYPE: ClassVar[str] = "parties.venture.stage_corrected"
    venture: str
    stage: Stage
    on: date


@dataclass(frozen=True, slots=True)
class VentureMerged:
    """It was found to be the same as ``into``."""

    TYPE: ClassVar[str] = "parties.venture.merged"
    venture: str
    into: str


@dataclass(frozen=True, slots=True)
class VentureUnmerged:
    """It was found not to be the same as ``out_of`` after all."""

    TYPE: ClassVar[str] = "parties.venture.unmerged"
    venture: str
    out_of: str


VentureEvent = (
    VentureRegistered
    | VentureNamed
    | VentureRenamed
    | VentureNameWithdrawn
    | VentureFounderJoined
    | VentureFounderLeft
    | VentureIncorporated
    | VentureIncorporationWithdrawn
    | VentureAdvanced
    | VentureStageCorrected
    | VentureMerged
    | VentureUnmerged
)
