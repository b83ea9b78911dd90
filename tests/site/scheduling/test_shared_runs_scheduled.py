"""A run that builds requests of two customers in the schedule: it serves both, and tells neither of the other."""

from __future__ import annotations

import pytest
from django.utils import timezone

from journeys import done
from tilth.foundry.build.adoption import Priority
from tilth.foundry.build.adoption.commands import Prioritise
from tilth.parties.model import Role
from tilth_site.scheduling.actions import prioritise
from tilth_site.scheduling.evidence import problem_in, schedule_in
from tilth_site.scheduling.models import PromisedDate, ScheduleProposal
from tilth_site.scheduling.planning import floor_of, queue_of
from tilth_site.scheduling.queries import board_of
from tilth_site.scheduling.standing import standing

pytestmark = pytest.mark.django_db(transaction=True)


def in_force(floor):
    row = ScheduleProposal.objects.get(standing="in_force")
    return problem_in(row.problem), schedule_in(row.schedule)


def test_a_run_of_two_customers_is_planned_once_and_each_is_promised_its_end(floor) -> None:
    _, (first, second) = floor.run("firm", "other")
    done(prioritise(floor.call(), floor.foundry, Prioritise(floor.foundry, second, Priority.URGENT)))
    floor.planned()
    found, schedule = in_force(floor)
    (run,) = found.plates
    ends = {one.operation: one.end for one in schedule.assignments}
    assert set(ends) == {f"{run.id}/echo", f"{run.id}/cycle", f"{first}/done", f"{second}/done"}
    assert ends[f"{first}/done"] == ends[f"{second}/done"] == ends[f"{run.id}/cycle"]
    weights = {job.id: (job.weight, job.due is not None) for job in found.problem.jobs}
    assert weights[first] == (100, True)
    assert weights[second] == (900, True)
    assert {one.request for one in PromisedDate.objects.all()} == {first, second}


def test_each_customer_sees_the_run_and_nothing_of_the_other(floor, sign_in) -> None:
    _, (first, second) = floor.run("firm", "other")
    floor.planned()
    address = f"/schedule/{floor.foundry}/"
    for owner, mine, theirs in (("firm", first, second), ("other", second, first)):
        stranger = "other" if owner == "firm" else "firm"
        shown = sign_in(owner, Role.FOUNDER).get(address).content.decode()
        assert "Move the parts" in shown
        assert f"Shared plate: Parts of {owner}" in shown
        assert f"/requests/{mine}/" in shown
        for hidden in (theirs, f"Parts of {stranger}", floor.cast.organisation(stranger), f"The {stranger}"):
            assert hidden not in shown, hidden
    staff = sign_in("foundry", Role.AUTOMATION_ENGINEER).get(address).content.decode()
    assert "Shared plate: Parts of firm, Parts of other" in staff


def test_a_run_goes_on_for_those_who_stay_when_one_of_its_requests_leaves(floor) -> None:
    _, (first, second) = floor.run("firm", "other")
    floor.planned()
    board = board_of(floor.foundry)
    left = [one for one in queue_of(floor.foundry, board, "UTC") if one.id != first]
    stands = standing(board, left, floor_of(board), timezone.now(), {})
    (run,) = stands.problem.plates
    assert [share.request for share in run.shares] == [second]
    there = {one.id for one in stands.problem.problem.operations}
    assert there == {f"{run.id}/echo", f"{run.id}/cycle", f"{second}/done"}


def test_a_run_that_came_while_another_schedule_was_in_force_is_known_as_shared(floor) -> None:
    floor.queue("firm")
    floor.planned()
    _, (first, second) = floor.run("firm", "other")
    board = board_of(floor.foundry)
    queue = queue_of(floor.foundry, board, "UTC")
    stands = standing(board, queue, floor_of(board), timezone.now(), {})
    (run,) = stands.problem.plates
    assert [share.request for share in run.shares] == [first, second]
    (came,) = stands.arrived
    assert {one.id for one in came.operations} == {
        f"{run.id}/echo", f"{run.id}/cycle", f"{first}/done", f"{second}/done"
    }  # fmt: skip
