"""Programs that find diverged matches: asked where they are installed, and missed aloud where they are not."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from Bio.Data.CodonTable import standard_dna_table

from screening_orders import TODAY, letters, mounted, order, turned
from tilth.approval.screening import Kind, Layer, LayerRun, Status
from tilth.approval.screening.aligners import aligners
from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.order import screen_order

needs_diamond = pytest.mark.skipif(
    shutil.which("diamond") is None, reason="needs diamond (Debian: diamond-aligner)"
)

SOURCE = random.Random(5)
ONE, TWO, CLEAN = letters(SOURCE, 400), letters(SOURCE, 300), letters(SOURCE, 200)

DIAMOND = """#!/bin/sh
case "$1" in
  --version) echo "diamond version 9.9.9";;
  makedb) grep -q '^>1|-|' db.fa || exit 1;;
  blastx) {says};;
esac
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ScreeningIndex:
    return mounted(tmp_path_factory.mktemp("aligners"), {"one": ONE, "two": TWO})


def diverged(sequence: str, every: int = 14) -> str:
    """``sequence`` with every 14th base another, so that words of 11 bases are left."""
    return "".join("ACGT"["ACGT".index(base) - 1] if at % every == 3 else base for at, base in enumerate(sequence))


def recoded(sequence: str) -> str:
    """``sequence``, whole codons, with every fifth amino acid another and each other one spelt anew."""
    spelt = defaultdict(list, {"*": ["TAA", "TAG", "TGA"]})
    for codon, acid in standard_dna_table.forward_table.items():
        spelt[acid].append(codon)
    codons = [sequence[at : at + 3] for at in range(0, len(sequence) - 2, 3)]
    acids = [standard_dna_table.forward_table.get(codon, "*") for codon in codons]
    other = [chosen if number % 5 else "W" for number, chosen in enumerate(acids)]
    return "".join(SOURCE.choice(spelt[acid]) for acid in other)


