"""The queue planned by the worker, looked at, adopted, changed; as the foundry's people and its clients see it."""

from __future__ import annotations

import pytest

from journeys import done, refused
from tilth.foundry.build.adoption import Standing
from tilth.parties.model import Role
from tilth_site.journal.replay import check
from tilth_site.scheduling.models import PromisedDate, ScheduleProposal
from tilth_site.scheduling.tables import BOARDS

pytestmark = pytest.mark.django_db(transaction=True)

ENGINEER = ("foundry", Role.AUTOMATION_ENGINEER)


def test_a_queue_is_planned_checked_adopted_and_dated(floor, sign_in) -> None:
    first, second = floor.queue("firm", 48), floor.queue("other", 6)
    proposal = floor.plan()
    row = ScheduleProposal.objects.get()
    assert (row.standing, row.violations, row.operations) == ("proposed", 0, row.operations)
    client = sign_in(*ENGINEER)
    page = client.get(f"/schedule/proposals/{proposal}/").content.decode()
    assert "Adopt the schedule" in page
    assert "<svg" in page
    assert "finds nothing wrong" in page
    done(floor.adopt(proposal))
    row.refresh_from_db()
    assert row.standing == Standing.IN_FORCE.value
    assert set(PromisedDate.objects.values_list("request", flat=True)) == {first, second}
    assert refused(floor.adopt(proposal)) == "schedule.adopted"
    assert check().differ == 0
    print(client.get("/schedule/").content.decode()[:200])
    print(client.get(f"/schedule/{floor.foundry}/").status_code)
