"""Assessing a design: the Design room works it out, the request room says what it comes to.

This is where two rooms meet that never import each other: from the files of a design to constructs, problems and
predictions (:mod:`tilth.foundry.design`), and from those to groups, an estimate of price and a range of dates
(:mod:`tilth.foundry.request`). It writes nothing; what it finds comes back as values and bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import msgspec

from tilth.foundry.design.annotation import annotate
from tilth.foundry.design.fidelity import colonies_to_pick, load_table
from tilth.foundry.design.golden_gate import GoldenGate
from tilth.foundry.design.plan import Plan, PlanResult, run_plan
from tilth.foundry.design.prediction import stored_predictor
from tilth.foundry.design.problem import Problem
from tilth.foundry.design.reaction import Assembly
from tilth.foundry.design.read import read_parts
from tilth.foundry.design.write.bundle import construct_row
from tilth.foundry.design.write.plasmid_map import plasmid_map
from tilth.foundry.model import Construct as Molecule
from tilth.foundry.request.assessment import (
    Assessment,
    Estimate,
    Finding,
    Prediction,
    list_problems,
    predicted,
    unpredicted,
)
from tilth.foundry.request.constructs import Construct, group, write_list
from tilth.foundry.request.dates import DateRange, Position, Turnaround, date_range
from tilth.foundry.request.pricing import Build, PriceList, price, quantities_of, total_of
from tilth.kernel.calendars import china
from tilth.kernel.errors import LimitError
from tilth.kernel.refusal import Refused

__all__ = ["MOST", "UNPREDICTED_COLONIES", "Assessed", "Circumstances", "assess"]

MOST = 10_000
"""Constructs that one request may ask for; a larger library is several requests, or a pool."""

UNPREDICTED_COLONIES = 4
"""Colonies of each construct that are priced where nothing is predicted."""

CONFIDENCE = 0.95

Step = Callable[[int, int, str], None]
Plain = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the price and the dates depend on besides the design: the day, how many requests are ahead, whose
    prices.
    """

    today: date
    ahead: int
    prices: PriceList
    customer_class: str
    turnaround: Turnaround = field(default_factory=Turnaround)


@dataclass(frozen=True, slots=True)
class Assessed:
    """What was found: the assessment, the two pieces of evidence that it names by hash, and the map of the first
    construct (SVG; empty where nothing can be built), which the report names by hash.
    """

    assessment: Assessment
    report: bytes
    construct_list: bytes
    map: bytes


def assess(plan: Plan, plain: Plain, version: int, given: Circumstances, step: Step) -> Assessed:
    """Assess version ``version`` of a design, whose ``plan`` was read from files that nothing else can reach.

    ``plain`` takes from a text the folder they lie in. Raises FileError where a file of parts cannot be read,
    LimitError where the design asks for more than :data:`MOST` constructs. O(bases of all constructs).
    """
    step(0, 4, "Reading parts")
    reading = read_parts(plan.sources, ids="file" if plan.names_files else "record")
    step(1, 4, "Assembling")
    result = run_plan(plan, reading.parts, reading.problems, stored_predictor)
    _check_size(result)
    step(2, 4, "Writing every construct out")
    made = [(assembly, list(assembly.space.constructs())) for assembly in result.constructs]
    step(3, 4, "Pricing")
    problems = [_finding(problem, plain) for problem in result.all_problems]
    return _put_together(made, problems, _bases(result, made), version, given)


def _check_size(result: PlanResult) -> None:
    count = sum(assembly.count for assembly in result.constructs)
    if count > MOST:
        raise LimitError(
            "request.too_many",
            f"The design asks for {count:,} constructs, and one request takes {MOST:,}.",
            mend="Name fewer alternatives in a slot, or share the library among several requests.",
            data={"count": count, "bound": MOST},
        )


Made = list[tuple[Assembly, list[Molecule]]]