def open_frame(length: int) -> str:
    """Random codons, none of them a stop."""
    return "".join(SOURCE.choices(sorted(standard_dna_table.forward_table), k=length // 3))


def runs(index: ScreeningIndex, sequence: str) -> dict[Layer, LayerRun]:
    result = screen_order(index, order(sequence), today=TODAY, aligners=aligners())
    return {run.layer: run for run in result.layers}


def program(folder: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.skipif(shutil.which("blastn") is None, reason="needs blastn (Debian: ncbi-blast+)")
def test_blastn_finds_what_no_exact_window_does(index: ScreeningIndex) -> None:
    sequence = CLEAN[:60] + turned(diverged(ONE[100:220])) + CLEAN[60:]
    assert screen_order(index, order(sequence), today=TODAY).status is Status.CLEAR
    result = screen_order(index, order(CLEAN, sequence), today=TODAY, aligners=[aligners()[0]])
    assert [query.status for query in result.queries] == [Status.CLEAR, Status.HIT]
    (hit,) = result.queries[1].hits
    assert (hit.kind, hit.label, hit.strand) == (Kind.DIVERGED, "one", "-")
    assert abs(hit.start - 60) < 12
    assert abs(hit.end - 180) < 12
    assert next(run for run in result.layers if run.layer is Layer.BLASTN).by.startswith("blastn: 2.")


@pytest.mark.skipif(shutil.which("blastn") is None, reason="needs blastn (Debian: ncbi-blast+)")
def test_blastn_names_every_record_that_is_alike(tmp_path: Path) -> None:
    alike = mounted(tmp_path, {f"strain-{number}": ONE[100:220] for number in range(600)})
    result = screen_order(alike, order(diverged(ONE[100:220])), today=TODAY, aligners=[aligners()[0]])
    assert {hit.label for hit in result.queries[0].hits} == set(alike.labels)


@needs_diamond
@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize("shift", [0, 1, 2])
def test_diamond_finds_amino_acids_that_no_exact_window_spells(tmp_path: Path, strand: str, shift: int) -> None:
    coding = open_frame(360)
    small = mounted(tmp_path, {"other": TWO, "one": ONE[: 20 + shift] + coding + ONE[100:]})
    recast = recoded(coding[30:330])
    sequence = CLEAN[:70] + (recast if strand == "+" else turned(recast)) + CLEAN[70:]
    assert screen_order(small, order(sequence), today=TODAY).queries[0].hits == ()
    result = screen_order(small, order(TWO[:40] + CLEAN, sequence), today=TODAY, aligners=[aligners()[1]])
    (hit,) = result.queries[1].hits
    assert (hit.kind, hit.label, hit.strand) == (Kind.DIVERGED, "one", strand)
    assert abs(hit.start - 70) < 50  # chance carries a match a little further
    assert abs(hit.end - 370) < 50
    ran = next(run for run in result.layers if run.layer is Layer.DIAMOND)
    assert ran.ran
    assert ran.by.startswith("diamond version ")


@needs_diamond
def test_diamond_names_every_record_that_is_alike(tmp_path: Path) -> None:
    coding = open_frame(300)
    alike = mounted(tmp_path, {f"strain-{number}": coding for number in range(40)})
    result = screen_order(alike, order(recoded(coding)), today=TODAY, aligners=[aligners()[1]])
    assert {hit.label for hit in result.queries[0].hits} == set(alike.labels)


@needs_diamond
@pytest.mark.parametrize(
    "database",
    [{"stops": "TAATTAGTTAG" * 20}, {"glycine": "G" * 90}, {"alanine": "GCC" * 60}, {"short": "ACGT" * 13}],
    ids=lambda records: next(iter(records)),
)
def test_diamond_takes_a_database_without_peptides_or_of_letters_that_dna_has(
    database: dict[str, str], tmp_path: Path
) -> None:
    result = screen_order(
        mounted(tmp_path, database), order(CLEAN, "A" * 99, "NN", "AC"), today=TODAY, aligners=aligners()
    )
    ran = next(run for run in result.layers if run.layer is Layer.DIAMOND)
    assert (ran.ran, ran.note) == (True, "")


def test_what_diamond_finds_is_placed_on_query_and_strand(
    index: ScreeningIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = r"printf '0\t1|-|7\t91\t140\n0\t1|-|7\t10\t40\n'"
    program(tmp_path, "diamond", DIAMOND.format(says=says), monkeypatch)
    result = screen_order(index, order(CLEAN), today=TODAY, aligners=[aligners()[1]])
    (hit,) = result.queries[0].hits
    assert (hit.start, hit.end, hit.strand, hit.label, hit.kind) == (90, 140, "-", "two", Kind.DIVERGED)
    assert runs(index, CLEAN)[Layer.DIAMOND].by == "diamond version 9.9.9"


def test_a_program_that_is_absent_or_fails_did_not_run(
    index: ScreeningIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "diamond", DIAMOND.format(says="echo no room >&2; exit 3"), monkeypatch)
    failed = runs(index, CLEAN)[Layer.DIAMOND]
    assert (failed.ran, failed.note) == (False, "diamond failed: no room")
    monkeypatch.setenv("PATH", "/nowhere")
    found = runs(index, CLEAN)
    assert not any(found[layer].ran for layer in (Layer.BLASTN, Layer.DIAMOND))
    assert found[Layer.BLASTN].note == "it is not installed"


def test_a_layer_that_is_demanded_and_failed_screens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = mounted(tmp_path, {"one": ONE, "two": TWO}, more='layers = ["diamond"]\n')
    program(tmp_path, "diamond", DIAMOND.format(says="exit 3"), monkeypatch)
    result = screen_order(strict, order(CLEAN), today=TODAY, aligners=aligners())
    assert result.status is Status.NOT_SCREENED
    assert "diamond failed: status 3" in result.reason
