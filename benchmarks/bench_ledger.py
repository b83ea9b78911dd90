"""The liquid ledger at a million transfers: a plan's check, and recalls beside a plain walk and SQLite."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator

from pylabrobot.resources.volume_tracker import VolumeTracker

from measure import Row, median_seconds, spell
from tilth.foundry.build.labware import Labware, labware_kind
from tilth.foundry.build.ledger import Index, Run, check_plan
from tilth.foundry.build.transfer import Filling, Place, Transfer, TransferPlan
from tilth.foundry.build.volume import UL

RUNS = 1_000
SLOW_RUNS = 3
TRANSFERS = 1_000_000
PER_RUN = 1_000
RECALL_MOST = 1.0
"""A recall at a million transfers is promised within so many seconds."""

WELLS = labware_kind("pcr_96").geometry.names


def rows() -> list[Row]:
    """Every claim on the ledger, measured now."""
    runs = [_run(number) for number in range(RUNS)]
    gc.collect()
    gc.freeze()
    index = Index(runs)
    made = [
        *_check_rows(_joined(runs)),
        Row(
            f"an index of {len(index):,} transfers in {RUNS:,} runs", spell(median_seconds(lambda: Index(runs), 3))
        ),
        *_recall_rows(runs, index, "common", "a lot that every run saw"),
        *_recall_rows(runs, index, "lot-7", "a lot that one run in a hundred saw"),
    ]
    gc.unfreeze()
    return made


def _run(number: int) -> Run:
    """A thousand transfers: two mixes from three lots, ten liquids into each of 96 wells, and some onto agar."""
    tubes, asm, agar = f"t{number}", f"a{number}", f"g{number}"
    names = labware_kind("tubes_24").geometry.names
    lots = ["common", f"lot-{number % 100}", *(f"part-{number}-{part}" for part in range(8))]
    fillings = tuple(
        Filling(Place(tubes, name), lot, 1_000 * UL, lot) for name, lot in zip(names, lots, strict=False)
    )
    moves = list(_moves(tubes, asm, agar, names))
    pieces = (Labware(tubes, "tubes_24"), Labware(asm, "flat_96"), Labware(agar, "pcr_96"))
    return Run(f"run-{number}", TransferPlan(pieces, fillings, tuple(moves[:PER_RUN])))


def _moves(tubes: str, asm: str, agar: str, names: tuple[str, ...]) -> Iterator[Transfer]:
    mix = Place(tubes, names[12])
    yield Transfer(Place(tubes, names[0]), mix, 200 * UL)
    yield Transfer(Place(tubes, names[1]), mix, 200 * UL)
    for well in WELLS:
        yield Transfer(mix, Place(asm, well), 3 * UL)
    for part in range(2, 10):
        for well in WELLS:
            yield Transfer(Place(tubes, names[part]), Place(asm, well), 2 * UL)
    for _ in range(2):
        for well in WELLS:
            yield Transfer(Place(asm, well), Place(agar, well), UL)


def _joined(runs: list[Run]) -> TransferPlan:
    """All runs as one plan."""
    return TransferPlan(
        tuple(piece for run in runs for piece in run.plan.labware),
        tuple(filling for run in runs for filling in run.plan.fillings),
        tuple(transfer for run in runs for transfer in run.plan.transfers),
    )


def _check_rows(plan: TransferPlan) -> list[Row]:
    assert len(plan.transfers) == TRANSFERS
    assert check_plan(plan).ok
    ours = median_seconds(lambda: check_plan(plan), SLOW_RUNS)
    theirs = median_seconds(lambda: _tracked(plan), 1, 0)
    return [
        Row(
            f"a plan of {TRANSFERS:,} transfers checked, volumes and exact portions of every lot",
            f"{spell(ours)} ({spell(ours / TRANSFERS)} a transfer)",
            f"PyLabRobot's volume trackers, volumes only: {spell(theirs)}",
            theirs / ours,
        )
    ]


def _tracked(plan: TransferPlan) -> dict[Place, VolumeTracker]:
    """The same transfers through PyLabRobot's trackers, in uL."""
    trackers: dict[Place, VolumeTracker] = {}

    def tracker(place: Place) -> VolumeTracker:
        found = trackers.get(place)
        if found is None:
            found = trackers[place] = VolumeTracker(thing=str(place), max_volume=2_000.0)
        return found

    for filling in plan.fillings:
        tracker(filling.place).set_volume(filling.volume / UL)
    for transfer in plan.transfers:
        source, target = tracker(transfer.source), tracker(transfer.target)
        source.remove_liquid(transfer.volume / UL)
        target.add_liquid(transfer.volume / UL)
        source.commit()
        target.commit()
    return trackers


def _recall_rows(runs: list[Run], index: Index, lot: str, what: str) -> list[Row]:
    found = index.recall(lot)
    wells = {seen.place for seen in found.wells()}
    ours = median_seconds(lambda: index.recall(lot), SLOW_RUNS)
    assert _walked(runs, lot) == wells
    walked = median_seconds(lambda: _walked(runs, lot), SLOW_RUNS)
    database = _database(runs)
    assert {Place(*row) for row in _queried(database, lot)} == wells
    queried = median_seconds(lambda: _queried(database, lot), SLOW_RUNS)
    database.close()
    return [
        Row(
            f"recall of {what}: {found.count:,} wells and the pL in each, of {len(index):,} transfers",
            spell(ours),
            f"a walk in plain Python, wells only: {spell(walked)}",
            walked / ours,
            f"{RECALL_MOST:g} s",
            ours <= RECALL_MOST,
        ),
        Row(
            f"the same recall of {what} beside a database",
            spell(ours),
            f"SQLite, recursive query, wells only: {spell(queried)}",
            queried / ours,
        ),
    ]


def _walked(runs: list[Run], lot: str) -> set[Place]:
    """Who saw the lot, transfer by transfer."""
    seen: set[Place] = set()
    for run in runs:
        seen.update(filling.place for filling in run.plan.fillings if filling.lot == lot)
        for transfer in run.plan.transfers:
            if transfer.source in seen:
                seen.add(transfer.target)
    return seen


def _database(runs: list[Run]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE filling (labware, well, lot, since)")
    connection.execute("CREATE TABLE transfer (id INTEGER PRIMARY KEY, s_labware, s_well, t_labware, t_well)")
    number = 0
    for run in runs:
        connection.executemany(
            "INSERT INTO filling VALUES (?, ?, ?, ?)",
            [(*filling.place, filling.lot, number) for filling in run.plan.fillings],
        )
        connection.executemany(
            "INSERT INTO transfer VALUES (?, ?, ?, ?, ?)",
            [(number + at, *one.source, *one.target) for at, one in enumerate(run.plan.transfers)],
        )
        number += len(run.plan.transfers)
    connection.execute("CREATE INDEX by_source ON transfer (s_labware, s_well, id)")
    connection.execute("CREATE INDEX by_lot ON filling (lot)")
    return connection


def _queried(connection: sqlite3.Connection, lot: str) -> list[tuple[str, str]]:
    return connection.execute(
        """
        WITH RECURSIVE seen (labware, well, since) AS (
            SELECT labware, well, since FROM filling WHERE lot = ?
            UNION
            SELECT t_labware, t_well, id FROM seen
            JOIN transfer ON s_labware = labware AND s_well = well AND id >= since
        )
        SELECT DISTINCT labware, well FROM seen
        """,
        (lot,),
    ).fetchall()


if __name__ == "__main__":
    for row in rows():
        print(row)
