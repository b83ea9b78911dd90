"""Lists of runs: nobody learns of what is not his, and every page of a list is one walk along an index."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tilth.foundry.build.run import State
from tilth.kernel.ids import new_id
from tilth.parties.model import Role
from tilth_site.accounts.permissions import OPERATOR, Actor, Grant
from tilth_site.build.models import BuildRun
from tilth_site.build.queries import LIVE, PAGE, run_row, runs_page
from tilth_site.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_a_run_is_seen_by_its_foundry_and_by_the_owners_of_its_requests(bench, cast) -> None:
    one = bench("firm").to(State.READY)
    for name, role in (("foundry", Role.BIOSAFETY_OFFICER), ("firm", Role.FOUNDER)):
        assert run_row(cast.call(name, role).actor, one.id) is not None
    stranger = Actor(new_id("per"), frozenset(Grant(role, cast.other) for role in Role))
    officer = cast.call("operator", Role.CLUSTER_OFFICER).actor
    for who in (stranger, officer):
        assert run_row(who, one.id) is None
        assert not BuildRun.objects.visible_to(who).exists()
        assert runs_page(who, cast.foundry).rows == []
    assert BuildRun.objects.visible_to(OPERATOR).count() == 1


def test_the_job_that_plans_a_run_is_the_foundrys_alone(bench, cast) -> None:
    bench("firm").open()
    of_run = Job.objects.filter(kind="foundry.compile_plan")
    assert not of_run.visible_to(cast.call("firm", Role.FOUNDER).actor).exists()
    assert of_run.visible_to(cast.call("foundry", Role.FOUNDRY_SCIENTIST).actor).count() == 1


def test_a_run_that_is_not_there_costs_the_queries_of_one_that_is_not_his(bench, cast) -> None:
    one = bench("firm").open()
    stranger = cast.call("other", Role.FOUNDER).actor
    counts = []
    for id in (one.id, new_id("run")):
        with CaptureQueriesContext(connection) as asked:
            assert run_row(stranger, id) is None
        counts.append(len(asked))
    assert counts == [1, 1]


@pytest.fixture
def crowded(cast) -> None:
    """Enough rows that walking through the table would be the dearer way."""
    BuildRun.objects.bulk_create(
        BuildRun(
            id=f"run_{number:026}", title="x", provider=cast.other if number % 50 else cast.foundry,
            state="complete", live=False, requests=1, constructs=1, steps=1, confirmed=1, owed=0, opened_at="",
            changed_at="", last_seq=number,
        )
        for number in range(3_000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize(
    ("choice", "index"), [("", "run_provider"), (LIVE, "run_provider_live"), ("complete", "run_provider_state")]
)
@pytest.mark.parametrize("before", [None, 1_500])
def test_a_page_of_the_list_walks_along_its_index(cast, crowded, choice: str, index: str, before) -> None:
    actor = cast.call("foundry", Role.AUTOMATION_ENGINEER).actor
    with CaptureQueriesContext(connection) as queries:
        page = runs_page(actor, cast.foundry, choice, before=before)
    assert len(page.rows) == (0 if choice == LIVE else PAGE)
    (query,) = queries.captured_queries
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {query['sql']}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    if connection.vendor == "sqlite":
        assert index in plan
        assert "TEMP B-TREE" not in plan, "the rows come sorted"
    else:
        assert "Seq Scan" not in plan


def test_pages_are_turned_by_key(cast, crowded) -> None:
    actor = cast.call("foundry", Role.AUTOMATION_ENGINEER).actor
    first = runs_page(actor, cast.foundry)
    second = runs_page(actor, cast.foundry, before=first.older)
    back = runs_page(actor, cast.foundry, after=second.newer)
    assert [row.id for row in back.rows] == [row.id for row in first.rows]
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
