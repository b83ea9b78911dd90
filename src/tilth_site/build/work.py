"""The background job that compiles a run's plan, and records it with what its checks found.

Compiling changes nothing, so it may be done again after a crash; the one effect is the action at the end, under
the job's own idempotency key.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tilth.foundry.build.run.commands import FailPlan
from tilth.foundry.build.run.model import Failure
from tilth.kernel.errors import TilthError
from tilth.kernel.refusal import Refused, refuse
from tilth_site.build.actions import CompilePlan, record_plan
from tilth_site.build.compiling import Compiled, compile_run
from tilth_site.build.tables import RUNS
from tilth_site.jobs.progress import Progress
from tilth_site.jobs.registry import job
from tilth_site.journal.streams import load

__all__ = ["compile_plan"]


@job("foundry.compile_plan", title=gettext_noop("Compile a build plan"), page="build:run")
def compile_plan(progress: Progress, asked: CompilePlan) -> Refused | None:
    """Compile the plan and record it, or why there is none. Inputs that were replaced are left alone."""
    run = load(RUNS, asked.run)
    if run is None or run.inputs.version != asked.version:
        return None
    found: Compiled | Refused
    try:
        found = compile_run(run, progress.step)
    except TilthError as error:
        found = refuse(error.code, "{fault}", "{advice}", fault=error.message, advice=error.mend)
    if isinstance(found, Refused):
        reason = found.reasons[0]
        failure = Failure(asked.version, reason.code, reason.message, reason.advice)
        outcome = record_plan(progress.call(), asked.run, FailPlan(failure))
    else:
        outcome = record_plan(progress.call(), asked.run, found.command)
    progress.step(4, 4)
    return outcome if isinstance(outcome, Refused) else None
