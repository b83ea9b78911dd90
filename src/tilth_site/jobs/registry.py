"""Every kind of job, and the function that does its work.

An app writes ``@job("foundry.assess", title=gettext_noop("Check a design"))`` over a function of a
:class:`~tilth_site.jobs.progress.Progress` and a payload, and imports that module where the app starts
(``ready``), so that the worker knows it. The payload's type is read from the function's own annotation.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from tilth.kernel.errors import MissingError
from tilth_site.jobs.progress import Progress

__all__ = ["Kind", "job", "kind_of"]

PayloadT = TypeVar("PayloadT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job. ``title`` is English, to be translated where it is shown; ``page`` names the address that
    shows a job's subject and takes its id (empty: none); after ``attempts`` lost workers the job has failed.
    """

    name: str
    title: str
    payload: type[object]
    work: Callable[[Progress, Any], object]
    page: str
    attempts: int


_KINDS: dict[str, Kind] = {}


def job(
    name: str, *, title: str, page: str = "", attempts: int = 3
) -> Callable[[Callable[[Progress, PayloadT], ResultT]], Callable[[Progress, PayloadT], ResultT]]:
    """Register the function below as the work of the kind ``name``, which is unique in all Tilth.

    The function takes a Progress and a payload (a type that msgspec can read back from JSON), and answers what
    can be written as JSON, None, or a Refused: then the job has failed for those reasons. It may run more than
    once, so what it changes it changes through one action, called with ``progress.call()``.
    """

    def register(work: Callable[[Progress, PayloadT], ResultT]) -> Callable[[Progress, PayloadT], ResultT]:
        if name in _KINDS:
            raise RuntimeError(f"two kinds of job are called {name}")
        second = list(inspect.signature(work).parameters)[1]
        _KINDS[name] = Kind(name, title, get_type_hints(work)[second], work, page, attempts)
        return work

    return register


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises MissingError where no app has registered it."""
    if name not in _KINDS:
        raise MissingError(
            "job.kind",
            f"No app has registered the kind of job {name}.",
            mend="Import the module of its function where the app starts.",
            data={"kind": name},
        )
    return _KINDS[name]
