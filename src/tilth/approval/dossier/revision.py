"""From files and things to a revision: sorted, numbered, after the one before it, and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tilth.approval.case import Case, Item
from tilth.approval.completeness import missing
from tilth.approval.dossier.model import File, Heading, Manifest, Thing
from tilth.approval.model import Procedure
from tilth.kernel.errors import InputError
from tilth.kernel.refusal import Reason

__all__ = ["gaps", "manifest_of"]


def manifest_of(
    heading: Heading, files: Iterable[File], things: Iterable[Thing] = (), before: Manifest | None = None
) -> Manifest:
    """The revision that follows ``before``, or the first one. Files and things may come in any order.

    The same arguments make the same manifest. Raises InputError where there is no file (``dossier.empty``), where
    the manifest contradicts itself (``dossier.manifest``), and where ``before`` is of another dossier, case or
    step (``dossier.before``).
    """
    handed_in = tuple(sorted((_plain_file(file) for file in files), key=lambda file: file.path))
    if not handed_in:
        raise InputError("dossier.empty", "The dossier holds no file.", mend="Add what the step is to decide on.")
    if before is not None:
        _check_follows(heading, before.heading)
    return Manifest(
        heading=heading,
        revision=before.revision + 1 if before else 1,
        before=before.sha256 if before else "",
        files=handed_in,
        things=tuple(sorted((_plain_thing(thing) for thing in things), key=lambda thing: thing.id)),
    )


def _check_follows(heading: Heading, before: Heading) -> None:
    pairs = (
        ("dossier", heading.id, before.id),
        ("case", heading.case, before.case),
        ("step", heading.step, before.step),
    )
    for name, mine, theirs in pairs:
        if mine != theirs:
            raise InputError(
                "dossier.before",
                f"The revision before is of the {name} {theirs}, and this one of {mine}.",
                mend="Name the revision before of the same dossier, or begin a new one without.",
                data={"where": name},
            )


def _plain_file(file: File) -> File:
    facts = dict(sorted(file.facts.items()))
    return replace(file, facts=facts, made_from=tuple(sorted(set(file.made_from))))


def _plain_thing(thing: Thing) -> Thing:
    return replace(thing, made_from=tuple(sorted(set(thing.made_from))))


def gaps(manifest: Manifest, procedure: Procedure) -> tuple[Reason, ...]:
    """What the step still wants: a reason (``approval.missing``) for each kind of evidence of which the dossier
    has too little, with rule and version of the procedure.

    Raises InputError (``dossier.procedure``) where ``procedure`` is not the one that the manifest pins, or has no
    such step.
    """
    heading = manifest.heading
    if procedure.digest != heading.procedure.digest:
        raise InputError(
            "dossier.procedure",
            f"The dossier was made for another text of {heading.procedure.id}.",
            mend="Give the procedure that the dossier pins.",
            data={"pinned": heading.procedure.digest, "given": procedure.digest},
        )
    step = procedure.step(heading.step)
    if step is None:
        raise InputError(
            "dossier.procedure",
            f"The procedure {procedure.id} has no step {heading.step}.",
            mend=f"Use one of {', '.join(each.id for each in procedure.steps)}.",
            data={"where": "step"},
        )
    items = tuple(Item(file.role, file.sha256, file.facts, heading.created) for file in manifest.files)
    case = Case(
        id=heading.case, applicant=heading.applicant, procedure=procedure.id, version=procedure.version,
        digest=procedure.digest, opened=heading.created, evidence=items,
    )  # fmt: skip
    return missing(case, procedure, step)
