"""The metadata of a bundle as an RO-Crate 1.1: what other software knows of it without knowing Tilth.

Every file has its SHA-256, size and media type, which the library adds to none by itself. A thing that files rest
on is an entity of its own; an assay is an action with what went in (``object``) and what came out (``result``),
and a file ``isBasedOn`` what lies before that. https://www.researchobject.org/ro-crate/specification/1.1/

The metadata follows from the manifest and the bundle's other files alone, so a verifier makes it anew and
compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import rfc8785

from tilth.approval.dossier.layout import FILES, HTML, MANIFEST, PDF, VERIFIER
from tilth.approval.dossier.media import media_type
from tilth.approval.dossier.model import File, Kind, Manifest, Thing

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate  # type: ignore[import-untyped]

__all__ = ["Measured", "crate_json"]

Measured = Mapping[str, tuple[str, int]]
"""The SHA-256 and the size of each file of a bundle that is none of the manifest's, by its name."""

_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*-[A-Za-z0-9.+-]+")
_TYPES = {Kind.DESIGN: "CreativeWork", Kind.BATCH: "Product", Kind.READ: "DigitalDocument"}
_TERMS = "#terms"
_MIXED = "Each file is under the licence that stands with it. Where none stands, the author is to be asked."
"""The specification wants a licence of every crate, and words where there is no single one."""

_NAMES = {
    HTML: "The dossier, to read",
    PDF: "The dossier, to print",
    MANIFEST: "The manifest: its SHA-256 is the hash of the dossier",
    VERIFIER: "Checks this bundle without Tilth",
}


def crate_json(manifest: Manifest, others: Measured) -> bytes:
    """``ro-crate-metadata.json`` of the bundle that holds ``manifest`` and the ``others``, in canonical JSON."""
    # The library takes 0.3 s to import, and few commands need it.
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version="1.1")
    # The context of version 1.1 does not have it.
    crate.metadata.extra_terms["sha256"] = "http://schema.org/sha256"
    _root(crate, manifest)
    ids: dict[str, str] = {}
    for file in manifest.files:
        # The library spells paths as addresses.
        ids[file.path] = crate.add_file(dest_path=f"{FILES}{file.path}", properties=_file(manifest, file)).id
    for name, (sha256, size) in sorted(others.items()):
        crate.add_file(dest_path=name, properties=_other(name, sha256, size))
    for entity in _context(manifest, ids):
        crate.add_jsonld(entity)
    made = crate.metadata.generate()
    graph = sorted(made["@graph"], key=lambda entity: str(entity["@id"]))
    return rfc8785.dumps({"@context": made["@context"], "@graph": graph})


def _root(crate: ROCrate, manifest: Manifest) -> None:
    heading = manifest.heading
    crate.name = heading.title or f"Dossier {heading.id}"
    crate.description = (
        f"The dossier {heading.id} for the step {heading.step} of the case {heading.case}, revision "
        f"{manifest.revision}, under the procedure {heading.procedure.id}, version {heading.procedure.version}."
    )
    crate.datePublished = heading.created.isoformat()
    root = crate.root_dataset
    root["identifier"] = f"urn:sha256:{manifest.sha256}"
    root["version"] = str(manifest.revision)
    root["author"] = {"@id": _organisation(manifest)}
    root["mainEntity"] = {"@id": MANIFEST}
    root["publisher"] = {"@id": _organisation(manifest)}
    crate.license = _licence(_of_all(manifest)) if _of_all(manifest) else {"@id": _TERMS}
    if manifest.before:
        root["isBasedOn"] = {"@id": f"urn:sha256:{manifest.before}"}


def _file(manifest: Manifest, file: File) -> dict[str, object]:
    said: dict[str, object] = {
        "name": file.title,
        "sha256": file.sha256,
        "contentSize": str(file.size),
        "encodingFormat": file.media_type,
        "additionalType": file.role,
        "author": {"@id": _organisation(manifest)},
    }
    if file.title_zh:
        said["alternateName"] = file.title_zh
    if file.licence:
        said["license"] = _licence(file.licence)
    if file.facts:
        said["keywords"] = [f"{name}: {value}" for name, value in sorted(file.facts.items())]
    works = _works(manifest, file.made_from)
    if works:
        said["isBasedOn"] = _links(_id(id) for id in works)
    return said


