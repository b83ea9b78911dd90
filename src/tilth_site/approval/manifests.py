"""The manifest of a dossier: what a step is given of the case, each document by hash with what it was made from.

A step gets the documents of the kinds that it wants, and those of kinds that no step of the procedure wants, such
as answers to questions. A dossier in which nothing has changed keeps its manifest, so what was sealed is what is
handed in, and another body's decision on it can be recognised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from tilth.approval import Case, Procedure, missing
from tilth.approval.case import Item
from tilth.approval.dossier import File, Heading, Kind, Manifest, Pin, Thing, manifest_of, read_manifest
from tilth.kernel.errors import InputError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.approval.facts import BATCH, DESIGN, NAME, REQUEST, VERSION, is_stated
from tilth_site.approval.matters import Matter
from tilth_site.approval.papers import put
from tilth_site.parties.models import Organisation, Venture
from tilth_site.uploads.intake import store

__all__ = ["MANIFEST", "documents_now", "dossier_in", "keep", "manifest_now"]

MANIFEST = "approval.manifest"
"""The kind of evidence that a manifest is."""


def dossier_in(sha256: str) -> Manifest:
    """The manifest that is kept under ``sha256``. Raises MissingError where there is none."""
    return read_manifest(store().get(sha256))


def keep(manifest: Manifest, at: datetime) -> None:
    """Keep the manifest among the evidence, under its hash."""
    put(manifest.to_json(), MANIFEST, at)


def manifest_now(found: Matter, step: str, day: date) -> Manifest | Refused:
    """The manifest of the dossier of ``step`` at the end of ``day``: that of the revision before, where nothing
    has changed; refused where it would hold nothing, with what the step wants, or contradict itself.
    """
    case, procedure = found.case, found.procedure
    known = case.step(step).manifest
    before = dossier_in(known) if known else None
    items = documents_now(found, step, day)
    wanting = procedure.step(step)
    lacking = missing(case, procedure, wanting) if wanting and not items else ()
    if lacking:
        return Refused(lacking)
    try:
        made = manifest_of(_heading(case, procedure, step, day), _files(items), _things(items), before)
    except InputError as error:
        return refuse(
            "approval.case.dossier",
            "The dossier cannot be sealed: {fault}",
            "{advice}",
            step,
            fault=error.message,
            advice=error.mend,
        )
    if before and (made.files, made.things) == (before.files, before.things):
        return before
    return made


def documents_now(found: Matter, step: str, day: date) -> Sequence[Item]:
    """The documents of the case that ``step`` is given, at the end of ``day``."""
    return [item for item in found.case.evidence if item.on <= day and _belongs(item, found.procedure, step)]


def _belongs(item: Item, procedure: Procedure, step: str) -> bool:
    """Whether the step is given the document: it wants its kind, or no step does."""
    wanted = {each.id for each in procedure.steps for required in each.evidence if required.kind == item.kind}
    return step in wanted or not wanted


def _heading(case: Case, procedure: Procedure, step: str, day: date) -> Heading:
    found = procedure.step(step)
    return Heading(
        id=f"{case.id}.{step}",
        case=case.id,
        step=step,
        procedure=Pin(procedure.id, procedure.version, procedure.digest),
        applicant=case.applicant,
        created=day,
        title=found.title if found else "",
        applicant_name=_name_of(case.applicant),
    )


def _name_of(applicant: str) -> str:
    """The name of an organisation or a venture, empty where it has none. Two queries at most."""
    row = Organisation.objects.filter(pk=applicant).first() or Venture.objects.filter(pk=applicant).first()
    return str(row) if row else ""


def _files(items: Sequence[Item]) -> Iterator[File]:
    numbers: dict[str, int] = {}
    for item in items:
        numbers[item.kind] = number = numbers.get(item.kind, 0) + 1
        name = item.facts.get(NAME, item.sha256[:12])
        record = store().records(item.sha256)[0]
        yield File(
            path=f"{item.kind}/{number:02}-{name}",
            sha256=item.sha256,
            size=record.size,
            media_type=record.media_type,
            role=item.kind,
            title=name,
            facts={fact: value for fact, value in item.facts.items() if is_stated(fact)},
            licence="" if record.licence == "unknown" else record.licence,
            made_from=tuple(thing.id for thing in _origins(item)[-1:]),
        )


def _things(items: Sequence[Item]) -> Sequence[Thing]:
    """What the documents rest on, each once."""
    return list({thing.id: thing for item in items for thing in _origins(item)}.values())


def _origins(item: Item) -> tuple[Thing, ...]:
    """The design that a document is about, and the batch that was built from it, as far as they are known."""
    facts = item.facts
    if DESIGN not in facts:
        return ()
    request, version = facts[REQUEST], facts[VERSION]
    design = Thing(
        id=f"{request}.v{version}",
        kind=Kind.DESIGN,
        sha256=facts[DESIGN],
        title=f"Design, version {version}",
        locator=f"request/{request}",
    )
    if BATCH not in facts:
        return (design,)
    batch = Thing(
        id=f"{facts[BATCH]}.{request}",
        kind=Kind.BATCH,
        sha256=item.sha256,
        title="Build run",
        locator=f"run/{facts[BATCH]}",
        made_from=(design.id,),
    )
    return (design, batch)
