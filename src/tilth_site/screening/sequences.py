"""The sequences of a design that a screening looks at: the constructs to be built, and the DNA to be ordered.

DNA is ordered for the parts that a construct uses and no kit holds. What was looked at is kept as compressed JSON
among the evidence, so that a customer's later orders can be looked at together with it.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import msgspec

from tilth.approval.screening.model import Query
from tilth.foundry.design.plan import run_plan
from tilth.foundry.design.prediction import stored_predictor
from tilth.foundry.design.read import read_parts
from tilth.foundry.request.model import Design
from tilth.kernel.refusal import Refused
from tilth_site.foundry.designs import files_of
from tilth_site.uploads.bundle import lay_out, read_design

__all__ = ["pack", "queries_of", "unpack"]


def queries_of(design: Design) -> tuple[Query, ...] | Refused:
    """Every sequence of ``design``: constructs under their names, ordered parts as ``part:<id>``. Raises FileError
    where a file of parts cannot be read. O(bases of all constructs).
    """
    with tempfile.TemporaryDirectory(prefix="tilth-screen-") as folder:
        laid = lay_out(files_of(design.files), Path(folder).resolve() / "design")
        if isinstance(laid, Refused):
            return laid
        plan = read_design(laid)
        if isinstance(plan, Refused):
            return plan
        reading = read_parts(plan.sources, ids="file" if plan.names_files else "record")
        result = run_plan(plan, reading.parts, reading.problems, stored_predictor)
    built: dict[str, Query] = {}
    used: set[str] = set()
    for assembly in result.constructs:
        for one in assembly.space.constructs():
            used.update(one.parts)
            name = one.name if one.name not in built else f"{assembly.name}/{one.name}"
            built[name] = Query(name=name, sequence=_bases(one.sequence), circular=one.circular)
    ordered = [
        Query(name=f"part:{part.id}", sequence=_bases(part.sequence), circular=part.circular)
        for part in result.parts
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
