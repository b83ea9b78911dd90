"""A worker that dies, sleeps or is told to stop: the job is done by another, and the first writes nothing any
more.
"""

from __future__ import annotations

from asyncio import CancelledError
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from job_kinds import Effort

from tilth_site.accounts.permissions import WORKER
from tilth_site.jobs import lease as leases
from tilth_site.jobs.actions import cancel, retry
from tilth_site.jobs.lease import LEASE, Lease, Standing, beating, stopping
from tilth_site.jobs.loop import Worker
from tilth_site.jobs.models import Job, JobState
from tilth_site.jobs.progress import Progress
from tilth_site.jobs.queue import hand_back, reap
from tilth_site.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("transactional_db")

LATER = timedelta(seconds=1)


def abandoned(job: Job, worker: str = "dead-worker") -> Lease:
    """``job`` as a worker leaves it that dies in its midst; the lease it believed to hold."""
    now = timezone.now()
    DBTaskResult.objects.filter(pk=job.task).update(
        status=TaskResultStatus.RUNNING, started_at=now, worker_ids=[worker]
    )
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, worker=worker, attempt=job.attempt + 1, started=now, lease_until=now + LEASE
    )
    return Lease(job.id, job.task)


def silence() -> None:
    """Reap as after a lease without a word."""
    reap(timezone.now() + LEASE + LATER)


def test_a_job_under_a_lease_is_left_alone(ask) -> None:
    abandoned(ask())
    assert reap(timezone.now()) == 0
    assert Job.objects.get().state == JobState.RUNNING


def test_a_job_whose_lease_is_over_waits_again_and_is_done(ask, work) -> None:
    asked = ask()
    abandoned(asked)
    silence()
    waiting = Job.objects.get()
    assert (waiting.state, waiting.worker, waiting.lease_until) == (JobState.WAITING, "", None)
    assert waiting.task != asked.task
    work()
    assert (Job.objects.get().state, Job.objects.get().attempt) == (JobState.DONE, 2)


def test_no_task_is_running_for_ever(ask, work) -> None:
    asked = ask()
    abandoned(asked)
    silence()
    assert DBTaskResult.objects.get(pk=asked.task).status == TaskResultStatus.FAILED
    work()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"FAILED", "SUCCESSFUL"}


def test_a_task_whose_job_is_done_is_closed_and_the_job_stays_done(ask, work) -> None:
    ask()
    work()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    silence()
    assert Job.objects.get().state == JobState.DONE
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_a_job_claimed_and_never_begun_waits_again(ask, work) -> None:
    asked = ask()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    assert reap(timezone.now()) == 0
    silence()
    assert Job.objects.get().task != asked.task
    work()
    assert (Job.objects.get().state, Job.objects.get().attempt) == (JobState.DONE, 1)


def test_a_job_whose_task_was_pruned_waits_under_a_new_one(ask, work) -> None:
    ask()
    DBTaskResult.objects.all().delete()
    work()
    assert Job.objects.get().state == JobState.DONE


def test_after_its_last_attempt_the_job_has_failed_and_says_why(ask) -> None:
    asked = ask()
    for _ in range(asked.max_attempts):
        assert Job.objects.get().state == JobState.WAITING
        abandoned(Job.objects.get())
        silence()
    failed = Job.objects.get()
    assert (failed.state, failed.attempt) == (JobState.FAILED, 3)
    assert failed.error["code"] == "job.worker_lost"
    assert failed.error["message"] == "The worker was lost in the midst of the job, 3 times."
    retry(WORKER, asked.id)
    assert (Job.objects.get().state, Job.objects.get().attempt) == (JobState.WAITING, 0)


def test_a_dead_workers_job_that_was_to_be_cancelled_is(ask) -> None:
    asked = ask()
    abandoned(asked)
    cancel(WORKER, asked.id)
    assert Job.objects.get().state == JobState.RUNNING
    silence()
    assert Job.objects.get().state == JobState.CANCELLED


def test_a_worker_that_lost_its_job_notices_at_its_next_step(ask) -> None:
    progress = Progress(abandoned(ask()))
    silence()
    with pytest.raises(CancelledError):
        progress.step(1, 3)
    assert progress.lease.standing is Standing.LOST
    assert (Job.objects.get().done, Job.objects.get().state) == (0, JobState.WAITING)


def test_a_worker_that_lost_its_job_writes_no_outcome(ask, work, hooks) -> None:
    def overtaken(progress) -> None:
        progress._due = float("inf")
        silence()
        hooks.clear()

    hooks.append(overtaken)
    ask(payload=Effort(effect=True))
    work()
    done = Job.objects.get()
    assert (done.state, done.attempt, done.result) == (JobState.DONE, 2, {"repeated": True})
    assert JournalEntry.objects.count() == 1


def test_a_worker_that_slept_does_not_touch_the_job_that_another_is_at(ask, hooks) -> None:
    heard = []

    def overtaken(progress) -> None:
        progress._due = float("inf")
        silence()
        second = Job.objects.get()
        abandoned(second, "second-worker")
        first = Progress(Lease(progress.job, progress.lease.task))
        with pytest.raises(CancelledError):
            first.step(2, 3)
        heard.append(first.lease.standing)

    hooks.append(overtaken)
    ask()
    Worker(stop_when_idle=True)._turn()
    assert heard == [Standing.LOST]
    job = Job.objects.get()
    assert (job.state, job.worker, job.done, job.result) == (JobState.RUNNING, "second-worker", 0, None)


def test_a_worker_told_to_stop_gives_its_job_back_and_no_attempt_is_lost(ask, work, hooks) -> None:
    def told_to_stop(progress) -> None:
        stopping.asked = True
        progress.checkpoint()

    hooks.append(told_to_stop)
    ask()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tilth_site.jobs.loop.Job.objects.unfinished", Job.objects.none)
        work()
    waiting = Job.objects.get()
    assert (waiting.state, waiting.attempt, waiting.worker) == (JobState.WAITING, 0, "")
    hooks.clear()
    stopping.asked = False
    work()
    assert (Job.objects.get().state, Job.objects.get().attempt) == (JobState.DONE, 1)


def test_a_worker_gives_back_its_own_jobs_only(ask) -> None:
    abandoned(ask(), "one")
    abandoned(ask(), "two")
    assert hand_back("one") == 1
    assert sorted(Job.objects.values_list("state", "worker")) == [("running", "two"), ("waiting", "")]


def test_the_heart_beats_beside_a_step_that_says_nothing(ask, work, hooks, monkeypatch) -> None:
    renewed = []
    monkeypatch.setattr(leases, "LEASE", timedelta(milliseconds=30))
    lease = Lease("job_x", ask().task)

    def renew(self: Lease) -> None:
        renewed.append(self)

    monkeypatch.setattr(Lease, "renew", renew)
    deadline = timezone.now() + timedelta(seconds=20)
    with beating(lease):
        while len(renewed) < 3 and timezone.now() < deadline:
            pass
    beats = len(renewed)
    assert beats >= 3
    assert set(map(id, renewed)) == {id(lease)}


def test_a_lease_that_is_renewed_is_not_over(ask) -> None:
    lease = abandoned(ask())
    Job.objects.update(lease_until=timezone.now() - LATER)
    lease.renew()
    assert reap(timezone.now()) == 0
    assert lease.standing is Standing.HELD