def _put_together(made: Made, problems: list[Finding], bases: int, version: int, given: Circumstances) -> Assessed:
    rows = [Construct(one.name, assembly.name, one.identity) for assembly, listed in made for one in listed]
    predictions = tuple(_prediction(assembly, listed) for assembly, listed in made if listed)
    estimate, dates, missing = _estimate(made, predictions, bases, given)
    construct_list = write_list(rows)
    drawn = _map(made)
    report = _report(made, problems, dates, drawn)
    assessment = Assessment(
        design_version=version,
        report=hashlib.sha256(report).hexdigest(),
        construct_list=hashlib.sha256(construct_list).hexdigest(),
        groups=group(rows, {}),
        problems=list_problems(problems),
        predictions=predictions,
        estimate=estimate,
        no_estimate=missing,
    )
    return Assessed(assessment, report, construct_list, drawn)


def _map(made: Made) -> bytes:
    """The first construct as a picture: it shows the others' kind."""
    first = next((one for _, listed in made for one in listed), None)
    return b"" if first is None else plasmid_map(annotate(first)).encode()


def _finding(problem: Problem, plain: Plain) -> Finding:
    return Finding(
        problem.code, problem.severity, plain(problem.message), plain(problem.mend), problem.part, problem.site,
        problem.position,
    )  # fmt: skip


def _prediction(assembly: Assembly, made: list[Molecule]) -> Prediction:
    """The lowest of the group's fractions, because as many colonies are picked of each construct."""
    fractions = [one.fidelity for one in made if one.fidelity is not None]
    method = assembly.method
    if len(fractions) < len(made) or not isinstance(method, GoldenGate):
        return unpredicted(assembly.name, "No ligation table is stored for its enzyme, or it has no overhangs.")
    picking = colonies_to_pick(min(fractions), CONFIDENCE)
    return predicted(
        assembly.name, picking.fidelity, load_table(method.enzyme.name).enzyme, picking.colonies,
        confidence=CONFIDENCE, reason="" if picking.colonies else picking.reason,
    )  # fmt: skip


def _bases(result: PlanResult, made: Made) -> int:
    """Bases of the parts that constructs use and no kit holds: they are synthesised."""
    used = {part for _, listed in made for one in listed for part in one.parts}
    return sum(len(part) for part in result.parts if part.id in used and not part.source.startswith("kit:"))


def _estimate(
    made: Made, predictions: tuple[Prediction, ...], bases: int, given: Circumstances
) -> tuple[Estimate | None, DateRange | None, str]:
    """The estimate and its dates, or why there is none."""
    if not any(listed for _, listed in made):
        return None, None, "Nothing can be built, so nothing is priced."
    colonies = {prediction.group: prediction.colonies for prediction in predictions}
    builds = [Build(len(listed), colonies.get(one.name) or UNPREDICTED_COLONIES) for one, listed in made if listed]
    lines = price(quantities_of(builds, bases), given.prices, given.customer_class)
    if isinstance(lines, Refused):
        return None, None, str(lines)
    dates = date_range(given.today, china(), given.turnaround, synthesis=bases > 0, queue=Position(given.ahead))
    total = total_of(lines, given.prices)
    return Estimate(given.prices.edition, lines, total, dates.earliest, dates.latest, dates.provisional), dates, ""


def _report(made: Made, problems: list[Finding], dates: DateRange | None, drawn: bytes) -> bytes:
    """Everything, as JSON: assemblies, constructs, problems, what the dates are made of, and the map's hash."""
    return msgspec.json.encode(
        {
            "assemblies": [
                {"name": assembly.name, "method": assembly.method.name, "count": len(listed)}
                for assembly, listed in made
            ],
            "constructs": [construct_row(one) for _, listed in made for one in listed],
            "problems": problems,
            "dates": [f"{reason.message} {reason.advice}".strip() for reason in dates.reasons] if dates else [],
            "map": hashlib.sha256(drawn).hexdigest() if drawn else None,
        },
        order="deterministic",
    )
