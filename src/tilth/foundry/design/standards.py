"""Part standards as data: which sites a part may not hold, and what its ends must be.

A **standard** (CIDAR, YTK, BioBrick RFC 10...) forbids some enzymes' sites and has **positions**, each a pair of
overhangs for parts of some kind: CIDAR's ``CD`` lies between AATG and AGGT and is where a CDS goes. The
**flanks** are what is written around a new part so that it can be cloned into the standard's entry vector and
comes out, when cut, with exactly the position's overhangs.

The standards that come with Tilth are TOML files in ``standard_files``; one of your own is a file of the same
form. Those files are checked against the real kits in ``tests/oracles/test_domesticate_oracle.py``.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tilth.foundry.design.enzymes import Enzyme, find_enzyme
from tilth.foundry.design.toml_table import TomlTable, invalid
from tilth.kernel.errors import FileError, MissingError, OptionError, TilthError
from tilth.kernel.toml_file import located, parse_toml

__all__ = ["Cut", "Flanks", "Position", "Standard", "find_standard", "read_standard", "standard_names"]

KINDS = ("promoter", "rbs", "cds", "terminator")
"""The kinds of part that a position can be for."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A digestion the flanked part must pass: ``enzymes`` together release one piece, with the top-strand
    overhangs ``left`` and ``right``; None stands for the position's own.
    """

    enzymes: tuple[str, ...]
    left: str | None = None
    right: str | None = None


@dataclass(frozen=True, slots=True)
class Flanks:
    """What is written around ``left`` overhang, part and ``right`` overhang for entry into ``vector``.

    ``entry_forbidden`` are enzymes of the entry only: their sites matter until the part is in its vector.
    """

    prefix: str
    suffix: str
    cuts: tuple[Cut, ...]
    entry_forbidden: tuple[str, ...] = ()
    vector: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the standard's order of parts, between the overhangs ``left`` and ``right``.

    ``before`` and ``after`` are bases that stand between an overhang and the part. ``start`` are the bases of the
    start codon that the left overhang ends with (``ATG`` of AATG, ``A`` of CATA), so that a CDS here is written
    without them; ``opens`` are bases that a part here must begin with as it is. ``stop`` says that a CDS here
    ends in its own stop codon. ``may_hold`` are enzymes whose sites a part here may have after all.
    """

    name: str
    left: str
    right: str
    flanks: Flanks
    kinds: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    start: str = ""
    opens: str = ""
    stop: bool = False
    may_hold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """``forbidden`` are enzymes whose sites no part may hold; ``releases`` pairs of enzymes (left cut, right cut)
    that free a part from its plasmid, the first at the level that ``flanks`` lead to; ``positions`` in the order
    in which they are offered to a part.
    """

    name: str
    title: str
    source: str
    forbidden: tuple[str, ...]
    releases: tuple[tuple[str, str], ...]
    positions: tuple[Position, ...]

    @property
    def enzymes(self) -> tuple[Enzyme, ...]:
        """The forbidden enzymes, found in REBASE."""
        return tuple(find_enzyme(name) for name in self.forbidden)

    def position(self, name: str) -> Position:
        """The position called ``name``, in any case. Raises OptionError where there is none."""
        for position in self.positions:
            if position.name.lower() == name.strip().lower():
                return position
        raise OptionError(
            "standard.position",
            f"The standard {self.name} has no position {name!r}.",
            mend=f"Use one of {', '.join(position.name for position in self.positions)}.",
            data={"standard": self.name, "position": name},
        )

    def position_for(self, kind: str, sequence: str) -> Position | None:
        """The first position for parts of ``kind`` (one of :data:`KINDS`) that may begin as ``sequence`` does,
        None where there is none.
        """
        fitting = (one for one in self.positions if kind in one.kinds and sequence.startswith(one.opens))
        return next(fitting, None)


@cache
def standard_names() -> tuple[str, ...]:
    """The standards that come with Tilth, sorted."""
    folder = importlib.resources.files("tilth.foundry.design") / "standard_files"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


