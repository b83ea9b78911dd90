"""What is over is swept away, and what is not stays."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tilth_site.jobs.housekeeping import sweep
from tilth_site.journal.actions import KEPT
from tilth_site.journal.models import Answer

pytestmark = pytest.mark.django_db


def test_only_what_is_over_is_swept(settings, tmp_path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    now = timezone.now()
    for number, age in enumerate((KEPT * 2, KEPT / 2)):
        Answer.objects.create(
            actor="per_x", key=f"{number}", action="a", fingerprint="f", first=1, last=1, at=now - age
        )
        Session.objects.create(
            session_key=f"{number}", session_data="", expire_date=now + timedelta(days=1 if number else -1)
        )
        left = settings.EVIDENCE / "incoming" / f"{number}"
        left.mkdir(parents=True)
        os.utime(left, (0, 0) if not number else None)
    swept = sweep(now)
    assert (swept.answers, swept.sessions, swept.leftovers) == (1, 1, 1)
    assert list(Answer.objects.values_list("key", flat=True)) == ["1"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["1"]
    assert [path.name for path in (settings.EVIDENCE / "incoming").iterdir()] == ["1"]
