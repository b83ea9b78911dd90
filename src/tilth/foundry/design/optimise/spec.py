"""What an optimised sequence must be, as a SPEC.toml says it.

Constraints hold or the result is refused; the codon method is what is striven for within them. Everything has a
name of its own and nothing is switched on unasked, except that a protein always stays.

::

    [constraints]
    avoid_sites = ["BsaI", "BsmBI"]       # both strands
    avoid_patterns = ["AATAAA", "TTTTTN"] # IUPAC, both strands
    gc = { min = 0.40, max = 0.60 }
    gc_windows = [{ size = 60, min = 0.30, max = 0.70 }]
    max_homopolymer = 6
    unique_kmers = 16                     # no 16 bases occur twice, on either strand
    hairpins = { stem = 12, window = 100 }
    keep = ["1-30"]                       # these bases stay

    [codons]
    method = "match_codon_usage"          # or use_best_codon, harmonise (with source = "h_sapiens")

    [sequence]
    cds = "auto"                          # whole: all of it; none: it codes for nothing
    code = 11
    circular = false

    [solver]
    seed = 1
    attempts = 3
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from tilth.foundry.alphabet import first_foreign
from tilth.foundry.design.enzymes import Enzyme, find_enzyme
from tilth.foundry.design.toml_table import TomlTable, invalid
from tilth.foundry.design.translation import codon_usage, genetic_code
from tilth.kernel.errors import FileError, TilthError
from tilth.kernel.toml_file import located, parse_toml

__all__ = ["Bounds", "Cds", "Hairpin", "Method", "Spec", "parse_spec", "read_spec"]

Method = Literal["use_best_codon", "match_codon_usage", "harmonise"]
Cds = Literal["auto", "whole", "none"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Fractions of G and C from ``low`` to ``high``, over every window of ``size`` bases; over all where None."""

    low: float
    high: float
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Hairpin:
    """No ``stem`` bases whose reverse complement follows, not overlapping, within ``window`` bases in all."""

    stem: int
    window: int


@dataclass(frozen=True)
class Spec:
    """Constraints, codon method and how to search.

    ``keep`` are 0-based half-open stretches whose bases stay. ``unique`` is the length from which no stretch may
    occur twice on either strand, ``homopolymer`` the longest run of one base. ``circular`` is None where each
    record says it itself. ``attempts`` is how often the solver is started anew, each time with another seed
    drawn from ``seed``, before a record is refused.
    """

    sites: tuple[Enzyme, ...] = ()
    patterns: tuple[str, ...] = ()
    gc: tuple[Bounds, ...] = ()
    homopolymer: int | None = None
    unique: int | None = None
    hairpin: Hairpin | None = None
    keep: tuple[tuple[int, int], ...] = ()
    method: Method | None = None
    source: str | None = None
    cds: Cds = "auto"
    code: int = 1
    circular: bool | None = None
    seed: int = 1
    attempts: int = 3

    def as_dict(self) -> dict[str, object]:
        """The spec as a report repeats it, JSON-ready."""
        return {
            "avoid_sites": [enzyme.name for enzyme in self.sites],
            "avoid_patterns": list(self.patterns),
            "gc": [{"min": one.low, "max": one.high, "size": one.size} for one in self.gc],
            "max_homopolymer": self.homopolymer,
            "unique_kmers": self.unique,
            "hairpins": {"stem": self.hairpin.stem, "window": self.hairpin.window} if self.hairpin else None,
            "keep": [f"{start + 1}-{end}" for start, end in self.keep],
            "method": self.method,
            "source": self.source,
            "cds": self.cds,
            "code": self.code,
            "circular": self.circular,
            "seed": self.seed,
            "attempts": self.attempts,
        }


