"""What a revision changes: a file is added, removed, changed, renamed, or said otherwise; so is a thing.

A renamed file has the same hash under another path. Where one hash has several old and new paths, they are paired
in the order of the alphabet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from tilth.approval.dossier.model import File, Heading, Manifest, Thing

__all__ = ["Change", "What", "diff"]


class What(StrEnum):
    """What happened to a file, a thing or the heading."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    RESTATED = "restated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference. ``of`` is ``file``, ``thing`` or ``heading``, ``name`` the path or id (the newer one),
    ``entry`` what was restated of it. ``old`` and ``new`` are hashes for what is added, removed or changed, paths
    for what is renamed, and values in words for what is restated. Sizes in bytes are those of files.
    """

    what: What
    of: str
    name: str
    entry: str = ""
    old: str = ""
    new: str = ""
    old_size: int | None = None
    new_size: int | None = None


def diff(old: Manifest, new: Manifest) -> tuple[Change, ...]:
    """Every difference from ``old`` to ``new``: that of the heading first, then files by path, then things by id.

    The number of the revision, its day and the hash before it always differ and are not told.
    """
    return (
        *_restated("heading", new.heading.id, old.heading, new.heading),
        *_files(old, new),
        *_things(old, new),
    )


def _files(old: Manifest, new: Manifest) -> Iterator[Change]:
    before, after = {file.path: file for file in old.files}, {file.path: file for file in new.files}
    moved = _moves([before[path] for path in before if path not in after],
                   [after[path] for path in after if path not in before])  # fmt: skip
    gone = {file.path for file in moved.values()}
    for path in sorted(before.keys() | after.keys()):
        if path in gone:
            continue
        was, now = moved.get(path) or before.get(path), after.get(path)
        if was is None or now is None:
            yield _came_or_went("file", path, was, now)
            continue
        if was.path != now.path:
            yield Change(what=What.RENAMED, of="file", name=path, old=was.path, new=path,
                         old_size=was.size, new_size=now.size)  # fmt: skip
        elif was.sha256 != now.sha256:
            yield Change(what=What.CHANGED, of="file", name=path, old=was.sha256, new=now.sha256,
                         old_size=was.size, new_size=now.size)  # fmt: skip
        yield from _restated("file", path, was, now)


def _moves(gone: list[File], come: list[File]) -> dict[str, File]:
    """The old file of each new path that only has another name."""
    left = defaultdict[str, list[File]](list)
    for file in sorted(gone, key=lambda file: file.path):
        left[file.sha256].append(file)
    return {
        file.path: left[file.sha256].pop(0)
        for file in sorted(come, key=lambda file: file.path)
        if left[file.sha256]
    }


def _things(old: Manifest, new: Manifest) -> Iterator[Change]:
    before, after = {thing.id: thing for thing in old.things}, {thing.id: thing for thing in new.things}
    for id in sorted(before.keys() | after.keys()):
        was, now = before.get(id), after.get(id)
        if was is None or now is None:
            yield _came_or_went("thing", id, was, now)
            continue
        if was.sha256 != now.sha256:
            yield Change(what=What.CHANGED, of="thing", name=id, old=was.sha256, new=now.sha256)
        yield from _restated("thing", id, was, now)


def _came_or_went(of: str, name: str, was: File | Thing | None, now: File | Thing | None) -> Change:
    return Change(
        what=What.REMOVED if now is None else What.ADDED,
        of=of,
        name=name,
        old=was.sha256 if was else "",
        new=now.sha256 if now else "",
        old_size=was.size if isinstance(was, File) else None,
        new_size=now.size if isinstance(now, File) else None,
    )


_TOLD = ("path", "sha256", "size", "created")
"""Entries that the other kinds of change tell, and the day of a revision."""

_Stated = File | Thing | Heading


def _restated(of: str, name: str, was: _Stated, now: _Stated) -> Iterator[Change]:
    before, after = _entries(was), _entries(now)
    for entry in sorted(before.keys() | after.keys()):
        old, new = before.get(entry, ""), after.get(entry, "")
        if old != new:
            yield Change(what=What.RESTATED, of=of, name=name, entry=entry, old=old, new=new)


def _entries(one: _Stated) -> dict[str, str]:
    """What is said, as words; each fact, and each part of the pin of a procedure, is an entry of its own."""
    said: dict[str, str] = {}
    values: Mapping[str, object] = asdict(one)
    for entry, value in values.items():
        if isinstance(value, Mapping):
            said.update({f"{entry}.{name}": str(part) for name, part in value.items()})
        elif entry not in _TOLD:
            said[entry] = ", ".join(value) if isinstance(value, tuple) else str(value)
    return said
