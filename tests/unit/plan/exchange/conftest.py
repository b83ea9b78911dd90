"""One plan with everything in it that a plan can hold, and a report of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tilth.kernel.refusal import Reason
from tilth.plan.figures import Attainment, Blocker, Chance, Figure, Finding, Outlook, Report, digest_of
from tilth.plan.model import (
    Baseline,
    Break,
    Condition,
    Counted,
    Definition,
    Direction,
    Indicator,
    Kind,
    Measure,
    Milestone,
    Operator,
    Past,
    Plan,
    Rule,
    Source,
    Target,
    Words,
)

SPEECH = Source("Pudong press office", "https://example.org/speech", date(2023, 9, 26))
RULE = Rule(
    claims=("startup.registered", "startup.moved_in"),
    until=("firm.dissolved",),
    places=("pudong", "zhangjiang"),
    where=(
        Condition("age", Operator.AT_MOST, ("5",)),
        Condition("field", Operator.IS, ("biopharma", "=materials")),
        Condition("licence", Operator.PRESENT),
    ),
    start=date(2023, 9, 26),
)
STARTUPS = Indicator(
    code="startups",
    name=Words("New startups", "新创企业"),
    kind=Kind.COUNT,
    unit=Words("firms", "家"),
    owner="Science office",
    measure=Measure.FLOW,
    definitions=(
        Definition(1, Words("A firm founded here."), date(2023, 9, 26), Rule(("startup.registered",))),
        Definition(2, Words("Young firms, too.", "含年轻企业"), date(2024, 11, 2), RULE, None, "=cmd()", SPEECH),
    ),
    baseline=Baseline(Decimal(0), date(2023, 9, 25), Source("Register")),
    target=Target(Decimal(50), date(2025, 12, 31), source=SPEECH),
    source=SPEECH,
    past=(
        Past(date(2020, 1, 1), date(2020, 12, 31), 7, SPEECH),
        Past(date(2021, 1, 1), date(2022, 6, 30), 9),
    ),
)
LISTINGS = Indicator(
    code="listings",
    name=Words("Newly listed firms", "新上市企业"),
    kind=Kind.COUNT,
    unit=Words("firms"),
    owner="-",
    measure=Measure.FLOW,
    counted=Counted.EVENTS,
    target=Target(Decimal(3), date(2025, 12, 31), Decimal(5)),
)
SCALE = Indicator(
    code="scale",
    name=Words("Scale of the industry\nin all", "产业规模"),
    kind=Kind.LEVEL,
    unit=Words("bn CNY", "亿元"),
    owner="Statistics office",
    definitions=(Definition(1, Words("As reported."), date(2023, 1, 1)),),
    baseline=Baseline(Decimal("330.50"), date(2022, 12, 31)),
    target=Target(Decimal("330.50"), date(2025, 12, 31)),
    breaks=(Break(date(2024, 1, 1), Words("Services count too", "含服务业"), SPEECH),),
)
EMISSIONS = Indicator(
    code="solvent",
    name=Words("Solvent lost"),
    kind=Kind.LEVEL,
    unit=Words("t"),
    owner="",
    baseline=Baseline(Decimal("-1.5"), date(2023, 1, 1)),
    target=Target(Decimal(0), date(2025, 12, 31), direction=Direction.AT_MOST),
)
SHARE = Indicator(
    code="share",
    name=Words("Share of own drugs", "自主研发药占比"),
    kind=Kind.RATIO,
    unit=Words("%"),
    owner="Drug office",
    definitions=(Definition(1, Words("Of approvals."), date(2023, 1, 1), RULE, Rule(("drug.own",))),),
    baseline=Baseline(Decimal("0.15"), date(2022, 12, 31)),
    target=Target(Decimal("0.15"), date(2025, 12, 31)),
)
GOAL = Indicator(
    code="materials",
    name=Words("Breakthroughs in materials", "材料突破"),
    kind=Kind.QUALITATIVE,
    unit=Words("milestones"),
    owner="Science office",
    milestones=(
        Milestone("pilot", Words("Pilot line", "中试线"), date(2024, 12, 31)),
        Milestone("norm", Words("A norm")),
    ),
)
PLAN = Plan(
    code="zhangjiang",
    name=Words("Action plan", "行动方案"),
    start=date(2023, 9, 26),
    boundary=("pudong", "zhangjiang"),
    indicators=(STARTUPS, LISTINGS, SCALE, EMISSIONS, SHARE, GOAL),
    source=SPEECH,
)

AS_OF = date(2025, 3, 31)
RIVALS = Reason(
    "plan.rivals",
    "Two readings of {period} differ: {one} and {two}.",
    "Choose one.",
    "scale",
    {"period": "2024", "one": 410, "two": 420, "by": 0.5, "open": True, "note": None},
)
OUTLOOK = Outlook(
    model="gamma_poisson/1",
    deadline=date(2025, 12, 31),
    chances=(Chance(Decimal(50), Decimal("0.8123")),),
    median=Decimal(55),
    half=(Decimal(51), Decimal(59)),
    ninety=(Decimal(44), Decimal(68)),
    quantiles=((Decimal("0.05"), Decimal(44)), (Decimal("0.95"), Decimal(68))),
    settings=(("prior", "Jeffreys"),),
)


def _figure(indicator: Indicator, low: str, certain: str, high: str, **more: object) -> Figure:
    low_, certain_, high_ = (Decimal(text) if text else None for text in (low, certain, high))
    given: dict[str, object] = {
        "indicator": indicator.code,
        "kind": indicator.kind,
        "as_of": AS_OF,
        "definition": 1 if indicator.definitions else None,
        "low": low_,
        "certain": certain_,
        "high": high_,
        "rows": 3,
        "digest": digest_of([indicator.code]),
        "attainment": Attainment.OPEN,
        **more,
    }
    return Figure(**given)  # type: ignore[arg-type]


BLOCKER = Blocker("row-9", "pending", "firm-9", Decimal("0.9000"), Decimal("0.0312"))
FIGURES = (
    _figure(
        STARTUPS, "36", "37", "41", definition=2, attainment=Attainment.LIKELY, progress=Decimal("0.7400"),
        outlook=OUTLOOK, blockers=(BLOCKER,),
    ),
    _figure(LISTINGS, "", "", "", attainment=Attainment.UNKNOWN, rows=0),
    _figure(SCALE, "410", "", "420", reasons=(RIVALS,), blocked=True),
    _figure(EMISSIONS, "-2.5", "-2.5", "-2.5", attainment=Attainment.REACHED),
    _figure(SHARE, "0.150000", "0.160000", "0.170000", part=Decimal(16), whole=Decimal(100)),
    _figure(GOAL, "1", "1", "1", findings=(Finding("pilot", "met", date(2024, 6, 1), "It runs.", ("row-4",)),)),
)  # fmt: skip
REPORT = Report(
    plan="zhangjiang",
    as_of=AS_OF,
    known_by=date(2025, 4, 20),
    figures=FIGURES,
    revised=(
        (
            _figure(STARTUPS, "20", "20", "20", as_of=date(2024, 9, 30)),
            _figure(STARTUPS, "23", "24", "25", as_of=date(2024, 9, 30), definition=2),
        ),
    ),
)


@pytest.fixture
def plan() -> Plan:
    return PLAN


@pytest.fixture
def report() -> Report:
    return REPORT
