"""The page of a job: how far it is, what went wrong, and its two buttons."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from tilth.kernel.refusal import refuse
from tilth.parties.model import Role
from tilth_site.jobs.failure import Shown, failure, shown
from tilth_site.jobs.models import Job, JobState

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def asked(ask, cast) -> Job:
    """A job that the firm's founder asked for and the foundry works at."""
    return ask(person=cast.person("firm", Role.FOUNDER), owner=cast.firm, provider=cast.foundry)


def text(client: Client, job: Job, part: str = "") -> str:
    response = client.get(f"/jobs/{job.id}/{part}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_waiting_job_is_asked_about_every_second(asked, sign_in) -> None:
    page = text(sign_in("firm", Role.FOUNDER), asked)
    assert "Make an effort" in page
    assert f'hx-get="/jobs/{asked.id}/progress" hx-trigger="every 1s"' in page
    assert f'<a href="/jobs/{asked.id}/">' in page
    assert f'action="/jobs/{asked.id}/cancel"' in page
    assert "csrfmiddlewaretoken" in page


def test_a_running_job_shows_how_far_it_is(asked, sign_in) -> None:
    Job.objects.update(state=JobState.RUNNING, done=12, total=48, note="Making an effort.")
    part = text(sign_in("firm", Role.FOUNDER), asked, "progress")
    assert 'value="12" max="48"' in part
    assert "Making an effort." in part
    assert "<html" not in part


def test_a_running_job_without_figures_has_a_bar_without_a_value(asked, sign_in) -> None:
    Job.objects.update(state=JobState.RUNNING)
    assert '<progress id="job-bar"></progress>' in text(sign_in("firm", Role.FOUNDER), asked, "progress")


def test_the_page_stops_asking_when_the_job_has_ended(asked, sign_in, work) -> None:
    client = sign_in("firm", Role.FOUNDER)
    assert "HX-Refresh" not in client.get(f"/jobs/{asked.id}/progress").headers
    work()
    assert client.get(f"/jobs/{asked.id}/progress").headers["HX-Refresh"] == "true"
    page = text(client, asked)
    assert "hx-get" not in page
    assert "/cancel" not in page
    assert "/retry" not in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("test.mistake", ("The file is bad.", "Mend the file.")),
        ("test.refused", ("There is no plate.", "Bring a plate.")),
        ("test.fault", ("by a fault of Tilth (ZeroDivisionError)", "Try again")),
    ],
)
def test_a_failed_job_says_why_and_what_would_mend_it(kind, words, ask, cast, sign_in, work) -> None:
    failed = ask(kind, person=cast.person("firm", Role.FOUNDER))
    work()
    page = text(sign_in("firm", Role.FOUNDER), failed)
    assert all(each in page for each in words)
    assert f'action="/jobs/{failed.id}/retry"' in page


def test_cancel_and_retry_by_their_buttons(asked, sign_in, work) -> None:
    client = sign_in("firm", Role.FOUNDER)
    assert client.post(f"/jobs/{asked.id}/cancel").headers["Location"] == f"/jobs/{asked.id}/"
    assert Job.objects.get().state == JobState.CANCELLED
    assert client.post(f"/jobs/{asked.id}/retry").status_code == 302
    work()
    assert Job.objects.get().state == JobState.DONE


def test_what_cannot_be_done_is_said_on_the_page(asked, sign_in, work) -> None:
    work()
    page = sign_in("firm", Role.FOUNDER).post(f"/jobs/{asked.id}/cancel", follow=True).content.decode()
    assert "The job has ended already." in page


@pytest.mark.parametrize("part", ["cancel", "retry"])
def test_nothing_is_done_by_merely_looking(part, asked, sign_in) -> None:
    assert sign_in("firm", Role.FOUNDER).get(f"/jobs/{asked.id}/{part}").status_code == 405


@pytest.mark.parametrize("part", ["cancel", "retry"])
def test_a_form_without_its_token_is_refused(part, asked, sign_in) -> None:
    signed_in = sign_in("firm", Role.FOUNDER)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    assert strict.post(f"/jobs/{asked.id}/{part}").status_code == 403


def test_staff_of_the_provider_see_the_buttons_and_a_reviewer_does_not(asked, sign_in) -> None:
    assert "/cancel" in text(sign_in("foundry", Role.FOUNDRY_SCIENTIST), asked)
    assert "/cancel" not in text(sign_in("foundry", Role.REVIEWER), asked)


def test_to_another_tenant_the_job_does_not_exist(asked, sign_in) -> None:
    client = sign_in("other", Role.FOUNDER)
    for part in ("", "progress"):
        assert client.get(f"/jobs/{asked.id}/{part}").status_code == 404
    for part in ("cancel", "retry"):
        assert client.post(f"/jobs/{asked.id}/{part}").status_code == 404
    assert client.get("/jobs/job_none/").status_code == 404
    assert Job.objects.get().state == JobState.WAITING


def test_a_stranger_is_asked_to_sign_in(asked) -> None:
    response = Client().get(f"/jobs/{asked.id}/")
    assert response.status_code == 302
    assert "/account/login/" in response.headers["Location"]


def test_a_reason_is_translated_before_its_places_are_filled() -> None:
    kept = failure(refuse("test.no", "{attempts} plates", "Try again", attempts=3))
    assert shown(kept) == (Shown("3 plates", "Try again"),)
    with override("zh-hans"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "tilth_site.jobs.failure.gettext", {"{attempts} plates": "{attempts} 板", "Try again": "再试"}.get
        )
        assert shown(kept) == (Shown("3 板", "再试"),)


def test_the_progress_costs_a_fixed_number_of_queries(asked, sign_in, django_assert_max_num_queries) -> None:
    client = sign_in("firm", Role.FOUNDER)
    Job.objects.update(state=JobState.RUNNING, lease_until=timezone.now())
    with django_assert_max_num_queries(12):
        client.get(f"/jobs/{asked.id}/progress")
