"""Whatever happens, a new plan is sound, what runs stays, and little moves; and no view tells of others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tilth.foundry.build.drawing.gantt import gantt_rows, gantt_svg
from tilth.foundry.build.operation import UnitOperation, Within
from tilth.foundry.build.schedule.checker import violations
from tilth.foundry.build.schedule.floor.batching import share_plates
from tilth.foundry.build.schedule.floor.happenings import Down, Happening, Overran
from tilth.foundry.build.schedule.floor.planning import Planned, plan_queue
from tilth.foundry.build.schedule.floor.read import parse_floor
from tilth.foundry.build.schedule.floor.replan import Replanned, replan
from tilth.foundry.build.schedule.floor.request import QueuedRequest
from tilth.foundry.build.schedule.floor.time_axis import TimeAxis
from tilth.foundry.build.schedule.floor.views import view_for

START = datetime(2026, 11, 30, 8, tzinfo=UTC)
AXIS = TimeAxis(START, "UTC")
FLOOR = parse_floor(
    'name = "x"\nzone = "UTC"\n[[hours]]\nkey = "day"\nopen = ["08:00-16:00"]\n'
    '[[instrument]]\nid = "r"\nkind = "robot"\n'
    '[[instrument]]\nid = "c1"\nkind = "cycler"\n[[instrument]]\nid = "c2"\nkind = "cycler"\n'
    '[[person]]\nid = "p"\nskills = ["s"]\nhours = "day"\n',
    file="x.toml",
)
TENANTS = ("acmebio", "betagen", "gammalab")


def operations(draw: st.DrawFn, name: str) -> tuple[UnitOperation, ...]:
    """To mix, to cycle, to read."""
    wait = draw(st.sampled_from([60, 240]))
    cycle = draw(st.sampled_from([40, 90]))
    return (
        UnitOperation(f"{name}mix", "UHW1", "WB1", f"{name} mix", "robot", draw(st.sampled_from([20, 45])),
                      ("p",), skill="s", attended=15),
        UnitOperation(f"{name}cyc", "UHW1", "WB1", f"{name} cycle", "cycler", cycle, ("p",),
                      after=(f"{name}mix",), within=(Within(f"{name}mix", wait),),
                      protocol=draw(st.sampled_from(["", "gg", "pcr"]))),
        UnitOperation(f"{name}read", "UHW1", "WB1", f"{name} read", "robot", 10, after=(f"{name}cyc",)),
    )  # fmt: skip


@st.composite
def queues(draw: st.DrawFn) -> list[QueuedRequest]:
    """One to five requests of mixing and cycling, some with the same protocol, each with a name of its own; some
    of them in one run.
    """
    queue: list[QueuedRequest] = []
    run = operations(draw, "run")
    together = draw(st.sets(st.integers(0, 4)))
    for number in range(draw(st.integers(1, 5))):
        name = f"zq{number}xj"
        first = next((one.id for one in queue if one.operations is run and not one.carried_by), "")
        queue.append(
            QueuedRequest(
                f"{name}req", draw(st.sampled_from(TENANTS)),
                run if number in together else operations(draw, name), f"{name} title",
                draw(st.none() | st.integers(1, 30).map(lambda hours: START + timedelta(hours=hours))),
                draw(st.integers(1, 3)), wells=draw(st.integers(0, 60)),
                carried_by=first if number in together else "",
            )
        )  # fmt: skip
    return queue


def planned(queue: list[QueuedRequest]) -> Planned:
    found = plan_queue(queue, FLOOR, AXIS, seconds=0)
    assert isinstance(found, Planned), found
    assert violations(found.of.problem, found.schedule) == ()
    return found


@st.composite
def happenings(draw: st.DrawFn, made: Planned) -> tuple[int, list[Happening]]:
    """A minute of the plan, and what happens at it."""
    now = draw(st.integers(1, max(1, made.schedule.makespan or 1)))
    found: list[Happening] = []
    if draw(st.booleans()):
        found.append(Down(draw(st.sampled_from(["r", "p", "c1+c2"])), now, now + draw(st.integers(1, 600))))
    begun = [one for one in made.schedule.assignments if one.start < now and one.end > one.start]
    if begun and draw(st.booleans()):
        last = max(begun, key=lambda one: one.end)
        if last.end >= now:
            found.append(Overran(last.operation, draw(st.integers(1, 120))))
    return now, found


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_new_plan_is_sound_and_keeps_what_runs(data: st.DataObject) -> None:
    made = planned(data.draw(queues()))
    now, happened = data.draw(happenings(made))
    found = replan(made.of.problem, made.schedule, now, happened, seconds=3, workers=1)
    assert isinstance(found, Replanned), found
    assert violations(found.problem, found.schedule) == ()
    before = {one.operation: one for one in made.schedule.assignments}
    after = {one.operation: one for one in found.schedule.assignments}
    assert all(after[id].start == before[id].start for id in found.fixed & before.keys())
    assert all(one.start >= now for id, one in after.items() if id not in found.fixed)
    assert {one.operation for one in found.moved} == {
        id for id, one in before.items() if id not in found.fixed and after[id].start != one.start
    }
    if not happened:
        assert found.schedule.value is not None
        assert made.schedule.value is not None
        assert found.schedule.value <= made.schedule.value


@given(queues())
@settings(max_examples=60, deadline=None)
def test_no_view_names_what_is_not_the_clients(queue: list[QueuedRequest]) -> None:
    made = planned(queue)
    for tenant in {one.tenant for one in queue}:
        view = view_for(tenant, made.of, made.schedule)
        assert len(view.schedule.assignments) == len(made.schedule.assignments)
        problem = replace(view.problem, travel={})
        shown = msgspec.json.encode([problem, view.schedule, view.wells]).decode()
        shown += gantt_svg(view.problem, view.schedule, start=START) + str(gantt_rows(view.problem, view.schedule))
        for one in queue:
            if one.tenant == tenant:
                assert one.title in shown or not one.operations
            else:
                assert one.id.removesuffix("req") not in shown
                assert one.tenant not in shown


@given(queues())
@settings(max_examples=60, deadline=None)
def test_no_two_requests_share_a_well_and_each_has_all_of_its_own(queue: list[QueuedRequest]) -> None:
    wells = {one.id: one.wells for one in queue}
    for plate in share_plates(queue, {}):
        taken = [well for share in plate.shares for well in share.wells]
        assert len(taken) == len(set(taken)) <= 96
        assert [len(share.wells) for share in plate.shares] == [wells[share.request] for share in plate.shares]
        assert len({share.request for share in plate.shares}) == len(plate.shares) > 1
