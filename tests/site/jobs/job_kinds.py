"""Kinds of jobs for the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tilth.kernel.errors import InputError
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import refuse
from tilth.parties.events import PersonRegistered
from tilth_site.jobs.progress import Progress
from tilth_site.jobs.registry import job
from tilth_site.journal.actions import Done, perform
from tilth_site.journal.append import Happened

Hook = Callable[[Progress], object]


@dataclass(frozen=True, slots=True)
class Effort:
    """``steps`` to make; ``effect`` registers a person in the end."""

    steps: int = 3
    effect: bool = False


HOOKS: list[Hook] = []
"""What the work calls at its first step, so that a test can do something in its midst."""


@job("test.effort", title="Make an effort")
def effort(progress: Progress, payload: Effort) -> object:
    for step in range(payload.steps):
        progress.step(step, payload.steps, "Making an effort.")
        if step == 0:
            for hook in HOOKS:
                hook(progress)
    progress.figures = replace(progress.figures, done=payload.steps)
    return register_person(progress) if payload.effect else {"steps": payload.steps}


def register_person(progress: Progress) -> dict[str, bool]:
    """An effect that would show twice, were it done twice."""
    person = new_id("per")

    def decide() -> tuple[Happened, ...]:
        return (Happened(f"person/{person}", PersonRegistered(person)),)

    done = perform(progress.call(), "test.effort", {}, decide)
    assert isinstance(done, Done)
    return {"repeated": done.repeated}


@job("test.mistake", title="Read a bad file")
def mistake(progress: Progress, payload: Effort) -> None:
    raise InputError("test.bad", "The file is bad.", mend="Mend the file.", data={"line": 3})


@job("test.fault", title="Divide by zero")
def fault(progress: Progress, payload: Effort) -> float:
    return 1 / 0


@job("test.refused", title="Ask in vain")
def refused(progress: Progress, payload: Effort) -> object:
    return refuse("test.no", "There is no {thing}.", "Bring a {thing}.", thing="plate")
