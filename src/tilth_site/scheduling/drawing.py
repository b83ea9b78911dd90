"""The drawing of a schedule and its twin as a table, cut to what the reader may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tilth.foundry.build.drawing.gantt import GanttWords, gantt_rows, gantt_svg
from tilth.foundry.build.schedule.floor.batching import PLATE
from tilth.foundry.build.schedule.floor.queue import FloorProblem
from tilth.foundry.build.schedule.floor.views import OTHER, view_for
from tilth.foundry.build.schedule.problem import Job, Problem, Schedule
from tilth_site.scheduling.operations import operation_name

__all__ = ["Drawing", "Seen", "draw", "seen"]

_MINE = "mine"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The ``svg`` of a Gantt chart, and a row of texts for each operation by start: what it is, for whom, on what,
    from when until when, and how many minutes. ``wells`` are the reader's own wells on shared plates.
    """

    svg: SafeString
    rows: tuple[tuple[str, ...], ...]
    wells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader may see of a schedule: operations with the assignments to them. ``wells`` are his own wells on
    shared plates, by plate.
    """

    problem: Problem
    schedule: Schedule
    wells: Mapping[str, Sequence[str]]


def seen(found: FloorProblem, schedule: Schedule, tenants: Collection[str] | None) -> Seen:
    """All of it (None), or what those ``tenants`` see: their own operations, and that other work is there."""
    if tenants is None:
        return Seen(found.problem, schedule, {})
    view = view_for(_MINE, _as_one(found, tenants), schedule)
    wells = {run.rpartition("/")[0]: own for run, own in view.wells.items()}
    return Seen(view.problem, view.schedule, wells)


def draw(
    found: FloorProblem, schedule: Schedule, now: datetime, *, title: str, tenants: Collection[str] | None
) -> Drawing:
    """The schedule as :func:`seen` cuts it."""
    shown = seen(found, schedule, tenants)
    problem = _translated(shown.problem, _sharing(found, tenants))
    start = found.axis.moment(0)
    ends = max((one.end for one in schedule.assignments), default=0)
    minute = found.axis.minute(now)
    svg = gantt_svg(
        problem, shown.schedule, start=start, now=minute if 0 <= minute <= ends else None, title=title,
        words=_words(), styled=False,
    )  # fmt: skip
    rows = gantt_rows(problem, shown.schedule, start=start)
    if tenants is not None:
        other = gettext("Other work")
        rows = tuple(row for row in rows if row[0] != other)
    wells = tuple((plate, _ranges(own)) for plate, own in shown.wells.items())
    # Everything in it that somebody typed was escaped by the drawing.
    return Drawing(mark_safe(svg), rows, wells)


def _ranges(wells: Sequence[str]) -> str:
    """Wells down each column, those that follow each other as one range: ``A1 to H6, A8``."""
    runs: list[list[str]] = []
    for well in sorted(wells, key=PLATE.index):
        if runs and PLATE.index(well) == PLATE.index(runs[-1][-1]) + 1:
            runs[-1].append(well)
        else:
            runs.append([well])
    between = gettext("%(first)s to %(last)s")
    return ", ".join(run[0] if len(run) == 1 else between % {"first": run[0], "last": run[-1]} for run in runs)


def _as_one(found: FloorProblem, tenants: Collection[str]) -> FloorProblem:
    """The problem in which all of ``tenants`` are one: a person may act for a firm and for its venture."""
    jobs = tuple(replace(job, tenant=_MINE if job.tenant in tenants else job.tenant) for job in found.problem.jobs)
    plates = tuple(
        replace(
            plate,
            shares=tuple(
                replace(one, tenant=_MINE if one.tenant in tenants else one.tenant) for one in plate.shares
            ),
        )
        for plate in found.plates
    )
    return replace(found, problem=replace(found.problem, jobs=jobs), plates=plates)


def _sharing(found: FloorProblem, tenants: Collection[str] | None) -> Mapping[str, str]:
    """The titles of the requests on each shared plate: of all (None), or of those of ``tenants``."""
    titles = {job.id: job.title for job in found.problem.jobs}
    return {
        plate.id: ", ".join(
            titles[one.request]
            for one in plate.shares
            if titles.get(one.request) and (tenants is None or one.tenant in tenants)
        )
        for plate in found.plates
    }


def _translated(problem: Problem, sharing: Mapping[str, str]) -> Problem:
    """The problem with what the engine calls things in the reader's language. ``sharing`` are the titles of
    requests on shared plates.
    """
    operations = tuple(replace(one, title=operation_name(one.title)) for one in problem.operations)
    return replace(
        problem, operations=operations,
        jobs=tuple(replace(job, title=_job_title(job, sharing)) for job in problem.jobs),
    )  # fmt: skip


def _job_title(job: Job, sharing: Mapping[str, str]) -> str:
    if job.id == OTHER:
        return gettext("Other work")
    if not job.id.startswith("shared-"):
        return job.title
    titles = sharing.get(job.id)
    return gettext("Shared plate: %(requests)s") % {"requests": titles} if titles else gettext("Shared plate")


def _words() -> GanttWords:
    return GanttWords(
        schedule=gettext("Schedule"),
        now=gettext("now"),
        bar=gettext("{operation}, {request}: {row}, {start} to {end}"),
        whole=gettext("{operations} operations on {rows} rows, from {start} to {end}."),
    )
