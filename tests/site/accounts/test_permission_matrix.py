"""Every role, every action, every side and a stranger: the answer is what docs/reference/permissions.md says.

Each action is asked for on a thing in a state where it can be done, so the permission alone decides; what was done
is taken back before the next one asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from benches import CHOICES, Bench
from case_trials import CASES
from journeys import (
    AT,
    WEEK,
    Journey,
    assessment,
    cleared,
    design,
    done,
    hash_of,
    open_slot,
    quote,
    refused,
    register_organisation,
    signing,
)
from screened import review, screen
from tilth.approval.screening.model import Status as Found
from tilth.foundry.build.adoption import Priority, Proposal
from tilth.foundry.build.adoption import commands as adoption
from tilth.foundry.build.inventory import Loading, MoveItem, Sample, boxes, items, lots, materials
from tilth.foundry.build.run import State as BenchState
from tilth.foundry.build.run import commands as at_bench
from tilth.foundry.build.run.model import Failure as PlanFailure
from tilth.foundry.build.schedule.problem import Status
from tilth.foundry.request import Side as Signing
from tilth.foundry.request import commands, slots
from tilth.foundry.request.assessment import Failure
from tilth.foundry.request.model import Delivery
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.parties import commands as ask
from tilth.parties.identifiers import Identifier, Scheme
from tilth.parties.model import Language, Name, NameKind, OrganisationKind, Role, Stage
from tilth.plan import commands as wanted
from tilth.plan.model import Definition, Indicator, Kind, Plan, Rule, Words
from tilth_site.accounts.permissions import ALLOWED, OPERATOR, WORKER, Actor, Grant, Sides, permitted
from tilth_site.approval import actions as approval
from tilth_site.build import actions as build
from tilth_site.foundry import actions as foundry
from tilth_site.inventory import actions as inventory
from tilth_site.journal.actions import Call, Done, Outcome
from tilth_site.parties import actions as parties
from tilth_site.parties.actors import actor_of
from tilth_site.parties.models import RoleHeld
from tilth_site.plan import actions as plan
from tilth_site.plan.publishing import publish_unsealed
from tilth_site.scheduling import actions as scheduling
from tilth_site.scheduling.queries import queue_fingerprint
from tilth_site.screening.asking import screen_again

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "permissions.md"
TENANTS = ("owner", "provider", "operator", "stranger")
NO_SIDE = "no such side"
TODAY = date(2026, 3, 2)

Cells = Mapping[str, str]
Trial = Callable[[Call], Outcome]


def told_by_page() -> dict[str, Cells]:
    """Action -> the cell of each side."""
    rows = re.findall(r"^\| `(\S+)` \| (.+?) \| (.+?) \| (.+?) \|$", PAGE.read_text(), re.MULTILINE)
    return {action: dict(zip(TENANTS, cells, strict=False)) for action, *cells in rows}


TOLD = told_by_page()


@dataclass
class Cluster:
    """The organisation of each tenant; everything that is tried belongs to ``owner`` and ``provider``."""

    operator: str
    owner: str
    provider: str
    stranger: str

    def request(self, state: str) -> Journey:
        return Journey(self.owner, self.provider).to(state)

    def venture(self, *, incorporated: bool = True) -> str:
        id = new_id("ven")
        carry_out(ask.RegisterVenture(id, (short("Seed"),), (person(), person()), TODAY))
        if incorporated:
            carry_out(ask.IncorporateVenture(id, self.owner, TODAY))
        return id


@pytest.fixture
def cluster(db: None, settings, tmp_path) -> Cluster:
    settings.EVIDENCE = tmp_path / "evidence"
    kinds = {"operator": OrganisationKind.AUTHORITY, "provider": OrganisationKind.FOUNDRY}
    names = ("operator", "owner", "provider", "stranger")
    firm = OrganisationKind.FIRM
    return Cluster(**{name: register_organisation(f"The {name}", kinds.get(name, firm)) for name in names})


def short(text: str) -> Name:
    return Name(text, Language.EN, NameKind.SHORT)


def carry_out(command: ask.Command) -> None:
    done(parties.carry_out(Call(OPERATOR, AT), command))


def person(id: str | None = None) -> str:
    id = id or new_id("per")
    carry_out(ask.RegisterPerson(id))
    return id


def party(command: ask.Command) -> Trial:
    return lambda call: parties.carry_out(call, command)


def on_request(state: str, command: commands.Command) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        id = cluster.request(state).id
        return lambda call: foundry.carry_out(call, id, command)

    return prepare


def opening(cluster: Cluster) -> Trial:
    journey = Journey(cluster.owner, cluster.provider)
    return lambda call: foundry.open_request(call, journey.opening(call.actor.person))


def handing_in(cluster: Cluster) -> Trial:
    id = cluster.request("draft").id
    return lambda call: foundry.hand_in(call, id, design())


def recording(found: commands.Assess | commands.FailAssessment) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        id = cluster.request("designed").id
        return lambda call: foundry.record_assessment(call, id, found)

    return prepare


def screening(cluster: Cluster) -> Trial:
    journey = cluster.request("designed")
    return lambda call: foundry.carry_out(call, journey.id, commands.Screen(cleared(journey.request)))


def recording_screening(cluster: Cluster) -> Trial:
    id = cluster.request("designed").id
    return lambda call: screen(call, id, 1)


def in_review(cluster: Cluster) -> str:
    id = cluster.request("designed").id
    done(screen(Call(OPERATOR, AT), id, 1, Found.HIT))
    return id


def reviewing(cluster: Cluster) -> Trial:
    id = in_review(cluster)
    return lambda call: review(call, id)


def screening_again(cluster: Cluster) -> Trial:
    id = in_review(cluster)

    def ask_again(call: Call) -> Outcome:
        asked = screen_again(call.actor, id, "once more")
        return asked if isinstance(asked, Refused) else Done(())

    return ask_again


def queueing(cluster: Cluster) -> Trial:
    id, slot = cluster.request("signed").id, open_slot(cluster.provider)
    return lambda call: foundry.carry_out(call, id, commands.Queue(slot))


def signing_for(side: Signing) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        journey = cluster.request("quoted")
        request = journey.request
        return lambda call: foundry.sign_statement(call, journey.id, *signing(request, side, call.actor.person))

    return prepare


def opening_slot(cluster: Cluster) -> Trial:
    id = new_id("slot")
    command = slots.OpenSlot(id, cluster.provider, WEEK, 1)
    return lambda call: foundry.carry_out_slot(call, id, cluster.provider, command)


def closing_slot(cluster: Cluster) -> Trial:
    id = open_slot(cluster.provider)
    return lambda call: foundry.carry_out_slot(call, id, cluster.provider, slots.CloseSlot("full"))


FOUNDRY: dict[str, tuple[type, Callable[[Cluster], Trial]]] = {
    "open": (commands.Open, opening),
    "revise": (commands.Revise, handing_in),
    "assess": (commands.Assess, recording(commands.Assess(assessment()))),
    "fail": (commands.FailAssessment, recording(commands.FailAssessment(Failure(1, "x", "No parts.")))),
    "screen": (commands.Screen, screening),
    "submit": (commands.Submit, on_request("assessed", commands.Submit())),
    "ask for changes": (commands.AskForChanges, on_request("submitted", commands.AskForChanges("Too long."))),
    "accept": (commands.Accept, on_request("submitted", commands.Accept())),
    "reject": (commands.Reject, on_request("submitted", commands.Reject("Out of scope."))),
    "withdraw": (commands.Withdraw, on_request("queued", commands.Withdraw())),
    "quote": (commands.Quote, on_request("accepted", quote())),
    "queue": (commands.Queue, queueing),
    "start": (commands.Start, on_request("cleared", commands.Start())),
    "complete": (
        commands.Complete,
        on_request("in_progress", commands.Complete(Delivery(2, hash_of("delivery")))),
    ),
    "close": (commands.Close, on_request("complete", commands.Close())),
}
SLOTS = {"open a slot": (slots.OpenSlot, opening_slot), "close a slot": (slots.CloseSlot, closing_slot)}
SIGNING = {
    "sign as owner": ("foundry.request.sign_as_owner", signing_for(Signing.OWNER)),
    "sign as provider": ("foundry.request.sign_as_provider", signing_for(Signing.PROVIDER)),
}


def naming(command: type[ask.Command]) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        carry_out(ask.NameOrganisation(cluster.owner, short("Loam")))
        carry_out(ask.IdentifyOrganisation(cluster.owner, LEI))
        chosen = {
            ask.NameOrganisation: ask.NameOrganisation(cluster.owner, short("Clay")),
            ask.RenameOrganisation: ask.RenameOrganisation(cluster.owner, short("Loam"), short("Clay")),
            ask.WithdrawOrganisationName: ask.WithdrawOrganisationName(cluster.owner, short("Loam")),
            ask.ClassifyOrganisation: ask.ClassifyOrganisation(cluster.owner, (OrganisationKind.FUND,)),
            ask.IdentifyOrganisation: ask.IdentifyOrganisation(cluster.owner, ROR),
            ask.WithdrawOrganisationIdentifier: ask.WithdrawOrganisationIdentifier(cluster.owner, LEI),
        }
        return party(chosen[command])

    return prepare


LEI = Identifier(Scheme.LEI, "5493001KJTIIGC8Y1R12")
ROR = Identifier(Scheme.ROR, "https://ror.org/05dxps055")


def registering(cluster: Cluster) -> Trial:
    # A new organisation's owner is itself, so nobody but the operator stands on a side of it.
    names = (Name("The new", Language.EN, NameKind.LEGAL),)
    return party(ask.RegisterOrganisation(new_id("org"), names))


def merging(cluster: Cluster) -> Trial:
    return party(ask.MergeOrganisation(cluster.owner, cluster.stranger))


def unmerging(cluster: Cluster) -> Trial:
    # Roles in an organisation reach what was merged into it, so its people stand on the side of the duplicate.
    duplicate = register_organisation("The owner again", OrganisationKind.FIRM)
    carry_out(ask.MergeOrganisation(duplicate, cluster.owner))
    return party(ask.UnmergeOrganisation(duplicate))


def granting(cluster: Cluster) -> Trial:
    return party(ask.GrantRole(cluster.owner, person(), Role.FOUNDER))


def withdrawing(cluster: Cluster) -> Trial:
    somebody = person()
    carry_out(ask.GrantRole(cluster.owner, somebody, Role.FOUNDER))
    return party(ask.WithdrawRole(cluster.owner, somebody, Role.FOUNDER))


def registering_person(cluster: Cluster) -> Trial:
    return party(ask.RegisterPerson(new_id("per")))


def merging_person(cluster: Cluster) -> Trial:
    return party(ask.MergePerson(person(), person()))


def unmerging_person(cluster: Cluster) -> Trial:
    one, other = person(), person()
    carry_out(ask.MergePerson(one, other))
    return party(ask.UnmergePerson(one))


def team(command: type[ask.Command]) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        id, member, newcomer = new_id("team"), person(), person()
        forming = ask.FormTeam(id, cluster.owner, (short("Cloning"),), (member,))
        if command is ask.FormTeam:
            return party(forming)
        carry_out(forming)
        chosen = {
            ask.RenameTeam: ask.RenameTeam(id, (short("Assembly"),)),
            ask.JoinTeam: ask.JoinTeam(id, newcomer),
            ask.LeaveTeam: ask.LeaveTeam(id, member),
            ask.DissolveTeam: ask.DissolveTeam(id),
        }
        return party(chosen[command])

    return prepare


def registering_venture(cluster: Cluster) -> Trial:
    return party(ask.RegisterVenture(new_id("ven"), (short("Seed"),), (person(),), TODAY))


def venture(command: type[ask.Command]) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        id, founder = cluster.venture(), person()
        carry_out(ask.NameVenture(id, short("Sprout")))
        carry_out(ask.AddFounder(id, founder))
        chosen = {
            ask.NameVenture: ask.NameVenture(id, short("Shoot")),
            ask.RenameVenture: ask.RenameVenture(id, short("Sprout"), short("Shoot")),
            ask.WithdrawVentureName: ask.WithdrawVentureName(id, short("Sprout")),
            ask.AddFounder: ask.AddFounder(id, person()),
            ask.RemoveFounder: ask.RemoveFounder(id, founder),
            ask.WithdrawIncorporation: ask.WithdrawIncorporation(id),
            ask.AdvanceVenture: ask.AdvanceVenture(id, Stage.ADMITTED, TODAY),
            ask.CorrectStage: ask.CorrectStage(id, Stage.ADMITTED, TODAY),
            ask.MergeVenture: ask.MergeVenture(id, cluster.venture(incorporated=False)),
        }
        return party(chosen[command])

    return prepare


def unmerging_venture(cluster: Cluster) -> Trial:
    one, other = cluster.venture(), cluster.venture(incorporated=False)
    carry_out(ask.MergeVenture(one, other))
    return party(ask.UnmergeVenture(one))


OUTLINE = Plan("outline", Words("The plan"), date(2024, 1, 1), ("here",), (
    Indicator(
        "startups", Words("Startups"), Kind.COUNT, Words("firms"), "office",
        definitions=(Definition(1, Words("Registered"), date(2024, 1, 1), Rule(("startup.registered",))),),
    ),
))  # fmt: skip


def adopted() -> str:
    id = new_id("pln")
    done(plan.adopt(Call(OPERATOR, AT), id, OUTLINE))
    return id


def adopting(_: Cluster) -> Trial:
    id = new_id("pln")
    return lambda call: plan.adopt(call, id, OUTLINE)


def revising(_: Cluster) -> Trial:
    id = adopted()
    return lambda call: plan.revise(call, id, replace(OUTLINE, boundary=("there",)), "The cluster grew.")


def handed_in(cluster: Cluster) -> wanted.RecordEvidence:
    return wanted.RecordEvidence(
        id=new_id("evd"), plan=adopted(), owner=cluster.owner, claim="startup.registered", subject=cluster.owner,
        on=TODAY, source="the register",
    )  # fmt: skip


def recording_evidence(cluster: Cluster) -> Trial:
    row = handed_in(cluster)
    return lambda call: plan.record(call, row)


def waiting(trial: Callable[[Call, str], Outcome]) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        row = handed_in(cluster)
        done(plan.record(Call(OPERATOR, AT), row))
        return lambda call: trial(call, row.id)

    return prepare


def taking_back(cluster: Cluster) -> Trial:
    row = handed_in(cluster)
    done(plan.record(Call(OPERATOR, AT), row))
    done(plan.accept(Call(OPERATOR, AT), row.id, wanted.AcceptEvidence()))
    return lambda call: plan.withdraw(call, row.id, "It never was one.")


def publishing(_: Cluster) -> Trial:
    id, report = adopted(), new_id("rep")
    return lambda call: publish_unsealed(call, id, report, TODAY)


PLANNING: dict[type, Callable[[Cluster], Trial]] = {
    wanted.AdoptPlan: adopting,
    wanted.RevisePlan: revising,
    wanted.RecordEvidence: recording_evidence,
    wanted.AcceptEvidence: waiting(lambda call, id: plan.accept(call, id, wanted.AcceptEvidence())),
    wanted.RejectEvidence: waiting(lambda call, id: plan.reject(call, id, "It is none.")),
    wanted.WithdrawEvidence: taking_back,
}


def at_the_bench(state: BenchState, make: Callable[[Bench], at_bench.Command]) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        ready = Bench(cluster.provider, (cluster.request("cleared"),)).to(state)
        command = make(ready)
        return lambda call: build.carry_out(call, ready.id, command)

    return prepare


def opening_run(cluster: Cluster) -> Trial:
    wanted = Bench(cluster.provider, (cluster.request("accepted"),)).wanted
    return lambda call: build.open_run(call, wanted)


def revising_run(cluster: Cluster) -> Trial:
    ready = Bench(cluster.provider, (cluster.request("accepted"),)).to(BenchState.READY)
    command = at_bench.Revise(ready.run.inputs.stocks, CHOICES)
    return lambda call: build.revise(call, ready.id, command)


def planning_run(cluster: Cluster) -> Trial:
    ready = Bench(cluster.provider, (cluster.request("accepted"),)).open()
    command = ready.planned()
    return lambda call: build.record_plan(call, ready.id, command)


def failing_plan(cluster: Cluster) -> Trial:
    ready = Bench(cluster.provider, (cluster.request("accepted"),)).open()
    command = at_bench.FailPlan(PlanFailure(1, "build.missing_part", "There is no stock of P9."))
    return lambda call: build.record_plan(call, ready.id, command)


def settling(make: Callable[[Bench], at_bench.Command]) -> Callable[[Cluster], Trial]:
    def owing(ready: Bench) -> at_bench.Command:
        ready.confirm("echo").do(ready.report())
        return make(ready)

    return at_the_bench(BenchState.RUNNING, owing)


RUNS: dict[type, Callable[[Cluster], Trial]] = {
    at_bench.Open: opening_run,
    at_bench.Revise: revising_run,
    at_bench.Plan: planning_run,
    at_bench.FailPlan: failing_plan,
    at_bench.Start: at_the_bench(BenchState.READY, lambda _: at_bench.Start()),
    at_bench.Confirm: at_the_bench(BenchState.RUNNING, lambda _: at_bench.Confirm("echo", ("SRC-1", "ASM-1"))),
    at_bench.FailStep: at_the_bench(BenchState.RUNNING, lambda _: at_bench.FailStep("echo", "Bubbles.")),
    at_bench.TakeReport: at_the_bench(BenchState.RUNNING, lambda ready: ready.report()),
    at_bench.PlanRedo: settling(lambda ready: ready.redo()),
    at_bench.LeaveOut: settling(lambda _: at_bench.LeaveOut(1, "It is used up.")),
    at_bench.Complete: at_the_bench(BenchState.RUNNING, lambda ready: ready.confirm("echo", "cycle").completion()),
    at_bench.Abort: at_the_bench(BenchState.RUNNING, lambda _: at_bench.Abort("A flood.")),
}


PARTIES: dict[type, Callable[[Cluster], Trial]] = {
    ask.RegisterOrganisation: registering,
    **{
        command: naming(command)
        for command in (
            ask.NameOrganisation, ask.RenameOrganisation, ask.WithdrawOrganisationName, ask.ClassifyOrganisation,
            ask.IdentifyOrganisation, ask.WithdrawOrganisationIdentifier,
        )
    },
    ask.MergeOrganisation: merging,
    ask.UnmergeOrganisation: unmerging,
    ask.GrantRole: granting,
    ask.WithdrawRole: withdrawing,
    ask.RegisterPerson: registering_person,
    ask.MergePerson: merging_person,
    ask.UnmergePerson: unmerging_person,
    **{
        command: team(command)
        for command in (ask.FormTeam, ask.RenameTeam, ask.JoinTeam, ask.LeaveTeam, ask.DissolveTeam)
    },
    ask.RegisterVenture: registering_venture,
    **{
        command: venture(command)
        for command in (
            ask.NameVenture, ask.RenameVenture, ask.WithdrawVentureName, ask.AddFounder, ask.RemoveFounder,
            ask.WithdrawIncorporation, ask.AdvanceVenture, ask.CorrectStage, ask.MergeVenture,
        )
    },
    ask.UnmergeVenture: unmerging_venture,
}  # fmt: skip


def proposed(cluster: Cluster) -> Proposal:
    """A schedule of an empty problem; what is computed is tried elsewhere."""
    return Proposal(
        id=new_id("sch"), problem=hash_of("problem"), schedule=hash_of("schedule"),
        queue=queue_fingerprint(cluster.provider), begins=AT, operations=0, status=Status.OPTIMAL, value=0,
        bound=0, violations=0,
    )  # fmt: skip


def on_schedule(command: Callable[[Cluster], adoption.Command]) -> Callable[[Cluster], Trial]:
    def prepare(cluster: Cluster) -> Trial:
        asked = command(cluster)
        return lambda call: scheduling.carry_out(call, cluster.provider, asked)

    return prepare


def standing_proposal(cluster: Cluster) -> str:
    proposal = proposed(cluster)
    done(scheduling.propose(Call(OPERATOR, AT), adoption.Propose(cluster.provider, proposal)))
    return proposal.id


def adopting_schedule(cluster: Cluster) -> Trial:
    id = standing_proposal(cluster)
    return lambda call: scheduling.adopt(call, cluster.provider, id)


def prioritising(cluster: Cluster) -> Trial:
    id = cluster.request("queued").id
    command = adoption.Prioritise(cluster.provider, id, Priority.URGENT)
    return lambda call: scheduling.prioritise(call, cluster.provider, command)


SCHEDULING: dict[type, Callable[[Cluster], Trial]] = {
    adoption.DescribeFloor: on_schedule(lambda of: adoption.DescribeFloor(of.provider, hash_of("floor"))),
    adoption.Prioritise: prioritising,
    adoption.Propose: on_schedule(lambda of: adoption.Propose(of.provider, proposed(of))),
    adoption.Adopt: adopting_schedule,
    adoption.Withdraw: on_schedule(lambda of: adoption.Withdraw(standing_proposal(of), "Another is made.")),
}


def keep(cluster: Cluster, id: str, command) -> None:
    done(inventory.carry_out(Call(OPERATOR, AT), cluster.provider, id, command))


def kept(id: str, command, *before) -> Callable[[Cluster], Trial]:
    """``command`` about ``id`` after what came ``before``, as (id, command) pairs."""

    def prepare(cluster: Cluster) -> Trial:
        for earlier, done_before in before:
            keep(cluster, earlier, done_before)
        return lambda call: inventory.carry_out(call, cluster.provider, id, command)

    return prepare


def promised(command: Callable[[str], object], *, reserved: bool = False) -> Callable[[Cluster], Trial]:
    """A command about a lot and a request."""

    def prepare(cluster: Cluster) -> Trial:
        id = cluster.request("queued").id
        keep(cluster, *LOT)
        if reserved:
            keep(cluster, "L-1", lots.ReserveLot(id, 10))
        return lambda call: inventory.carry_out(call, cluster.provider, "L-1", command(id))

    return prepare


LOT = ("L-1", lots.ReceiveLot(id="L-1", liquid="ligase", volume=1000))
MATERIAL = ("M-1", materials.ListMaterial("M-1", "ligase", 10, 100))
ITEM = ("T-1", items.RegisterItem("T-1", "tube_2ml"))
LOADED = ("T-1", items.LoadItem((Loading("A1", Sample(id="s", name="ligase", volume=1000)),)))
BOX = ("B-1", boxes.OpenBox(id="B-1", title="B", site="s", freezer="f", shelf="1", rows=2, columns=2))


def moving(cluster: Cluster) -> Trial:
    for one in (ITEM, BOX):
        keep(cluster, *one)
    return lambda call: inventory.move(call, cluster.provider, [MoveItem("T-1", "B-1")])


STOCK: dict[type, Callable[[Cluster], Trial]] = {
    lots.ReceiveLot: kept(*LOT),
    lots.ReserveLot: promised(lambda id: lots.ReserveLot(id, 10)),
    lots.ReleaseLot: promised(lots.ReleaseLot, reserved=True),
    lots.ConsumeLot: promised(lambda id: lots.ConsumeLot(id, 10)),
    lots.CountLot: kept("L-1", lots.CountLot(5, "Weighed."), LOT),
    lots.WithdrawLot: kept("L-1", lots.WithdrawLot("Recalled."), LOT),
    materials.ListMaterial: kept(*MATERIAL),
    materials.DropMaterial: kept("M-1", materials.DropMaterial("Not used."), MATERIAL),
    items.RegisterItem: kept(*ITEM),
    items.LoadItem: kept(*LOADED, ITEM),
    items.DrawFromItem: kept("T-1", items.DrawFromItem("A1", 10), ITEM, LOADED),
    items.EmptyItem: kept("T-1", items.EmptyItem(("A1",)), ITEM, LOADED),
    items.ThawItem: kept("T-1", items.ThawItem(), ITEM),
    items.RetireItem: kept("T-1", items.RetireItem("Used up."), ITEM),
    boxes.OpenBox: kept(*BOX),
    boxes.ShiftBox: kept("B-1", boxes.ShiftBox("s", "g", "2"), BOX),
    boxes.CloseBox: kept("B-1", boxes.CloseBox("Broken."), BOX),
}


TRIALS: dict[str, tuple[str, Callable[[Cluster], Trial]]] = {
    **{name: (foundry.ACTIONS[kind], prepare) for name, (kind, prepare) in FOUNDRY.items()},
    **{name: (foundry.SLOT_ACTIONS[kind], prepare) for name, (kind, prepare) in SLOTS.items()},
    **SIGNING,
    **{kind.__name__: (parties.ACTIONS[kind], prepare) for kind, prepare in PARTIES.items()},
    **{kind.__name__: (plan.ACTIONS[kind], prepare) for kind, prepare in PLANNING.items()},
    **{f"{kind.__name__} a run": (build.ACTIONS[kind], prepare) for kind, prepare in RUNS.items()},
    "publish a report": ("plan.report.publish", publishing),
    "record what was screened": ("approval.screening.record", recording_screening),
    "review a screening": ("approval.screening.review", reviewing),
    "screen again": ("approval.screening.repeat", screening_again),
    **{kind.__name__: (scheduling.ACTIONS[kind], prepare) for kind, prepare in SCHEDULING.items()},
    **{kind.__name__: (inventory.ACTIONS[kind], prepare) for kind, prepare in STOCK.items()},
    "move an item": (inventory.MOVE, moving),
    **{kind.TYPE: (approval.ACTIONS[kind], prepare) for kind, prepare in CASES.items()},
}
"""What is tried -> the action that it needs, and how it is made ready."""


def actor(cluster: Cluster, role: Role, tenant: str) -> Actor:
    """Somebody with that role in the tenant's organisation, and no other. The row is written past the journal, to
    be quick: what is tried here is what the role allows.
    """
    id, organisation = new_id("per"), getattr(cluster, tenant)
    RoleHeld.objects.create(
        id=f"{organisation}/{id}/{role}", organisation_id=organisation, person=id, role=role.value
    )
    return actor_of(id)


def answer(trial: Trial, actor: Actor) -> str:
    """What comes of the trial; the database is left as it was."""
    before = transaction.savepoint()
    outcome = trial(Call(actor, AT))
    transaction.savepoint_rollback(before)
    if isinstance(outcome, Done):
        return "allowed"
    code = refused(outcome)
    assert code in ("permission.denied", "not_found"), f"the trial is not ready: {outcome}"
    return {"permission.denied": "denied"}.get(code, code)


def expected(cells: Cells, role: Role, tenant: str) -> str:
    cell = cells.get(tenant, NO_SIDE)
    if cell == NO_SIDE:
        return "not_found"
    return "allowed" if role.value in cell.split(", ") else "denied"


@pytest.mark.parametrize("trial", TRIALS)
def test_every_role_on_every_side_is_answered_as_the_page_says(cluster: Cluster, trial: str) -> None:
    action, prepare = TRIALS[trial]
    ready = prepare(cluster)
    asked = [(role, tenant) for role in Role for tenant in TENANTS]
    answers = {one: answer(ready, actor(cluster, *one)) for one in asked}
    told = {one: expected(TOLD[action], *one) for one in asked}
    if trial in ("RegisterOrganisation", "RegisterVenture"):
        # Nobody stands on the side of what is not there yet.
        told |= {(role, "owner"): "not_found" for role in Role}
    assert answers == told
    assert answer(ready, WORKER) == answer(ready, OPERATOR) == "allowed"


@pytest.mark.parametrize("role", Role)
def test_a_venture_that_is_no_organisation_yet_is_incorporated_by_its_founder_only(cluster: Cluster, role) -> None:
    venture = cluster.venture(incorporated=False)
    trial = party(ask.IncorporateVenture(venture, cluster.owner, TODAY))
    of_both = Actor("per_x", frozenset({Grant(role, venture), Grant(Role.SUPPLIER, cluster.owner)}))
    assert answer(trial, of_both) == expected(TOLD["parties.venture.incorporate"], role, "owner")
    assert answer(trial, actor(cluster, role, "stranger")) == "not_found"
    told = expected(TOLD["parties.venture.incorporate"], role, "operator")
    assert answer(trial, actor(cluster, role, "operator")) == told


def test_a_founder_does_not_declare_his_venture_to_be_a_firm_that_is_not_his(cluster: Cluster) -> None:
    venture = cluster.venture(incorporated=False)
    founder = Call(Actor("per_x", frozenset({Grant(Role.FOUNDER, venture)})), AT)
    theirs = parties.carry_out(founder, ask.IncorporateVenture(venture, cluster.stranger, TODAY))
    nobodys = parties.carry_out(founder, ask.IncorporateVenture(venture, new_id("org"), TODAY))
    assert refused(theirs) == refused(nobodys) == "parties.unknown"


def test_every_command_is_tried() -> None:
    tried = (
        {kind for kind, _ in FOUNDRY.values()}
        | {kind for kind, _ in SLOTS.values()}
        | {*PARTIES, *PLANNING, *RUNS, *SCHEDULING, *STOCK, *CASES}
    )
    commanded = {
        *foundry.ACTIONS,
        *foundry.SLOT_ACTIONS,
        *parties.ACTIONS,
        *plan.ACTIONS,
        *build.ACTIONS,
        *scheduling.ACTIONS,
        *inventory.ACTIONS,
        *approval.ACTIONS,
    }
    assert tried | {ask.IncorporateVenture} == commanded


def test_every_action_has_a_row_and_every_row_an_action() -> None:
    assert set(TOLD) == set(ALLOWED)
    assert {action for action, _ in TRIALS.values()} | {"parties.venture.incorporate"} == set(ALLOWED)


def test_the_page_names_roles_that_there_are() -> None:
    words = {word for cells in TOLD.values() for cell in cells.values() for word in cell.split(", ")}
    assert words - {NO_SIDE, "nobody"} <= {role.value for role in Role}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", TOLD)
def test_the_table_in_the_code_says_what_the_page_says(action: str, role: Role) -> None:
    sides = Sides(**{side: f"org_{side}" for side, cell in TOLD[action].items() if cell != NO_SIDE})
    for tenant in TENANTS:
        asking = Actor("per_x", frozenset({Grant(role, f"org_{tenant}")}))
        found = permitted(asking, action, sides)
        told = expected(TOLD[action], role, tenant)
        codes = {"allowed": None, "denied": "permission.denied", "not_found": "not_found"}
        assert (found and found.reasons[0].code) == codes[told], tenant


def test_an_action_that_the_table_lacks_is_a_fault() -> None:
    with pytest.raises(KeyError):
        permitted(actor_of_nobody(), "foundry.request.burn", Sides(owner="org_x"))


def actor_of_nobody() -> Actor:
    return Actor("per_x")


def test_whoever_signs_signs_in_his_own_name(cluster: Cluster) -> None:
    from tilth.kernel.errors import OptionError

    journey = cluster.request("quoted")
    call = Call(actor(cluster, Role.FOUNDER, "owner"), AT)
    command, ink = signing(journey.request, Signing.OWNER, call.actor.person)
    other_command, other_ink = signing(journey.request, Signing.OWNER, new_id("per"))
    for pair in ((command, other_ink), (other_command, ink)):
        with pytest.raises(OptionError):
            foundry.sign_statement(call, journey.id, *pair)
    done(foundry.sign_statement(call, journey.id, command, ink))


def test_a_slot_is_opened_at_no_foundry_but_the_one_that_was_asked_about(cluster: Cluster) -> None:
    from tilth.kernel.errors import OptionError

    id = new_id("slot")
    command = slots.OpenSlot(id, cluster.provider, WEEK, 1)
    with pytest.raises(OptionError):
        foundry.carry_out_slot(
            Call(actor(cluster, Role.FOUNDRY_SCIENTIST, "stranger"), AT), id, cluster.stranger, command
        )
