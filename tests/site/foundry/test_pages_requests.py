"""The list of requests: one standpoint at a time, cut by key, in a few queries whatever the table's size."""

from __future__ import annotations

import pytest
from django.db import connection

from tilth.parties.model import Role
from tilth_site.foundry.models import DesignRequest

pytestmark = pytest.mark.django_db


def rows(count: int, owner: str, provider: str, first: int = 1, **more) -> None:
    """So many requests, straight into the table: the list reads nothing else."""
    given = {"state": "submitted", "waits_for": "provider", **more}
    DesignRequest.objects.bulk_create(
        DesignRequest(
            id=f"req_{number:06}", title=f"Request {number}", owner=owner, provider_id=provider, opened_by="per_x",
            opened_at="2026-03-02T04:00:00Z", changed_at="2026-03-02T04:00:00Z", design_version=1,
            constructs=48, errors=0, screening="not_screened", statement_version=0, total=123_450, currency="CNY",
            last_seq=number, **given,
        )
        for number in range(first, first + count)
    )  # fmt: skip


def titles(page: str) -> list[str]:
    return [piece.split("<")[0] for piece in page.split('">')[1:] if piece.startswith("Request ")]


@pytest.mark.parametrize("count", [200, 2_000])
def test_the_list_takes_fewer_than_fifteen_queries(count, cast, sign_in, django_assert_max_num_queries) -> None:
    rows(count, cast.firm, cast.foundry)
    client = sign_in("foundry", Role.FOUNDRY_SCIENTIST)
    with django_assert_max_num_queries(14) as queries:
        page = client.get("/requests/")
    assert len(titles(page.content.decode())) == 25
    statements = " ".join(query["sql"].upper() for query in queries.captured_queries)
    assert "COUNT(" not in statements
    assert "OFFSET" not in statements


@pytest.mark.parametrize(
    ("name", "role", "index"),
    [("firm", Role.FOUNDER, "request_owner"), ("foundry", Role.FOUNDRY_SCIENTIST, "request_provider")],
)
@pytest.mark.parametrize(("choice", "suffix"), [("", ""), ("submitted", "_state"), ("waiting", "_waits")])
def test_the_list_walks_along_an_index(name, role, index, choice, suffix, cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read in SQLite's words")
    from tilth_site.foundry.queries import _of, standpoints
    from tilth_site.parties.actors import actor_of

    rows(300, cast.firm, cast.foundry)
    actor = actor_of(cast.person(name, role))
    here = standpoints(actor)[0]
    chosen = _of(DesignRequest.objects.visible_to(actor), here)
    given = {"": {}, "submitted": {"state": "submitted"}, "waiting": {"waits_for": here.side.value}}[choice]
    plan = chosen.filter(**given).order_by("-last_seq")[:26].explain()
    assert f"USING INDEX {index}{suffix} " in plan
    assert "TEMP B-TREE" not in plan


def test_pages_go_on_by_key_without_a_gap_or_a_repeat(cast, sign_in) -> None:
    rows(60, cast.firm, cast.foundry)
    client = sign_in("firm", Role.FOUNDER)
    address, seen = "/requests/", []
    while address:
        page = client.get(address).content.decode()
        seen += titles(page)
        found = page.partition('rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in page else ""
        address = "/requests/" + found.partition('"')[0].partition("?")[2].join(["?", ""]) if found else ""
        address = address.replace("&amp;", "&")
    assert seen == [f"Request {number}" for number in range(60, 0, -1)]


def test_the_way_back_leads_to_the_newer_rows(cast, sign_in) -> None:
    rows(60, cast.firm, cast.foundry)
    client = sign_in("firm", Role.FOUNDER)
    page = client.get(f"/requests/?as=owner:{cast.firm}&after=10").content.decode()
    assert titles(page) == [f"Request {number}" for number in range(35, 10, -1)]
    assert "after=35" in page
    assert "before=11" in page


def test_a_state_and_what_waits_can_be_chosen(cast, sign_in) -> None:
    rows(3, cast.firm, cast.foundry)
    rows(2, cast.firm, cast.foundry, first=10, state="draft", waits_for="owner")
    client = sign_in("firm", Role.FOUNDER)
    assert titles(client.get("/requests/?state=draft").content.decode()) == ["Request 11", "Request 10"]
    assert titles(client.get("/requests/?state=waiting").content.decode()) == ["Request 11", "Request 10"]
    assert "Nothing of that kind" in client.get("/requests/?state=closed").content.decode()


def test_each_tenant_sees_its_own_requests_only(cast, sign_in) -> None:
    rows(2, cast.firm, cast.foundry)
    assert len(titles(sign_in("firm", Role.FOUNDER).get("/requests/").content.decode())) == 2
    assert titles(sign_in("other", Role.FOUNDER).get("/requests/").content.decode()) == []


def test_a_standpoint_of_others_is_not_found_as_one_that_is_not_there(cast, sign_in) -> None:
    client = sign_in("other", Role.FOUNDER)
    for organisation in (cast.firm, "org_00000000000000000000000000"):
        assert client.get(f"/requests/?as=owner:{organisation}").status_code == 404


@pytest.mark.parametrize("query", ["state=nothing", "before=x", "after=-1", "before=9999999999999999999"])
def test_an_address_that_makes_no_sense_is_not_found(query, sign_in) -> None:
    assert sign_in("firm", Role.FOUNDER).get(f"/requests/?{query}").status_code == 404


def test_the_list_is_for_those_who_signed_in(client) -> None:
    response = client.get("/requests/")
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_the_home_page_lists_what_waits_for_the_readers_side(cast, sign_in) -> None:
    rows(1, cast.firm, cast.foundry)
    waiting = "/requests/req_000001/"
    page = sign_in("foundry", Role.FOUNDRY_SCIENTIST).get("/home/").content.decode()
    assert waiting in page.partition('id="requests"')[0]
    page = sign_in("firm", Role.FOUNDER).get("/home/").content.decode()
    assert waiting not in page.partition('id="requests"')[0]
    assert waiting in page.partition('id="requests"')[2]
    assert waiting not in sign_in("other", Role.FOUNDER).get("/home/").content.decode()


def test_the_home_page_says_when_more_waits_than_it_shows(cast, sign_in) -> None:
    rows(25, cast.firm, cast.foundry)
    page = sign_in("foundry", Role.FOUNDRY_SCIENTIST).get("/home/").content.decode()
    assert len(set(titles(page.partition('id="requests"')[0]))) == 20
    assert "More requests wait for you" in page
