"""Two processes that ask for the last of something in stock at the same moment; prints what each was answered.

``python racing_stock.py 10``: for each of 10 rounds, the one position of a box and then what is left of a lot.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from multiprocessing import Queue

RACERS = 2


def prepared(rounds: int) -> tuple[str, list[str]]:
    """A foundry with a box of one position and a lot for each round, and two tubes; the requests of the racers."""
    from journeys import Journey, register_organisation
    from tilth.foundry.build.inventory.boxes import OpenBox
    from tilth.foundry.build.inventory.items import RegisterItem
    from tilth.foundry.build.inventory.lots import ReceiveLot
    from tilth.foundry.build.volume import UL
    from tilth.parties.model import OrganisationKind

    firm = register_organisation("Firm", OrganisationKind.FIRM)
    foundry = register_organisation("Foundry", OrganisationKind.FOUNDRY)
    for at in range(rounds):
        box = OpenBox(id=f"B-{at}", title="Box", site="s", freezer="f", shelf="1", rows=1, columns=1)
        do(foundry, box.id, box)
        do(foundry, f"L-{at}", ReceiveLot(id=f"L-{at}", liquid="ligase", volume=10 * UL))
        for racer in range(RACERS):
            do(foundry, f"T-{at}-{racer}", RegisterItem(f"T-{at}-{racer}", "tube_2ml"))
    return foundry, [Journey(firm, foundry).to("queued").id for _ in range(RACERS)]


def do(foundry: str, id: str, command: object):
    from journeys import AT
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.inventory.actions import carry_out
    from tilth_site.journal.actions import Call

    return carry_out(Call(OPERATOR, AT), foundry, id, command)


def put(foundry: str, item: str, box: str):
    from journeys import AT
    from tilth.foundry.build.inventory import MoveItem
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.inventory.actions import move
    from tilth_site.journal.actions import Call

    return move(Call(OPERATOR, AT), foundry, [MoveItem(item, box)])


def run(foundry: str, request: str, rounds: int, start: Barrier, number: int, told: Queue) -> None:
    """One racer."""
    django.setup()
    from tilth.foundry.build.inventory.lots import ReserveLot
    from tilth.foundry.build.volume import UL
    from tilth_site.journal.actions import Done

    answers = []
    for at in range(rounds):
        start.wait(timeout=60)
        outcomes = (
            put(foundry, f"T-{at}-{number}", f"B-{at}"),
            do(foundry, f"L-{at}", ReserveLot(request, 7 * UL)),
        )
        answers.append(["done" if isinstance(outcome, Done) else outcome.reasons[0].code for outcome in outcomes])
    told.put((number, answers))


def main(rounds: int) -> None:
    """Make ready, race, and print the answers of both racers as JSON."""
    django.setup()
    from django.db import connections

    foundry, requests = prepared(rounds)
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(RACERS), context.Queue()
    racers = [
        context.Process(target=run, args=(foundry, request, rounds, start, number, told))
        for number, request in enumerate(requests)
    ]
    for racer in racers:
        racer.start()
    found = dict(told.get(timeout=100) for _ in racers)
    for racer in racers:
        racer.join()
    print(json.dumps([found[number] for number in range(RACERS)]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
