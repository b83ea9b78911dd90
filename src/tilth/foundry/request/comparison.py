"""What is different between two versions of a statement of work, so that whoever signs reads only that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from tilth.foundry.request.constructs import Group
from tilth.foundry.request.pricing import Line
from tilth.foundry.request.statement import Statement

__all__ = ["Change", "FieldChange", "GroupChange", "Kind", "LineChange", "diff"]

_FIELDS: tuple[tuple[str, Callable[[Statement], str]], ...] = (
    ("design_version", lambda statement: str(statement.design_version)),
    ("customer_class", lambda statement: statement.customer_class),
    ("price_list", lambda statement: statement.price_list),
    ("total", lambda statement: str(statement.total)),
    ("earliest", lambda statement: statement.earliest.isoformat()),
    ("latest", lambda statement: statement.latest.isoformat()),
    ("provisional", lambda statement: "yes" if statement.provisional else "no"),
    ("valid_until", lambda statement: statement.valid_until.isoformat()),
    ("terms", lambda statement: statement.terms),
    ("assumptions", lambda statement: "\n".join(statement.assumptions)),
)


class Kind(StrEnum):
    """What happened to a line, a group or a field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class LineChange:
    """The line ``key`` before and after: ``old`` is None where it was added, ``new`` where it was removed."""

    kind: Kind
    key: str
    old: Line | None
    new: Line | None


@dataclass(frozen=True, slots=True)
class GroupChange:
    """The constructs of the group ``key`` before and after, None as in :class:`LineChange`. Where only the digest
    differs, as many constructs as before stand in the group, but not the same ones.
    """

    kind: Kind
    key: str
    old: Group | None
    new: Group | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Another field of the statement, spelled before and after (assumptions one a line)."""

    kind: Kind
    key: str
    old: str
    new: str


Change = LineChange | GroupChange | FieldChange

_KeyedT = TypeVar("_KeyedT", Line, Group)


def diff(old: Statement, new: Statement) -> tuple[Change, ...]:
    """Every difference of ``new`` from ``old``: constructs, then lines, then the other fields; what is in both in
    the order of ``new``, what was removed last. Empty where the two differ in nothing but their version.
    """
    groups = tuple(GroupChange(*change) for change in _keyed(old.scope, new.scope))
    lines = tuple(LineChange(*change) for change in _keyed(old.lines, new.lines))
    fields = tuple(
        FieldChange(Kind.CHANGED, name, spell(old), spell(new))
        for name, spell in _FIELDS
        if spell(old) != spell(new)
    )
    return (*groups, *lines, *fields)


def _keyed(
    old: Iterable[_KeyedT], new: Iterable[_KeyedT]
) -> list[tuple[Kind, str, _KeyedT | None, _KeyedT | None]]:
    before = {entry.key: entry for entry in old}
    after = {entry.key: entry for entry in new}
    changes: list[tuple[Kind, str, _KeyedT | None, _KeyedT | None]] = []
    for key, entry in after.items():
        if key not in before:
            changes.append((Kind.ADDED, key, None, entry))
        elif before[key] != entry:
            changes.append((Kind.CHANGED, key, before[key], entry))
    changes += [(Kind.REMOVED, key, entry, None) for key, entry in before.items() if key not in after]
    return changes
