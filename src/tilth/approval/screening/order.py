"""The screening of an order: every sequence by every layer, together with what the customer ordered before.

It fails closed. Without an index that may be used today, with a layer missing that the manifest demands, or with a
search that was given up, nothing is screened and the result says why.
"""

from __future__ import annotations

import importlib.metadata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import numpy as np

from tilth.approval.screening.aligners import Aligner
from tilth.approval.screening.assembled import assembled
from tilth.approval.screening.coding import FOREIGN, Codes, Text, code, join
from tilth.approval.screening.exact import exact_matches
from tilth.approval.screening.frames import frame_matches
from tilth.approval.screening.hits import hits_of, told_once
from tilth.approval.screening.index import ScreeningIndex
from tilth.approval.screening.model import (
    Earlier,
    Hit,
    Kind,
    Layer,
    LayerRun,
    OrderScreen,
    Query,
    worst,
)
from tilth.approval.screening.policy import policy_in_force
from tilth.approval.screening.repeats import Repeats, frame_windows, like_any
from tilth.approval.screening.split import Split, pieces, splits
from tilth.approval.screening.unscreened import GIVEN_UP, database_of, left_out, not_screened
from tilth.approval.screening.usable import unusable
from tilth.approval.screening.verdict import Findings, verdict
from tilth.approval.screening.words import Found
from tilth.kernel.errors import LimitError, OptionError, TilthError
from tilth.kernel.refusal import Refused

__all__ = ["screen_order"]


def screen_order(
    index: ScreeningIndex | Refused,
    queries: Sequence[Query],
    *,
    today: date,
    earlier: Sequence[Earlier] | None = None,
    aligners: Sequence[Aligner] = (),
) -> OrderScreen:
    """Screen the sequences of an order on the day ``today``.

    ``index`` is what :func:`~tilth.approval.screening.index_file.open_index` answers. ``earlier`` holds what
    the same customer or project ordered before, of which the days count that the manifest's ``history`` names;
    None says that nobody looked it up. ``aligners`` are asked for diverged matches where they are installed.

    Raises OptionError where the order is empty, two of its sequences have one name, or a letter is no IUPAC code.
    """
    _checked(queries, earlier or ())
    if isinstance(index, Refused):
        return not_screened(queries, index.reasons, today)
    refused = unusable(index, today)
    if refused is not None:
        return not_screened(queries, refused.reasons, today, index)
    first = today - timedelta(days=index.manifest.policy.history)
    known = None if earlier is None else [one for one in earlier if one.day > first]
    try:
        return _Screening(index, queries, known, today).run(aligners)
    except LimitError:
        return not_screened(queries, (GIVEN_UP,), today, index)


