"""What one tenant has, another does not learn of: not by a list, a refusal, a count, or a query more."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dockets import Docket
from journeys import AT, WEEK, Journey, design, open_slot, refused, register_organisation
from tilth.foundry.request import commands, slots
from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, OrganisationKind, Role
from tilth_site.accounts.permissions import OPERATOR, Actor, Grant
from tilth_site.approval.models import ApprovalCase
from tilth_site.foundry import actions as foundry
from tilth_site.foundry.models import BuildSlot, DesignRequest
from tilth_site.jobs.actions import cancel, retry
from tilth_site.jobs.models import Job
from tilth_site.jobs.queries import job_of, latest, latest_of_each
from tilth_site.journal.actions import Call
from tilth_site.journal.models import JournalEntry
from tilth_site.parties import actions as parties
from tilth_site.parties.models import Organisation, Venture

pytestmark = pytest.mark.django_db


@dataclass
class Theirs:
    """What the firm has, and a stranger with every role in another organisation."""

    firm: str
    foundry: str
    request: str
    slot: str
    team: str
    venture: str
    job: str
    stranger: Actor


@pytest.fixture
def theirs(cast, settings, tmp_path) -> Theirs:
    settings.EVIDENCE = tmp_path / "evidence"
    journey = Journey(cast.firm, cast.foundry).to("quoted")
    team, venture, person = new_id("team"), new_id("ven"), cast.person("firm", Role.FOUNDER)
    call, name = Call(OPERATOR, AT), Name("Seed", Language.EN, NameKind.SHORT)
    parties.carry_out(call, ask.FormTeam(team, cast.firm, (name,)))
    parties.carry_out(call, ask.RegisterVenture(venture, (name,), (person,), AT.date()))
    Docket(cast).open()
    grants = frozenset(Grant(role, cast.other) for role in Role)
    return Theirs(
        cast.firm, cast.foundry, journey.id, open_slot(cast.foundry), team, venture, Job.objects.get().id,
        Actor(new_id("per"), grants),
    )  # fmt: skip


def test_lists_hold_nothing_of_another_tenant(theirs: Theirs) -> None:
    other = theirs.stranger
    assert list(Organisation.objects.visible_to(other).values_list("id", flat=True)) == [*other.organisations]
    for found in (Venture.objects, DesignRequest.objects, BuildSlot.objects, Job.objects, ApprovalCase.objects):
        assert found.count() == 1
        assert not found.visible_to(other).exists()
        assert found.visible_to(OPERATOR).count() == 1


def test_lists_hold_what_the_owner_and_the_provider_have(theirs: Theirs, cast) -> None:
    founder = cast.call("firm", Role.FOUNDER).actor
    scientist = cast.call("foundry", Role.FOUNDRY_SCIENTIST).actor
    for actor in (founder, scientist):
        assert DesignRequest.objects.visible_to(actor).get().id == theirs.request
        assert Job.objects.visible_to(actor).get().id == theirs.job
    assert Venture.objects.visible_to(founder).get().id == theirs.venture
    assert not Venture.objects.visible_to(scientist).exists()
    assert not BuildSlot.objects.visible_to(founder).exists()


def test_the_operator_sees_parties_and_no_request(theirs: Theirs, cast) -> None:
    officer = cast.call("operator", Role.CLUSTER_OFFICER).actor
    assert Organisation.objects.visible_to(officer).count() == 4
    assert Venture.objects.visible_to(officer).count() == 1
    for table in (DesignRequest, BuildSlot, Job):
        assert not table.objects.visible_to(officer).exists()


def test_jobs_are_not_found_by_their_subject_either(theirs: Theirs) -> None:
    subject = f"request/{theirs.request}"
    assert job_of(theirs.stranger, theirs.job) is None
    assert latest(theirs.stranger, subject) is None
    assert latest_of_each(theirs.stranger, [subject]) == {}
    assert latest(OPERATOR, subject) is not None


def name(text: str) -> Name:
    return Name(text, Language.EN, NameKind.SHORT)


ASKED = {
    "submit a request": lambda call, id: foundry.carry_out(call, id["request"], commands.Submit()),
    "withdraw a request": lambda call, id: foundry.carry_out(call, id["request"], commands.Withdraw()),
    "accept a request": lambda call, id: foundry.carry_out(call, id["request"], commands.Accept()),
    "queue a request": lambda call, id: foundry.carry_out(call, id["request"], commands.Queue(id["slot"])),
    "hand in a design": lambda call, id: foundry.hand_in(call, id["request"], design()),
    "close a slot": lambda call, id: foundry.carry_out_slot(
        call, id["slot"], id["foundry"], slots.CloseSlot("full")
    ),
    "name an organisation": lambda call, id: parties.carry_out(
        call, ask.NameOrganisation(id["organisation"], name("x"))
    ),
    "rename a team": lambda call, id: parties.carry_out(call, ask.RenameTeam(id["team"], (name("x"),))),
    "name a venture": lambda call, id: parties.carry_out(call, ask.NameVenture(id["venture"], name("x"))),
    "grant a role": lambda call, id: parties.carry_out(
        call, ask.GrantRole(id["organisation"], call.actor.person, Role.FOUNDER)
    ),
    "merge a person": lambda call, id: parties.carry_out(call, ask.MergePerson(id["person"], call.actor.person)),
    "cancel a job": lambda call, id: cancel(call.actor, id["job"]),
    "try a job again": lambda call, id: retry(call.actor, id["job"]),
}


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_not_yours_is_answered_like_what_is_not_there(theirs: Theirs, cast, asked: str) -> None:
    there = {
        "request": theirs.request, "slot": theirs.slot, "organisation": theirs.firm, "team": theirs.team,
        "venture": theirs.venture, "job": theirs.job, "foundry": theirs.foundry,
        "person": cast.person("firm", Role.FOUNDER),
    }  # fmt: skip
    nowhere = {kind: new_id(id.partition("_")[0]) for kind, id in there.items()}
    before = JournalEntry.objects.count()
    answers = []
    for ids in (there, nowhere):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            refusal = ASKED[asked](Call(theirs.stranger, AT), ids)
        assert refused(refusal) == "not_found"
        answers.append((refusal, len(queries)))
    assert answers[0] == answers[1]
    assert JournalEntry.objects.count() == before


def test_that_an_id_is_taken_is_not_told_to_strangers(theirs: Theirs, cast) -> None:
    call = Call(theirs.stranger, AT)
    mine = Journey(cast.other, cast.foundry, theirs.request).opening(call.actor.person)
    assert refused(foundry.open_request(call, mine)) == "not_found"
    assert refused(parties.carry_out(call, ask.FormTeam(theirs.team, cast.other, (name("x"),)))) == "not_found"
    slot = slots.OpenSlot(theirs.slot, cast.other, WEEK, 1)
    assert refused(foundry.carry_out_slot(call, theirs.slot, cast.other, slot)) == "not_found"


def test_a_slot_of_another_foundry_is_no_slot(theirs: Theirs, cast) -> None:
    elsewhere = register_organisation("Another foundry", OrganisationKind.FOUNDRY)
    journey = Journey(cast.firm, elsewhere).to("signed")
    scientist = Call(Actor(new_id("per"), frozenset({Grant(Role.FOUNDRY_SCIENTIST, elsewhere)})), AT)
    outcomes = [
        foundry.carry_out(scientist, journey.id, commands.Queue(slot)) for slot in (theirs.slot, new_id("slot"))
    ]
    assert outcomes[0] == outcomes[1]
    assert refused(outcomes[0]) == "slot.missing"


def test_a_request_is_opened_at_a_foundry_and_for_a_venture_of_ones_own(theirs: Theirs, cast) -> None:
    call = Call(theirs.stranger, AT)
    opening = Journey(cast.other, cast.foundry).opening(call.actor.person)
    for provider in (cast.firm, new_id("org")):
        assert refused(foundry.open_request(call, replace(opening, provider=provider))) == "request.no_foundry"
    for venture in (theirs.venture, new_id("ven")):
        assert refused(foundry.open_request(call, replace(opening, venture=venture))) == "request.no_venture"


def told(page: str) -> str:
    """The page without what is new in every answer: the id that was asked for, and the token in each form."""
    page = re.sub(r"(job|req|slot)_[0-9A-Z]{26}", "", page)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


PAGES = (
    "/jobs/{job}/", "/jobs/{job}/progress", "/requests/{request}/", "/requests/{request}/do/submit/",
    "/requests/{request}/do/accept/", "/requests/{request}/sign/owner/", "/requests/{request}/sign/provider/",
    "/requests/{request}/statements/1/", "/requests/{request}/statements/1/json",
    "/requests/{request}/statements/changes/", "/requests/{request}/files/1/1", "/requests/{request}/report",
    "/requests/{request}/map.svg", "/requests/{request}/delivery",
)  # fmt: skip
FORMS = (
    "/jobs/{job}/cancel", "/jobs/{job}/retry", "/requests/{request}/do/submit/", "/requests/{request}/do/accept/",
    "/requests/slots/{slot}/close/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("method", "address"), [*(("get", one) for one in PAGES), *(("post", one) for one in FORMS)]
)
def test_pages_answer_alike_for_what_is_not_yours_and_what_is_not_there(
    theirs: Theirs, cast, sign_in, method: str, address: str
) -> None:
    client = sign_in("other", Role.FOUNDRY_SCIENTIST)
    ask = getattr(client, method)
    there = address.format(job=theirs.job, request=theirs.request, slot=theirs.slot)
    nowhere = address.format(job=new_id("job"), request=new_id("req"), slot=new_id("slot"))
    ask(nowhere)
    answers = []
    for path in (there, nowhere):
        with CaptureQueriesContext(connection) as queries:
            response = ask(path)
        answers.append((response.status_code, told(response.content.decode()), len(queries)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
