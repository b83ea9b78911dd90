"""The same certain counts as a statistician writes them with pandas, and a database with SQL.

Both get more than they would in life: subjects and days come as numbers, claims and places as pandas categories,
SQL has a covering index; and loading is not measured. Neither says the interval, or which rows a number rests on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

import pandas as pd

from plan_rows import rule_of
from tilth.plan.evidence import MOVED, SAME, Row
from tilth.plan.model import Counted, Indicator, Measure, Plan, Rule

NEVER = 10**9
COLUMNS = ("claim", "subject", "other", "place", "level", "day", "known", "accepted", "ended")


def table(rows: Iterable[Row]) -> pd.DataFrame:
    """The rows as a frame: claim, place and level in words (place and level may be none), the rest in numbers."""
    numbers: dict[str, int] = {}

    def number(subject: str) -> int:
        return numbers.setdefault(subject, len(numbers))

    def day(when: date | None) -> int:
        return NEVER if when is None else when.toordinal()

    made = (
        (row.claim, number(row.subject), number(row.other) if row.other else -1, row.place or None,
         row.facts.get("level"), day(row.on), day(row.known), day(row.accepted), day(row.ended))
        for row in rows
    )  # fmt: skip
    frame = pd.DataFrame.from_records(made, columns=COLUMNS)
    return frame.astype({"claim": "category", "place": "category", "level": "category"})


def by_pandas(plan: Plan, frame: pd.DataFrame, as_of: date) -> list[int]:
    """The certain count of each indicator."""
    today = as_of.toordinal()
    sure = frame[(frame.accepted <= today) & (frame.known <= today) & (frame.ended > today) & (frame.day <= today)]
    joins = sure[sure.claim == SAME]
    roots = _roots(zip(joins.subject, joins.other, strict=True))
    sure = sure.assign(root=sure.subject.map(roots).fillna(sure.subject).astype("int64"))
    return [_counted(indicator, sure) for indicator in plan.indicators]


def _counted(indicator: Indicator, sure: pd.DataFrame) -> int:
    rule = rule_of(indicator)
    start = _start(rule)
    if indicator.measure is Measure.STOCK:
        return _stock(rule, sure)
    rows = sure[sure.claim.isin(rule.claims)]
    inside = rows.place.isin(rule.places)
    speaks = inside & (rows.day >= start)
    for condition in rule.where:
        speaks &= rows[condition.fact].isin(condition.values)
    if indicator.counted is Counted.EVENTS:
        return len(rows.loc[speaks, ["root", "day"]].drop_duplicates())
    against = (rows.day < start) | (~inside & rows.place.notna())
    first, contrary = (rows[chosen].groupby("root").day.min() for chosen in (speaks, against))
    return int((contrary.reindex(first.index).fillna(NEVER) >= first).sum())


def _stock(rule: Rule, sure: pd.DataFrame) -> int:
    rows = sure[sure.claim.isin((*rule.claims, *rule.until, MOVED))]
    ends, claims, inside = rows.claim.isin(rule.until), rows.claim.isin(rule.claims), rows.place.isin(rule.places)
    last = rows[~ends & inside].groupby("root").day.max()
    contrary = rows[ends | (~inside & rows.place.notna())].groupby("root").day.max()
    there = last[last > contrary.reindex(last.index).fillna(-1)].index
    return int(there.isin(rows.loc[claims, "root"]).sum())


def _roots(joins: Iterable[tuple[int, int]]) -> dict[int, int]:
    """From each joined subject to one of its group."""
    groups: dict[int, set[int]] = {}
    for one, two in joins:
        joined = groups.get(one, {one}) | groups.get(two, {two})
        groups.update(dict.fromkeys(joined, joined))
    return {subject: min(group) for subject, group in groups.items()}


def database(frame: pd.DataFrame) -> sqlite3.Connection:
    """The same rows in SQLite, in memory, with an index that holds every column that is asked for."""
    connection = sqlite3.connect(":memory:")
    words = frame.astype(dict.fromkeys(("claim", "place", "level"), object))
    plain = words.where(words.notna(), None).itertuples(index=False)
    connection.execute(f"CREATE TABLE evidence ({', '.join(COLUMNS)})")
    connection.executemany(f"INSERT INTO evidence VALUES ({', '.join('?' * len(COLUMNS))})", plain)
    connection.execute(
        "CREATE INDEX by_claim ON evidence (claim, subject, day, place, level, known, accepted, ended, other)"
    )
    connection.execute("ANALYZE")
    return connection


SURE = "accepted <= :today AND known <= :today AND ended > :today AND day <= :today"

ROOTS = f"""
CREATE TEMP TABLE roots AS
WITH RECURSIVE
    joins(one, two) AS MATERIALIZED (
        SELECT subject, other FROM evidence WHERE claim = 'same' AND {SURE}
        UNION SELECT other, subject FROM evidence WHERE claim = 'same' AND {SURE}),
    reached(start, subject) AS (
        SELECT one, one FROM joins
        UNION SELECT reached.start, joins.two FROM reached JOIN joins ON joins.one = reached.subject)
