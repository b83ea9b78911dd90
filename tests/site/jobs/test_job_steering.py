"""Who may see, stop and repeat a job, and what that does."""

from __future__ import annotations

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from job_kinds import Effort, register_person

from tilth.kernel.refusal import Refused
from tilth.parties.model import Role
from tilth_site.accounts.permissions import WORKER, Actor, Grant
from tilth_site.jobs import queries
from tilth_site.jobs.actions import cancel, retry
from tilth_site.jobs.models import Job, JobState
from tilth_site.journal.actions import Done, perform
from tilth_site.journal.models import JournalEntry

pytestmark = pytest.mark.usefixtures("transactional_db")

ASKER = Actor("per_a")
OWNER = Actor("per_o", frozenset({Grant(Role.FUND_MANAGER, "org_owner")}))
PROVIDER = Actor("per_p", frozenset({Grant(Role.AUTOMATION_ENGINEER, "org_provider")}))
REVIEWER = Actor("per_r", frozenset({Grant(Role.REVIEWER, "org_provider")}))
STRANGER = Actor("per_s", frozenset({Grant(Role.FOUNDRY_SCIENTIST, "org_other")}))
NOBODY = Actor("")


@pytest.fixture
def asked(ask) -> Job:
    return ask(owner="org_owner", provider="org_provider")


def code(outcome: Job | Refused) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.reasons[0].code


@pytest.mark.parametrize("actor", [ASKER, OWNER, PROVIDER, REVIEWER, WORKER])
def test_the_asker_and_both_organisations_see_a_job(asked, actor) -> None:
    assert queries.job_of(actor, asked.id) == asked


@pytest.mark.parametrize("actor", [STRANGER, NOBODY])
def test_to_everyone_else_it_does_not_exist(asked, actor) -> None:
    assert queries.job_of(actor, asked.id) is None
    assert queries.latest(actor, asked.subject) is None
    assert queries.latest_of_each(actor, [asked.subject]) == {}
    assert code(cancel(actor, asked.id)) == code(cancel(actor, "job_none")) == "not_found"
    assert code(retry(actor, asked.id)) == "not_found"


def test_a_job_of_no_organisation_is_its_askers_alone(ask) -> None:
    private = ask()
    assert queries.job_of(ASKER, private.id) == private
    assert queries.job_of(OWNER, private.id) is None


@pytest.mark.parametrize("actor", [OWNER, REVIEWER])
def test_who_merely_sees_a_job_does_not_steer_it(asked, actor) -> None:
    assert code(cancel(actor, asked.id)) == "permission.denied"
    assert Job.objects.get().state == JobState.WAITING


@pytest.mark.parametrize("actor", [ASKER, PROVIDER, WORKER])
def test_a_waiting_job_is_cancelled_at_once_and_never_begun(asked, actor, work, hooks) -> None:
    hooks.append(lambda _: pytest.fail("the work was begun"))
    assert not isinstance(cancel(actor, asked.id), Refused)
    assert Job.objects.get().state == JobState.CANCELLED
    work()
    job = Job.objects.get()
    assert (job.state, job.started) == (JobState.CANCELLED, None)


def test_a_running_job_stops_at_its_next_step_and_leaves_nothing(ask, work, hooks) -> None:
    closed = []

    def cancelled_in_a_transaction(progress) -> None:
        try:
            cancel(ASKER, progress.job)
            progress._due = 0
            progress.step(1, 3)
        finally:
            closed.append(True)

    hooks.append(cancelled_in_a_transaction)
    ask(payload=Effort(effect=True))
    work()
    job = Job.objects.get()
    assert (job.state, job.result, job.error) == (JobState.CANCELLED, None, None)
    assert job.finished is not None
    assert closed == [True]
    assert not JournalEntry.objects.exists()


def test_a_cancel_is_heard_for_the_last_time_before_the_action(ask, work, hooks) -> None:
    def cancelled(progress) -> None:
        cancel(ASKER, progress.job)
        progress._due = 0
        register_person(progress)

    hooks.append(cancelled)
    ask()
    work()
    assert Job.objects.get().state == JobState.CANCELLED
    assert not JournalEntry.objects.exists()


