"""Golden Gate: how fast constructs become sequences and GenBank records, beside dnacauldron and pydna.

The library is CIDAR's: DVK_AE x 9 promoters x 6 RBS x 9 CDS x 1 terminator = 486 constructs. All programs start
from parsed parts in their own form and end with sequences (or annotated records) in memory. pydna takes a tenth
of a second a construct, so it makes five of them and the time of one is compared. Neither peer looks for problems
on the way, and Tilth looks for them when asked; a row of its own gives the time with the search.
"""

from __future__ import annotations

import copy
import io
import json
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from random import Random

from measure import RUNS, Row, median_seconds, peak_megabytes, spell
from tilth.foundry.alphabet import reverse_complement
from tilth.foundry.design.enzymes import find_type_iis
from tilth.foundry.design.golden_gate import GoldenGate
from tilth.foundry.design.reaction import assemble
from tilth.foundry.design.read import read_parts
from tilth.foundry.design.recipe import Recipe
from tilth.foundry.design.write.fasta import write_fasta
from tilth.foundry.design.write.genbank import construct_genbank
from tilth.foundry.model import Part

PYDNA_CONSTRUCTS = 5
FASTA_SIZES = (10_000, 100_000, 1_000_000)


def cidar() -> tuple[Part, list[list[Part]]]:
    """The backbone and the four slots of the 486 constructs."""
    parts = {part.id: part for part in read_parts(["kit:cidar"]).parts}
    slots = [
        [
            p
            for name, p in parts.items()
            if name.endswith(ends) and not name.startswith("DV") and name != "R0063_AB"
        ]
        for ends in ("_AB", "_BC", "_CD")
    ]
    return parts["DVK_AE"], [*slots, [parts["B0015_DE"]]]


def library(variants: list[int], bases: int) -> Recipe:
    """A made-up kit: so many ``variants`` for each position, products of about ``bases`` bases."""
    source, positions = Random(1), len(variants)

    def dna(size: int) -> str:
        while True:
            text = "".join(source.choices("ACGT", k=size))
            if "GGTCTC" not in text and "GAGACC" not in text:
                return text

    ends: list[str] = []
    while len(ends) <= positions:
        word = dna(4)
        if word != reverse_complement(word) and not {word, reverse_complement(word)} & set(ends):
            ends.append(word)
    vector = dna(1000)
    size = (bases - 1000) // positions - 4
    slots = [
        tuple(
            Part(f"p{at}_{n}", f"GGTCTCA{ends[at]}{dna(size)}{ends[at + 1]}TGAGACC{vector}", circular=True)
            for n in range(width)
        )
        for at, width in enumerate(variants)
    ]
    backbone = Part("vector", f"{ends[0]}TGAGACCAAAAGGTCTCA{ends[-1]}{vector}", circular=True)
    return Recipe("library", (backbone,), tuple(slots))


def our_sequences(problems: bool = False) -> tuple[float, int]:
    """Seconds for all sequences of the kit, from parts; and how many. With ``problems`` they are looked for."""
    backbone, slots = cidar()
    method = GoldenGate(find_type_iis("BsaI"))

    def work() -> list[str]:
        made = assemble(Recipe("tu", (backbone,), tuple(map(tuple, slots))), method)
        assert not problems or made.problems == ()
        return list(made.space.sequences())

    return median_seconds(work), len(work())


def our_records() -> float:
    """Seconds for all annotated GenBank records of the kit, from parts."""
    backbone, slots = cidar()
    method = GoldenGate(find_type_iis("BsaI"))

    def work() -> list[str]:
        fresh = Recipe("tu", (copy.copy(backbone),), tuple(map(tuple, slots)))
        return [construct_genbank(construct) for construct in assemble(fresh, method).space.constructs()]

    return median_seconds(work)


def cauldron(write: bool) -> float:
    """Seconds of dnacauldron's one mix for the same constructs; with ``write`` each is written as GenBank."""
    import dnacauldron
    from Bio import SeqIO
    from Bio.Seq import Seq

    from tilth.foundry.design.write.genbank import genbank_text

    backbone, slots = cidar()
    parts = [backbone, *(part for slot in slots for part in slot)]
    texts = [io.StringIO(genbank_text(part)) for part in parts]
    records = [SeqIO.read(text, "genbank") for text in texts]  # type: ignore[no-untyped-call]
    for record, part in zip(records, parts, strict=True):
        record.id, record.seq = part.id, Seq(part.sequence)

    def work() -> int:
        mix = dnacauldron.generate_type2s_restriction_mix(records, enzyme="BsaI")
        made = list(mix.compute_circular_assemblies())
        if write:
            for number, record in enumerate(made):
                record.id = record.name = f"tu_{number:03d}"
                record.annotations["molecule_type"] = "DNA"
                SeqIO.write(record, io.StringIO(), "genbank")
        else:
            sequences = [str(record.seq) for record in made]
            assert len(sequences) == 486
        return len(made)

    return median_seconds(work)


