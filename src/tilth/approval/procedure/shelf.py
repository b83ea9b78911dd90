"""The procedures that Tilth ships, by name, version and day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources

from tilth.approval.model import Procedure
from tilth.approval.procedure.reading import parse_procedure
from tilth.kernel.errors import IntegrityError, MissingError
from tilth.kernel.refusal import Refused

__all__ = ["in_force", "shipped", "source_text", "the_procedure"]

_FOLDER = "procedure_files"


@cache
def shipped() -> tuple[Procedure, ...]:
    """Every procedure that comes with Tilth, by name and version. IntegrityError where a file is damaged."""
    found: list[Procedure] = []
    for name in _names():
        text = _text(name)
        read = parse_procedure(
            text, lambda id, version: _newest(_in_version(found, version), id, version), file=name
        )
        if isinstance(read, Refused):
            raise IntegrityError(
                "approval.shipped", f"{name}: {read}", mend="Install Tilth again.", data={"file": name}
            )
        found.append(read)
    return tuple(sorted(found, key=lambda each: (each.id, each.version)))


def the_procedure(id: str, version: int | None = None) -> Procedure:
    """The shipped procedure ``id``, in its newest version or the one asked for. MissingError where there is
    none.
    """
    return _newest(_in_version(shipped(), version), id, version)


def in_force(id: str, day: date) -> Procedure:
    """The version of ``id`` in effect on ``day``. Raises MissingError where none is."""
    return _newest(
        [
            each
            for each in shipped()
            if each.effective.begins <= day and (each.effective.ends is None or day <= each.effective.ends)
        ],
        id,
    )


def source_text(procedure: Procedure) -> str:
    """The file in which a shipped procedure is written."""
    return _text(f"{procedure.id}-{procedure.version}.yaml")


def _names() -> list[str]:
    """The files of the folder, those that take steps over from others last (their names begin with ``demo``)."""
    names = [item.name for item in resources.files("tilth.approval").joinpath(_FOLDER).iterdir()]
    return sorted(
        (name for name in names if name.endswith(".yaml")), key=lambda name: (name.startswith("demo"), name)
    )


def _text(name: str) -> str:
    return resources.files("tilth.approval").joinpath(_FOLDER, name).read_text(encoding="utf-8")


def _in_version(found: Iterable[Procedure], version: int | None) -> list[Procedure]:
    return [each for each in found if version in (None, each.version)]


def _newest(found: Iterable[Procedure], id: str, version: int | None = None) -> Procedure:
    import difflib

    named = [each for each in found if each.id == id]
    if not named:
        known = sorted({each.id for each in found})
        near = difflib.get_close_matches(id, known, n=1)
        mend = f"Did you mean {near[0]}?" if near else "`tilth approval procedures` lists those that there are."
        which = f" in version {version}" if version is not None else ""
        raise MissingError("approval.procedure.missing", f"There is no procedure {id}{which}.", mend=mend)
    return max(named, key=lambda each: each.version)
