"""A million courses of the eight-step demonstration case, beside a plain loop over dates and TaskJuggler."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import date
from pathlib import Path

from measure import Row, median_seconds, spell
from tilth.approval import fold_until, standing, the_procedure
from tilth.approval.case_file import CaseFile, read_case
from tilth.approval.forecast import Forecast, forecast, new_case, parse_what_if
from tilth.approval.model import Procedure
from tilth.kernel.calendars import china
from tilth.kernel.executor import InlineExecutor

TRIALS = 1_000_000
PLAIN = 200
START = date(2026, 1, 5)
GOAL = 1.0
CASE = Path(__file__).resolve().parent.parent / "examples/approval/CASE.json"


def rows() -> list[Row]:
    """Every claim on forecasts and clocks, measured now."""
    procedure = the_procedure("demo-first-in-human")
    one = median_seconds(lambda: _forecast(procedure, InlineExecutor()))
    with ThreadPoolExecutor(2) as two_threads:
        two = median_seconds(lambda: _forecast(procedure, two_threads))
        assert _forecast(procedure, two_threads) == _forecast(procedure, InlineExecutor())
        asked = median_seconds(lambda: _what_ifs(procedure, two_threads))
    plain = median_seconds(lambda: _plain_loop(procedure), 3) / PLAIN * TRIALS
    return [
        Row(
            f"{TRIALS:,} trials of the 8-step case on 2 threads, with criticality and moves",
            f"{spell(two)} ({spell(two / TRIALS)} a trial)",
            f"a loop over dates: {spell(plain)}, extrapolated from {PLAIN}",
            plain / two,
            f"< {GOAL:.0f} s on 2 cores",
            two < GOAL,
        ),
        Row(f"the same on 1 thread, the same answer; {os.cpu_count()} cores", spell(one), "", plain / one),
        Row(f"the same with three what-ifs beside it, {TRIALS:,} trials each", spell(asked)),
        *_clock_rows(),
        *_taskjuggler_rows(procedure),
    ]


def _forecast(procedure: Procedure, executor: Executor) -> Forecast:
    made = forecast(new_case(procedure, START), procedure, START, trials=TRIALS, seed=1, executor=executor)
    assert isinstance(made, Forecast)
    return made


def _what_ifs(procedure: Procedure, executor: Executor) -> Forecast:
    texts = ("recognised=ethics", "lane.review=innovative-30", "answers=10")
    asked = [parse_what_if(text, procedure) for text in texts]
    made = forecast(
        new_case(procedure, START), procedure, START, trials=TRIALS, seed=1, what_ifs=asked, executor=executor
    )
    assert isinstance(made, Forecast)
    return made


def _plain_loop(procedure: Procedure) -> date:
    """The walk that everybody writes first: one trial after the other, one date after the other, no questions."""
    source, last = random.Random(1), START
    for _ in range(PLAIN):
        ends: dict[str, date] = {}
        for step in procedure.steps:
            estimate = procedure.estimates[step.id]
            begin = max([START, *(ends[other] for other in (*step.needs, *estimate.after))])
            for spread in (estimate.prepare, estimate.review):
                if spread is not None:
                    low, likely, high = spread.pert or (min(spread.values), spread.values[0], max(spread.values))
                    begin = china().add_working_days(begin, round(source.triangular(low, high, likely))).date
            ends[step.id] = begin
        last = max(ends.values())
    return last


def _clock_rows() -> list[Row]:
    found = read_case(CASE)
    assert isinstance(found, CaseFile)
    day = date(2026, 3, 2)

    def read() -> object:
        case = fold_until(found.events, day)
        assert case is not None
        return standing(case, found.procedure, day)

    taken = median_seconds(read)
    return [
        Row(f"the {len(found.procedure.steps)} clocks of a case with {len(found.events)} events", spell(taken))
    ]


def _taskjuggler_rows(procedure: Procedure) -> list[Row]:
    """One course of the case by TaskJuggler, whose start of the program is in it."""
    program = shutil.which("tj3")
    if program is None:
        return []
    tasks = []
    for step in procedure.steps:
        after = ", ".join(f"!{need.replace('-', '_')}" for need in step.needs) or "!begin"
        tasks.append(f'  task {step.id.replace("-", "_")} "s" {{ depends {after} length 20d }}')
    lines = ['project p "P" 2026-01-01 +2y { timezone "UTC" timingresolution 60min }', 'task a "A" {']
    lines += ['  task begin "begin" { start 2026-01-06 }', *tasks, "}"]
    lines += ['taskreport ends "ends" { formats csv columns id, end }']
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.tjp").write_text("\n".join(lines))
        began = time.perf_counter()
        subprocess.run([program, "--silent", "p.tjp"], cwd=folder, check=True, capture_output=True)
        taken = time.perf_counter() - began
    ours = median_seconds(
        lambda: forecast(new_case(procedure, START), procedure, START, trials=1, seed=1, executor=InlineExecutor())
    )
    return [
        Row(
            "one course of 8 steps, with its moves",
            spell(ours),
            f"tj3, with its start: {spell(taken)}",
            taken / ours,
        )
    ]


if __name__ == "__main__":
    for row in rows():
        print(row)
