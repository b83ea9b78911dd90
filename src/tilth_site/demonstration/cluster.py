"""The file of a cluster: organisations, people, ventures, build slots and requests, by keys of the file's own."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from tilth.kernel.errors import FileError
from tilth.parties.model import OrganisationKind, Role, Stage

__all__ = [
    "CaseEntry",
    "Cluster",
    "DeedEntry",
    "OrganisationEntry",
    "PersonEntry",
    "PlantedEntry",
    "RequestEntry",
    "RunEntry",
    "SlotEntry",
    "Until",
    "VentureEntry",
    "read",
]

Until = Literal["draft", "submitted", "accepted", "quoted", "queued", "cleared"]


class OrganisationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An organisation with a name in each language."""

    key: str
    en: str
    zh: str
    kinds: tuple[OrganisationKind, ...]


class PersonEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person with a login, and roles by the key of an organisation."""

    key: str
    en: str
    zh: str
    email: str
    roles: dict[str, tuple[Role, ...]]


class VentureEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A venture, its founders by key, and how far it has come."""

    key: str
    en: str
    zh: str
    founders: tuple[str, ...]
    stage: Stage
    organisation: str = ""


class SlotEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Places that a foundry offers, so many weeks from now."""

    foundry: str
    weeks_ahead: int
    places: int


class RequestEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A design request, its plan by key, and how far the story takes it; ``slot`` is the number, from 0, of the
    slot that it is queued for. ``parts`` is the key of a FASTA that comes with the plan; with ``cleared`` two
    officers clear what the screening found in it.
    """

    title: str
    owner: str
    provider: str
    customer_class: str
    plan: str
    until: Until
    venture: str = ""
    slot: int = 0
    parts: str = ""
    cleared: bool = False


class RunEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run at a foundry: the titles of its requests, its stocks by key, how it is built, and how far the story
    takes it. ``failing`` are the transfers, by number from 0, that the Echo misses.
    """

    title: str
    provider: str
    requests: tuple[str, ...]
    stocks: str
    until: Literal["ready", "running", "complete"]
    workflows: tuple[str, ...] = ("assembly",)
    dispenser: str = "acoustic"
    seed: int = 0
    failing: tuple[int, ...] = ()


class PlantedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch that the example's screening database holds on purpose: ``length`` bases from ``start`` (from 0)
    of the ``record`` in the FASTA ``parts``.
    """

    parts: str
    record: str
    start: int
    length: int


class DeedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the person with the key ``by`` does in a case on its day number ``day`` (from 0).

    ``text`` is what the paper says that goes with it, or the reason of a vote; ``kind`` that of the evidence, or
    the name of the part that is handed in; ``request`` the title of the design request whose delivery is taken
    over; ``person`` the key of who is assigned, ``role`` in what.
    """

    day: int
    by: str
    do: Literal[
        "add", "take_over", "part", "submit", "answer", "accept", "ask", "take_lane", "assign", "vote", "decide"
    ]
    step: str = ""
    kind: str = ""
    text: str = ""
    facts: dict[str, str] = {}
    request: str = ""
    lane: str = ""
    person: str = ""
    role: str = ""


class CaseEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case of an applicant (an organisation or a venture, by key) under a procedure, begun so many days ago."""

    applicant: str
    procedure: str
    opened_by: str
    days_ago: int
    deeds: tuple[DeedEntry, ...]
    facts: dict[str, str] = {}


class Cluster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in the file. The first organisation operates the site."""

    organisation: tuple[OrganisationEntry, ...]
    person: tuple[PersonEntry, ...]
    plans: dict[str, str]
    parts: dict[str, str] = {}
    planted: tuple[PlantedEntry, ...] = ()
    venture: tuple[VentureEntry, ...] = ()
    slot: tuple[SlotEntry, ...] = ()
    request: tuple[RequestEntry, ...] = ()
    stocks: dict[str, str] = {}
    run: tuple[RunEntry, ...] = ()
    case: tuple[CaseEntry, ...] = ()


def read(file: Path | None = None) -> Cluster:
    """The cluster in ``file``, by default the example in Zhangjiang that comes with Tilth.

    Raises FileError where the file cannot be read or says something it may not.
    """
    try:
        text = (file or files(__package__) / "cluster.toml").read_text(encoding="utf-8")
        return msgspec.toml.decode(text, type=Cluster)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise FileError(
            "cluster.unreadable",
            f"The cluster cannot be read: {error}.",
            file=str(file),
            mend="Compare it with examples/zhangjiang/CLUSTER.toml.",
        ) from error
