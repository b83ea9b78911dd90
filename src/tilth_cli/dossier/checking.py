"""``tilth dossier verify`` and ``diff``: what is wrong with a bundle, and what a revision changes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from tilth_cli.dossier.inputs import described, key_in, manifest_in, show, summary
from tilth_cli.output import DONE, JsonFlag, console, print_json

if TYPE_CHECKING:
    from tilth.approval.dossier import Change, Manifest
    from tilth.approval.dossier.verifying import Verified

FAULTY = 1


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="FOLDER|ZIP", help="The bundle.")],
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="PEM", help="The key that the site publishes; by default the bundle's own."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Name every file of a bundle that is altered, missing or additional, and all that does not agree.

    That is: the manifest with the decisions and events, the events with each other, signatures with the key, and
    the metadata with the manifest. Exits with 1 where anything is wrong.

    Example: [bold]tilth dossier verify examples/dossier/handed-in.zip --key site.pem[/]
    """
    from tilth.approval.dossier.layout import open_bundle
    from tilth.approval.dossier.verifying import verify as verified

    with open_bundle(bundle) as opened:
        found = verified(opened, key_in(key) if key else b"")
    if as_json:
        print_json(
            {
                **(summary(found.manifest) if found.manifest else {}),
                "whole": not found.faults,
                "faults": [fault.as_dict() for fault in found.faults],
                "decisions": found.decisions,
                "key": found.key,
            }
        )
    else:
        _say(found)
    raise typer.Exit(FAULTY if found.faults else DONE)


def diff(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="A bundle, a manifest.json, or a folder to build from.")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later one, as any of these.")],
    as_json: JsonFlag = False,
) -> None:
    """Tell what one revision changes against another: files added, removed, changed, renamed, or described
    otherwise.

    Example: [bold]tilth dossier diff bundle examples/dossier/revision-2[/]
    """
    from tilth.approval.dossier import diff as compare

    before = _revision(old, None, as_json=as_json)
    after = _revision(new, before, as_json=as_json)
    changes = compare(before, after)
    if as_json:
        print_json({"old": summary(before), "new": summary(after), "changes": [asdict(each) for each in changes]})
        return
    out = console()
    for change in changes:
        out.print(f"[bold]{change.what.value}[/] {change.of} {escape(change.name)}{escape(_told(change))}")
    if before.sha256 == after.sha256:
        out.print(f"Both are revision {before.revision} ({before.sha256[:16]}): nothing changes.")
        return
    follows = "follows it" if after.before == before.sha256 else "does not name it as the revision before"
    out.print(
        f"{len(changes)} change{'' if len(changes) == 1 else 's'} from revision {before.revision} "
        f"({before.sha256[:16]}) to {after.revision} ({after.sha256[:16]}), which {follows}."
    )


def _revision(path: Path, before: Manifest | None, *, as_json: bool) -> Manifest:
    """The manifest of a bundle, or the one that a described folder would have after ``before``."""
    from tilth.approval.dossier.description import DESCRIPTION
    from tilth.approval.dossier.survey import survey

    if path.suffix == ".toml" or (path / DESCRIPTION).is_file():
        return survey(described(path, as_json=as_json), before)
    return manifest_in(path)


def _say(found: Verified) -> None:
    out = console()
    for fault in found.faults:
        out.print(f"[bold red]{escape(fault.where)}:[/] {escape(f'{fault.message} {fault.advice}')}")
    if found.manifest and not found.faults:
        signed = {"decisions": str(found.decisions), "key, sha256": found.key} if found.decisions else {}
        show(found.manifest, signed, ())
    count = len(found.faults)
    out.print("The bundle is whole." if not count else f"{count} fault{'' if count == 1 else 's'}.")


def _told(change: Change) -> str:
    """What is to be said after the name: the old and the new, hashes shortened."""
    if change.entry:
        return f": {change.entry} was {change.old or 'not stated'}, is {change.new or 'not stated'}"
    if change.what.value == "renamed":
        return f", was {change.old}"
    told = [f"{hash[:16]}{f', {size:,} bytes' if size is not None else ''}"
            for hash, size in ((change.old, change.old_size), (change.new, change.new_size)) if hash]  # fmt: skip
    return f" ({' -> '.join(told)})"
