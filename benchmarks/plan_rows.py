"""A plan of eight indicators, and a million rows of evidence for it, the same in every run.

Each of eight claims has as many rows as any other, over two and a half years: those of new things and events are
spread over 600,000 firms, those of what there is come back to the same 400 again and again. One row in five is
from outside the cluster, one in ten is pending, one in a hundred was withdrawn. Besides them stand 2,000 ``same``
rows, every other of them pending, and 2,000 moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tilth.plan.evidence import MOVED, SAME, Row
from tilth.plan.model import (
    Baseline,
    Condition,
    Counted,
    Definition,
    Indicator,
    Kind,
    Measure,
    Operator,
    Past,
    Plan,
    Rule,
    Target,
    Words,
)

ROWS = 1_000_000
FIRMS, LASTING = 600_000, 400
JOINS = MOVES = 2_000
FIRST, START, AS_OF, DEADLINE = date(2023, 1, 1), date(2023, 10, 1), date(2025, 7, 31), date(2025, 12, 31)
DAYS = 900
CLAIMS = (
    "startup.registered", "firm.listed", "centre.admitted", "drug.approved", "device.approved", "leader.certified",
    "platform.opened", "firm.dissolved",
)  # fmt: skip
LEVELS = ("district", "city", "national")
HERE, ELSEWHERE = "pudong", "suzhou"


def plan() -> Plan:
    """Eight counts: of new firms, of events, and of what there is; two under a condition, one of four claims."""
    flow, stock = Measure.FLOW, Measure.STOCK
    things, events = Counted.ENTITIES, Counted.EVENTS
    high = (Condition("level", Operator.IS, ("city", "national")),)
    until = ("firm.dissolved",)
    counts = (
        ("startups", flow, things, Rule(("startup.registered",), places=(HERE,), start=START)),
        ("listed", flow, things, Rule(("firm.listed",), places=(HERE,), start=START)),
        ("centres", flow, things, Rule(("centre.admitted",), places=(HERE,), where=high, start=START)),
        ("drugs", flow, events, Rule(("drug.approved",), places=(HERE,), start=START)),
        ("devices", flow, events, Rule(("device.approved",), places=(HERE,), where=high, start=START)),
        ("leaders", stock, things, Rule(("leader.certified",), until=until, places=(HERE,))),
        ("platforms", stock, things, Rule(("platform.opened",), until=until, places=(HERE,))),
        ("firms", flow, things, Rule(CLAIMS[:4], places=(HERE,), start=START)),
    )
    indicators = tuple(
        Indicator(
            code=code, name=Words(code.title()), kind=Kind.COUNT, unit=Words("firms"), owner="office",
            measure=measure, counted=counted, definitions=(Definition(1, Words(code), START, rule),),
            target=Target(Decimal(90_000), DEADLINE), past=_past() if measure is flow else (),
            baseline=Baseline(Decimal(0), FIRST - timedelta(days=1)) if measure is stock else None,
        )
        for code, measure, counted, rule in counts
    )  # fmt: skip
    return Plan("million-example", Words("A plan with a million rows"), START, (HERE,), indicators)


def _past() -> tuple[Past, ...]:
    years = ((2020, 21_000), (2021, 24_000), (2022, 31_000))
    return tuple(Past(date(year, 1, 1), date(year, 12, 31), value) for year, value in years)


def rule_of(indicator: Indicator) -> Rule:
    """The rule of an indicator of this plan; each is counted, so each has one."""
    rule = indicator.definitions[0].rule
    assert rule is not None, indicator.code
    return rule


def evidence(rows: int = ROWS) -> Iterator[Row]:
    """So many rows, and the joins and moves, in the order of their ids; about 4 us each."""
    source = Random(1)
    for number in range(rows + JOINS + MOVES):
        on = FIRST + timedelta(days=source.randrange(DAYS))
        id = id_of(number)
        if number >= rows:
            yield _about_firms(id, number, on, _firm(source), _firm(source))
            continue
        claim = CLAIMS[number % len(CLAIMS)]
        facts = {"level": LEVELS[number // 8 % 3]} if claim.endswith(("approved", "admitted")) else {}
        known = on + timedelta(days=5)
        yield Row(
            id=id, claim=claim, subject=_firm(source, LASTING if claim in CLAIMS[5:] else FIRMS), on=on,
            known=known,
            accepted=known + timedelta(days=9) if source.random() < 0.9 else None,
            ended=known + timedelta(days=60) if source.random() < 0.01 else None,
            place=HERE if source.random() < 0.8 else ELSEWHERE, facts=facts,
            source="Register of the district", locator=f"page {number}",
        )  # fmt: skip


def id_of(number: int) -> str:
    """The id of the row with this number, from 0."""
    return f"evd_{number:026d}"


def _firm(source: Random, of: int = FIRMS) -> str:
    return f"firm{source.randrange(of):06d}"


def _about_firms(id: str, number: int, on: date, firm: str, other: str) -> Row:
    accepted = on if number // 2 % 2 else None
    if number % 2:
        return Row(id=id, claim=SAME, subject=firm, other=other, on=on, known=on, accepted=accepted)
    place = HERE if number % 4 else ELSEWHERE
    return Row(
        id=id, claim=MOVED, subject=firm, on=on, known=on, accepted=accepted, place=place, source="Register"
    )
