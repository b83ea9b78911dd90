"""The example's case, from the first paper to the clinical trial that may begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tilth.approval.clock import Phase
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.approval.queries import case_seen
from tilth_site.demonstration.approving import apply_for
from tilth_site.demonstration.cluster import read
from tilth_site.demonstration.loading import load
from tilth_site.journal.replay import check

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_the_venture_is_allowed_its_trial_and_opens_its_site(settings, tmp_path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    cluster = read()
    alone = msgspec.structs.replace(cluster, slot=(), request=(), run=(), case=cluster.case[:1])
    said: list[str] = []
    (told,) = apply_for(alone, load(alone, NOW), {}, NOW, said.append)
    assert told.deeds == len(cluster.case[0].deeds), said
    seen = case_seen(OPERATOR, told.id, NOW.date())
    phases = {id: standing.phase for id, standing in seen.standings.items()}
    assert phases.pop("site-activation") is Phase.RUNNING
    assert set(phases.values()) == {Phase.APPROVED}
    assert not any(standing.deemed for standing in seen.standings.values())
    assert not any(standing.clock.over for standing in seen.standings.values())
    assert seen.standings["review"].lane == "innovative-30"
    earlier = case_seen(OPERATOR, told.id, NOW.date() - timedelta(days=100))
    assert earlier.standings["ethics"].phase is Phase.STOPPED
    assert check().differ == 0