SELECT start AS subject, min(subject) AS root FROM reached GROUP BY start
"""

ROWS = f"""
SELECT coalesce(root, subject) AS root, claim, day, place IN ({{places}}) AS inside,
    place IS NOT NULL AND place NOT IN ({{places}}) AS elsewhere, {{where}} AS fits
FROM evidence LEFT JOIN roots USING (subject) WHERE claim IN ({{claims}}) AND {SURE}
"""

EVENTS = "SELECT count(*) FROM (SELECT DISTINCT root, day FROM ({rows}) WHERE inside AND fits AND day >= :start)"

FLOW = """
SELECT count(*) FROM (
    SELECT min(CASE WHEN inside AND fits AND day >= :start THEN day END) AS first,
        min(CASE WHEN elsewhere OR day < :start THEN day END) AS contrary
    FROM ({rows}) GROUP BY root)
WHERE first IS NOT NULL AND (contrary IS NULL OR contrary >= first)
"""

STOCK = """
SELECT count(*) FROM (
    SELECT max(CASE WHEN inside AND claim NOT IN ({until}) THEN day END) AS last,
        max(CASE WHEN elsewhere OR claim IN ({until}) THEN day END) AS contrary, max(claim IN ({own})) AS claimed
    FROM ({rows}) GROUP BY root)
WHERE claimed AND last IS NOT NULL AND (contrary IS NULL OR last > contrary)
"""


def by_sql(plan: Plan, connection: sqlite3.Connection, as_of: date) -> list[int]:
    """The certain count of each indicator."""
    today = {"today": as_of.toordinal()}
    connection.execute("DROP TABLE IF EXISTS temp.roots")
    connection.execute(ROOTS, today)
    connection.execute("CREATE UNIQUE INDEX temp.root_of ON roots (subject, root)")
    return [_asked(indicator, connection, today) for indicator in plan.indicators]


def _asked(indicator: Indicator, connection: sqlite3.Connection, today: dict[str, int]) -> int:
    rule = rule_of(indicator)
    stock = indicator.measure is Measure.STOCK
    claims = (*rule.claims, *rule.until, MOVED) if stock else rule.claims
    where = " AND ".join(f"coalesce({one.fact} IN ({_listed(one.values)}), 0)" for one in rule.where) or "1"
    rows = ROWS.format(places=_listed(rule.places), claims=_listed(claims), where=where)
    form = STOCK if stock else EVENTS if indicator.counted is Counted.EVENTS else FLOW
    sql = form.format(rows=rows, until=_listed(rule.until), own=_listed(rule.claims))
    return int(connection.execute(sql, today | {"start": _start(rule)}).fetchone()[0])


def _start(rule: Rule) -> int:
    """The number of the rule's first day; 0 where every day counts."""
    return rule.start.toordinal() if rule.start else 0


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