def find_standard(name: str) -> Standard:
    """The standard called ``name``, or the one in the file of that name (``mine.toml``).

    Raises MissingError where there is neither, FileError where the file is not a standard.
    """
    if name.lower() in standard_names():
        file = importlib.resources.files("tilth.foundry.design") / "standard_files" / f"{name.lower()}.toml"
        return read_standard(file.read_text(encoding="utf-8"), file=f"{name.lower()}.toml")
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(
                "standard.unreadable", f"It cannot be read: {error}.", file=name, mend="Give a UTF-8 text file."
            ) from error
        return read_standard(text, file=name)
    raise MissingError(
        "standard.unknown",
        f"There is no standard called {name!r}.",
        mend=f"Use one of {', '.join(standard_names())}, or the path of a TOML file.",
        data={"standard": name},
    )


def read_standard(text: str, *, file: str) -> Standard:
    """The standard that the TOML ``text`` describes; ``file`` is what error messages call it.

    Raises FileError, which names the entry at fault.
    """
    table = parse_toml(text, file=file)
    try:
        return _standard(table)
    except TilthError as error:
        raise located(error, "standard.invalid", file=file, text=text) from error


def _standard(table: Mapping[str, object]) -> Standard:
    entry = TomlTable(table, "the standard", _TOP)
    flanks = _flanks(entry.table("flanks"), "flanks")
    positions = tuple(_position(one, flanks) for one in entry.tables("positions"))
    standard = Standard(
        entry.text("name"),
        entry.text("title", ""),
        entry.text("source", ""),
        _enzymes(entry, "forbidden"),
        tuple(_pair(one) for one in entry.lists("releases")),
        positions,
    )
    if not positions or not standard.forbidden or not standard.releases:
        raise invalid("A standard needs forbidden enzymes, releases and positions.", "Add the missing entry.")
    return standard


_TOP = ("name", "title", "source", "forbidden", "releases", "flanks", "positions")
_FLANKS = ("vector", "prefix", "suffix", "cuts", "entry_forbidden")
_POSITION = ("name", "left", "right", "kinds", "before", "after", "start", "opens", "stop", "may_hold", "flanks")


def _flanks(table: Mapping[str, object], where: str) -> Flanks:
    entry = TomlTable(table, where, _FLANKS)
    cuts = []
    for one in entry.tables("cuts"):
        cut = TomlTable(one, f"{where}.cuts", ("enzymes", "left", "right"))
        left, right = cut.bases("left", ""), cut.bases("right", "")
        cuts.append(Cut(_enzymes(cut, "enzymes"), left or None, right or None))
    forbidden = _enzymes(entry, "entry_forbidden", ())
    return Flanks(entry.bases("prefix"), entry.bases("suffix"), tuple(cuts), forbidden, entry.text("vector", ""))


def _position(table: Mapping[str, object], flanks: Flanks) -> Position:
    name = str(table.get("name", "?"))
    entry = TomlTable(table, f"position {name}", _POSITION)
    kinds = entry.texts("kinds", ())
    for kind in kinds:
        if kind not in KINDS:
            raise invalid(f"position {name}: there is no kind {kind!r}.", f"Use one of {', '.join(KINDS)}.")
    start = entry.bases("start", "")
    if not "ATG".startswith(start) or not entry.bases("left").endswith(start):
        raise invalid(
            f"position {name}: start {start} is not the end of the left overhang.", "Write ATG, AT or A."
        )
    own = _flanks(entry.table("flanks"), f"position {name}, flanks") if "flanks" in table else flanks
    return Position(
        entry.text("name"),
        entry.bases("left"),
        entry.bases("right"),
        own,
        kinds,
        entry.bases("before", ""),
        entry.bases("after", ""),
        start,
        entry.bases("opens", ""),
        bool(entry.flag("stop")),
        _enzymes(entry, "may_hold", ()),
    )


def _enzymes(entry: TomlTable, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
    return tuple(find_enzyme(name).name for name in entry.texts(key, default))


def _pair(names: Sequence[str]) -> tuple[str, str]:
    if len(names) != 2:
        raise invalid("releases: each entry is a pair of enzymes.", 'Write [["BsaI", "BsaI"]].')
    return find_enzyme(names[0]).name, find_enzyme(names[1]).name
