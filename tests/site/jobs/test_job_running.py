"""A job is there with the transaction that asked for it, runs once, and says how it went."""

from __future__ import annotations

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from job_kinds import Effort, effort

from tilth.kernel.errors import MissingError, OptionError
from tilth_site.jobs.models import Job, JobState
from tilth_site.jobs.queue import enqueue
from tilth_site.jobs.registry import job, kind_of
from tilth_site.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_a_job_waits_and_is_done_with_its_result(ask, work) -> None:
    asked = ask()
    assert Job.objects.get().state == JobState.WAITING
    work()
    done = Job.objects.get()
    assert (done.state, done.result, done.error, done.attempt) == (JobState.DONE, {"steps": 3}, None, 1)
    assert (done.done, done.total, done.note) == (3, 3, "Making an effort.")
    assert (done.worker, done.lease_until) == ("", None)
    assert asked.created <= done.started <= done.finished
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_progress_can_be_read_in_the_midst(ask, work, hooks) -> None:
    seen = []
    hooks.append(lambda _: seen.append(Job.objects.values("state", "done", "total", "note").get()))
    ask(payload=Effort(steps=7))
    work()
    assert seen == [{"state": "running", "done": 0, "total": 7, "note": "Making an effort."}]


def test_steps_between_two_writes_cost_no_query(ask, work, hooks, django_assert_num_queries) -> None:
    def many_steps(progress) -> None:
        with django_assert_num_queries(0):
            progress._due = float("inf")
            for step in range(1_000):
                progress.step(step, 1_000)

    hooks.append(many_steps)
    ask()
    work()
    assert Job.objects.get().state == JobState.DONE


def test_a_step_inside_a_transaction_writes_nothing(ask, work, hooks, django_assert_num_queries) -> None:
    def inside(progress) -> None:
        progress._due = 0
        with transaction.atomic(), django_assert_num_queries(0):
            progress.step(1, 3)

    hooks.append(inside)
    ask()
    work()
    assert Job.objects.get().state == JobState.DONE


def test_a_job_is_gone_with_the_transaction_that_asked_for_it(ask) -> None:
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_the_same_key_gives_the_same_job(ask, work) -> None:
    first = ask(key="k")
    assert ask(key="k").id == first.id
    work()
    assert ask(key="k").state == JobState.DONE
    assert ask(key="other").id != first.id
    assert Job.objects.count() == DBTaskResult.objects.count() == 2


def test_jobs_without_a_key_are_all_different(ask) -> None:
    assert ask().id != ask().id


def test_a_key_with_another_payload_is_a_mistake_of_the_caller(ask) -> None:
    ask(key="k", payload=Effort(steps=1))
    with pytest.raises(OptionError, match="another payload"):
        ask(key="k", payload=Effort(steps=2))


def test_an_error_of_tilth_is_kept_with_what_would_mend_it(ask, work) -> None:
    ask("test.mistake")
    work()
    failed = Job.objects.get()
    assert failed.state == JobState.FAILED
    assert failed.error == {
        "code": "test.bad",
        "message": "The file is bad.",
        "mend": "Mend the file.",
        "data": {"line": 3},
        "reasons": [],
    }
    assert failed.finished is not None


def test_a_refusal_fails_the_job_with_its_reasons(ask, work) -> None:
    ask("test.refused")
    work()
    failed = Job.objects.get()
    assert failed.state == JobState.FAILED
    assert (failed.error["code"], failed.error["message"]) == ("test.no", "There is no plate.")
    assert [reason["sentence"] for reason in failed.error["reasons"]] == ["There is no {thing}."]


def test_a_fault_tells_the_reader_no_inner_text_and_the_operator_all(ask, work) -> None:
    ask("test.fault")
    work()
    failed = Job.objects.get()
    assert (failed.state, failed.error["code"]) == (JobState.FAILED, "job.fault")
    assert "division" not in str(failed.error)
    task = DBTaskResult.objects.get()
    assert task.status == TaskResultStatus.FAILED
    assert "division by zero" in task.traceback


def test_a_failed_job_does_not_hold_up_the_next(ask, work) -> None:
    ask("test.fault")
    ask()
    work()
    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == [JobState.FAILED, JobState.DONE]


def test_an_effect_is_written_by_the_worker_under_the_jobs_key(ask, work) -> None:
    ask(payload=Effort(effect=True))
    work()
    assert Job.objects.get().result == {"repeated": False}
    assert JournalEntry.objects.get().actor == "worker"


def test_a_payload_of_another_type_is_refused() -> None:
    with pytest.raises(OptionError, match="takes a Effort, not a dict"):
        enqueue("test.effort", {"steps": 3}, person="per_a", subject="", owner="", provider="")


def test_a_kind_that_nobody_registered_is_named() -> None:
    with pytest.raises(MissingError, match=r"test\.unknown"):
        kind_of("test.unknown")


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(RuntimeError, match="two kinds"):
        job("test.effort", title="Again")(effort)
