"""The gate's promise: whatever window of policy length is planted, wherever and however it is cut, it is found."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path

import pytest
from Bio.Data.CodonTable import standard_dna_table
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from screening_orders import TODAY, WINDOW, before, letters, mounted, order, turned
from tilth.approval.screening import Hit, Kind, Layer, QueryScreen, Status
from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.index_file import open_index
from tilth.approval.screening.order import screen_order
from tilth.kernel.refusal import Refused

FOLDER = tempfile.TemporaryDirectory(prefix="tilth-screen-tests-")
LENGTHS = (3000, 700, 60, 50, 49)

strands = st.sampled_from("+-")


@cache
def records() -> dict[str, str]:
    source = random.Random("the database")  # no number, so that no order that is drawn begins as it does
    return {f"r{length}": letters(source, length) for length in LENGTHS}


@cache
def index() -> ScreeningIndex:
    return mounted(Path(FOLDER.name), records())


def as_read(sequence: str, strand: str) -> str:
    return sequence if strand == "+" else turned(sequence)


def of(kind: Kind, query: QueryScreen) -> list[Hit]:
    return [hit for hit in query.hits if hit.kind is kind]


@st.composite
def windows(draw: st.DrawFn, window: int = WINDOW) -> tuple[str, str]:
    """A record that has windows, and one of them."""
    label = draw(st.sampled_from([name for name, text in records().items() if len(text) >= window]))
    start = draw(st.integers(0, len(records()[label]) - window))
    return label, records()[label][start : start + window]


@settings(max_examples=80)
@given(windows(), strands, st.integers(0, 300), st.integers(0, 300), st.integers())
def test_every_window_planted_at_any_offset_on_either_strand_is_found(
    planted: tuple[str, str], strand: str, left: int, right: int, seed: int
) -> None:
    label, window = planted
    source = random.Random(seed)
    sequence = letters(source, left) + as_read(window, strand) + letters(source, right)
    (query,) = screen_order(index(), order(sequence), today=TODAY).queries
    assert query.status is Status.HIT
    (hit,) = query.hits
    assert (hit.kind, hit.label, hit.strand) == (Kind.EXACT, label, strand)
    assert hit.start <= left
    assert left + WINDOW <= hit.end


def between(source: random.Random, flank: int, half: str, ahead: str, behind: str) -> str:
    """``half`` between flanks: it does not go on as the database does, with ``ahead`` before it and ``behind``
    after, if these are given.
    """
    left, right = letters(source, flank), letters(source, flank)
    while flank and left[-1] == ahead:
        left = letters(source, flank)
    while flank and right[0] == behind:
        right = letters(source, flank)
    return left + half + right


def is_hit(sequence: str) -> bool:
    return screen_order(index(), order(sequence), today=TODAY).status is Status.HIT


cuts, flanks = st.integers(1, WINDOW - 1), st.integers(0, 200)


@settings(max_examples=120)
@given(windows(), cuts, strands, strands, st.booleans(), flanks, st.integers(), st.booleans())
def test_a_window_split_over_two_orders_of_one_customer_is_found_at_every_offset(
    planted: tuple[str, str], cut: int, first: str, second: str, swapped: bool, flank: int, seed: int, ends: bool
) -> None:
    """``ends`` says that what was planted ends where it was cut; else it may go on by chance."""
    label, window = planted
    source = random.Random(seed)
    ahead, _, behind = records()[label].partition(window)
    borders = (ahead[-1:], window[cut], window[cut - 1], behind[:1]) if ends else ("", "", "", "")
    halves = [
        as_read(between(source, flank, window[:cut], *borders[:2]), first),
        as_read(between(source, flank, window[cut:], *borders[2:]), second),
    ]
    old, new = reversed(halves) if swapped else halves
    result = screen_order(index(), order(new, letters(source, 80)), today=TODAY, earlier=before(old))
    if not ends and (of(Kind.EXACT, result.queries[0]) or is_hit(old)):
        return  # it goes on until it is a window by itself
    assert result.status in (Status.REVIEW, Status.HIT)
    # The rest of a window after a long piece is in any sequence, so it may be told of the other query.
    told = [hit for query in result.queries for hit in of(Kind.SPLIT, query)]
    # A short rest may go on in a record that it was not cut from, too: that is told as well.
    assert label in {hit.label for hit in told}
    if ends and 12 <= cut <= WINDOW - 12:
        assert result.queries[0].status is Status.HIT
        assert any("before/q1" in hit.partners for hit in of(Kind.SPLIT, result.queries[0]))


@settings(max_examples=40)
@given(windows(), st.integers(), st.integers(0, 100), strands)
def test_a_window_written_with_other_codons_is_found(
    planted: tuple[str, str], seed: int, flank: int, strand: str
) -> None:
    label, window = planted
    source = random.Random(seed)
    sequence = letters(source, flank) + as_read(recoded(source, window[:48]), strand) + letters(source, flank)
    (query,) = screen_order(index(), order(sequence), today=TODAY).queries
    assert query.status is Status.HIT
    assert any(
        hit.label == label and hit.strand == strand and hit.start <= flank and flank + 48 <= hit.end
        for hit in query.hits
    )


def recoded(source: random.Random, coding: str) -> str:
    """``coding`` with each codon replaced by any of its synonyms."""
    back: dict[str, list[str]] = {"*": list(standard_dna_table.stop_codons)}
    for codon, acid in standard_dna_table.forward_table.items():
        back.setdefault(acid, []).append(codon)
    codons = [coding[at : at + 3] for at in range(0, len(coding), 3)]
    return "".join(source.choice(back[standard_dna_table.forward_table.get(codon, "*")]) for codon in codons)


@st.composite
def repetitive(draw: st.DrawFn) -> str:
    """Sequence that repeats itself, with an uncertain base here and there."""
    unit = draw(st.text("AC", min_size=1, max_size=7))
    times = draw(st.integers(1, 80 // len(unit)))
    return unit * times + draw(st.text("ACGTN", max_size=20)) + draw(st.sampled_from(["", unit * times]))


@settings(max_examples=60)
@given(st.lists(repetitive(), min_size=1, max_size=3), repetitive(), strands)
def test_hits_are_those_of_comparing_every_window_with_every_window(
    texts: list[str], asked: str, strand: str
) -> None:
    known = {f"r{number}": text for number, text in enumerate(texts)}
    assume(any(len(run) >= 30 for text in texts for run in text.split("N")))
    with tempfile.TemporaryDirectory() as folder:
        small = mounted(Path(folder), known, window=30)
        (query,) = screen_order(small, order(as_read(asked, strand)), today=TODAY).queries
    found = {(hit.label, hit.strand, hit.start, hit.end) for hit in of(Kind.EXACT, query)}
    assert found == set(compared(known, as_read(asked, strand), 30))


def compared(known: dict[str, str], asked: str, window: int) -> list[tuple[str, str, int, int]]:
    """The oracle: every window of the query looked for in every record, on both strands, without an index."""
    made = []
    for label, text in known.items():
        for strand in "+-":
            joined: list[list[int]] = []
            for start in range(len(asked) - window + 1):
                piece = asked[start : start + window]
                if "N" in piece or as_read(piece, strand) not in text:
                    continue
                if joined and start <= joined[-1][1]:
                    joined[-1][1] = start + window
                else:
                    joined.append([start, start + window])
            made += [(label, strand, start, end) for start, end in joined]
    return made


@settings(max_examples=25)
@given(st.data())
def test_an_index_of_which_one_byte_was_changed_or_lost_is_refused(data: st.DataObject) -> None:
    index()
    whole = (Path(FOLDER.name) / "db.idx").read_bytes()
    at = data.draw(st.one_of(st.integers(0, 2000), st.integers(0, len(whole) - 1)))
    changed = whole[:at] + data.draw(st.sampled_from([b"", bytes([whole[at] ^ 1])])) + whole[at + 1 :]
    path = Path(FOLDER.name) / "changed.idx"
    path.write_bytes(changed)
    opened = open_index(path)
    assert isinstance(opened, Refused)
    assert screen_order(opened, order("ACGT" * 30), today=TODAY).status is Status.NOT_SCREENED


@pytest.mark.slow
def test_ten_thousand_benign_orders_give_no_hit(tmp_path: Path) -> None:
    """Each order is of two sequences, and of a customer with ten earlier ones: 10^4 orders, 6 x 10^6 bases."""
    source = random.Random(7)
    large = mounted(tmp_path, {f"r{number}": letters(source, 20_000) for number in range(50)})
    earlier = before(*(letters(source, 500) for _ in range(10)))
    for _ in range(10_000):
        asked = order(letters(source, 300), letters(source, 300))
        result = screen_order(large, asked, today=TODAY, earlier=earlier)
        assert result.status is Status.CLEAR
        assert {run.layer for run in result.layers if run.ran} == {Layer.EXACT, Layer.SPLIT, Layer.FRAMES}