@dataclass(slots=True)
class _Screening:
    """One screening: ``fragments`` are the order's sequences, then the earlier ones."""

    index: ScreeningIndex
    queries: Sequence[Query]
    earlier: list[Earlier] | None
    today: date
    findings: list[Findings] = field(init=False)
    layers: list[LayerRun] = field(init=False, default_factory=list)

    def run(self, aligners: Sequence[Aligner]) -> OrderScreen:
        """Every layer, one after the other."""
        window = self.index.window
        own = [_coded(query, window) for query in self.queries]
        before = [_coded(one.query, window) for one in self.earlier or ()]
        self.findings = [Findings(query) for query in self.queries]
        fragments = join([*own, *before])
        self._exact(fragments)
        self._frames(join(own))
        self._reference(own)
        self._aligned(own, aligners)
        missing = left_out(self.layers, self.index.manifest.policy.layers, self.earlier is not None)
        if missing:
            return not_screened(self.queries, missing, self.today, self.index, tuple(self.layers))
        least = window // 3 * 3
        screened = tuple(verdict(found, window, told_once(*found.located, least)) for found in self.findings)
        return OrderScreen(
            on=self.today,
            status=worst(one.status for one in screened),
            queries=screened,
            policy=policy_in_force(self.today).id,
            database=database_of(self.index),
            layers=tuple(sorted(self.layers, key=lambda run: list(Layer).index(run.layer))),
            earlier=len(before),
        )

    def _exact(self, fragments: Text) -> None:
        """Whole windows, and the pieces of which they are made up."""
        index = self.index
        found = exact_matches(fragments.codes, index.text.codes, index.exact, index.bases)
        if found is None:
            repeats = Repeats.of(fragments, index.text, index.bases.least, index.window)
            whole, made = repeats.windows(), repeats.pieces(len(self.queries))
        else:
            whole = found[found[:, 1] - found[:, 0] >= index.window]
            made = pieces(found, fragments, index.text, index.window)
        self._keep(whole[whole[:, 0] < fragments.starts[len(self.queries)]], fragments, Kind.EXACT)
        self._ran(Layer.EXACT, f"{index.window} nt, both strands")
        asked = [*self.queries, *(one.query for one in self.earlier or ())]
        ends = [None if query.circular else code(query.sequence) for query in asked]
        for split in (
            *splits(made, fragments, index.text, index.window, len(self.queries)),
            *assembled(ends, index.text, index.window, len(self.queries)),
        ):
            self._keep_split(split)
        note = "within the order only: the customer's earlier orders were not given"
        if self.earlier is not None:
            note = f"with what the customer ordered earlier: {len(self.earlier)}"
        self._ran(Layer.SPLIT, note)

    def _frames(self, own: Text) -> None:
        index = self.index
        found = frame_matches(own.codes, index.acids, index.frames, index.amino_acids)
        if found is None:
            found = frame_windows(own.codes, index.acids, index.text, index.amino_acids.least)
        self._keep(found, own, Kind.FRAMES)
        self._ran(Layer.FRAMES, f"{index.window // 3} amino acids, six frames")

    def _reference(self, own: list[Codes]) -> None:
        """Which queries are like nothing that is known."""
        usual = self.index.reference
        if usual is None:
            self.layers.append(LayerRun(layer=Layer.REFERENCE, ran=False, note="no reference is mounted"))
            return
        text = join(own)
        known: set[int] = set()
        for codes, table in ((usual.text.codes, usual.table), (self.index.text.codes, self.index.exact)):
            alike = exact_matches(text.codes, codes, table, self.index.bases)
            if alike is None:
                known |= like_any(text, codes, self.index.bases.least)
            else:
                known.update(text.owners(alike[:, 0]).tolist())
        for number, found in enumerate(self.findings):
            found.unusual = number not in known
        self._ran(Layer.REFERENCE, f"exact matches of {self.index.bases.least} nt")

    def _aligned(self, own: list[Codes], asked: Sequence[Aligner]) -> None:
        given = {aligner.layer: aligner for aligner in asked}
        for layer in (Layer.BLASTN, Layer.DIAMOND):
            self.layers.append(self._asked(layer, given.get(layer), own))

    def _asked(self, layer: Layer, aligner: Aligner | None, own: list[Codes]) -> LayerRun:
        if aligner is None:
            return LayerRun(layer=layer, ran=False, note="it was not asked")
        version = aligner.version()
        if version is None:
            return LayerRun(layer=layer, ran=False, note="it is not installed")
        try:
            hits = aligner.hits(self.index, own)
        except TilthError as error:
            return LayerRun(layer=layer, ran=False, by=version, note=error.message)
        for number, hit in hits:
            if hit.start < len(self.queries[number].sequence):
                self.findings[number].diverged.append(hit)
        return LayerRun(layer=layer, ran=True, by=version)

    def _keep(self, found: Found, text: Text, kind: Kind) -> None:
        lengths = [len(query.sequence) for query in self.queries]
        for number, hits in hits_of(found, text, self.index.text, self.index.labels, lengths, kind).items():
            kept = self.findings[number]
            (kept.exact if kind is Kind.EXACT else kept.frames).extend(hits)

    def _keep_split(self, split: Split) -> None:
        piece = split.piece
        hit = Hit(
            start=piece.start,
            end=piece.end,
            strand=piece.strand,
            label=self.index.labels[piece.record],
            kind=Kind.SPLIT,
            partners=tuple(self._name(one) for one in split.partners),
        )
        found = self.findings[piece.fragment]
        (found.split if split.telling else found.near).append(hit)

    def _name(self, fragment: int) -> str:
        if fragment < len(self.queries):
            return self.queries[fragment].name
        return (self.earlier or [])[fragment - len(self.queries)].name

    def _ran(self, layer: Layer, note: str) -> None:
        self.layers.append(LayerRun(layer=layer, ran=True, by=_tilth(), note=note))


@cache
def _tilth() -> str:
    return f"tilth {importlib.metadata.version('tilth')}"


def _coded(query: Query, window: int) -> Codes:
    """The codes of ``query``; a circular one is read on, so that windows across its origin are there."""
    codes = code(query.sequence)
    return np.concatenate((codes, np.resize(codes, window - 1))) if query.circular else codes


def _checked(queries: Sequence[Query], earlier: Sequence[Earlier]) -> None:
    names: defaultdict[str, int] = defaultdict(int)
    for query in queries:
        names[query.name] += 1
    twice = next((name for name, count in names.items() if count > 1), None)
    if not queries or twice is not None:
        fault = "The order holds no sequence." if twice is None else f"Two sequences have the name {twice}."
        raise OptionError("screening.order", fault, mend="Give each sequence of the order a name of its own.")
    for query in (*queries, *(one.query for one in earlier)):
        codes = code(query.sequence)
        if not len(codes) or (codes == FOREIGN).any():
            raise OptionError(
                "screening.letters",
                f"The sequence {query.name} is empty, or holds a letter that stands for no base.",
                mend="Write DNA or RNA in IUPAC codes.",
                data={"name": query.name},
            )
