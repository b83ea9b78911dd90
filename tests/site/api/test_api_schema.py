"""The API against its own published schema: schemathesis makes calls of every operation, right and wrong ones, and
every answer must be one that the schema promises.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from benches import Bench
from dockets import Docket
from journeys import Journey
from tilth.foundry.build.run import State
from tilth.parties.model import Role
from tilth_site.wsgi import application

ONCE = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.any_database]


def answered(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """The site as a server runs it: it closes every answer, and with it the files of the call."""
    response = application(environ, start_response)
    try:
        return [b"".join(response)]
    finally:
        response.close()


def published() -> OpenApiSchema:
    """The schema as the site serves it, with every check that schemathesis has."""
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", answered)
    # What fits the schema may still be refused by the rules: a cursor of another list, a code whose check digits
    # are wrong, a file that is not what it says. That it is never said not to fit is asserted below.
    fits = ["2xx", "304", "403", "404", "409", "413", "415", "422"]
    found.config.checks.positive_data_acceptance.expected_statuses = fits
    # A body that is too large is refused before it is looked at.
    wrong = ["400", "401", "403", "404", "409", "413", "415", "422"]
    found.config.checks.negative_data_rejection.expected_statuses = wrong
    return found


schema = published()


@pytest.fixture
def world(story, cast, followed, monkeypatch) -> dict[str, str]:
    """A request with its design and a slot, a plan with evidence and a report, and calls without a bound on their
    number.
    """
    # A checkpoint is read in a snapshot, which does not begin inside the test's own transaction.
    monkeypatch.setattr("tilth_site.journal.checkpoints.snapshot", nullcontext)
    monkeypatch.setattr("tilth_site.api.limits.A_MINUTE", 1_000_000)
    monkeypatch.setattr("tilth_site.api.limits.STRANGERS_A_MINUTE", 1_000_000)
    story.open()
    story.hand_in()
    followed.counted()
    run = Bench(cast.foundry, (Journey(cast.firm, cast.foundry).to("cleared"),)).to(State.RUNNING)
    return {
        "run_id": run.id,
        "step": "echo",
        "case_id": Docket(cast).submitted().id,
        "request_id": story.id,
        "slot_id": story.open_slot(),
        "organisation_id": cast.foundry,
        "foundry_id": cast.foundry,
        "thing_id": story.id,
        "plan_id": followed.id,
        "evidence_id": followed.record(document=followed.document()),
        "report_id": followed.published(),
        "indicator": "startups",
    }


@pytest.fixture(autouse=True)
def _kept_connection() -> Iterator[None]:
    """The end of a request closes the database's connection, and the test's transaction would go with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def secrets(program) -> dict[str, list[str]]:
    """Tokens of the people whose business an operation is, by its tag."""
    founder = program("firm", Role.FOUNDER).secret
    scientist = program("foundry", Role.FOUNDRY_SCIENTIST).secret
    operator = program("operator", Role.ADMINISTRATOR).secret
    officer = program("operator", Role.CLUSTER_OFFICER).secret
    return {
        "requests": [founder, scientist], "organisations": [operator], "ventures": [operator],
        "plans": [officer], "evidence": [founder, officer], "reports": [officer], "cases": [founder, officer],
        "": [scientist],
    }  # fmt: skip


@schema.parametrize()
@settings(ONCE, max_examples=4)
def test_every_answer_is_one_that_the_schema_promises(case, world, secrets) -> None:
    path = case.meta.components.get(ParameterLocation.PATH)
    if path and path.mode is GenerationMode.POSITIVE:
        case.path_parameters.update({name: id for name, id in world.items() if name in case.path_parameters})
    for secret in secrets.get(case.operation.tags[0], secrets[""]):
        response = case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})
        fits = case.meta.generation.mode is GenerationMode.POSITIVE and case.media_type != "multipart/form-data"
        if fits and response.status_code >= 400:
            assert json.loads(response.content)["code"] not in ("call.invalid", "call.unreadable")


def test_a_walk_from_what_was_made_stays_within_the_schema(world, secrets, cast) -> None:
    """What one call makes the next one uses, by the links in the schema: open a request, read it, take it back."""
    walked = published().include(tag="requests")

    @walked.auth()
    class Bearer:
        def get(self, case, context) -> str:
            return secrets["requests"][0]

        def set(self, case, data, context) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    statuses: set[tuple[str, int]] = set()

    class Walk(walked.as_state_machine()):
        def before_call(self, case) -> None:
            if case.operation.definition.raw["operationId"] == "openRequest" and isinstance(case.body, dict):
                case.body |= {"owner": cast.firm, "provider": cast.foundry, "venture": None}

        def after_call(self, response, case) -> None:
            statuses.add((case.operation.definition.raw["operationId"], response.status_code))

    Walk.run(settings=settings(ONCE, max_examples=25, stateful_step_count=8))
    assert ("openRequest", 201) in statuses
    # Which of a request's reads a walk comes by is chance; that it reads what it made is not.
    assert statuses & {("getRequest", 200), ("getAssessment", 200), ("withdrawRequest", 200)}
    assert len({operation for operation, _ in statuses}) > 10