def pydna_one() -> float:
    """Seconds of pydna for one construct of the kit."""
    from Bio.Restriction import BsaI  # type: ignore[attr-defined]  # Biopython makes its enzymes as it is imported.
    from pydna.assembly2 import golden_gate_assembly
    from pydna.dseqrecord import Dseqrecord

    backbone, slots = cidar()
    source = Random(0)
    picks = [[backbone, *(source.choice(slot) for slot in slots)] for _ in range(PYDNA_CONSTRUCTS)]

    def work() -> None:
        for pick in picks:
            inputs = [Dseqrecord(part.sequence, circular=True) for part in pick]
            [str(product.seq) for product in golden_gate_assembly(inputs, [BsaI], circular_only=True)]

    return median_seconds(work, warmup=0) / PYDNA_CONSTRUCTS


def alone(task: str, size: int, positions: int) -> dict[str, float]:
    """``task`` in a process of its own: seconds and peak memory in MB."""
    command = [sys.executable, __file__, task, str(size), str(positions)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _task(task: str, size: int, positions: int) -> None:
    """What :func:`alone` runs: enumerate ``size`` (a power of ten) constructs of 3 kb from so many ``positions``
    of ten parts or one, or stream them to FASTA.
    """
    tens = len(str(size)) - 1
    variants = [10] * tens + [1] * (positions - tens)
    space = assemble(library(variants, 3000), GoldenGate(find_type_iis("BsaI"))).space
    assert space.count == size
    start = time.perf_counter()
    if task == "enumerate":
        total = sum(map(len, space.sequences()))
        assert total > 2800 * size
    else:
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
            named = ((space.name_of(k), text) for k, text in enumerate(space.sequences()))
            start = time.perf_counter()
            assert write_fasta(Path(folder) / "library.fasta", named) == size
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak": peak_megabytes()}))


def rows() -> list[Row]:
    """Every claim of the Design room on assembly, measured now."""
    warnings.simplefilter("ignore")
    mix, one = cauldron(write=False), pydna_one()
    ours, count = our_sequences()
    checked, _ = our_sequences(problems=True)
    records, written = our_records(), cauldron(write=True)
    found = [
        Row(
            f"sequences of {count} CIDAR constructs",
            f"{spell(ours)} ({spell(ours / count)} each)",
            f"dnacauldron, one mix: {spell(mix)} ({spell(mix / count)} each)",
            mix / ours,
            "at least 300 x",
            mix / ours >= 300,
        ),
        Row(
            f"the same, with every problem looked for ({count} constructs)",
            f"{spell(checked)} ({spell(checked / count)} each)",
            f"dnacauldron, one mix: {spell(mix)}",
            mix / checked,
        ),
        Row(
            "sequence of one CIDAR construct",
            spell(ours / count),
            f"pydna: {spell(one)}",
            one * count / ours,
            "at least 10,000 x",
            one * count / ours >= 10_000,
        ),
        Row(
            f"annotated GenBank records of {count} CIDAR constructs",
            f"{spell(records)} ({spell(records / count)} each)",
            f"dnacauldron, one mix + SeqIO.write: {spell(written)} ({spell(written / count)} each)",
            written / records,
            "at least 8 x",
            written / records >= 8,
        ),
    ]
    return found + _scale_rows()


def _scale_rows() -> list[Row]:
    def typical(size: int, positions: int) -> dict[str, float]:
        runs = sorted((alone("enumerate", size, positions) for _ in range(RUNS)), key=lambda run: run["seconds"])
        return runs[RUNS // 2]

    sizes = (1_000, 10_000, 100_000, 1_000_000)
    fixed = {size: typical(size, 6) for size in sizes}
    growing = {size: typical(size, positions) for positions, size in enumerate(sizes, 3)}
    big = growing[100_000]
    fasta = {size: alone("fasta", size, 6) for size in FASTA_SIZES}
    flat = fasta[1_000_000]["peak"] / fasta[10_000]["peak"]
    return [
        Row(
            "10^5 constructs (5 x 10 parts, 3 kb) enumerated as sequences",
            f"{spell(big['seconds'])}, {big['peak']:.0f} MB at peak",
            goal="< 1 s and < 300 MB",
            met=big["seconds"] < 1 and big["peak"] < 300,
        ),
        _growth_row("6 positions at every size", fixed),
        _growth_row("3, 4, 5, 6 positions of 10 parts", growing),
        Row(
            "10^6 constructs of 3 kb streamed to FASTA (2.9 GB)",
            f"{spell(fasta[1_000_000]['seconds'])}; peak MB at 10^4, 10^5, 10^6: "
            + ", ".join(f"{run['peak']:.0f}" for run in fasta.values()),
            goal="constant memory (at most 1.1 x)",
            met=flat <= 1.1,
        ),
    ]


def _growth_row(how: str, runs: dict[int, dict[str, float]]) -> Row:
    """Time a construct by size. More positions mean more parts to join, so both ways of growing are shown."""
    each = [run["seconds"] / size for size, run in runs.items()]
    return Row(
        f"time a construct at 10^3, 10^4, 10^5, 10^6 ({how})",
        ", ".join(spell(seconds) for seconds in each),
        goal="does not grow (at most 1.3 x from 10^3 to 10^6)",
        met=each[-1] <= 1.3 * each[0],
    )


if __name__ == "__main__":
    if len(sys.argv) == 4:
        _task(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    else:
        for row in rows():
            print(row)
