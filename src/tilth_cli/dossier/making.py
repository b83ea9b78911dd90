"""``tilth dossier build`` and ``export``: a revision from a folder, and a bundle in another form."""

from __future__ import annotations

import os
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from tilth.kernel.errors import FileError, OptionError
from tilth_cli.approval.inputs import refused
from tilth_cli.dossier.inputs import bytes_of, described, manifest_in, show, summary
from tilth_cli.output import REFUSED, JsonFlag, OutDirectory, console, print_json

if TYPE_CHECKING:
    from tilth.approval.dossier.bundle import Dossier
    from tilth.approval.dossier.record import Record


class Format(StrEnum):
    """What a dossier is exported as."""

    RO_CRATE = "ro-crate"
    ZIP = "zip"
    HTML = "html"
    PDF = "pdf"


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

    known = described(source, as_json=as_json)
    _outside(out, known.folder)
    manifest = survey(known, manifest_in(before) if before else None)
    lacking = gaps(manifest, known.procedure)
    if lacking and strict:
        raise refused(lacking, as_json=as_json, code=REFUSED)
    write_folder(
        Dossier(
            manifest=manifest,
            procedure=known.procedure,
            open=lambda file: open_file(known.folder, file.path),
        ),
        out,
    )
    if as_json:
        print_json({**summary(manifest), "missing": [reason.as_dict() for reason in lacking], "bundle": str(out)})
    else:
        show(manifest, {"bundle": str(out)}, lacking)


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
    from tilth.approval.dossier.bundle import read_dossier
    from tilth.approval.dossier.layout import open_bundle

    with open_bundle(bundle) as opened:
        found = read_dossier(opened)
        if record is not None:
            found = replace(found, record=_record(record))
        _write(found, format, out)
    if as_json:
        print_json({**summary(found.manifest), "format": format.value, "out": str(out)})
    else:
        console().print(
            f"Written to {escape(str(out))}: {found.manifest.heading.id}, sha256 {found.manifest.sha256}"
        )


def _write(dossier: Dossier, format: Format, out: Path) -> None:
    from tilth.approval.dossier.bundle import dossier_html, dossier_pdf, write_folder, write_zip
    from tilth.kernel.files import write_bytes

    match format:
        case Format.RO_CRATE:
            write_folder(dossier, out)
        case Format.ZIP:
            write_zip(dossier, out)
        case Format.HTML:
            write_bytes(out, dossier_html(dossier))
        case Format.PDF:
            write_bytes(out, dossier_pdf(dossier))


def _outside(out: Path, folder: Path) -> None:
    """A bundle within the folder that it is made from would be a part of the next one."""
    if Path(os.path.realpath(out)).is_relative_to(os.path.realpath(folder)):
        raise OptionError(
            "dossier.out", f"--out {out} is within the folder of the files.", mend="Name a folder outside of it."
        )


def _record(folder: Path) -> Record:
    from tilth.approval.dossier.record import Record

    if not folder.is_dir():
        mend = "Name a folder with events.jsonl, decisions/ or key.pem."
        raise FileError("dossier.unreadable", "This is no folder.", file=str(folder), mend=mend)
    events, key = folder / "events.jsonl", folder / "key.pem"
    return Record(
        events=bytes_of(events) if events.exists() else b"",
        decisions=tuple(bytes_of(path) for path in sorted(folder.glob("decisions/*.dsse.json"))),
        key=bytes_of(key) if key.exists() else b"",
    )
