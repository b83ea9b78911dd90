"""``tilth plan backtest``: how the forecasts would have done in the past, beside the plainest rule there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tilth.kernel.refusal import Refused
from tilth_cli.output import DONE, REFUSED, JsonFlag, console, print_json
from tilth_cli.plan.inputs import (
    AsOf,
    Definitions,
    EvidenceOption,
    IndicatorOption,
    KnownBy,
    PlanArgument,
    ask,
    chosen,
)

if TYPE_CHECKING:
    from tilth.plan import Indicator
    from tilth.plan.forecast import Backtest


def backtest(
    plan: PlanArgument,
    evidence: EvidenceOption,
    as_of: AsOf,
    indicator: IndicatorOption = None,
    horizon: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Periods ahead; default as many as are left.")
    ] = None,
    known_by: KnownBy = None,
    definitions: Definitions = None,
    as_json: JsonFlag = False,
) -> None:
    """Forecast the past from what came before it, and score each forecast beside climatology.

    Climatology is what earlier stretches of the same length came to. The score is the CRPS, in the indicator's own
    unit: less is better. With --indicator it exits with 3 where the series is too short.

    Example: [bold]tilth plan backtest PLAN.yaml --evidence EVIDENCE.csv --as-of 2025-06-30 --indicator startups[/]
    """
    from tilth.plan.outlook import backtest as run

    question = ask(plan, evidence, as_of, known_by, definitions, as_json=as_json)
    found: list[tuple[Indicator, Backtest | Refused]] = []
    for each in chosen(question.plan, indicator):
        if each.target is not None or indicator:
            made = run(
                each,
                question.ledger,
                question.as_of,
                horizon=horizon,
                known_by=question.known_by,
                version=question.version(each),
            )
            found.append((each, made))
    if as_json:
        print_json({"plan": question.plan.code, "as_of": as_of, "backtests": [_row(*pair) for pair in found]})
    else:
        for one, made in found:
            _print(console(), one, made)
    raise typer.Exit(REFUSED if indicator and isinstance(found[0][1], Refused) else DONE)


def _row(indicator: Indicator, made: Backtest | Refused) -> dict[str, object]:
    import msgspec

    if isinstance(made, Refused):
        return {"indicator": indicator.code, "reasons": [reason.as_dict() for reason in made.reasons]}
    return {
        "indicator": indicator.code,
        "horizon": made.horizon,
        "overlapping": made.overlapping,
        "n": made.n,
        "crps": made.crps,
        "climatology_crps": made.climatology_crps,
        "skill": made.skill,
        "brier": made.brier,
        "climatology_brier": made.climatology_brier,
        "coverage_50": made.coverage_50,
        "coverage_90": made.coverage_90,
        "pit_histogram": made.pit_histogram,
        "trials": msgspec.to_builtins(made.trials),
    }


def _print(out: Console, indicator: Indicator, made: Backtest | Refused) -> None:
    out.print(f"[bold]{escape(indicator.name.en)}[/]")
    if isinstance(made, Refused):
        for reason in made.reasons:
            out.print(f"  {escape(f'{reason.message} {reason.advice}')}\n")
        return
    table = Table("known", "outcome", "median", "90 %", box=None, header_style="dim", padding=(0, 2, 0, 2))
    for column in table.columns:
        column.justify = "right"
    for heading in ("CRPS", "climatology"):
        table.add_column(heading, justify="right")
    for trial in made.trials:
        table.add_row(
            str(trial.origin),
            f"{trial.outcome:g}",
            f"{trial.median:g}",
            f"{trial.low:g} to {trial.high:g}",
            f"{trial.score.crps:.2f}",
            f"{trial.climatology.crps:.2f}",
        )
    out.print(table)
    out.print(f"  {_verdict(made)}\n")


def _verdict(made: Backtest) -> str:
    """Which of the two won, in words."""
    made_crps, climate_crps = f"{made.crps:.2f}", f"{made.climatology_crps:.2f}"
    winner = "The forecast" if made.crps < made.climatology_crps else "Climatology"
    lead = "Neither won" if made_crps == climate_crps else f"{winner} won"
    ahead = "1 period" if made.horizon == 1 else f"{made.horizon} periods"
    shared = " Neighbouring trials share periods." if made.overlapping else ""
    return (
        f"{lead}: mean CRPS {made_crps}, climatology {climate_crps}, over {made.n} trials of "
        f"{ahead} ahead. {made.coverage_90 * 100:.0f} % of the outcomes lay within the 90 % intervals, "
        f"{made.coverage_50 * 100:.0f} % within those of 50 %.{shared}"
    )