def test_a_job_whose_action_is_written_is_not_called_cancelled(ask, work, hooks) -> None:
    def cancelled(progress) -> None:
        register_person(progress)
        cancel(ASKER, progress.job)
        progress._due = 0
        progress.step(2, 3)

    hooks.append(cancelled)
    ask()
    work()
    assert Job.objects.get().state == JobState.DONE
    assert JournalEntry.objects.count() == 1


def test_a_step_that_stops_inside_a_transaction_rolls_it_back(ask, work, hooks) -> None:
    def cancelled(progress) -> None:
        with transaction.atomic():
            DBTaskResult.objects.update(priority=7)
            cancel(ASKER, progress.job)
            progress.lease.renew()
            progress.checkpoint()

    hooks.append(cancelled)
    ask()
    work()
    assert not DBTaskResult.objects.filter(priority=7).exists()


def test_a_cancel_that_comes_too_late_does_not_undo_what_is_done(ask, work, hooks) -> None:
    def late(progress) -> None:
        cancel(ASKER, progress.job)
        progress._due = float("inf")

    hooks.append(late)
    ask(payload=Effort(effect=True))
    work()
    assert Job.objects.get().state == JobState.DONE
    assert JournalEntry.objects.count() == 1


def test_a_job_that_has_ended_is_not_cancelled(ask, work) -> None:
    asked = ask()
    work()
    assert code(cancel(ASKER, asked.id)) == "job.ended"
    assert code(retry(ASKER, asked.id)) == "job.not_ended"


def test_a_waiting_job_is_not_tried_again(asked) -> None:
    assert code(retry(ASKER, asked.id)) == "job.not_ended"


def test_a_cancelled_job_is_done_when_tried_again(ask, work) -> None:
    asked = ask()
    cancel(ASKER, asked.id)
    again = retry(ASKER, asked.id)
    assert isinstance(again, Job)
    assert (again.state, again.finished) == (JobState.WAITING, None)
    work()
    done = Job.objects.get()
    assert (done.state, done.attempt, done.cancel_asked) == (JobState.DONE, 1, False)


def test_what_a_failed_job_had_written_is_not_written_twice(ask, work, hooks) -> None:
    def fails_after_its_effect(progress) -> None:
        register_person(progress)
        hooks.clear()
        raise ZeroDivisionError

    hooks.append(fails_after_its_effect)
    asked = ask(payload=Effort(effect=True))
    work()
    assert Job.objects.get().state == JobState.FAILED
    retry(ASKER, asked.id)
    work()
    done = Job.objects.get()
    assert (done.state, done.error, done.result) == (JobState.DONE, None, {"repeated": True})
    assert JournalEntry.objects.count() == 1


def test_a_call_of_the_job_is_known_by_its_key(ask, work, hooks) -> None:
    calls = []
    hooks.append(lambda progress: calls.append(progress.call("why")))
    asked = ask()
    work()
    assert [(call.key, call.actor, call.reason) for call in calls] == [(f"job:{asked.id}", WORKER, "why")]
    assert isinstance(perform(calls[0], "test.none", {}, lambda: ()), Done)


def test_the_latest_job_of_each_subject_is_one_query(ask, django_assert_num_queries) -> None:
    ask(subject="request/req_1")
    latest = ask(subject="request/req_1")
    other = ask(subject="request/req_2")
    with django_assert_num_queries(1):
        found = queries.latest_of_each(ASKER, ["request/req_1", "request/req_2", "request/req_3"])
    assert found == {"request/req_1": latest, "request/req_2": other}
    assert queries.latest(ASKER, "request/req_1") == latest
    assert queries.latest(ASKER, "request/req_3") is None


def test_my_unfinished_jobs_come_oldest_first(ask, work) -> None:
    ask()
    work()
    first, second = ask(), ask()
    ask(person="per_b")
    assert queries.unfinished(ASKER) == [first, second]
