"""Two processes that ask for the same thing at the same moment, again and again; prints what each was answered.

``python racing.py place 20``: the last place of a build slot, each for a request of its own.
``python racing.py key 20``: the same call under the same idempotency key.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Iterator
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from multiprocessing import Queue

    from tilth_site.journal.actions import Outcome

Answers = list[tuple[str, list[int]]]
Race = list[tuple[str, str]]
"""For each round, what the racer asks about: a request and a slot, or a new organisation and the key."""


def places(rounds: int) -> list[Race]:
    """A slot with one place for each round, and for each racer a signed request."""
    from journeys import Journey, open_slot, register_organisation
    from tilth.parties.model import OrganisationKind

    firm = register_organisation("Firm", OrganisationKind.FIRM)
    foundry = register_organisation("Foundry", OrganisationKind.FOUNDRY)
    slots = [open_slot(foundry) for _ in range(rounds)]
    return [[(Journey(firm, foundry).to("signed").id, slot) for slot in slots] for _ in range(2)]


def keys(rounds: int) -> list[Race]:
    """For each round one call, which both make."""
    from tilth.kernel.ids import new_id

    race = [(new_id("org"), f"key {number}") for number in range(rounds)]
    return [race, race]


def ask_for_place(request: str, slot: str) -> Outcome:
    from journeys import AT
    from tilth.foundry.request.commands import Queue
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.foundry.actions import carry_out
    from tilth_site.journal.actions import Call

    return carry_out(Call(OPERATOR, AT), request, Queue(slot))


def ask_with_key(organisation: str, key: str) -> Outcome:
    from journeys import AT
    from tilth.parties.commands import RegisterOrganisation
    from tilth.parties.model import Language, Name, NameKind
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.journal.actions import Call
    from tilth_site.parties.actions import carry_out

    names = (Name(key, Language.EN, NameKind.LEGAL),)
    return carry_out(Call(OPERATOR, AT, key), RegisterOrganisation(organisation, names))


MODES = {"place": (places, ask_for_place), "key": (keys, ask_with_key)}


def run(mode: str, race: Race, start: Barrier, number: int, told: Queue[tuple[int, Answers]]) -> None:
    """One racer."""
    django.setup()
    ask = MODES[mode][1]
    told.put((number, list(answers(ask, race, start))))


def answers(ask, race: Race, start: Barrier) -> Iterator[tuple[str, list[int]]]:
    from tilth_site.journal.actions import Done

    for one in race:
        start.wait(timeout=60)
        outcome = ask(*one)
        if isinstance(outcome, Done):
            yield ("repeated" if outcome.repeated else "done"), [entry.seq for entry in outcome.entries]
        else:
            yield outcome.reasons[0].code, []


def main(mode: str, rounds: int) -> None:
    """Make ready, race, and print the answers of both racers as JSON."""
    django.setup()
    from django.db import connections

    races = MODES[mode][0](rounds)
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(len(races)), context.Queue()
    racers = [
        context.Process(target=run, args=(mode, race, start, number, told)) for number, race in enumerate(races)
    ]
    for racer in racers:
        racer.start()
    found = dict(told.get(timeout=100) for _ in racers)
    for racer in racers:
        racer.join()
    print(json.dumps([found[number] for number in range(len(racers))]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
