"""``tilth dossier``: what is handed in, byte for byte: build it, check it, compare revisions, print it."""

from __future__ import annotations

import os
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from tilth.kernel.errors import FileError, InputError, OptionError
from tilth.kernel.refusal import Refused
from tilth_cli.approval.inputs import refused
from tilth_cli.output import DONE, REFUSED, JsonFlag, OutDirectory, console, facts, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tilth.approval.dossier import Change, Manifest
    from tilth.approval.dossier.description import Described
    from tilth.approval.dossier.record import Record
    from tilth.kernel.refusal import Reason

FAULTY = 1

app = typer.Typer(no_args_is_help=True, help="Dossiers: build, verify, compare, export.")


class Format(StrEnum):
    """What a dossier is exported as."""

    RO_CRATE = "ro-crate"
    ZIP = "zip"
    HTML = "html"
    PDF = "pdf"


def register(root: typer.Typer) -> None:
    """Put ``tilth dossier`` under ``root``."""
    root.add_typer(app, name="dossier")


@app.callback()
def dossier() -> None:
    """Dossiers: build, verify, compare, export."""


@app.command(no_args_is_help=True)
def build(
    source: Annotated[
        Path, typer.Argument(metavar="FOLDER|DOSSIER.toml", help="The files, and what is said about them.")
    ],
    out: Annotated[Path, OutDirectory],
    before: Annotated[
        Path | None,
        typer.Option("--before", metavar="BUNDLE", help="The revision before: its bundle or its manifest.json."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing where the step wants more than is there; exit with 3.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make a revision of a dossier, as a bundle: the files, their manifest, a page to read and to print, a
    verifier.

    The SHA-256 of the manifest is the dossier's: it is what is handed in, and what a decision signs.

    Example: [bold]tilth dossier build examples/dossier/revision-1 --out bundle[/]
    """
    from tilth.approval.dossier import gaps
    from tilth.approval.dossier.bundle import Dossier, write_folder
    from tilth.approval.dossier.survey import open_file, survey

    described = _described(source, as_json=as_json)
    _outside(out, described.folder)
    manifest = survey(described, _manifest(before) if before else None)
    lacking = gaps(manifest, described.procedure)
    if lacking and strict:
        raise refused(lacking, as_json=as_json, code=REFUSED)
    write_folder(
        Dossier(
            manifest=manifest,
            procedure=described.procedure,
            open=lambda file: open_file(described.folder, file.path),
        ),
        out,
    )
    if as_json:
        print_json({**_summary(manifest), "missing": [reason.as_dict() for reason in lacking], "bundle": str(out)})
    else:
        _show(manifest, {"bundle": str(out)}, lacking)


@app.command(no_args_is_help=True)
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
        found = verified(opened, _bytes(key) if key else b"")
    manifest = found.manifest
    if as_json:
        print_json(
            {
                **(_summary(manifest) if manifest else {}),
                "whole": not found.faults,
                "faults": [fault.as_dict() for fault in found.faults],
                "decisions": found.decisions,
                "key": found.key,
            }
        )
        raise typer.Exit(FAULTY if found.faults else DONE)
    out = console()
    for fault in found.faults:
        out.print(f"[bold red]{escape(fault.where)}[/] {escape(f'{fault.message} {fault.advice}')}")
    if manifest and not found.faults:
        signed = {"decisions": str(found.decisions), "key, sha256": found.key} if found.decisions else {}
        _show(manifest, signed, ())
    count = len(found.faults)
    out.print("The bundle is whole." if not count else f"{count} fault{'' if count == 1 else 's'}.")
    raise typer.Exit(FAULTY if count else DONE)


@app.command(no_args_is_help=True)
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
        print_json(
            {"old": _summary(before), "new": _summary(after), "changes": [asdict(each) for each in changes]}
        )
        return
    out = console()
    for change in changes:
        out.print(f"[bold]{change.what.value}[/] {change.of} {escape(change.name)}{escape(_told(change))}")
    follows = "follows it" if after.before == before.sha256 else "does not name it as the revision before"
    out.print(
        f"{len(changes)} change{'' if len(changes) == 1 else 's'} from revision {before.revision} "
        f"({before.sha256[:16]}) to {after.revision} ({after.sha256[:16]}), which {follows}."
    )


@app.command(no_args_is_help=True)
def export(
    bundle: Annotated[Path, typer.Argument(metavar="FOLDER|ZIP", help="The bundle.")],
    format: Annotated[Format, typer.Option("--format", help="What to write.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="PATH", help="The file or, for ro-crate, folder to write.")
    ],
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FOLDER", help="Take events.jsonl, decisions/ and key.pem from here."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a bundle anew as a folder (an RO-Crate) or as a zip, or only the dossier to read or to print.

    Each file is held against its hash on the way.

    Example: [bold]tilth dossier export bundle --format zip --out loam.zip[/]
    """
    from dataclasses import replace

    from tilth.approval.dossier.bundle import dossier_html, dossier_pdf, read_dossier, write_folder, write_zip
    from tilth.approval.dossier.layout import open_bundle
    from tilth.kernel.files import write_bytes

    with open_bundle(bundle) as opened:
        found = read_dossier(opened)
        if record is not None:
            found = replace(found, record=_record(record))
        match format:
            case Format.RO_CRATE:
                write_folder(found, out)
            case Format.ZIP:
                write_zip(found, out)
            case Format.HTML:
                write_bytes(out, dossier_html(found))
            case Format.PDF:
                write_bytes(out, dossier_pdf(found))
    if as_json:
        print_json({**_summary(found.manifest), "format": format.value, "out": str(out)})
    else:
        console().print(
            f"Written to {escape(str(out))}: {found.manifest.heading.id}, sha256 {found.manifest.sha256}"
        )


def _described(source: Path, *, as_json: bool) -> Described:
    from tilth.approval.dossier.description import read_description

    described = read_description(source)
    if isinstance(described, Refused):
        raise refused(described.reasons, as_json=as_json)
    return described


def _outside(out: Path, folder: Path) -> None:
    """A bundle within the folder that it is made from would be a part of the next one."""
    if Path(os.path.realpath(out)).is_relative_to(os.path.realpath(folder)):
        raise OptionError(
            "dossier.out", f"--out {out} is within the folder of the files.", mend="Name a folder outside of it."
        )


def _revision(path: Path, before: Manifest | None, *, as_json: bool) -> Manifest:
    """The manifest of a bundle, or the one that a described folder would have after ``before``."""
    from tilth.approval.dossier.description import DESCRIPTION
    from tilth.approval.dossier.survey import survey

    if path.suffix == ".toml" or (path / DESCRIPTION).is_file():
        return survey(_described(path, as_json=as_json), before)
    return _manifest(path)


def _manifest(path: Path) -> Manifest:
    """The manifest in a bundle, or in a file of its own."""
    from tilth.approval.dossier import read_manifest
    from tilth.approval.dossier.layout import MANIFEST, open_bundle

    name = str(path)
    if path.suffix == ".json":
        data = _bytes(path)
    else:
        with open_bundle(path) as opened, opened.open(MANIFEST) as stream:
            data, name = stream.read(), f"{path}/{MANIFEST}"
    try:
        return read_manifest(data)
    except InputError as error:
        raise FileError(error.code, error.message, file=name, mend=error.mend) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        said = f"It cannot be read: {error.strerror}."
        raise FileError("dossier.unreadable", said, file=str(path), mend="Name a file that is there.") from error


def _record(folder: Path) -> Record:
    from tilth.approval.dossier.record import Record

    if not folder.is_dir():
        mend = "Name a folder with events.jsonl, decisions/ or key.pem."
        raise FileError("dossier.unreadable", "This is no folder.", file=str(folder), mend=mend)
    events, key = folder / "events.jsonl", folder / "key.pem"
    return Record(
        events=_bytes(events) if events.exists() else b"",
        decisions=tuple(_bytes(path) for path in sorted(folder.glob("decisions/*.dsse.json"))),
        key=_bytes(key) if key.exists() else b"",
    )


def _summary(manifest: Manifest) -> dict[str, object]:
    heading = manifest.heading
    return {
        "dossier": heading.id,
        "case": heading.case,
        "step": heading.step,
        "procedure": heading.procedure.id,
        "version": heading.procedure.version,
        "revision": manifest.revision,
        "before": manifest.before,
        "sha256": manifest.sha256,
        "files": len(manifest.files),
        "bytes": sum(file.size for file in manifest.files),
    }


def _show(manifest: Manifest, more: dict[str, str], lacking: Sequence[Reason]) -> None:
    heading = manifest.heading
    out = console()
    out.print(
        facts(
            {
                "dossier": f"{heading.id}, revision {manifest.revision}",
                "for": f"{heading.step} of {heading.procedure.id}, version {heading.procedure.version}",
                "sha256": manifest.sha256,
                "files": f"{len(manifest.files)}, {sum(file.size for file in manifest.files):,} bytes",
                **more,
            }
        )
    )
    for reason in lacking:
        out.print(f"[bold yellow]missing[/] {escape(f'{reason.message} {reason.advice}')}")


def _told(change: Change) -> str:
    """What is to be said after the name: the old and the new, hashes shortened."""
    if change.entry:
        return f": {change.entry} was {change.old or 'not stated'}, is {change.new or 'not stated'}"
    if change.what.value == "renamed":
        return f", was {change.old}"
    told = [f"{hash[:16]}{f', {size:,} bytes' if size is not None else ''}"
            for hash, size in ((change.old, change.old_size), (change.new, change.new_size)) if hash]  # fmt: skip
    return f" ({' -> '.join(told)})"