def _other(name: str, sha256: str, size: int) -> dict[str, object]:
    format = "text/x-python" if name == VERIFIER else media_type(name)
    return {
        "name": _NAMES.get(name, name),
        "sha256": sha256,
        "contentSize": str(size),
        "encodingFormat": format,
    }


def _works(manifest: Manifest, ids: tuple[str, ...]) -> list[str]:
    """The nearest things that are no assays: those that went into it stand for an assay."""
    found: dict[str, None] = {}
    for thing in (manifest.thing(id) for id in ids):
        if thing is not None and thing.kind is Kind.ASSAY:
            found.update(dict.fromkeys(_works(manifest, thing.made_from)))
        elif thing is not None:
            found[thing.id] = None
    return sorted(found)


def _context(manifest: Manifest, ids: Mapping[str, str]) -> Iterator[dict[str, object]]:
    heading = manifest.heading
    yield {
        "@id": _organisation(manifest),
        "@type": "Organization",
        "name": heading.applicant_name or heading.applicant,
        "identifier": heading.applicant,
    }
    for thing in manifest.things:
        yield _action(manifest, thing, ids) if thing.kind is Kind.ASSAY else _work(manifest, thing, ids)
    if not _of_all(manifest):
        yield {"@id": _TERMS, "@type": "CreativeWork", "name": "Terms of use", "description": _MIXED}
    for licence in sorted({file.licence for file in manifest.files}):
        if _SPDX.fullmatch(licence):
            yield {"@id": _spdx(licence), "@type": "CreativeWork", "name": licence, "identifier": licence}
    if manifest.before:
        yield {
            "@id": f"urn:sha256:{manifest.before}",
            "@type": "CreativeWork",
            "name": f"Revision {manifest.revision - 1} of the dossier {heading.id}",
            "sha256": manifest.before,
        }


def _thing(thing: Thing) -> dict[str, object]:
    said: dict[str, object] = {
        "@id": _id(thing.id),
        "name": thing.title or f"{thing.kind.value} {thing.id}",
        "identifier": thing.id,
        "sha256": thing.sha256,
        "additionalType": thing.kind.value,
    }
    if thing.locator:
        said["description"] = f"Kept at {thing.locator}"
    return said


def _work(manifest: Manifest, thing: Thing, ids: Mapping[str, str]) -> dict[str, object]:
    said = {**_thing(thing), "@type": _TYPES[thing.kind]}
    works = _works(manifest, thing.made_from)
    if works:
        said["isBasedOn"] = _links(_id(id) for id in works)
    held = [ids[file.path] for file in manifest.files if file.sha256 == thing.sha256]
    if held:
        said["subjectOf"] = _links(held)
    return said


def _action(manifest: Manifest, thing: Thing, ids: Mapping[str, str]) -> dict[str, object]:
    said = {**_thing(thing), "@type": "CreateAction"}
    came = [ids[file.path] for file in manifest.files if thing.id in file.made_from]
    came += [_id(one.id) for one in manifest.things if thing.id in one.made_from]
    if thing.made_from:
        said["object"] = _links(_id(id) for id in thing.made_from)
    if came:
        said["result"] = _links(came)
    return said


def _links(ids: Iterable[str]) -> object:
    """References to entities; one stands alone, as the specification recommends."""
    links = [{"@id": id} for id in ids]
    return links[0] if len(links) == 1 else links


def _of_all(manifest: Manifest) -> str:
    """The licence under which all files are, empty where they differ or one has none."""
    licences = {file.licence for file in manifest.files}
    return licences.pop() if len(licences) == 1 else ""


def _id(thing: str) -> str:
    return f"#thing/{thing}"


def _organisation(manifest: Manifest) -> str:
    return f"#organisation/{manifest.heading.applicant}"


def _licence(licence: str) -> object:
    return {"@id": _spdx(licence)} if _SPDX.fullmatch(licence) else licence


def _spdx(licence: str) -> str:
    return f"https://spdx.org/licenses/{licence}"
