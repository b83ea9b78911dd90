"""The journal: how fast a chain is verified, an entry sealed, a Merkle root computed and a journal exported.

No peer does the same, so each figure stands beside its floor: plain sha256, one call a hash, over the same bytes.
What Tilth takes beyond that is decoding each body, holding it against its row and walking the chain.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import tempfile
from pathlib import Path
from random import Random

from measure import Row, median_seconds, spell
from tilth.kernel import chain, merkle
from tilth.kernel.export import read_export, write_export
from tilth.kernel.journal import GENESIS, Draft, seal

ENTRIES = 100_000
SEALED = 2_000
LEAVES = 1_000_000


def drafts(count: int) -> list[Draft]:
    """Entries such as a site writes: a few facts, ids of 26 characters, and evidence in every other."""
    source = Random(1)

    def ulid() -> str:
        return "".join(source.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=26))

    return [
        Draft(
            stream=f"foundry.request:{ulid()}",
            type="foundry.request.quoted",
            at=f"2025-11-03T08:30:00.{number:06d}Z",
            actor=f"per_{ulid()}",
            data={
                "request": f"req_{ulid()}",
                "version": number % 5,
                "constructs": 48,
                "price": {"minor": source.randrange(10**8), "currency": "CNY"},
                "title": "质粒库 CIDAR",
            },
            reason="as agreed by telephone" if number % 3 else "",
            evidence=(hashlib.sha256(ulid().encode()).hexdigest(),) * (number % 2),
        )
        for number in range(count)
    ]


def journal(count: int) -> list[chain.Row]:
    """A chain of so many entries, as a database would hand it over."""
    prev, stored = GENESIS, []
    for seq, draft in enumerate(drafts(count), 1):
        entry, body = seal(draft, seq, prev)
        stored.append(chain.row_of(body.decode()))
        prev = entry.hash
    return stored


def hashing(texts: list[bytes]) -> float:
    """Seconds of plain sha256 over ``texts``: nothing that hashes them can be faster in one thread."""

    def work() -> None:
        for text in texts:
            hashlib.sha256(text).hexdigest()

    return median_seconds(work)


def rows() -> list[Row]:
    """Every claim of the kernel on the journal, measured now."""
    stored = journal(ENTRIES)
    return [*_chain_rows(stored), _seal_row(), _root_row(), *_export_rows(stored)]


def _chain_rows(stored: list[chain.Row]) -> list[Row]:
    bodies = [row.body.encode() for row in stored]
    size = round(statistics.mean(map(len, bodies)))
    verdict = chain.verify(stored)
    assert verdict.whole
    assert verdict.count == ENTRIES
    whole, floor = median_seconds(lambda: chain.verify(stored)), hashing(bodies)
    forged = [row._replace(actor="per_other") if row.seq % 100 == 0 else row for row in stored]
    assert len(chain.verify(forged).faults) == ENTRIES // 100
    faulty = median_seconds(lambda: chain.verify(forged))
    return [
        Row(
            f"verify a chain of {ENTRIES:,} entries of {size} bytes",
            f"{spell(whole)} ({spell(whole / ENTRIES)} each, {ENTRIES / whole:,.0f} a second)",
            f"sha256 alone: {spell(floor)}",
            floor / whole,
            "at least 200,000 a second on one core",
            ENTRIES / whole >= 200_000,
        ),
        Row(
            "the same with one entry in a hundred forged",
            spell(faulty),
            f"sha256 alone: {spell(floor)}",
            floor / faulty,
        ),
    ]


def _seal_row() -> Row:
    fresh = drafts(SEALED)

    def work() -> None:
        prev = GENESIS
        for seq, draft in enumerate(fresh, 1):
            prev = seal(draft, seq, prev)[0].hash

    return Row("seal one entry (canonical JSON and hash)", spell(median_seconds(work) / SEALED))


def _root_row() -> Row:
    leaves = [hashlib.sha256(b"%d" % number).digest() for number in range(LEAVES)]
    nodes = [b"\x00" + leaf for leaf in leaves] + [b"\x01" + leaf + leaf for leaf in leaves[1:]]
    root, floor = median_seconds(lambda: merkle.root(leaves)), hashing(nodes)
    return Row(
        "Merkle root of 10^6 entries",
        spell(root),
        f"sha256 alone, 2 x 10^6 - 1 nodes: {spell(floor)}",
        floor / root,
        "< 5 s",
        root < 5,
    )


def _export_rows(stored: list[chain.Row]) -> list[Row]:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = os.path.join(folder, "journal.jsonl")
        write = median_seconds(lambda: write_export(path, stored))
        read = median_seconds(lambda: chain.verify(read_export(path)))
        size = os.path.getsize(path) / 1e6
    return [
        Row(f"export {ENTRIES:,} entries ({size:.0f} MB), flushed to the disk", spell(write)),
        Row(f"read and verify that file ({size:.0f} MB)", spell(read)),
    ]


if __name__ == "__main__":
    for row in rows():
        print(row)
