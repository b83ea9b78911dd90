"""A design as a set of uploaded files: one plan and the parts files it may use, laid out for the engine to read.

A plan names its sources (``parts = [...]``), and the engine would read whatever stands there: ``/etc/passwd`` as
well as ``parts.gb``. So a stranger's plan may name installed kits and files uploaded with it, letter for letter,
and nothing else: no path, no folder, no pattern. That is decided on the plan's text before any file is opened, and
once more on the sources that the engine made of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tilth.foundry.design.plan import Plan, read_plan
from tilth.foundry.design.read import kit_names
from tilth.foundry.design.toml_table import TomlTable
from tilth.kernel.errors import FileError, InputError, OptionError, TilthError
from tilth.kernel.evidence import EvidenceStore
from tilth.kernel.refusal import Refused, refuse
from tilth.kernel.toml_file import parse_toml
from tilth_site.uploads.bounds import CHUNK, MAX_CONSTRUCTS, MAX_DESIGN, MAX_FILES, MAX_PLAN, in_words
from tilth_site.uploads.intake import Stored, store
from tilth_site.uploads.kinds import PARTS, PLANS, TOML, XLSX
from tilth_site.uploads.names import safe_name

__all__ = ["DesignFiles", "LaidOut", "lay_out", "read_design"]

_BOM = b"\xef\xbb\xbf"
_KIT = "kit:"
_READ_ONLY = 0o400


@dataclass(frozen=True, slots=True)
class DesignFiles:
    """One ``plan`` (TOML, CSV, TSV or XLSX), any number of ``parts`` files, and the names of installed ``kits``
    that were chosen beside it.
    """

    plan: Stored
    parts: tuple[Stored, ...] = ()
    kits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A design's files in a ``folder`` of their own: the paths of the ``plan`` and of the ``parts``, and the
    ``sources`` that are added to the plan's own: uploaded files that it does not name, then the chosen kits.
    """

    folder: Path
    plan: Path
    parts: tuple[Path, ...]
    sources: tuple[str, ...]

    def plain(self, text: str) -> str:
        """``text`` (a problem's message, a part's source) without the folder, which is nobody's business."""
        return text.replace(f"{self.folder}{os.sep}", "")


def lay_out(files: DesignFiles, folder: Path, kept_in: EvidenceStore | None = None) -> LaidOut | Refused:
    """Write ``files`` into ``folder``, which is made here, readable by this user alone; or say why not.

    Nothing is written where anything is refused. Raises OptionError where ``folder`` exists already,
    MissingError or IntegrityError where the evidence does not hold the files. O(total size).
    """
    kept_in = kept_in or store()
    refused = _check_files(files)
    if refused:
        return refused
    named = _named_sources(files, kept_in)
    if isinstance(named, Refused):
        return named
    refused = _check_sources(named, [folder / one.name for one in files.parts], files.plan.name)
    if refused:
        return refused
    _write(files, folder, kept_in)
    parts = tuple(folder / one.name for one in files.parts)
    unnamed = (str(path) for path in parts if path.name not in named)
    chosen = (kit for kit in map(_kit, files.kits) if kit not in map(str.lower, named))
    return LaidOut(folder, folder / _plan_name(files.plan), parts, tuple(dict.fromkeys((*unnamed, *chosen))))


def read_design(laid_out: LaidOut, *, method: str = "golden_gate", enzyme: str | None = "auto") -> Plan | Refused:
    """The plan that was laid out, or why it cannot be read. ``method`` and ``enzyme`` serve assemblies that name
    none. Every source of the plan is a laid-out file or an installed kit.
    """
    name = laid_out.plan.name
    try:
        plan = read_plan(str(laid_out.plan), method=method, enzyme=enzyme, sources=laid_out.sources)
    except TilthError as error:
        return _unreadable(laid_out, error)
    except Exception as error:
        if laid_out.plan.suffix != XLSX.suffix:
            raise
        # openpyxl meets a workbook that breaks its schema with anything from TypeError to ParseError.
        fault = f"{type(error).__name__}: {error}"
        return refuse(
            "design.workbook",
            "{file} cannot be read as a workbook ({fault}).",
            "Save the sheet as CSV, and upload that.",
            name,
            file=name,
            fault=laid_out.plain(fault),
        )
    return (
        _check_count(len(plan.steps), name) or _check_sources(_own(plan, laid_out), laid_out.parts, name) or plan
    )


def _check_files(files: DesignFiles) -> Refused | None:
    every = (files.plan, *files.parts)
    if files.plan.kind not in PLANS:
        return _wrong_kind(files.plan, "a plan", "Give the plan as TOML, CSV, TSV or XLSX.")
    for one in files.parts:
        if one.kind not in PARTS:
            return _wrong_kind(one, "parts", "Give parts as GenBank, FASTA or SBOL 3.")
    if len(files.parts) > MAX_FILES or sum(one.size for one in every) > MAX_DESIGN:
        return refuse(
            "design.size",
            "The design has more than {files} parts files, or more than {most} in all.",
            "Put the parts into fewer files, or upload only those that the plan uses.",
            files=MAX_FILES,
            most=in_words(MAX_DESIGN),
        )
    if files.plan.size > MAX_PLAN:
        name = files.plan.name
        sentence, mend = "{file} is larger than {most}, which is the most for a plan.", "Split the plan."
        return refuse("design.plan_size", sentence, mend, name, file=name, most=in_words(MAX_PLAN))
    return _check_names([_plan_name(files.plan), *(one.name for one in files.parts)]) or _check_kits(files.kits)


