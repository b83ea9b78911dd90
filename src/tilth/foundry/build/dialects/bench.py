"""The bench sheet: a plan for people, in Markdown, a table a step with a box to tick in every row.

It opens with what to put on the bench and how much of each liquid that takes, and it is read back: as the list,
and as which rows were ticked (``[x]``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from tilth.foundry.build.dialects.tables import ANY_PLATE, wrong
from tilth.foundry.build.labware import labware_kind
from tilth.foundry.build.transfer import Place, Tip, Transfer, TransferPlan
from tilth.foundry.build.volume import format_volume, parse_volume
from tilth.kernel.errors import OptionError

__all__ = ["read_sheet", "read_ticks", "write_sheet"]

_HEAD = "| done | from | well | to | well | volume | liquid | tip |"
_RULE = "|---|---|---|---|---|---:|---|---|"
_CELLS = re.compile(r"(?<!\\)\|")


def write_sheet(plan: TransferPlan, titles: Mapping[str, str]) -> str:
    """The sheet of ``plan``; ``titles`` are what people call its steps. Rows stand in the order of the plan."""
    lines = [f"# {_cell(plan.title or 'Transfers')}", "", *_labware(plan), *_totals(plan)]
    for number, (step, group) in enumerate(groupby(plan.transfers, lambda one: one.step), start=1):
        rows = list(group)
        total = format_volume(sum(one.volume for one in rows))
        lines += ["", f"## {number}. {_cell(titles.get(step, step) or 'Transfers')}", ""]
        lines += [
            f"Step: {_cell(step)}",
            "",
            f"{len(rows)} {'transfer' if len(rows) == 1 else 'transfers'}, {total} in all.",
            "",
            _HEAD,
            _RULE,
        ]
        lines += [_row(one) for one in rows]
    return "\n".join(lines) + "\n"


def _labware(plan: TransferPlan) -> Iterator[str]:
    yield from ("## Put on the bench", "", "| here | piece | kind |", "|---|---|---|")
    for piece in plan.labware:
        yield f"| [ ] | {_cell(piece.id)} | {_cell(labware_kind(piece.kind).title)} |"


def _totals(plan: TransferPlan) -> Iterator[str]:
    """How much of each liquid is drawn from the wells that it has to stand in before, by well."""
    drawn: dict[tuple[str, Place], int] = {}
    made = {one.target for one in plan.transfers}
    stood = {filling.place: filling.liquid for filling in plan.fillings}
    for one in plan.transfers:
        if one.source in stood or one.source not in made:
            key = (stood.get(one.source, one.liquid), one.source)
            drawn[key] = drawn.get(key, 0) + one.volume
    yield from ("", "## Liquids taken", "", "| liquid | from | well | volume |", "|---|---|---|---:|")
    for (liquid, place), volume in sorted(drawn.items()):
        yield f"| {_cell(liquid)} | {_cell(place.labware)} | {place.well} | {format_volume(volume)} |"


def _row(one: Transfer) -> str:
    cells = (one.source.labware, one.source.well, one.target.labware, one.target.well)
    texts = " | ".join(map(_cell, cells))
    return f"| [ ] | {texts} | {format_volume(one.volume)} | {_cell(one.liquid)} | {one.tip} |"


def _cell(text: str) -> str:
    """``text`` so that it stays within a cell of a Markdown table."""
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _plain(cell: str) -> str:
    return re.sub(r"\\([\\|])", r"\1", cell)


def read_sheet(text: str, file: str) -> tuple[Transfer, ...]:
    """The transfers of a bench sheet. Raises FileError with the line of a row that is not understood."""
    return tuple(one for one, _ in _rows(_lines(text), file))


def read_ticks(text: str, file: str) -> tuple[tuple[Transfer, bool], ...]:
    """Each transfer of a bench sheet and whether it was ticked. Raises FileError."""
    return tuple(_rows(_lines(text), file))


def _lines(text: str) -> Iterator[str]:
    """The lines of a sheet, whichever way the program that saved it ends them."""
    return (line.removesuffix("\r") for line in text.split("\n"))


def _rows(lines: Iterable[str], file: str) -> Iterator[tuple[Transfer, bool]]:
    step, within = "", False
    for number, line in enumerate(lines, start=1):
        if line.startswith("Step:"):
            step = _plain(line.removeprefix("Step:").removeprefix(" "))
        if line.startswith(_HEAD):
            within = True
        elif not line.startswith("|"):
            within = False
        elif within and not line.startswith("|---"):
            yield _read_row(line, number, file, step)


def _read_row(line: str, number: int, file: str, step: str) -> tuple[Transfer, bool]:
    cells = [_plain(cell.removeprefix(" ").removesuffix(" ")) for cell in _CELLS.split(line)[1:-1]]
    if len(cells) != 8:
        raise wrong(file, number, f"The row has {len(cells)} cells, not 8.", "Mend the row.")
    box, source, source_well, target, target_well, volume, liquid, tip = cells
    if box.lower() not in {"[ ]", "[x]"} or tip not in set(Tip):
        raise wrong(file, number, "The box or the tip is not understood.", "Write [ ] or [x], and new or same.")
    try:
        places = (Place(source, ANY_PLATE.canonical(source_well)), Place(target, ANY_PLATE.canonical(target_well)))
        one = Transfer(*places, parse_volume(volume), liquid, step, Tip(tip))
    except OptionError as error:
        raise wrong(file, number, error.message, error.mend) from error
    return one, box != "[ ]"
