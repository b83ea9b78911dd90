"""Who may do what: one table, and everything it does not name is denied.

A person holds roles in organisations. A thing has sides: the organisation that owns it, the one that provides the
service, the one that operates the site. An action is allowed to a role on a side. Whoever has no role on any side
of a thing is told that it does not exist, in the same words and by the same queries as when it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tilth.kernel.refusal import Refused, refuse
from tilth.parties.model import Role

__all__ = [
    "ALLOWED",
    "OPERATOR",
    "WORKER",
    "Actor",
    "Grant",
    "Side",
    "Sides",
    "administers",
    "not_found",
    "permitted",
    "steers_job",
]


class Side(StrEnum):
    """How an organisation stands to a thing. ``system`` is Tilth itself: its worker and its operator's console."""

    OWNER = "owner"
    PROVIDER = "provider"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in an organisation."""

    role: Role
    organisation: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person's id and grants, or a part of Tilth (``system``). Whoever ``operates`` is an
    administrator or a cluster officer of the organisation that operates the site.
    """

    person: str
    grants: frozenset[Grant] = frozenset()
    system: bool = False
    operates: bool = False

    @property
    def organisations(self) -> frozenset[str]:
        """Every organisation in which the actor has a role."""
        return frozenset(grant.organisation for grant in self.grants)

    def roles(self, organisation: str) -> frozenset[Role]:
        """The actor's roles in ``organisation``."""
        return frozenset(grant.role for grant in self.grants if grant.organisation == organisation)


WORKER = Actor("worker", system=True)
"""The background worker, which records what it found out."""

OPERATOR = Actor("operator", system=True)
"""Whoever sits at the console of the machine: sets the site up."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The organisations (ids, or empty) on the sides of a thing."""

    owner: str = ""
    provider: str = ""
    operator: str = ""

    def of(self, side: Side) -> str:
        """The organisation on ``side``; none for the system's."""
        return {Side.OWNER: self.owner, Side.PROVIDER: self.provider, Side.OPERATOR: self.operator}.get(side, "")


def _by(side: Side, *roles: Role) -> frozenset[tuple[Role, Side]]:
    return frozenset((role, side) for role in roles)


_CUSTOMER = _by(Side.OWNER, Role.FOUNDER, Role.FOUNDRY_SCIENTIST)
_BENCH = _by(Side.PROVIDER, Role.FOUNDRY_SCIENTIST)
_FLOOR = _by(Side.PROVIDER, Role.FOUNDRY_SCIENTIST, Role.AUTOMATION_ENGINEER)
_OPERATORS = _by(Side.OPERATOR, Role.ADMINISTRATOR, Role.CLUSTER_OFFICER)
_STEERING = frozenset({Role.FOUNDRY_SCIENTIST, Role.AUTOMATION_ENGINEER, Role.ADMINISTRATOR})
# Whoever merges two persons gives one the roles of the other, which only an administrator may do.
_MERGERS = _by(Side.OPERATOR, Role.ADMINISTRATOR)
_KEEPERS = _by(Side.OWNER, Role.ADMINISTRATOR) | _by(Side.OPERATOR, Role.ADMINISTRATOR)
_OFFICERS = _by(Side.OPERATOR, Role.CLUSTER_OFFICER)
_EVIDENCE_OWNERS = _by(
    Side.OWNER,
    Role.ADMINISTRATOR,
    Role.FOUNDER,
    Role.FOUNDRY_SCIENTIST,
    Role.AUTOMATION_ENGINEER,
    Role.FUND_MANAGER,
    Role.SUPPLIER,
)
# Who looks at evidence may also record it, but the rules let nobody accept what he recorded himself.
_EXAMINERS = _by(Side.OPERATOR, Role.CLUSTER_OFFICER, Role.REVIEWER)
_APPLICANTS = _by(Side.OWNER, Role.FOUNDER)
# Being assigned to a step is a matter of the case; the role is that in which one votes.
_VOTERS = _by(Side.OPERATOR, Role.REVIEWER, Role.BIOSAFETY_OFFICER)
_SYSTEM: frozenset[tuple[Role, Side]] = frozenset()

