"""Where order and database repeat one thing, the answers are those of comparing every window with every window."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from screening_orders import TODAY, before, mounted, order, turned
from tilth.approval.screening import Hit, Kind, OrderScreen, exact, frames
from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.order import screen_order

WINDOW = 30


@st.composite
def repetitive(draw: st.DrawFn, most: int = 90) -> str:
    """Runs, tandem repeats and a few bases between, on two or three letters; perhaps turned."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        unit = draw(st.text(draw(st.sampled_from(["A", "AC", "AT", "ACT"])), min_size=1, max_size=6))
        parts.append(unit * draw(st.integers(1, max(1, most // (3 * len(unit))))))
        parts.append(draw(st.text("ACGTN", max_size=3)))
    made = "".join(parts)
    return turned(made) if draw(st.booleans()) else made


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, str], list[str], list[str]]:
    """Records, an order and an earlier one: each sequence repeats as it likes, or is cut from a record."""
    texts = draw(st.lists(repetitive(), min_size=1, max_size=2))
    assume(any(len(run) >= WINDOW for text in texts for run in text.split("N")))

    def sequence() -> str:
        if draw(st.booleans()):
            return draw(repetitive(60)) or "A"
        text = draw(st.sampled_from(texts)) or "A"
        first = draw(st.integers(0, len(text) - 1))
        cut = text[first : first + draw(st.integers(1, 80))]
        return draw(st.text("ACGT", max_size=3)) + (turned(cut) if draw(st.booleans()) else cut)

    asked = [sequence() for _ in range(draw(st.integers(1, 2)))]
    earlier = [sequence() for _ in range(draw(st.integers(0, 2)))]
    return {f"r{number}": text for number, text in enumerate(texts)}, asked, earlier


def screened(index: ScreeningIndex, asked: list[str], earlier: list[str], most: int) -> OrderScreen:
    """With lists of up to ``most`` matches; beyond, by stretches."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (exact, frames):
            patch.setattr(module, "MOST_MATCHES", most)
            patch.setattr(module, "MOST_LETTERS", 1 << 26 if most else -(1 << 40))
        return screen_order(index, order(*asked), today=TODAY, earlier=before(*earlier))


def of(kind: Kind, hits: tuple[Hit, ...]) -> set[tuple[str, str, int, int]]:
    return {(hit.label, hit.strand, hit.start, hit.end) for hit in hits if hit.kind is kind}


def windows_in_common(known: dict[str, str], asked: str) -> set[tuple[str, str, int, int]]:
    """The oracle: each window of ``asked`` sought in each record on both strands, those that touch joined."""
    made: set[tuple[str, str, int, int]] = set()
    for label, text in known.items():
        for strand in "+-":
            sought = text if strand == "+" else turned(text)
            starts = [
                at
                for at in range(len(asked) - WINDOW + 1)
                if "N" not in asked[at : at + WINDOW] and asked[at : at + WINDOW] in sought
            ]
            while starts:
                first = last = starts.pop(0)
                while starts and starts[0] <= last + WINDOW:
                    last = starts.pop(0)
                made.add((label, strand, first, last + WINDOW))
    return made


@settings(max_examples=60)
@given(cases())
def test_hits_by_stretches_are_those_of_comparing_every_window(
    case: tuple[dict[str, str], list[str], list[str]],
) -> None:
    known, asked, _ = case
    with tempfile.TemporaryDirectory() as folder:
        result = screened(mounted(Path(folder), known, window=WINDOW), asked, [], most=0)
    for text, query in zip(asked, result.queries, strict=True):
        assert of(Kind.EXACT, query.hits) == windows_in_common(known, text)


@settings(max_examples=60)
@given(cases())
@example(({"r0": "AAC" * 12}, ["AAC" * 10], []))
def test_stretches_say_what_lists_of_matches_say(case: tuple[dict[str, str], list[str], list[str]]) -> None:
    known, asked, earlier = case
    with tempfile.TemporaryDirectory() as folder:
        index = mounted(Path(folder), known, window=WINDOW)
        listed = screened(index, asked, earlier, most=1 << 18)
        numbered = screened(index, asked, earlier, most=0)
    for one, other in zip(listed.queries, numbered.queries, strict=True):
        assert one.status is other.status
        assert [reason.code for reason in one.reasons] == [reason.code for reason in other.reasons]
        for kind in (Kind.EXACT, Kind.FRAMES):
            assert of(kind, one.hits) == of(kind, other.hits)
        parts = of(Kind.SPLIT, one.hits), of(Kind.SPLIT, other.hits)
        assert {part[0] for part in parts[0]} == {part[0] for part in parts[1]}
