"""Ligation fidelity: how long choosing a set, and predicting a library, takes on the published BsaI-HFv2 table.

No peer library does either from the table alone; the design notes give 0.4 s for 20 overhangs by annealing, at a
fidelity of 0.992, as the figure to meet.
"""

from __future__ import annotations

import datetime
from functools import partial

from measure import Row, median_seconds, shared_folder, spell
from tilth.foundry.design.fidelity import LigationTable, choose, pick_library, read_table

CONSTRUCTS = 100_000
REACTIONS = 100


def library(table: LigationTable) -> list[tuple[str, ...]]:
    """The junctions of 10^5 constructs from 100 reactions of six junctions each, as a kit would give them."""
    junctions = choose(60, table, restarts=1).overhangs
    reactions = [tuple(junctions[(at + step * 7) % 60] for step in range(6)) for at in range(REACTIONS)]
    return [reactions[at % REACTIONS] for at in range(CONSTRUCTS)]


def rows() -> list[Row]:
    """Choosing and predicting on the BsaI-HFv2 table of the shared folder; one row says so where it is absent."""
    shared = shared_folder()
    if shared is None:
        return [Row("ligation fidelity", "not run: set TILTH_SHARED to the folder above data/")]
    path = shared / "data" / "ligation" / "pone.0238592.s001.xlsx"
    table = read_table(path, "BsaI-HFv2", imported=datetime.datetime.now(datetime.UTC).date())
    found = []
    for number in (10, 20, 30):
        score = choose(number, table).score
        fidelity = score.fidelity if score and score.fidelity is not None else 0.0
        seconds = median_seconds(partial(choose, number, table))
        goal = ("F >= 0.99", fidelity >= 0.99) if number == 20 else ("", None)
        found.append(
            Row(
                f"choose {number} BsaI overhangs",
                f"{spell(seconds)}, F = {fidelity:.4f}",
                goal=goal[0],
                met=goal[1],
            )
        )
    reactions = library(table)
    seconds = median_seconds(lambda: pick_library(reactions, table))
    what = f"colonies to pick for {CONSTRUCTS:,} constructs of {REACTIONS} reactions"
    return [*found, Row(what, spell(seconds))]


if __name__ == "__main__":
    for row in rows():
        print(row)
