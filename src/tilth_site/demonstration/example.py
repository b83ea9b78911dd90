"""The whole example: everybody registered, every request told, and the tables compared with a replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tilth.kernel.errors import InputError
from tilth_site.demonstration.approving import apply_for
from tilth_site.demonstration.building import build
from tilth_site.demonstration.cluster import Cluster
from tilth_site.demonstration.keeping import keep
from tilth_site.demonstration.loading import Account, load
from tilth_site.demonstration.planning import follow
from tilth_site.demonstration.scheduling import schedule
from tilth_site.demonstration.screening import mount
from tilth_site.demonstration.story import Told, state_of, tell
from tilth_site.journal.models import JournalEntry
from tilth_site.journal.replay import Comparison, check

__all__ = ["Example", "load_example"]


@dataclass(frozen=True, slots=True)
class Example:
    """The logins, the requests and the runs by title with the state they came to, and how a replay compared with
    the tables.
    """

    accounts: tuple[Account, ...]
    requests: dict[str, str]
    runs: dict[str, str]
    replay: Comparison


def load_example(cluster: Cluster, at: datetime, say: Callable[[str], None]) -> Example:
    """Load ``cluster`` into an empty site. Raises InputError where the site holds something already."""
    if JournalEntry.objects.exists():
        raise InputError(
            "example.not_empty",
            "The site holds a journal already, and the example is for an empty one.",
            mend="Let TILTH_HOME name a folder that does not exist.",
        )
    loaded = load(cluster, at)
    say(f"{len(cluster.organisation)} organisations and {len(cluster.person)} people are registered.")
    if "office" in loaded.ids:
        follow(loaded, say)
    mount(cluster, timezone.localdate(at), say)
    told: tuple[Told, ...] = tell(cluster, loaded, at, say)
    ids = {one.request.title: one.id for one in told}
    keep(cluster.stocks, loaded, ids, say)
    schedule(loaded, say)
    built = build(cluster, loaded, ids, say)
    apply_for(cluster, loaded, ids, timezone.now(), say)
    requests = {one.request.title: state_of(one.id) for one in told}
    return Example(loaded.accounts, requests, {one.run.title: one.run.state.value for one in built}, check())
