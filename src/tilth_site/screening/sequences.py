"""The sequences of a design that a screening looks at: the constructs to be built, and the DNA to be ordered.

DNA is ordered for the parts that a construct uses and no kit holds. What was looked at is kept as compressed JSON
among the evidence, so that a customer's later orders can be looked at together with it.
"""

from __future__ import annotations

import gzip

import msgspec

from tilth.approval.screening.model import Query
from tilth.foundry.request.model import Design
from tilth.kernel.refusal import Refused
from tilth_site.foundry.designs import worked_out

__all__ = ["pack", "queries_of", "unpack"]


def queries_of(design: Design) -> tuple[Query, ...] | Refused:
    """Every sequence of ``design``: constructs under their names, ordered parts as ``part:<id>``. Raises FileError
    where a file of parts cannot be read. O(bases of all constructs).
    """
    found = worked_out(design)
    if isinstance(found, Refused):
        return found
    built: dict[str, Query] = {}
    used: set[str] = set()
    for assembly in found.result.constructs:
        for one in assembly.space.constructs():
            used.update(one.parts)
            name = one.name if one.name not in built else f"{assembly.name}/{one.name}"
            built[name] = Query(name=name, sequence=_bases(one.sequence), circular=one.circular)
    ordered = [
        Query(name=f"part:{part.id}", sequence=_bases(part.sequence), circular=part.circular)
        for part in found.result.parts
        if part.id in used and not part.source.startswith("kit:")
    ]
    return (*built.values(), *ordered)


def _bases(sequence: str) -> str:
    return str(sequence).upper().replace("U", "T")


def pack(queries: tuple[Query, ...]) -> bytes:
    """``queries`` as compressed JSON; the same queries give the same bytes."""
    return gzip.compress(msgspec.json.encode(queries), compresslevel=6, mtime=0)


def unpack(content: bytes) -> tuple[Query, ...]:
    """The queries that were packed."""
    return msgspec.json.decode(gzip.decompress(content), type=tuple[Query, ...])
