"""Reasons as a table a person can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from tilth_cli.output import ALIKE

if TYPE_CHECKING:
    from tilth.kernel.refusal import Reason


def reason_table(reasons: Sequence[Reason]) -> Table:
    """Each reason with its place, and of each kind the first ``ALIKE`` in full."""
    table = Table(title=f"Refused ({len(reasons)})", title_justify="left", box=None, header_style="dim")
    table.add_column("where", overflow="fold", max_width=28)
    table.add_column("why, and what would mend it", overflow="fold")
    seen: Counter[str] = Counter()
    for reason in reasons:
        seen[reason.code] += 1
        if seen[reason.code] <= ALIKE:
            table.add_row(escape(reason.where), escape(f"{reason.message} {reason.advice}"))
    for code, times in seen.items():
        if times > ALIKE:
            table.add_row("", f"[dim]... and {times - ALIKE:,} more of the kind {code} (all with --json)[/]")
    return table
