"""What planned runs will take out of the stock, divided among the requests that one run builds."""

from __future__ import annotations

from collections import Counter

import pytest

from journeys import Journey
from tilth.foundry.build.inventory.stock import needs
from tilth.foundry.build.run import State
from tilth.foundry.build.volume import UL
from tilth_site.build.needs import needs_of
from tilth_site.build.plans import plan_of
from tilth_site.inventory.needs import queue_needs

pytestmark = pytest.mark.django_db


def test_each_request_of_a_run_has_its_share_and_all_of_them_what_the_run_takes(bench) -> None:
    one = bench("firm", "other").to(State.READY)
    first, second = (journey.id for journey in one.requests)
    found = needs_of([second, first])
    assert {id: [(need.liquid, need.volume) for need in of] for id, of in found.items()} == {
        first: [("P1", 30 * UL), ("P2", 30 * UL)],
        second: [("P1", 30 * UL), ("P2", 30 * UL)],
    }
    plan = plan_of(one.run.planned.plan).transfers
    together = Counter[str]()
    for need in (need for of in found.values() for need in of):
        together[need.liquid] += need.volume
    assert together == {need.liquid: need.volume for need in needs("", plan)}
    assert needs_of([second])[second] == needs(second, plan), "nobody else of the run is asked about"


def test_a_run_at_the_bench_has_taken_it_and_one_that_was_aborted_says_nothing(bench) -> None:
    at_the_bench, aborted = bench().to(State.RUNNING), bench().to(State.ABORTED)
    ids = [one.requests[0].id for one in (at_the_bench, aborted)]
    assert needs_of(ids) == {ids[0]: ()}


def test_the_queue_lacks_for_each_request_what_that_request_needs(bench, cast) -> None:
    one = bench("firm", "other", state="queued").to(State.READY)
    alone = Journey(cast.firm, cast.foundry).to("queued")
    found = queue_needs(cast.foundry)
    of_run = {need.request: need.missing for need in found.needs if need.liquid == "P1"}
    assert of_run == {journey.id: 30 * UL for journey in one.requests}
    assert alone.id in found.waiting
    ordered = {order.liquid: order.missing for order in found.to_order}
    assert (ordered["P1"], ordered["P2"]) == (60 * UL, 60 * UL)
