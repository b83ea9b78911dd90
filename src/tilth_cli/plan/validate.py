"""``tilth plan validate``: what is wrong with a plan, before anybody counts by it."""

from __future__ import annotations

from typing import Annotated

import typer

from tilth_cli.output import DONE, REFUSED, JsonFlag, console, print_json
from tilth_cli.plan.inputs import PlanArgument, read, reason_table


def validate(
    plan: PlanArgument,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where there is a caution.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """List every fault of a plan with its line, and what it leaves without an answer.

    Exits with 2 where there is a fault. What is legal and still leaves a question open is a caution: an indicator
    without a definition has no number.

    Example: [bold]tilth plan validate PLAN.yaml[/]
    """
    from tilth.plan.soundness import plan_cautions

    found = read(plan, as_json=as_json)
    cautions = plan_cautions(found)
    if as_json:
        print_json(
            {
                "plan": found.code,
                "indicators": [each.code for each in found.indicators],
                "problems": [],
                "cautions": [caution.as_dict() for caution in cautions],
            }
        )
    else:
        defined = sum(bool(each.definitions) for each in found.indicators)
        console().print(f"{found.code}: {len(found.indicators)} indicators, {defined} of them defined; no fault.")
        if cautions:
            console().print(reason_table(cautions, "Cautions"))
    raise typer.Exit(REFUSED if strict and cautions else DONE)