def _wrong_kind(file: Stored, role: str, mend: str) -> Refused:
    sentence = "{file} is {kind}, which cannot hold {role}."
    return refuse("design.kind", sentence, mend, file.name, file=file.name, kind=file.kind.label, role=role)


def _check_names(names: Sequence[str]) -> Refused | None:
    """Names differ in more than case: some file systems hold ``A.gb`` and ``a.gb`` to be one file."""
    seen: set[str] = set()
    for name in names:
        if safe_name(name) != name:
            raise OptionError(
                "design.name",
                f"{name!r} is no safe name.",
                mend="Give the name that the upload was stored under.",
                data={"name": name},
            )
        if name.casefold() in seen:
            return refuse(
                "design.same_name",
                "Two of the files are called {file}.",
                "Rename one of them, and upload it again.",
                name,
                file=name,
            )
        seen.add(name.casefold())
    return None


def _check_kits(kits: Iterable[str]) -> Refused | None:
    return next((_no_kit(kit, "kits") for kit in kits if _kit(kit) not in _installed()), None)


def _installed() -> tuple[str, ...]:
    return tuple(_KIT + name for name in kit_names())


def _kit(name: str) -> str:
    return _KIT + name.lower().removeprefix(_KIT)


def _no_kit(kit: str, where: str) -> Refused:
    return refuse(
        "design.kit",
        "There is no kit {kit} here.",
        "Choose one of these: {kits}.",
        where,
        kit=kit,
        kits=", ".join(_installed()),
    )


def _named_sources(files: DesignFiles, kept_in: EvidenceStore) -> tuple[str, ...] | Refused:
    """What the plan itself names as sources. A sheet names none."""
    if files.plan.kind != TOML:
        return ()
    name = files.plan.name
    text = kept_in.get(files.plan.sha256).removeprefix(_BOM).decode()
    try:
        table = parse_toml(text, file=name)
        assemblies = table.get("assembly")
        refused = _check_count(len(assemblies), name) if isinstance(assemblies, list) else None
        return refused or TomlTable({"parts": table.get("parts", [])}, "the plan", ("parts",)).words("parts")
    except (FileError, InputError) as error:
        return refuse(
            "design.plan", "{file}: {fault}", "{advice}", name, file=name, fault=error.message, advice=error.mend
        )


def _check_sources(named: Iterable[str], parts: Sequence[Path], plan: str) -> Refused | None:
    uploaded = [path.name for path in parts]
    for word in named:
        if word.startswith(_KIT):
            if word.lower() not in _installed():
                return _no_kit(word, plan)
        elif word not in uploaded:
            return refuse(
                "design.source",
                "{file} names {source} among its parts, which is neither a kit nor a file uploaded with it.",
                "Upload that file too and name it without a folder. Uploaded so far: {uploaded}.",
                plan,
                file=plan,
                source=word,
                uploaded=", ".join(uploaded) or "-",
            )
    return None


def _own(plan: Plan, laid_out: LaidOut) -> Iterator[str]:
    """The sources of ``plan`` as the engine is about to open them, the laid-out files by their names alone."""
    # The engine resolves the plan's folder, so a folder behind a link is spelt in two ways.
    places = {str(folder / path.name): path.name
              for path in laid_out.parts for folder in (laid_out.folder, laid_out.folder.resolve())}  # fmt: skip
    return (
        places.get(source, source if source.startswith(_KIT) else f"{source}{os.sep}") for source in plan.sources
    )


def _check_count(count: int, plan: str) -> Refused | None:
    if count <= MAX_CONSTRUCTS:
        return None
    sentence = "{file} has {count} assemblies, and {most} is the most."
    return refuse(
        "design.constructs",
        sentence,
        "Split it into several requests.",
        plan,
        file=plan,
        count=count,
        most=MAX_CONSTRUCTS,
    )


def _unreadable(laid_out: LaidOut, error: TilthError) -> Refused:
    line = error.line if isinstance(error, FileError) else None
    return refuse(
        error.code,
        "{file}, line {line}: {fault}" if line else "{file}: {fault}",
        "{advice}",
        laid_out.plan.name,
        file=laid_out.plan.name,
        line=line,
        fault=laid_out.plain(error.message),
        advice=laid_out.plain(error.mend),
    )


def _plan_name(plan: Stored) -> str:
    """The plan's name with the ending of its kind, by which the engine chooses its reader."""
    return plan.name if plan.name.lower().endswith(plan.kind.suffix) else safe_name(plan.name + plan.kind.suffix)


def _write(files: DesignFiles, folder: Path, kept_in: EvidenceStore) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise OptionError(
            "design.folder", f"{folder} exists already.", mend="Name a folder that does not exist.", data={}
        ) from None
    try:
        _copy(files.plan, folder / _plan_name(files.plan), kept_in)
        for one in files.parts:
            _copy(one, folder / one.name, kept_in)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _copy(file: Stored, path: Path, kept_in: EvidenceStore) -> None:
    """A byte order mark stays behind: the engine's TOML reader takes it for a fault."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READ_ONLY)
    with open(descriptor, "wb") as target, kept_in.open(file.sha256) as source:
        piece = source.read(CHUNK).removeprefix(_BOM)
        while piece:
            target.write(piece)
            piece = source.read(CHUNK)