def read_spec(path: str | Path) -> Spec:
    """The spec in the file ``path``. Raises FileError, which names the entry at fault."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(
            "spec.unreadable", f"It cannot be read: {error}.", file=str(path), mend="Give a UTF-8 TOML file."
        ) from error
    return parse_spec(text, file=str(path))


def parse_spec(text: str, *, file: str = "SPEC.toml") -> Spec:
    """The spec that the TOML ``text`` spells; ``file`` is what error messages call it. Raises FileError."""
    table = parse_toml(text, file=file)
    try:
        return _spec(TomlTable(table, "the spec", ("constraints", "codons", "sequence", "solver")))
    except TilthError as error:
        raise located(error, "spec.invalid", file=file, text=text) from error


_CONSTRAINTS = (
    "avoid_sites",
    "avoid_patterns",
    "gc",
    "gc_windows",
    "max_homopolymer",
    "unique_kmers",
    "hairpins",
    "keep",
)


def _spec(top: TomlTable) -> Spec:
    limits = TomlTable(top.table("constraints", {}), "[constraints]", _CONSTRAINTS)
    codons = TomlTable(top.table("codons", {}), "[codons]", ("method", "source"))
    sequence = TomlTable(top.table("sequence", {}), "[sequence]", ("cds", "code", "circular"))
    solver = TomlTable(top.table("solver", {}), "[solver]", ("seed", "attempts"))
    method, source = _method(codons)
    return Spec(
        sites=tuple(find_enzyme(name) for name in limits.texts("avoid_sites", ())),
        patterns=tuple(_pattern(text) for text in limits.texts("avoid_patterns", ())),
        gc=_gc(limits),
        homopolymer=limits.whole("max_homopolymer", None, 1),
        unique=limits.whole("unique_kmers", None, 4),
        hairpin=_hairpin(limits),
        keep=tuple(_stretch(text) for text in limits.texts("keep", ())),
        method=method,
        source=source,
        cds=_cds(sequence.text("cds", "auto")),
        code=genetic_code(sequence.whole("code", 1, 1) or 1).number,
        circular=sequence.flag("circular", None),
        seed=solver.whole("seed", 1, 0) or 0,
        attempts=solver.whole("attempts", 3, 1) or 3,
    )


def _method(codons: TomlTable) -> tuple[Method | None, str | None]:
    if "method" not in codons:
        if "source" in codons:
            raise invalid("[codons] has a source and no method.", 'Give method = "harmonise".')
        return None, None
    method = codons.text("method").replace("harmonize", "harmonise")
    if method not in get_args(Method):
        raise invalid(f"There is no codon method {method!r}.", f"Use one of {', '.join(get_args(Method))}.")
    source = codons.text("source", "") or None
    if (method == "harmonise") != (source is not None):
        raise invalid(
            "harmonise, and only it, needs the source organism.", 'Give source = "h_sapiens" with "harmonise".'
        )
    return cast("Method", method), codon_usage(source).organism if source else None


def _pattern(text: str) -> str:
    pattern = text.strip().upper().replace("U", "T")
    if len(pattern) < 2 or first_foreign(pattern):
        raise invalid(f"avoid_patterns: {text!r} is no pattern.", "Write two or more IUPAC bases, as AATAAA.")
    return pattern


def _gc(limits: TomlTable) -> tuple[Bounds, ...]:
    bounds = []
    if "gc" in limits:
        bounds.append(_bounds(TomlTable(limits.table("gc"), "gc", ("min", "max")), None))
    for table in limits.tables("gc_windows", []):
        window = TomlTable(table, "gc_windows", ("size", "min", "max"))
        size = window.whole("size", None, 5)
        if size is None:
            raise invalid("A window of gc_windows has no size.", "Give size = 60.")
        bounds.append(_bounds(window, size))
    return tuple(bounds)


def _bounds(table: TomlTable, size: int | None) -> Bounds:
    low, high = table.fraction("min", 0.0), table.fraction("max", 1.0)
    if low > high:
        raise invalid(f"The GC bounds {low} to {high} hold nothing.", "Give min below max, as fractions.")
    return Bounds(low, high, size)


def _hairpin(limits: TomlTable) -> Hairpin | None:
    if "hairpins" not in limits:
        return None
    table = TomlTable(limits.table("hairpins"), "hairpins", ("stem", "window"))
    stem = table.whole("stem", 20, 4) or 20
    return Hairpin(stem, table.whole("window", 200, 2 * stem) or 200)


def _stretch(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d+)\s*(?:-|\.\.)\s*(\d+)\s*", text)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if first < 1 or last < first:
        raise invalid(f"keep: {text!r} is no stretch.", 'Write its first and last base, counted from 1: "1-30".')
    return first - 1, last


def _cds(text: str) -> Cds:
    if text not in get_args(Cds):
        raise invalid(f"cds is {text!r}.", f"Use one of {', '.join(get_args(Cds))}.")
    return cast("Cds", text)
