"""What the commands of dossiers are given and what all of them say: a description, a manifest, a summary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from tilth.kernel.dsse import public_key
from tilth.kernel.errors import FileError, InputError
from tilth.kernel.refusal import Refused
from tilth_cli.approval.inputs import refused
from tilth_cli.output import console, facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tilth.approval.dossier import Manifest
    from tilth.approval.dossier.description import Described
    from tilth.kernel.refusal import Reason


def described(source: Path, *, as_json: bool) -> Described:
    """The description in a file or folder. Ends the command with 2 where its procedure has faults."""
    from tilth.approval.dossier.description import read_description

    found = read_description(source)
    if isinstance(found, Refused):
        raise refused(found.reasons, as_json=as_json)
    return found


def manifest_in(path: Path) -> Manifest:
    """The manifest in a bundle, or in a file of its own."""
    from tilth.approval.dossier import read_manifest
    from tilth.approval.dossier.layout import MANIFEST, open_bundle, read_whole

    name = str(path)
    if path.suffix == ".json":
        data = bytes_of(path)
    else:
        with open_bundle(path) as opened:
            data, name = read_whole(opened, MANIFEST), f"{path}/{MANIFEST}"
    try:
        return read_manifest(data)
    except InputError as error:
        raise FileError(error.code, error.message, file=name, mend=error.mend) from error


def key_in(path: Path) -> bytes:
    """A public key in PEM. FileError where the file holds none."""
    data = bytes_of(path)
    try:
        public_key(data)
    except InputError as error:
        raise FileError(error.code, error.message, file=str(path), mend=error.mend) from error
    return data


def bytes_of(path: Path) -> bytes:
    """A whole file. FileError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        said = f"It cannot be read: {error.strerror}."
        raise FileError("dossier.unreadable", said, file=str(path), mend="Name a file that is there.") from error


def summary(manifest: Manifest) -> dict[str, object]:
    """What every command says of a dossier in JSON."""
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


def show(manifest: Manifest, more: dict[str, str], lacking: Sequence[Reason]) -> None:
    """What every command says of a dossier to people, ``more`` facts, and what the step still wants."""
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
