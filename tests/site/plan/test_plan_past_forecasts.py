"""A published forecast is scored by a later report, once its deadline has passed and nothing is undecided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from followed import AT, done

from plan_examples import END, startups
from tilth.kernel.ids import new_id
from tilth_site.plan import actions
from tilth_site.plan.opening import past_forecasts
from tilth_site.plan.publishing import publish_unsealed

pytestmark = pytest.mark.django_db

AFTER = AT + timedelta(days=230)


def publish(followed, at, as_of) -> None:
    done(publish_unsealed(followed.officer(at=at), followed.id, new_id("rep"), as_of))


def test_a_published_forecast_is_scored_when_the_outcome_is_known(followed) -> None:
    for number in range(5):
        followed.counted(subject=f"firm {number}")
    undecided = followed.record(subject="firm 9")
    publish(followed, AT, AT.date())
    (waiting,) = past_forecasts(followed.id, startups())
    assert waiting.scored is None
    publish(followed, AFTER, END)
    assert past_forecasts(followed.id, startups())[-1].scored is None, "a row is undecided"
    done(actions.reject(followed.officer(at=AFTER), undecided, "It is a branch."))
    publish(followed, AFTER, END)
    (known,) = past_forecasts(followed.id, startups())
    assert known.scored is not None
    assert known.scored.outcome == 5
    assert known.scored.brier[0] < 0.1, "50 was not reached, and hardly expected"
