"""Which constructs a design asks for, so that two versions of it can be told apart.

A design may ask for ten thousand constructs, and an event of the journal should stay small. So the list itself is
a file among the evidence (:func:`write_list`), and what an event holds is one :class:`Group` for each assembly or
class of constructs, with a digest of its members. Equal digests mean that nothing in the group changed; where they
differ, :func:`compare` on the two lists names the constructs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import msgspec
import rfc8785

from tilth.kernel.errors import InputError

__all__ = ["Construct", "Difference", "Group", "compare", "group", "read_list", "write_list"]


@dataclass(frozen=True, slots=True)
class Construct:
    """One thing to build. ``key`` is its name, unique in the design; ``group`` the key of its :class:`Group`;
    ``identity`` says which molecule it is (its SEGUID), so that a changed sequence is a changed construct.
    """

    key: str
    group: str
    identity: str


@dataclass(frozen=True, slots=True)
class Group:
    """The constructs that are made and priced alike (one assembly of a plan, one class of service).

    ``what`` is its name for people, ``constructs`` how many there are, ``digest`` the sha256 in hex of its
    members' keys and identities, whatever their order.
    """

    key: str
    what: str
    constructs: int
    digest: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The keys of the constructs that a new list adds, removes and changes, each in order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def group(constructs: Iterable[Construct], names: Mapping[str, str]) -> tuple[Group, ...]:
    """The groups of ``constructs``, by key; ``names`` gives what each is called, else its key is its name.

    Costs a sort and a hash: 30 ms for 10,000 constructs. Raises InputError where two constructs have one key.
    """
    members: dict[str, list[Construct]] = {}
    for construct in _sorted(constructs):
        members.setdefault(construct.group, []).append(construct)
    return tuple(
        Group(key, names.get(key, key), len(members[key]), _digest(members[key])) for key in sorted(members)
    )


def compare(old: Iterable[Construct], new: Iterable[Construct]) -> Difference:
    """What the list ``new`` adds to ``old``, takes from it and changes in it. A construct that moved to another
    group counts as changed. Raises InputError where two constructs of one list have one key.
    """
    before = {construct.key: construct for construct in _sorted(old)}
    after = {construct.key: construct for construct in _sorted(new)}
    return Difference(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        changed=tuple(key for key in after if key in before and after[key] != before[key]),
    )


def write_list(constructs: Iterable[Construct]) -> bytes:
    """The list as canonical JSON (RFC 8785): an array of ``[key, group, identity]`` in order of key.

    The same constructs give the same bytes, in whatever order they come. Raises InputError as :func:`group`.
    """
    return rfc8785.dumps([[entry.key, entry.group, entry.identity] for entry in _sorted(constructs)])


def read_list(written: bytes) -> tuple[Construct, ...]:
    """The constructs that :func:`write_list` wrote. Raises InputError on anything else."""
    try:
        rows = msgspec.json.decode(written, type=list[tuple[str, str, str]])
    except msgspec.MsgspecError as error:
        raise InputError(
            "request.construct_list",
            f"This is no list of constructs: {error}.",
            mend="Assess the design again; the assessment writes the list.",
        ) from error
    return tuple(Construct(*row) for row in rows)


def _sorted(constructs: Iterable[Construct]) -> list[Construct]:
    listed = sorted(constructs, key=lambda construct: construct.key)
    for one, other in pairwise(listed):
        if one.key == other.key:
            raise InputError(
                "request.repeated_construct",
                f"Two constructs are called {one.key}.",
                mend="Give each construct of a design a name of its own.",
                data={"construct": one.key},
            )
    return listed


def _digest(members: Iterable[Construct]) -> str:
    return hashlib.sha256(rfc8785.dumps([[entry.key, entry.identity] for entry in members])).hexdigest()
