"""Every list of requests is one walk along an index that fits it, so its cost does not grow with the table."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tilth.foundry.request import Side
from tilth.parties.model import Role
from tilth_site.foundry.models import DesignRequest
from tilth_site.foundry.queries import WAITING, Standpoint, requests_page
from tilth_site.parties.actors import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowded(cast) -> None:
    """Enough rows that walking through the table would be the dearer way."""
    DesignRequest.objects.bulk_create(
        DesignRequest(
            id=f"req_{number:026}", title="x", owner=cast.other if number % 50 else cast.firm,
            provider_id=cast.foundry, opened_by="per_x", opened_at="", changed_at="", state="draft",
            waits_for="owner", design_version=0, screening="not_screened", statement_version=0, last_seq=number,
        )
        for number in range(5_000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize(
    ("side", "choice", "index"),
    [
        (Side.OWNER, "", "request_owner"),
        (Side.PROVIDER, "", "request_provider"),
        (Side.OWNER, "quoted", "request_owner_state"),
        (Side.PROVIDER, "quoted", "request_provider_state"),
        (Side.OWNER, WAITING, "request_owner_waits"),
        (Side.PROVIDER, WAITING, "request_provider_waits"),
    ],
)
@pytest.mark.parametrize("before", [None, 2_500])
def test_a_page_of_the_list_walks_along_its_index(cast, crowded, side, choice, index, before) -> None:
    name, role = ("firm", Role.FOUNDER) if side is Side.OWNER else ("foundry", Role.FOUNDRY_SCIENTIST)
    actor = actor_of(cast.person(name, role))
    standpoint = Standpoint(cast.organisation(name), side, name)
    with CaptureQueriesContext(connection) as queries:
        page = requests_page(actor, standpoint, choice, before=before)
    assert len(page.rows) == (25 if choice == "" else 0 if choice == "quoted" or side is Side.PROVIDER else 25)
    (query,) = queries.captured_queries
    plan = _plan(query["sql"])
    if connection.vendor == "sqlite":
        assert index in plan
        assert "TEMP B-TREE" not in plan, "the rows come sorted"
    else:
        # PostgreSQL may find that few rows are sorted sooner than read in order; it never reads the whole table.
        assert "Index" in plan
        assert "Seq Scan" not in plan


def _plan(sql: str) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())
