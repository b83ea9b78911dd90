"""A site with a million journal entries and a hundred thousand requests, made in a few minutes.

One request is taken through its life by the real actions. Its entries are then repeated under other ids, chained
like any others, and put into the table in bulk; the tables are written by the site's own replay. So every entry
is of the real size and kind, and only the road to the table is shorter.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import rfc8785

from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, OrganisationKind, Role

OWNERS = 1_000
FOUNDRIES = 4
REQUESTS = 100_000
BATCH = 2_000


@dataclass(frozen=True)
class Filled:
    """Logins whose pages are measured: a firm's founder and the scientist of the largest foundry."""

    founder: str
    scientist: str
    requests: int
    entries: int
    rebuild: float


def set_up(home: Path) -> None:
    """Make ``home`` a site's home and set Django up for it; once in a process."""
    os.environ.update(TILTH_HOME=str(home), TILTH_HTTP="1", DJANGO_SETTINGS_MODULE="tilth_site.settings")
    os.environ.pop("DATABASE_URL", None)
    from tilth_site import service

    service.prepare()


def fill(requests: int = REQUESTS) -> Filled:
    """Fill the site that is set up with so many requests of ten entries each."""
    from django.db import transaction

    from tilth_site.journal.append import take_turn
    from tilth_site.journal.models import JournalEntry
    from tilth_site.journal.replay import rebuild

    cluster = _cluster()
    life = _one_life(cluster)
    seq, prev = JournalEntry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, "")
    with transaction.atomic():
        take_turn()
        batch: list[JournalEntry] = []
        for stream, kind, at, actor, body in _repeated(life, cluster, requests):
            seq += 1
            text = body.replace('"seq":0', f'"seq":{seq}', 1).replace('"prev":""', f'"prev":"{prev}"', 1)
            prev = hashlib.sha256(text.encode()).hexdigest()
            batch.append(JournalEntry(seq=seq, stream=stream, type=kind, at=at, actor=actor, body=text, hash=prev))
            if len(batch) == BATCH:
                JournalEntry.objects.bulk_create(batch)
                batch.clear()
        JournalEntry.objects.bulk_create(batch)
    print(f"  {seq:,} entries are written; the tables are replayed ...", file=sys.stderr)
    began = time.perf_counter()
    rebuild()
    return Filled("founder@firm.example", "scientist@foundry.example", requests, seq, time.perf_counter() - began)


@dataclass(frozen=True)
class _Cluster:
    owners: list[str]
    foundries: list[str]
    founder: str
    scientist: str


def organisation(name: str, kind: OrganisationKind) -> str:
    """A new organisation of the site that is set up; its id."""
    from django.utils import timezone

    from tilth.kernel.ids import new_id
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.demonstration.loading import done
    from tilth_site.journal.actions import Call
    from tilth_site.parties.actions import carry_out

    id = new_id("org")
    names = (Name(name, Language.EN, NameKind.LEGAL),)
    done(carry_out(Call(OPERATOR, timezone.now()), ask.RegisterOrganisation(id, names, (kind,))))
    return id


def person(email: str, role: Role, where: str) -> str:
    """A new person with a role in the organisation ``where`` and a login; the id."""
    from django.utils import timezone

    from tilth.kernel.ids import new_id
    from tilth_site.accounts.models import PersonalRecord, User
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.demonstration.loading import done
    from tilth_site.journal.actions import Call
    from tilth_site.parties.actions import carry_out

    id, call = new_id("per"), Call(OPERATOR, timezone.now())
    done(carry_out(call, ask.RegisterPerson(id)))
    done(carry_out(call, ask.GrantRole(where, id, role)))
    PersonalRecord.objects.create(person=id, name_en=email.split("@")[0].title())
    User.objects.create_user(email, None, id)
    return id


def _cluster() -> _Cluster:
    """Firms and foundries, and the two people who look at their lists, through the actions."""
    owners = [organisation(f"Firm {number}", OrganisationKind.FIRM) for number in range(OWNERS)]
    foundries = [organisation(f"Foundry {number}", OrganisationKind.FOUNDRY) for number in range(FOUNDRIES)]
    founder = person("founder@firm.example", Role.FOUNDER, owners[0])
    scientist = person("scientist@foundry.example", Role.FOUNDRY_SCIENTIST, foundries[0])
    return _Cluster(owners, foundries, founder, scientist)


def _one_life(cluster: _Cluster) -> list[tuple[str, str]]:
    """The ten entries of one request whose second design is quoted and signed: each one's type and facts, as
    JSON.
    """
    from tilth.foundry.request import Side
    from tilth.kernel.ids import new_id
    from tilth_site.demonstration.cluster import RequestEntry, read
    from tilth_site.demonstration.loading import Loaded
    from tilth_site.demonstration.story import Teller
    from tilth_site.jobs import worker
    from tilth_site.journal.streams import entries_of

    plans = read().plans
    entry = RequestEntry("Six promoters", "owner", "provider", "industry", "six-promoters", "quoted")
    ids = {"owner": cluster.owners[0], "provider": cluster.foundries[0]}
    teller = Teller(entry, Loaded(ids, (), ()), new_id("req"))
    teller.open()
    for plan in ("two-sites", "six-promoters"):
        teller.hand_in(plans[plan], "")
        worker.run(stop_when_idle=True)
    teller.go_on(lambda _: None)
    teller.sign(Side.OWNER)
    life = []
    for one in entries_of(f"request/{teller.id}"):
        facts = rfc8785.dumps(one.data).decode()
        for id, place in ((teller.id, "{request}"), (ids["owner"], "{owner}"), (ids["provider"], "{provider}")):
            facts = facts.replace(id, place)
        life.append((one.type, facts))
    return life


def _repeated(
    life: list[tuple[str, str]], cluster: _Cluster, requests: int
) -> Iterator[tuple[str, str, str, str, str]]:
    """Stream, type, instant, actor and body of every entry, the body without its number and the hash before it.

    The keys stand in the order of RFC 8785, so the bodies are canonical when number and hash are filled in.
    """
    from tilth.kernel.ids import new_id
    from tilth.kernel.journal import instant

    start, written, actor = datetime(2024, 1, 1, tzinfo=UTC), 0, cluster.founder
    for number in range(requests):
        id, owner = new_id("req"), cluster.owners[number % OWNERS]
        provider = cluster.foundries[0 if number % 2 else number // 2 % FOUNDRIES]
        for kind, facts in life:
            at = instant(start + timedelta(seconds=written * 60))
            facts = facts.replace("{request}", id).replace("{owner}", owner).replace("{provider}", provider)
            yield f"request/{id}", kind, at, actor, (
                f'{{"actor":"{actor}","at":"{at}","data":{facts},"evidence":[],"prev":"","reason":"","seq":0,'
                f'"stream":"request/{id}","type":"{kind}"}}'
            )  # fmt: skip
            written += 1
