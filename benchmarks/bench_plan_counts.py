"""The plan's counts over a million rows of evidence, beside pandas and SQL that give the same numbers."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd

import plan_peers
import plan_rows
from measure import Row, median_seconds, spell
from tilth.plan import evidence
from tilth.plan.counts import Count, count
from tilth.plan.exchange.report_json import report_bytes
from tilth.plan.forecast import negative_binomial
from tilth.plan.ledger import Ledger
from tilth.plan.measure import measure
from tilth.plan.model import Plan
from tilth.plan.outlook import forecast
from tilth.plan.report import report

SLOW_RUNS = 3
"""Runs of what takes seconds."""

SCORES = 10_000


def rows() -> list[Row]:
    """Every claim on counts, ledgers and forecasts, measured now."""
    plan, given = plan_rows.plan(), list(plan_rows.evidence())
    # So many objects that stay would make every collection slow, Tilth's and the peers' alike.
    gc.collect()
    gc.freeze()
    made = [_ledger_row(given)]
    ledger, frame = Ledger.of(given), plan_peers.table(given)
    changed = given[plan_rows.ROWS // 2]
    del given
    gc.unfreeze()
    gc.collect()
    return [
        *_count_rows(plan, ledger, frame),
        *_digest_rows(plan, ledger),
        *made,
        _overlay_row(ledger, changed),
        *_report_rows(plan, ledger),
        _forecast_row(plan, ledger),
        *_score_rows(),
    ]


def _counts(plan: Plan, ledger: Ledger) -> list[Count]:
    """Every count of the plan."""
    return [
        count(plan_rows.rule_of(each), each.measure, each.counted, ledger, plan_rows.AS_OF)
        for each in plan.indicators
    ]


def _count_rows(plan: Plan, ledger: Ledger, frame: pd.DataFrame) -> list[Row]:
    ours = median_seconds(lambda: [each.digest for each in _counts(plan, ledger)])
    certain = [each.certain for each in _counts(plan, ledger)]
    connection = plan_peers.database(frame)
    peers: dict[str, Callable[[], list[int]]] = {
        "pandas": lambda: plan_peers.by_pandas(plan, frame, plan_rows.AS_OF),
        "SQLite": lambda: plan_peers.by_sql(plan, connection, plan_rows.AS_OF),
    }
    found = []
    for peer, ask in peers.items():
        assert ask() == certain, (peer, ask(), certain)
        theirs = median_seconds(ask, SLOW_RUNS)
        found.append(
            Row(
                f"8 counts of {len(ledger):,} rows of evidence, the same certain numbers as {peer}",
                f"{spell(ours)}, with interval and digest",
                f"{peer}, certain numbers only: {spell(theirs)}",
                theirs / ours,
            )
        )
    connection.close()
    return found


def _digest_rows(plan: Plan, ledger: Ledger) -> list[Row]:
    counted = _counts(plan, ledger)
    taken = median_seconds(lambda: [each.digest for each in counted])
    behind = sum(len(each.rows) for each in counted)
    return [
        Row(
            f"of these, the digests of {behind:,} ids of rows",
            f"{spell(taken)} ({spell(taken / behind)} an id, {behind * 31 / 1e6:.0f} MB hashed)",
        )
    ]


def _ledger_row(given: list[evidence.Row]) -> Row:
    taken = median_seconds(lambda: Ledger.of(given), SLOW_RUNS)
    return Row(
        f"a ledger of {len(given):,} rows",
        f"{spell(taken)} ({len(given) / taken:,.0f} rows a second)",
    )


def _overlay_row(ledger: Ledger, changed: evidence.Row) -> Row:
    accepted = replace(changed, accepted=changed.known + timedelta(days=1))
    # The first time it is learned where each id is, which a process does once for a ledger.
    taken = median_seconds(lambda: ledger.with_rows([accepted]))
    return Row(f"that ledger with one changed row, {len(ledger):,} rows", spell(taken))


def _report_rows(plan: Plan, ledger: Ledger) -> list[Row]:
    made = report(plan, ledger, plan_rows.AS_OF)
    taken = median_seconds(lambda: report(plan, ledger, plan_rows.AS_OF), SLOW_RUNS)
    written = median_seconds(lambda: report_bytes(made))
    return [
        Row(
            f"the whole report of 8 indicators, {len(ledger):,} rows: counts, forecasts, what would close the gap",
            spell(taken),
        ),
        Row("that report as canonical JSON", f"{spell(written)}, {len(report_bytes(made)) / 1000:.0f} kB"),
    ]


def _forecast_row(plan: Plan, ledger: Ledger) -> Row:
    measured = measure(plan.indicators[0], ledger, plan_rows.AS_OF)
    taken = median_seconds(lambda: forecast(measured))
    return Row("the forecast of one count: two chances, intervals, 99 quantiles", spell(taken))


def _score_rows() -> list[Row]:
    """The CRPS of a negative binomial, call by call as a back-test asks for it, and scoringrules' whole arrays."""
    import scoringrules

    source = np.random.default_rng(1)
    shapes = source.uniform(0.5, 40.0, SCORES)
    chances = source.uniform(0.05, 0.95, SCORES)
    outcomes = source.integers(0, 60, SCORES)
    calls = list(zip(outcomes.tolist(), shapes.tolist(), chances.tolist(), strict=True))
    ours = [negative_binomial.crps(*one) for one in calls]
    theirs = scoringrules.crps_negbinom(outcomes, shapes, chances)
    assert np.allclose(ours, theirs, rtol=1e-7, atol=1e-9), np.abs(ours - theirs).max()
    one_by_one = median_seconds(lambda: [negative_binomial.crps(*one) for one in calls]) / SCORES
    theirs_one = median_seconds(lambda: [scoringrules.crps_negbinom(*one) for one in calls[:1000]]) / 1000
    array = median_seconds(lambda: scoringrules.crps_negbinom(outcomes, shapes, chances)) / SCORES
    what = "CRPS of a negative binomial"
    return [
        Row(f"{what}, one call each", spell(one_by_one), f"scoringrules, one call each: {spell(theirs_one)}",
            theirs_one / one_by_one),
        Row(f"{what}, beside an array of {SCORES:,}", f"{spell(one_by_one)} (it takes no arrays)",
            f"scoringrules: {spell(array)}", array / one_by_one),
    ]  # fmt: skip


if __name__ == "__main__":
    for row in rows():
        print(row)