ALLOWED: Mapping[str, frozenset[tuple[Role, Side]]] = {
    "foundry.request.open": _CUSTOMER,
    "foundry.request.design": _CUSTOMER,
    "foundry.request.submit": _CUSTOMER,
    "foundry.request.withdraw": _CUSTOMER,
    "foundry.request.sign_as_owner": _by(Side.OWNER, Role.FOUNDER),
    "foundry.request.sign_as_provider": _BENCH,
    "foundry.request.request_changes": _BENCH,
    "foundry.request.accept": _BENCH,
    "foundry.request.reject": _BENCH,
    "foundry.request.quote": _BENCH,
    "foundry.request.queue": _FLOOR,
    "foundry.request.start": _FLOOR,
    "foundry.request.complete": _FLOOR,
    "foundry.request.close": _CUSTOMER | _BENCH,
    "foundry.request.screen": _SYSTEM,
    "foundry.request.assess": _SYSTEM,
    "approval.screening.record": _SYSTEM,
    "approval.screening.review": _by(Side.PROVIDER, Role.BIOSAFETY_OFFICER),
    "approval.screening.repeat": _by(Side.PROVIDER, Role.BIOSAFETY_OFFICER),
    "foundry.slot.open": _FLOOR,
    "foundry.slot.close": _FLOOR,
    "foundry.schedule.propose": _FLOOR,
    "foundry.schedule.adopt": _FLOOR,
    "foundry.schedule.withdraw": _FLOOR,
    "foundry.schedule.prioritise": _FLOOR,
    "foundry.schedule.describe_floor": _by(Side.PROVIDER, Role.AUTOMATION_ENGINEER),
    "foundry.lot.receive": _FLOOR,
    "foundry.lot.reserve": _FLOOR,
    "foundry.lot.use": _FLOOR,
    "foundry.lot.count": _FLOOR,
    "foundry.lot.withdraw": _FLOOR | _by(Side.PROVIDER, Role.BIOSAFETY_OFFICER),
    "foundry.material.keep": _FLOOR,
    "foundry.item.register": _FLOOR,
    "foundry.item.use": _FLOOR,
    "foundry.item.move": _FLOOR,
    "foundry.item.retire": _FLOOR,
    "foundry.box.keep": _FLOOR,
    "foundry.run.open": _FLOOR,
    "foundry.run.revise": _FLOOR,
    "foundry.run.plan": _SYSTEM,
    "foundry.run.start": _FLOOR,
    "foundry.run.confirm": _FLOOR,
    "foundry.run.fail_step": _FLOOR,
    "foundry.run.report": _FLOOR,
    "foundry.run.redo": _FLOOR,
    "foundry.run.leave_out": _FLOOR,
    "foundry.run.complete": _FLOOR,
    "foundry.run.abort": _FLOOR,
    "approval.case.open": _APPLICANTS,
    "approval.case.state_fact": _APPLICANTS | _OPERATORS,
    "approval.case.add_evidence": _APPLICANTS | _by(Side.OWNER, Role.FOUNDRY_SCIENTIST) | _OPERATORS,
    "approval.case.declare_interest": _OPERATORS | _VOTERS,
    "approval.case.withdraw": _APPLICANTS,
    "approval.step.take_lane": _APPLICANTS | _OPERATORS,
    "approval.step.assign": _OPERATORS,
    "approval.step.seal": _APPLICANTS | _by(Side.OWNER, Role.FOUNDRY_SCIENTIST),
    "approval.step.submit": _APPLICANTS | _OPERATORS,
    "approval.step.accept": _OPERATORS,
    "approval.step.ask": _OPERATORS,
    "approval.step.answer": _APPLICANTS | _OPERATORS,
    "approval.step.pause": _OPERATORS,
    "approval.step.vote": _VOTERS,
    "approval.step.decide": _OPERATORS,
    "approval.step.recognise": _OPERATORS,
    "approval.step.withdraw": _APPLICANTS,
    "approval.step.appeal": _APPLICANTS,
    "parties.organisation.register": _OPERATORS,
    "parties.organisation.name": _KEEPERS,
    "parties.organisation.identify": _KEEPERS,
    "parties.organisation.merge": _MERGERS,
    "parties.organisation.unmerge": _MERGERS,
    "parties.person.register": _OPERATORS,
    "parties.person.merge": _MERGERS,
    "parties.person.unmerge": _MERGERS,
    "parties.role.grant": _KEEPERS,
    "parties.role.withdraw": _KEEPERS,
    "parties.team.form": _KEEPERS | _by(Side.OWNER, Role.FOUNDER),
    "parties.team.change": _KEEPERS | _by(Side.OWNER, Role.FOUNDER),
    "parties.venture.register": _OPERATORS,
    "parties.venture.change": _OPERATORS | _by(Side.OWNER, Role.FOUNDER),
    "parties.venture.incorporate": _OPERATORS | _by(Side.OWNER, Role.FOUNDER),
    "parties.venture.advance": _OPERATORS,
    "parties.venture.merge": _MERGERS,
    "plan.plan.adopt": _OFFICERS,
    "plan.plan.revise": _OFFICERS,
    "plan.evidence.record": _EVIDENCE_OWNERS | _EXAMINERS | _by(Side.OPERATOR, Role.ADMINISTRATOR),
    "plan.evidence.accept": _EXAMINERS,
    "plan.evidence.reject": _EXAMINERS,
    "plan.evidence.withdraw": _EVIDENCE_OWNERS | _OFFICERS,
    "plan.report.publish": _OFFICERS,
}
"""Action -> the (role, side) pairs that may. The system may do everything, because it acts for no tenant; actions
with no pair are its alone.
"""


