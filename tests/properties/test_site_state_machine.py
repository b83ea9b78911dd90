"""Whatever anybody asks for, in whatever order: the chain is whole, and the tables are what the journal says.

A state machine of random actions of random actors on real tables with real commits: parties and requests, most of
them refused, by somebody who may not, or at the wrong time. What is refused leaves no trace.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from emptying import empty_tables
from journeys import AT, STEPS, WEEK, Journey, assessment, design, hash_of, quote, signing
from screened import review, screen
from tilth.approval.gate import Decision
from tilth.approval.screening.model import Status as Screened
from tilth.foundry.request import Side, commands, slots
from tilth.foundry.request.assessment import Failure
from tilth.foundry.request.model import Delivery
from tilth.foundry.request.screening import Screening, Status
from tilth.kernel.refusal import Refused
from tilth.parties import commands as ask
from tilth.parties.identifiers import Identifier, Scheme
from tilth.parties.model import Language, Name, NameKind, OrganisationKind, Role, Stage
from tilth_site.accounts.models import PrintedName
from tilth_site.accounts.permissions import OPERATOR, Actor
from tilth_site.foundry import actions as foundry
from tilth_site.foundry.models import BuildSlot
from tilth_site.foundry.tables import REQUESTS
from tilth_site.jobs.models import Job
from tilth_site.journal.actions import Call, Outcome
from tilth_site.journal.models import Answer, JournalEntry
from tilth_site.journal.replay import check, rebuild
from tilth_site.journal.streams import kinds, load
from tilth_site.journal.verify import verify_journal
from tilth_site.parties import actions as parties
from tilth_site.parties.actors import actor_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OUTSIDE = (JournalEntry, Answer, Job, PrintedName)
"""Tables that an action writes and no stream has."""

CAST = {
    Role.ADMINISTRATOR: 0, Role.CLUSTER_OFFICER: 0, Role.FOUNDRY_SCIENTIST: 1, Role.BIOSAFETY_OFFICER: 1,
    Role.FOUNDER: 2, Role.SUPPLIER: 2,
}  # fmt: skip
"""Who there is at first: the role, and the number of the organisation in which it is held."""

NAMES = st.sampled_from(["Soil", "Peat", "Loam", "Silt", "Marl", "", "Clay\0", "土"]).map(
    lambda text: Name(text, Language.EN, NameKind.SHORT)
)
KINDS = st.sampled_from(OrganisationKind)
ROLES = st.sampled_from(Role)
LEIS = st.sampled_from(["5493001KJTIIGC8Y1R12", "549300GFX6WN7JDUSN34", "nonsense"])
KEYS = st.sampled_from(["", "", "", "a", "b"])


def tables():
    return [table for kind in kinds() for table in kind.tables]


def rows(chosen) -> bytes:
    """Every row of the tables as JSON."""
    return msgspec.json.encode([list(table._default_manager.order_by("pk").values_list()) for table in chosen])


class Site(RuleBasedStateMachine):
    """Organisations, persons, ventures, teams, requests and slots, asked about by anybody."""

    organisations = Bundle("organisations")
    people = Bundle("people")
    teams = Bundle("teams")
    ventures = Bundle("ventures")
    journeys = Bundle("journeys")
    places = Bundle("places")

    def __init__(self) -> None:
        super().__init__()
        self.made = 0
        self.now = AT
        empty_tables()
        self.founded = [self.new("org") for _ in range(3)]
        self.cast: list[str] = []
        self.found()

    def new(self, prefix: str) -> str:
        """The next id; ids are counted, so that a run can be repeated."""
        self.made += 1
        return f"{prefix}_{self.made:026}"

    def call(self, person: str | None, key: str = "") -> Call:
        """A call by ``person``, or by the console."""
        self.now += timedelta(seconds=1)
        actor: Actor = OPERATOR if person is None else actor_of(person)
        return Call(actor, self.now, key)

    def told(self, before: bytes, outcome: Outcome) -> None:
        if isinstance(outcome, Refused):
            assert rows((*OUTSIDE, *tables())) == before
            assert all(reason.message and reason.advice for reason in outcome.reasons)

    def party(self, person: str | None, command: ask.Command, key: str = "") -> None:
        before = rows((*OUTSIDE, *tables()))
        self.told(before, parties.carry_out(self.call(person, key), command))

    def request(self, person: str | None, journey: Journey, command: commands.Command, key: str = "") -> None:
        before = rows((*OUTSIDE, *tables()))
        self.told(before, foundry.carry_out(self.call(person, key), journey.id, command))

    def found(self) -> None:
        """Three organisations, and somebody for each role that may do something."""
        kinds = (OrganisationKind.AUTHORITY, OrganisationKind.FOUNDRY, OrganisationKind.FIRM)
        for id, kind in zip(self.founded, kinds, strict=True):
            names = (Name(f"The {kind}", Language.EN, NameKind.LEGAL),)
            self.party(None, ask.RegisterOrganisation(id, names, (kind,)))
        for role, number in CAST.items():
            self.cast.append(self.new("per"))
            self.party(None, ask.RegisterPerson(self.cast[-1]))
            self.party(None, ask.GrantRole(self.founded[number], self.cast[-1], role))

    @initialize(target=organisations)
    def first_organisations(self):
        return multiple(*self.founded)

    @initialize(target=people)
    def first_people(self):
        return multiple(*self.cast)

    @initialize(target=journeys, step=st.sampled_from(STEPS), other=st.sampled_from(STEPS))
    def first_requests(self, step, other):
        _, foundry, firm = self.founded
        return multiple(*(Journey(firm, foundry, self.new("req")).to(last) for last in (step, other)))

    actors = st.none() | people

    @rule(target=organisations, actor=actors, name=NAMES, kind=KINDS, key=KEYS)
    def register_organisation(self, actor, name, kind, key):
        id = self.new("org")
        self.party(actor, ask.RegisterOrganisation(id, (name,), (kind,)), key)
        return id

    @rule(target=people, actor=actors)
    def register_person(self, actor):
        id = self.new("per")
        self.party(actor, ask.RegisterPerson(id))
        return id

    @rule(actor=actors, organisation=organisations, person=people, role=ROLES, key=KEYS)
    def grant(self, actor, organisation, person, role, key):
        self.party(actor, ask.GrantRole(organisation, person, role), key)

    @rule(actor=actors, organisation=organisations, person=people, role=ROLES)
    def withdraw_role(self, actor, organisation, person, role):
        self.party(actor, ask.WithdrawRole(organisation, person, role))

    @rule(actor=actors, organisation=organisations, name=NAMES)
    def name_organisation(self, actor, organisation, name):
        self.party(actor, ask.NameOrganisation(organisation, name))

    @rule(actor=actors, organisation=organisations, value=LEIS)
    def identify(self, actor, organisation, value):
        self.party(actor, ask.IdentifyOrganisation(organisation, Identifier(Scheme.LEI, value)))

    @rule(actor=actors, one=organisations, other=organisations)
    def merge_organisations(self, actor, one, other):
        self.party(actor, ask.MergeOrganisation(one, other))

    @rule(actor=actors, organisation=organisations)
    def unmerge_organisation(self, actor, organisation):
        self.party(actor, ask.UnmergeOrganisation(organisation))

    @rule(actor=actors, one=people, other=people)
    def merge_people(self, actor, one, other):
        self.party(actor, ask.MergePerson(one, other))

    @rule(actor=actors, person=people)
    def unmerge_person(self, actor, person):
        self.party(actor, ask.UnmergePerson(person))

    @rule(target=teams, actor=actors, organisation=organisations, name=NAMES, member=people)
    def form_team(self, actor, organisation, name, member):
        id = self.new("team")
        self.party(actor, ask.FormTeam(id, organisation, (name,), (member,)))
        return id

    @rule(actor=actors, team=teams, person=people, kind=st.sampled_from([ask.JoinTeam, ask.LeaveTeam]))
    def change_team(self, actor, team, person, kind):
        self.party(actor, kind(team, person))

    @rule(target=ventures, actor=actors, name=NAMES, founder=people)
    def register_venture(self, actor, name, founder):
        id = self.new("ven")
        self.party(actor, ask.RegisterVenture(id, (name,), (founder,), AT.date()))
        return id

    @rule(actor=actors, venture=ventures, organisation=organisations)
    def incorporate(self, actor, venture, organisation):
        self.party(actor, ask.IncorporateVenture(venture, organisation, AT.date()))

    @rule(actor=actors, venture=ventures, stage=st.sampled_from(Stage))
    def advance(self, actor, venture, stage):
        self.party(actor, ask.AdvanceVenture(venture, stage, AT.date()))

    @rule(actor=actors, one=ventures, other=ventures)
    def merge_ventures(self, actor, one, other):
        self.party(actor, ask.MergeVenture(one, other))

    @rule(target=journeys, actor=actors, owner=organisations | ventures, provider=organisations, key=KEYS)
    def open_request(self, actor, owner, provider, key):
        journey = Journey(owner, provider, self.new("req"))
        before = rows((*OUTSIDE, *tables()))
        call = self.call(actor, key)
        self.told(before, foundry.open_request(call, journey.opening(call.actor.person)))
        return journey

    @rule(actor=actors, journey=journeys, text=st.sampled_from("ab"), key=KEYS)
    def hand_in(self, actor, journey, text, key):
        before = rows((*OUTSIDE, *tables()))
        self.told(before, foundry.hand_in(self.call(actor, key), journey.id, design(text)))

    @rule(journey=journeys, version=st.integers(1, 3), constructs=st.integers(0, 2), key=KEYS)
    def record(self, journey, version, constructs, key):
        before = rows((*OUTSIDE, *tables()))
        command = commands.Assess(assessment(version, constructs))
        self.told(before, foundry.record_assessment(self.call(None, key), journey.id, command))

    @rule(
        actor=actors,
        journey=journeys,
        key=KEYS,
        command=st.sampled_from(
            [
                commands.Submit(),
                commands.Accept(),
                commands.AskForChanges("Too long."),
                commands.AskForChanges(""),
                commands.Reject("Out of scope."),
                commands.Withdraw(),
                quote(),
                quote(20_000),
                commands.FailAssessment(Failure(1, "parts", "There are no parts.")),
                commands.Screen(Screening(Status.FLAGGED, 1, "a database 1", hash_of("s"), "A toxin.")),
                commands.Start(),
                commands.Complete(Delivery(2, hash_of("delivery"))),
                commands.Close(),
            ]
        ),
    )
    def ask(self, actor, journey, command, key):
        self.request(actor, journey, command, key)

    @rule(actor=actors, journey=journeys, side=st.sampled_from(Side))
    def sign(self, actor, journey, side):
        request = load(REQUESTS, journey.id)
        if request and request.statement:
            before = rows((*OUTSIDE, *tables()))
            call = self.call(actor)
            pair = signing(request, side, call.actor.person)
            self.told(before, foundry.sign_statement(call, journey.id, *pair))

    @rule(actor=actors, journey=journeys, status=st.sampled_from([Screened.CLEAR, Screened.HIT]))
    def screen(self, actor, journey, status):
        request = load(REQUESTS, journey.id)
        if request and request.design:
            before = rows((*OUTSIDE, *tables()))
            self.told(before, screen(self.call(actor), journey.id, request.design.version, status))

    @rule(actor=actors, journey=journeys, decision=st.sampled_from(Decision))
    def review(self, actor, journey, decision):
        before = rows((*OUTSIDE, *tables()))
        self.told(before, review(self.call(actor), journey.id, decision))

    @rule(target=places, actor=actors, provider=organisations, places=st.integers(0, 2))
    def open_slot(self, actor, provider, places):
        id = self.new("slot")
        before = rows((*OUTSIDE, *tables()))
        command = slots.OpenSlot(id, provider, WEEK, places)
        self.told(before, foundry.carry_out_slot(self.call(actor), id, provider, command))
        return id

    @rule(actor=actors, journey=journeys, slot=places)
    def queue(self, actor, journey, slot):
        self.request(actor, journey, commands.Queue(slot))

    @invariant()
    def no_slot_is_taken_by_more_than_it_holds(self) -> None:
        assert all(slot.taken <= slot.places for slot in BuildSlot.objects.all())

    def teardown(self) -> None:
        assert verify_journal().faults == ()
        compared = check()
        assert compared.differ == 0, compared.differences
        assert compared.entries == JournalEntry.objects.count()
        written, outside = rows(tables()), rows(OUTSIDE)
        assert [again() for _ in range(2)] == [written, written]
        assert rows(OUTSIDE) == outside


def again() -> bytes:
    """The tables, once they have been thrown away and written from the journal."""
    rebuild()
    return rows(tables())


@pytest.fixture
def evidence(settings, tmp_path, transactional_db) -> None:
    settings.EVIDENCE = tmp_path / "evidence"


@pytest.mark.usefixtures("evidence")
def test_after_any_actions_the_chain_is_whole_and_the_tables_are_its_replay() -> None:
    run_machine(
        Site,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
