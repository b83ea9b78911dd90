"""Where the metadata of a bundle disagree with its manifest or with its files: entity by entity, by name.

What the metadata should say follows from the manifest and the other files, so it is made anew and compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from tilth.approval.dossier.crate import Measured, crate_json
from tilth.approval.dossier.layout import CRATE
from tilth.approval.dossier.model import Manifest
from tilth.kernel.refusal import Reason

__all__ = ["crate_faults"]

_AGAIN = "Get the bundle again from where it was made."
_MEASURED = {"sha256", "contentSize"}
_Entity = Mapping[str, object]


def crate_faults(manifest: Manifest, data: bytes, others: Measured) -> Iterator[Reason]:
    """Every way in which ``data`` (``ro-crate-metadata.json``) is not what ``manifest`` and the ``others`` make
    it.

    ``others`` are the bundle's files beside those of the manifest, measured as they are. The metadata alone tell
    their names and hashes: where these differ it is the file that is named, and the metadata beside it.
    """
    wanted = crate_json(manifest, others)
    if data == wanted:
        return
    told = _entities(data)
    if told is None:
        yield Reason("dossier.crate.unreadable", "It cannot be read as JSON-LD.", _AGAIN, CRATE)
        return
    named = False
    for fault in _compared(_entities(wanted) or {}, told, others):
        named = True
        yield fault
    if not named:
        yield Reason("dossier.crate.altered", "It is not written as Tilth writes it.", _AGAIN, CRATE)


def _compared(wanted: Mapping[str, _Entity], told: Mapping[str, _Entity], others: Measured) -> Iterator[Reason]:
    lists = _listed(wanted) != _listed(told)
    for name in sorted(wanted.keys() | told.keys()):
        was, now = told.get(name), wanted.get(name)
        if was == now or (lists and name == "./" and was and now and _but_parts(was) == _but_parts(now)):
            continue
        is_file = "File" in ((was or {}).get("@type"), (now or {}).get("@type"))
        differing = _differing(was or {}, now or {})
        metadata = {"metadata": CRATE}
        if name in others and was is None:
            yield Reason("dossier.file.additional", "{metadata} does not name this file.", _AGAIN, name, metadata)
        elif now is None and is_file and not name.startswith("files/"):
            yield Reason(
                "dossier.file.missing", "It is not there, and {metadata} names it.", _AGAIN, name, metadata
            )
        elif name in others and "sha256" in differing and differing <= _MEASURED:
            sentence = "Its hash is not the one in {metadata}: either of the two was changed."
            yield Reason("dossier.file.altered", sentence, _AGAIN, name, metadata)
        else:
            yield Reason(
                "dossier.crate.disagrees",
                "What it says of {entity} is not what the manifest says: {entry}.",
                _AGAIN,
                CRATE,
                {"entity": name, "entry": ", ".join(sorted(differing))},
            )


def _entities(data: bytes) -> dict[str, _Entity] | None:
    try:
        graph = json.loads(data)["@graph"]
        return {str(entity["@id"]): dict(entity) for entity in graph}
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _listed(entities: Mapping[str, _Entity]) -> set[str]:
    return {id for id, entity in entities.items() if entity.get("@type") == "File"}


def _but_parts(entity: _Entity) -> _Entity:
    return {name: value for name, value in entity.items() if name != "hasPart"}


def _differing(was: _Entity, now: _Entity) -> set[str]:
    return {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)}
