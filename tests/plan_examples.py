"""Small plans and rows for the tests of the plan's room."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count as counter

from tilth.plan.evidence import READING, SAME, Row
from tilth.plan.model import Baseline, Counted, Definition, Indicator, Kind, Measure, Rule, Target, Words

START, END = date(2023, 10, 1), date(2025, 12, 31)
TODAY = date(2025, 6, 30)
CLAIM = "startup.registered"
RULE = Rule((CLAIM,), places=("pudong",), start=START)

_numbers = counter(1)


def row(subject: str, on: date = date(2024, 3, 1), *, claim: str = CLAIM, **fields: object) -> Row:
    """A row of the claim, in Pudong, known and accepted on its day, unless ``fields`` say otherwise."""
    given: dict[str, object] = {
        "id": f"row-{next(_numbers):06}", "known": on, "accepted": on, "place": "pudong", **fields,
    }  # fmt: skip
    return Row(claim=claim, subject=subject, on=on, **given)  # type: ignore[arg-type]


def pending(subject: str, on: date = date(2024, 3, 1), **fields: object) -> Row:
    return row(subject, on, accepted=None, **fields)


def same(subject: str, other: str, on: date = date(2024, 4, 1), **fields: object) -> Row:
    return row(subject, on, claim=SAME, other=other, place="", **fields)


def reading(series: str, on: date, value: str, **fields: object) -> Row:
    of = fields.pop("of", None)
    return row(
        series,
        on,
        claim=READING,
        place="",
        value=Decimal(value),
        of=None if of is None else Decimal(str(of)),
        **fields,
    )


def startups(**changes: object) -> Indicator:
    """The plan's "50 new startups"."""
    given: dict[str, object] = {
        "code": "startups", "name": Words("New startups", "新创企业"), "kind": Kind.COUNT,
        "unit": Words("firms"), "owner": "office", "measure": Measure.FLOW, "counted": Counted.ENTITIES,
        "definitions": (Definition(1, Words("Registered in Pudong"), START, RULE),),
        "target": Target(Decimal(50), END),
        **changes,
    }  # fmt: skip
    return Indicator(**given)  # type: ignore[arg-type]


def scale(**changes: object) -> Indicator:
    """The plan's industry scale, in bn yuan."""
    given: dict[str, object] = {
        "code": "scale", "name": Words("Industry scale"), "kind": Kind.LEVEL, "unit": Words("bn CNY"),
        "owner": "office", "definitions": (Definition(1, Words("Output of the listed industries"), START),),
        "baseline": Baseline(Decimal(330), date(2022, 12, 31)), "target": Target(Decimal(400), END),
        **changes,
    }  # fmt: skip
    return Indicator(**given)  # type: ignore[arg-type]
