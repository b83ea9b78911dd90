"""What the crash tests start as processes of their own: ``python crash_jobs.py prepare | ask | work | report``.

It stands for a site with jobs that kill their worker, and works on the database that the environment names.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from tilth.kernel.ids import new_id  # noqa: E402
from tilth.parties.events import PersonRegistered  # noqa: E402
from tilth_site.jobs.models import Job  # noqa: E402
from tilth_site.jobs.progress import Progress  # noqa: E402
from tilth_site.jobs.queue import enqueue  # noqa: E402
from tilth_site.jobs.registry import job  # noqa: E402
from tilth_site.jobs.worker import run  # noqa: E402
from tilth_site.journal.actions import Done, perform  # noqa: E402
from tilth_site.journal.append import Happened  # noqa: E402
from tilth_site.journal.models import JournalEntry  # noqa: E402

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """``fate`` is what befalls the first attempt; ``folder`` is where processes leave each other signs."""

    fate: str
    folder: str
    workers: int = 1


@job("crash.effort", title="Make an effort")
def effort(progress: Progress, plan: Plan) -> dict[str, bool]:
    folder = Path(plan.folder)
    (folder / f"worker-{os.getpid()}").touch()
    wait_for(lambda: len(list(folder.glob("worker-*"))) >= plan.workers, progress)
    progress.step(1, 2)
    befall(plan.fate, progress, folder)
    repeated = effect(progress)
    if plan.fate == "die after the commit" and progress.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"repeated": repeated}


def befall(fate: str, progress: Progress, folder: Path) -> None:
    gate = (folder / "gate").exists
    if fate == "die before the commit" and progress.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if fate == "sleep" and progress.attempt == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
    if fate == "wait":
        wait_for(gate, progress)
    if fate == "wait in silence":
        wait_for(gate, None)


def wait_for(condition, progress: Progress | None) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        if progress:
            progress.step(0, 2)
        time.sleep(0.01)


def effect(progress: Progress) -> bool:
    person = new_id("per")
    outcome = perform(
        progress.call(reason=progress.job),
        "crash.effort",
        {},
        lambda: (Happened(f"person/{person}", PersonRegistered(person)),),
    )
    assert isinstance(outcome, Done)
    return outcome.repeated


def ask(folder: str, workers: str, *fates: str) -> None:
    for fate in fates:
        plan = Plan(fate, folder, int(workers))
        enqueue("crash.effort", plan, person="per_a", subject="", owner="", provider="")


def report() -> None:
    tasks = DBTaskResult.objects.all()
    found = {
        "jobs": list(Job.objects.order_by("id").values("id", "state", "attempt", "result", "error")),
        "effects": Counter(
            json.loads(body)["reason"] for body in JournalEntry.objects.values_list("body", flat=True)
        ),
        "tasks": Counter(tasks.values_list("status", flat=True)),
        "workers": sorted({worker for task in tasks for worker in task.worker_ids}),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            call_command("migrate", verbosity=0)
        case ["ask", folder, workers, *fates]:
            ask(folder, workers, *fates)
        case ["work", *options]:
            run(stop_when_idle="--stop-when-idle" in options)
        case ["report"]:
            report()
