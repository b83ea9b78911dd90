"""Actions a second on one database; ``python site_writes.py HOME WRITERS ACTIONS`` prints them as JSON.

Each of WRITERS processes carries out ACTIONS actions (an organisation is registered: one entry, two rows, one
commit), all at once. The floor is one process that commits as many single rows of the size of an entry, with
nothing of Tilth around it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from multiprocessing.synchronize import Barrier

import django

BODY = "x" * 500


def act(actions: int, start: Barrier, end: Barrier) -> None:
    """One writer."""
    django.setup()
    from datetime import UTC, datetime

    from tilth.kernel.ids import new_id
    from tilth.parties.commands import RegisterOrganisation
    from tilth.parties.model import Language, Name, NameKind
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.journal.actions import Call, Done
    from tilth_site.parties.actions import carry_out

    names = (Name("Soil", Language.EN, NameKind.LEGAL),)
    for count in range(actions + 1):
        if count == 1:
            start.wait()
        done = carry_out(Call(OPERATOR, datetime.now(UTC)), RegisterOrganisation(new_id("org"), names))
        assert isinstance(done, Done), done
    end.wait()


def bare(actions: int) -> float:
    """Seconds of as many commits of one row."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (seq BIGINT PRIMARY KEY, body TEXT NOT NULL)")
        start = time.perf_counter()
        for seq in range(actions):
            cursor.execute("INSERT INTO bare VALUES (%s, %s)", [seq, BODY])
        taken = time.perf_counter() - start
        cursor.execute("DROP TABLE bare")
    return taken


def main(home: str, writers: int, actions: int) -> None:
    """Prepare a site in ``home``, measure, and print."""
    os.environ.update(TILTH_HOME=home, DJANGO_SETTINGS_MODULE="tilth_site.settings", TILTH_HTTP="1")
    from tilth_site.service import prepare

    prepare()
    from django.db import connections

    floor = bare(actions)
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    start, end = context.Barrier(writers + 1), context.Barrier(writers + 1)
    processes = [context.Process(target=act, args=(actions, start, end)) for _ in range(writers)]
    for process in processes:
        process.start()
    start.wait()
    began = time.perf_counter()
    end.wait()
    taken = time.perf_counter() - began
    for process in processes:
        process.join()
    print(json.dumps({"actions": writers * actions / taken, "floor": actions / floor}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
