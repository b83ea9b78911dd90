"""Fair weights on the site: who used more of the foundry counts less, and what was decided since counts too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benches import Bench
from journeys import AT, done
from tilth.foundry.build.adoption import Cause, CauseKind, Priority
from tilth.foundry.build.adoption.commands import Prioritise
from tilth.foundry.build.run import commands
from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.foundry.beside import known_use
from tilth_site.scheduling.actions import ask_for_plan, prioritise
from tilth_site.scheduling.asking import ReplanQueue
from tilth_site.scheduling.evidence import problem_in
from tilth_site.scheduling.models import ScheduleProposal
from tilth_site.scheduling.planning import floor_of, queue_of
from tilth_site.scheduling.queries import board_of
from tilth_site.scheduling.standing import standing

pytestmark = pytest.mark.django_db(transaction=True)


def weights(proposal: str) -> dict[str, int]:
    row = ScheduleProposal.objects.get(pk=proposal)
    return {job.id: job.weight for job in problem_in(row.problem).problem.jobs}


def weights_now(floor, later: timedelta = timedelta(0)) -> dict[str, int]:
    """What a delay costs for each request of the schedule in force, that long after now."""
    board = board_of(floor.foundry)
    stands = standing(board, queue_of(floor.foundry, board, "UTC"), floor_of(board), timezone.now() + later, {})
    assert stands is not None
    assert not isinstance(stands, Refused)
    return {job.id: job.weight for job in stands.problem.problem.jobs if job.id in floor.requests}


def at_the_bench(floor, *owners: str) -> Bench:
    """A run of ``owners`` whose plan is at the bench; its two steps take 4 and 65 minutes."""
    run, _ = floor.run(*owners)
    run.do(commands.Start())
    return run


def test_what_the_steps_of_a_run_took_is_the_use_of_those_it_builds_for(floor) -> None:
    run = at_the_bench(floor, "firm", "other").confirm("echo")
    assert [one.minutes for one in known_use(floor.foundry, AT)] == [2, 2]
    run.confirm("cycle")
    used = {one.tenant: one.minutes for one in known_use(floor.foundry, AT)}
    assert used == {floor.cast.firm: 35, floor.cast.other: 34}
    assert known_use(floor.foundry, timezone.now()) == (), "nothing changed since"
    assert known_use(floor.cast.firm, AT) == (), "nothing of another foundry"


def test_what_is_done_again_at_the_cost_of_the_foundry_is_nobodys_use(floor) -> None:
    run = at_the_bench(floor, "firm").confirm("echo")
    run.do(run.report(1))
    run.do(run.redo())
    run.confirm("redo-1")
    assert [one.minutes for one in known_use(floor.foundry, AT)] == [4]


def test_who_has_used_the_foundry_alone_counts_less_than_who_has_not(floor, sign_in) -> None:
    at_the_bench(floor, "firm").confirm("echo", "cycle")
    mine, theirs = floor.queue("firm", 4), floor.queue("other", 4)
    found = weights(floor.plan())
    assert (found[mine], found[theirs]) == (25, 100)
    page = sign_in("foundry", Role.AUTOMATION_ENGINEER).get(f"/schedule/{floor.foundry}/floor/")
    assert [(one.share, one.percent) for one in page.context["fair"]] == [(1, 25), (1, 100)]
    assert "The firm" in page.content.decode()


def test_a_floor_that_nobody_used_says_so(floor, sign_in) -> None:
    page = sign_in("foundry", Role.AUTOMATION_ENGINEER).get(f"/schedule/{floor.foundry}/floor/")
    assert "Nobody has used the foundry yet" in page.content.decode()


def test_a_priority_counts_although_work_has_begun(floor) -> None:
    first, second = floor.queue("firm", 4), floor.queue("other", 4)
    floor.planned()
    done(prioritise(floor.call(), floor.foundry, Prioritise(floor.foundry, second, Priority.URGENT)))
    assert weights_now(floor, timedelta(days=3)) == {first: 100, second: 900}


def test_what_a_change_made_urgent_stays_so(floor) -> None:
    first, second = floor.queue("firm", 4), floor.queue("other", 4)
    proposal = floor.planned()
    asked = ReplanQueue(floor.foundry, proposal, Cause(CauseKind.URGENT, first), 1)
    job = ask_for_plan(floor.call().actor, floor.foundry, asked)
    assert not isinstance(job, Refused)
    done(floor.adopt(floor.worked(job.pk)))
    assert weights_now(floor) == {first: 900, second: 100}