def permitted(actor: Actor, action: str, sides: Sides) -> Refused | None:
    """None where ``actor`` may do ``action`` on a thing with ``sides``; else why not.

    Whoever stands on no side of the thing gets :func:`not_found`. Raises KeyError for an action the table lacks.
    """
    allowed = ALLOWED[action]
    if actor.system:
        return None
    if any(role in actor.roles(sides.of(side)) for role, side in allowed if sides.of(side)):
        return None
    if not visible(actor, (sides.owner, sides.provider, sides.operator)):
        return not_found()
    return refuse(
        "permission.denied",
        "None of your roles allows {action} here.",
        "Ask one of: {roles}.",
        action=action,
        roles=", ".join(sorted({f"{role} ({side})" for role, side in allowed})) or "the system",
    )


def steers_job(actor: Actor, asked_by: str, provider: str) -> bool:
    """Whether ``actor`` may stop a job that ``asked_by`` began, or have it tried again.

    That person may, and the bench and floor of the job's ``provider``.
    """
    return actor.system or actor.person == asked_by or bool(actor.roles(provider) & _STEERING)


def administers(actor: Actor, operator: str) -> bool:
    """Whether the actor looks after people: an administrator of ``operator``, which operates the site.

    Nobody else may, for who can set a password can be the person, in every organisation.
    """
    return bool(operator) and Role.ADMINISTRATOR in actor.roles(operator)


def visible(actor: Actor, organisations: Iterable[str]) -> bool:
    """True where the actor has a role in one of ``organisations``, or is the system."""
    return actor.system or any(organisation in actor.organisations for organisation in organisations)


def not_found() -> Refused:
    """What is said of a thing that is not there, and of one that the actor may not know of."""
    return refuse("not_found", "There is no such thing here.", "Check the address, or ask whoever sent it to you.")
