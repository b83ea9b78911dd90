"""Roles: what a person may be to an organisation, given and taken on the organisation's own stream.

A role belongs to the human being, so one that was granted to a duplicate record of a person counts for the record
that is kept, as long as the merge stands. It does not belong to the organisation in that way: nobody gains a role
in one because another was merged into it, and the roles in the merged one rest until the merge is undone.
"""

from __future__ import annotations

from collections.abc import Mapping

from tilth.kernel.refusal import Refused, refuse
from tilth.parties.commands import GrantRole, WithdrawRole
from tilth.parties.context import Context
from tilth.parties.events import RoleGranted, RoleWithdrawn
from tilth.parties.merging import against_using, same
from tilth.parties.model import Organisation, Role

__all__ = ["grant", "roles_of", "withdraw"]


def roles_of(organisation: Organisation, person: str, merges: Mapping[str, str]) -> frozenset[Role]:
    """The roles that ``person`` holds in ``organisation`` under any of that person's records."""
    if organisation.merged_into is not None:
        return frozenset()
    holders = {grant.person for grant in organisation.grants}
    records = set(same(holders, person, merges))
    return frozenset(grant.role for grant in organisation.grants if grant.person in records)


def grant(state: Organisation, command: GrantRole, context: Context) -> tuple[RoleGranted] | Refused:
    """Decide whether the person gets the role."""
    reasons = against_using((command.person,), context)
    if reasons:
        return Refused(reasons)
    if _records(state, command, context):
        return refuse(
            "parties.role.held",
            "{person} holds the role {role} in {organisation} already.",
            "Choose another role, or leave it.",
            "role",
            person=command.person, role=command.role.value, organisation=state.id,
        )  # fmt: skip
    return (RoleGranted(state.id, command.person, command.role),)


def withdraw(state: Organisation, command: WithdrawRole, context: Context) -> tuple[RoleWithdrawn, ...] | Refused:
    """Decide whether the role is taken away: from every record of the person that holds it."""
    records = _records(state, command, context)
    if not records:
        return refuse(
            "parties.role.missing",
            "{person} does not hold the role {role} in {organisation}.",
            "Choose a role that the person holds.",
            "role",
            person=command.person, role=command.role.value, organisation=state.id,
        )  # fmt: skip
    holders = {each.person for each in state.grants if each.role is command.role}
    if command.role is Role.ADMINISTRATOR and holders == set(records):
        return refuse(
            "parties.role.last",
            "{person} is the last administrator of {organisation}.",
            "Make somebody else an administrator first.",
            "role",
            person=command.person, organisation=state.id,
        )  # fmt: skip
    return tuple(RoleWithdrawn(state.id, record, command.role) for record in records)


def _records(state: Organisation, command: GrantRole | WithdrawRole, context: Context) -> tuple[str, ...]:
    """The records of the person in the command to which its role was granted."""
    holders = (each.person for each in state.grants if each.role is command.role)
    return same(holders, command.person, context.merges)
