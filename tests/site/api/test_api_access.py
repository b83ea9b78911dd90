"""Who may call what: every operation of the published schema, with every kind of wrong caller."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, Role
from tilth_site.accounts.models import ApiToken, User
from tilth_site.api.root import document
from tilth_site.journal.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)

NAME = {"text": "A name", "language": "en", "kind": "short"}
ORGANISATION, VENTURE, PERSON, PLAN = new_id("org"), new_id("ven"), new_id("per"), new_id("pln")
ROW = {
    "plan": PLAN, "owner": ORGANISATION, "claim": "startup.registered", "subject": "A firm", "on": "2024-03-01",
    "source": "the register",
}  # fmt: skip
A_PLAN = {"code": "plan", "name": {"en": "A plan"}, "start": "2023-10-01", "boundary": [], "indicators": []}
BODIES: dict[str, object] = {
    "openRequest": {"title": "T", "owner": ORGANISATION, "provider": ORGANISATION, "customer_class": "industry"},
    "handInText": {"plan": 'title = "One"'},
    "requestChanges": {"reason": "Because."},
    "rejectRequest": {"reason": "Because."},
    "withdrawRequest": {},
    "quoteRequest": {"terms": "Thirty days."},
    "queueRequest": {"slot": new_id("slot")},
    "receiveLot": {"foundry": ORGANISATION, "liquid": "ligase", "volume": 1000, "id": "L-9"},
    "reserveLot": {"request": new_id("req"), "volume": 1000},
    "planQueue": {"seconds": 1},
    "confirmStep": {"scanned": []},
    "failStep": {"reason": "Because."},
    "abortRun": {"reason": "Because."},
    "leaveOutReport": {"reason": "Because."},
    "completeRun": {},
    "openSlot": {"provider": ORGANISATION, "week": "2027-W30", "places": 1},
    "closeSlot": {"reason": "Because."},
    "registerOrganisation": {"names": [NAME]},
    "nameOrganisation": {"name": NAME},
    "renameOrganisation": {"old": NAME, "new": NAME},
    "withdrawOrganisationName": {"name": NAME},
    "classifyOrganisation": {"kinds": ["firm"]},
    "identifyOrganisation": {"identifier": {"scheme": "ror", "value": "013meh722"}},
    "withdrawOrganisationIdentifier": {"identifier": {"scheme": "ror", "value": "013meh722"}},
    "grantRole": {"person": PERSON, "role": "founder"},
    "withdrawRole": {"person": PERSON, "role": "founder"},
    "mergeOrganisation": {"into": ORGANISATION},
    "unmergeOrganisation": {},
    "registerVenture": {"names": [NAME], "founders": [PERSON], "on": "2026-03-02"},
    "nameVenture": {"name": NAME},
    "renameVenture": {"old": NAME, "new": NAME},
    "withdrawVentureName": {"name": NAME},
    "addFounder": {"person": PERSON},
    "removeFounder": {"person": PERSON},
    "incorporateVenture": {"organisation": ORGANISATION, "on": "2026-03-02"},
    "withdrawIncorporation": {},
    "advanceVenture": {"stage": "admitted", "on": "2026-03-02"},
    "correctStage": {"stage": "admitted", "on": "2026-03-02"},
    "mergeVenture": {"into": VENTURE},
    "unmergeVenture": {},
    "adoptPlan": {"plan": A_PLAN},
    "revisePlan": {"plan": A_PLAN, "reason": "Because."},
    "recordEvidence": ROW,
    "recordManyEvidence": {"rows": [ROW]},
    "acceptEvidence": {},
    "rejectEvidence": {"reason": "Because."},
    "withdrawEvidence": {"reason": "Because."},
    "publishReport": {"plan": PLAN, "as_of": "2025-06-30"},
    "openCase": {"applicant": ORGANISATION, "procedure": "demo-first-in-human"},
    "stateCaseFact": {"fact": "product", "value": "vaccine"},
    "declareInterest": {"person": PERSON, "kind": "equity", "organisation": ORGANISATION},
    "withdrawCase": {"reason": "Because."},
    "takeLane": {"lane": "outbreak"},
    "submitDossier": {},
    "answerQuestions": {"full": True},
    "acceptStep": {},
    "askQuestions": {},
    "pauseStep": {"reason": "clinical hold"},
    "resumeStep": {},
    "assignReviewer": {"person": PERSON, "role": "biosafety_officer"},
    "withdrawStep": {"reason": "Because."},
    "appealDecision": {"reason": "Because."},
}
PUBLIC = frozenset(("getPlan", "getReport", "getReportContent", "verifyReport", "listPublishedUnits"))
"""What whoever may call may read: plans, and what was published."""
MISSING = {
    "request_id": new_id("req"), "slot_id": new_id("slot"), "job_id": new_id("job"), "venture_id": VENTURE,
    "organisation_id": ORGANISATION, "thing_id": new_id("req"), "kind": "request", "version": "1",
    "name": "DESIGN.toml", "plan_id": PLAN, "evidence_id": new_id("evd"), "report_id": new_id("rep"),
    "indicator": "startups", "foundry_id": ORGANISATION, "lot_id": "L-1", "proposal_id": new_id("sch"),
    "run_id": new_id("run"), "step": "echo", "case_id": new_id("case"), "sha256": "0" * 64,
    "manifest": "0" * 64, "number": "1",
}  # fmt: skip
OWN_NAMES = {"downloadRunFile": {"name": "echo.csv"}, "downloadRedoFile": {"name": "echo.csv"}}
"""What a placeholder stands for in one operation, where several share its name."""


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    form: bool

    def call(self, client: Client, ids: dict[str, str], **headers):
        path = self.path.format(**ids | OWN_NAMES.get(self.id, {})) + QUERIES.get(self.id, "")
        if self.form:
            file = SimpleUploadedFile("DESIGN.toml", b'title = "One"\n')
            return client.post(path, FORMS[self.id] | {FILES[self.id]: file}, headers=headers)
        body = BODIES.get(self.id)
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return client.generic(self.method, path, headers=headers, **sent)


QUERIES = {
    "listRequests": "?standpoint=owner", "compareStatements": "?since=1", "listEvidence": f"?plan={PLAN}",
}  # fmt: skip
FILES = {
    "handInFiles": "plan", "completeRequest": "report", "uploadDocument": "document", "reportStep": "report",
    "addCaseDocument": "document",
}  # fmt: skip
FORMS = {
    "handInFiles": {}, "completeRequest": {"constructs": "1"}, "uploadDocument": {"owner": ORGANISATION},
    "reportStep": {}, "addCaseDocument": {"kind": "risk_assessment"},
}  # fmt: skip


def operations() -> list[Operation]:
    found = []
    for path, methods in json.loads(document())["paths"].items():
        for method, operation in methods.items():
            form = "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
            found.append(Operation(operation["operationId"], method.upper(), path, form))
    return found


EVERY = operations()
WRITES = [one for one in EVERY if one.method != "GET"]
ABOUT_ONE = [one for one in EVERY if "{" in one.path]


def ids_of(story, cast, followed) -> dict[str, str]:
    """A request that was quoted, its job, a slot and a venture, a run, a case, and a row of evidence that waits:
    nobody's business but the sides'. And a plan with a published report.
    """
    from benches import Bench
    from dockets import Docket
    from journeys import Journey
    from screened import kept_report, screen
    from tilth.approval.screening.model import Status
    from tilth.foundry.build.inventory.lots import ReceiveLot
    from tilth.foundry.build.run import State
    from tilth_site.inventory.actions import carry_out as keep
    from tilth_site.jobs.models import Job
    from tilth_site.journal.actions import Call, Done
    from tilth_site.parties.actions import carry_out

    story.until_quoted()
    venture = new_id("ven")
    call = Call(story.founder().actor.__class__("operator", system=True), timezone.now())
    names = (Name("A venture", Language.EN, NameKind.LEGAL),)
    founders = (cast.person("firm", Role.FOUNDER),)
    carry_out(call, ask.RegisterVenture(venture, names, founders, timezone.localdate()))
    received = ReceiveLot(id="L-1", liquid="ligase", volume=1000)
    assert isinstance(keep(call, cast.foundry, "L-1", received), Done)
    followed.counted()
    waiting = followed.record(document=followed.document())
    job = Job.objects.get().id
    run = Bench(cast.foundry, (Journey(cast.firm, cast.foundry).to("cleared"),)).to(State.RUNNING)
    run.do(run.report())
    run.do(run.redo())
    docket = Docket(cast).submitted()
    call = Call(call.actor, timezone.now())
    assert isinstance(screen(call, story.id, 1, Status.HIT, kept_report(call.at)), Done)
    return {
        "case_id": docket.id, "sha256": docket.case.evidence[0].sha256,
        "manifest": docket.case.step("biosafety").manifest,
        "request_id": story.id, "slot_id": story.open_slot(), "job_id": job, "run_id": run.id, "step": "echo",
        "organisation_id": cast.firm, "venture_id": venture, "thing_id": story.id, "kind": "request",
        "version": "1", "name": "DESIGN.toml", "plan_id": followed.id, "evidence_id": waiting,
        "report_id": followed.published(), "indicator": "startups", "foundry_id": cast.foundry, "lot_id": "L-1",
        "proposal_id": new_id("sch"), "number": "1",
    }  # fmt: skip


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def without_place(response) -> dict[str, object]:
    return {name: value for name, value in response.json().items() if name != "instance"}


def test_what_another_tenant_asks_about_does_not_exist(story, cast, program, followed) -> None:
    ids = ids_of(story, cast, followed)
    stranger = program("other", Role.FOUNDER)
    before = JournalEntry.objects.count()
    for one in ABOUT_ONE:
        if one.id in PUBLIC:
            continue
        hidden = one.call(stranger.client, ids, **bearer(stranger.secret))
        missing = one.call(stranger.client, MISSING, **bearer(stranger.secret))
        assert hidden.status_code == 404, (one, hidden.content)
        assert without_place(hidden) == without_place(missing), one
    assert JournalEntry.objects.count() == before


def test_what_is_public_is_read_by_whoever_may_call(story, cast, program, followed) -> None:
    ids = ids_of(story, cast, followed)
    stranger = program("other", Role.FOUNDER)
    for one in ABOUT_ONE:
        if one.id in PUBLIC:
            assert one.call(stranger.client, ids, **bearer(stranger.secret)).status_code == 200, one
            assert one.call(stranger.client, MISSING, **bearer(stranger.secret)).status_code == 404, one


def test_its_own_side_sees_all_of_it(story, cast, program, followed) -> None:
    ids = ids_of(story, cast, followed)
    founder, scientist = program("firm", Role.FOUNDER), program("foundry", Role.FOUNDRY_SCIENTIST)
    officer = program("operator", Role.CLUSTER_OFFICER)
    special = {
        "getSlot": scientist, "getLot": scientist, "getSchedule": scientist, "listProposals": scientist,
        "getRun": scientist, "downloadRunFile": scientist, "downloadRedoFile": scientist,
    }  # fmt: skip
    special |= {"getLiveFigures": officer, "listLiveUnits": officer}
    biosafety = program("foundry", Role.BIOSAFETY_OFFICER)
    special |= {"getScreening": biosafety, "downloadScreening": biosafety}
    for one in ABOUT_ONE:
        if one.method == "GET":
            caller = special.get(one.id, founder)
            answer = one.call(caller.client, ids, **bearer(caller.secret))
            assert answer.status_code == 200, one
            answer.close()


def test_an_id_that_is_spelt_wrongly_is_one_of_nothing(cast, program) -> None:
    founder = program("firm", Role.FOUNDER)
    odd = founder.get("/requests/nonsense")
    assert odd.status_code == 404
    assert without_place(odd) == without_place(founder.get(f"/requests/{MISSING['request_id']}"))


@pytest.mark.parametrize(
    ("scopes", "refused"), [("read", WRITES), ("write", [one for one in EVERY if one not in WRITES])]
)
def test_a_scope_does_not_hold_the_other(scopes, refused, cast, program) -> None:
    caller = program("firm", Role.FOUNDER, scopes)
    for one in refused:
        answer = one.call(caller.client, MISSING, **bearer(caller.secret))
        assert (answer.status_code, answer.json()["code"]) == (403, "token.scope"), one


def test_nothing_is_answered_to_nobody(cast, monkeypatch) -> None:
    monkeypatch.setattr("tilth_site.api.limits.STRANGERS_A_MINUTE", 1000)
    for one in EVERY:
        answer = one.call(Client(), MISSING)
        assert (answer.status_code, answer.json()["code"]) == (401, "token.missing"), one
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_write_with_a_session_needs_the_csrf_token(sign_in) -> None:
    signed_in = sign_in("firm", Role.FOUNDER)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    for one in WRITES:
        answer = one.call(client, MISSING)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf.failed"), one
    assert client.get("/api/v1/me").status_code == 200


def test_a_page_of_this_site_writes_with_the_csrf_token(sign_in, cast) -> None:
    signed_in = sign_in("firm", Role.FOUNDER)
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    client.cookies["csrftoken"] = "a" * 32
    body = {"title": "T", "owner": cast.firm, "provider": cast.foundry, "customer_class": "industry"}
    answer = client.post(
        "/api/v1/requests", body, content_type="application/json", headers={"X-CSRFToken": "a" * 32}
    )
    assert answer.status_code == 201, answer.content


def test_a_wrong_token_is_not_mended_by_a_session(sign_in) -> None:
    assert sign_in("firm", Role.FOUNDER).get("/api/v1/me", headers=bearer("tilth_wrong")).status_code == 401


def test_a_token_ends_with_its_day_its_revocation_and_its_person(cast, program) -> None:
    caller = program("firm", Role.FOUNDER)
    assert caller.get("/me").status_code == 200
    ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert caller.get("/me").status_code == 401
    ApiToken.objects.update(expires=timezone.now() + timedelta(days=1), revoked=timezone.now())
    assert caller.get("/me").status_code == 401
    ApiToken.objects.update(revoked=None)
    User.objects.update(is_active=False)
    assert caller.get("/me").status_code == 401


def test_a_role_that_does_not_allow_it_is_told_which_roles_do(story, cast, program) -> None:
    story.open()
    caller = program("firm", Role.REVIEWER)
    assert caller.get(f"/requests/{story.id}").status_code == 200
    refused = caller.post(f"/requests/{story.id}/submit")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission.denied")
    assert "founder (owner)" in refused.json()["detail"]


def test_a_file_is_not_kept_for_who_may_not_hand_it_in(story, cast, program, settings) -> None:
    story.open()
    caller = program("firm", Role.REVIEWER)
    assert caller.post(f"/requests/{story.id}/design", {"plan": 'title = "One"'}).status_code == 403
    assert not settings.EVIDENCE.exists()
