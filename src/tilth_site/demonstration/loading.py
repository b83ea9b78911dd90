"""Loading a cluster: parties, logins and build slots, each through its action."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from tilth.foundry.request.slots import OpenSlot
from tilth.kernel.errors import InputError
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, Stage
from tilth_site.accounts.models import PersonalRecord, User
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.demonstration.cluster import Cluster, PersonEntry, VentureEntry
from tilth_site.foundry.actions import carry_out_slot
from tilth_site.journal.actions import Call, Done, Outcome
from tilth_site.parties.actions import carry_out

__all__ = ["Account", "Loaded", "done", "load"]

_WAY = (Stage.ADMITTED, Stage.INCUBATING, Stage.GRADUATED, Stage.EXITED)
"""How a venture comes from its application to a stage."""


@dataclass(frozen=True, slots=True)
class Account:
    """A login of the example, with its password, which is made for this one site and stands nowhere else."""

    name: str
    email: str
    password: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """Ids by the keys of the file, and the logins."""

    ids: dict[str, str]
    slots: tuple[str, ...]
    accounts: tuple[Account, ...]


def load(cluster: Cluster, at: datetime) -> Loaded:
    """Register everybody in ``cluster`` and open its slots, as the operator at the console.

    Raises InputError where an action refuses what the file says.
    """
    call = Call(OPERATOR, at, reason="the example is loaded")
    ids: dict[str, str] = {}
    for organisation in cluster.organisation:
        ids[organisation.key] = new_id("org", at)
        names = _names(organisation.en, organisation.zh)
        done(carry_out(call, ask.RegisterOrganisation(ids[organisation.key], names, organisation.kinds)))
    accounts = tuple(_person(person, ids, call) for person in cluster.person)
    for venture in cluster.venture:
        _venture(venture, ids, call)
    slots = []
    for slot in cluster.slot:
        id = new_id("slot", at)
        year, week, _ = (timezone.localdate(at) + timedelta(weeks=slot.weeks_ahead)).isocalendar()
        command = OpenSlot(id, ids[slot.foundry], f"{year}-W{week:02}", slot.places)
        done(carry_out_slot(call, id, ids[slot.foundry], command))
        slots.append(id)
    return Loaded(ids, tuple(slots), accounts)


def done(outcome: Outcome) -> Done:
    """The outcome, where the action was carried out. Raises InputError with the reasons where it was refused."""
    if isinstance(outcome, Refused):
        first = outcome.reasons[0]
        raise InputError(first.code, first.message, mend=first.advice)
    return outcome


def _person(entry: PersonEntry, ids: dict[str, str], call: Call) -> Account:
    ids[entry.key] = person = new_id("per", call.at)
    done(carry_out(call, ask.RegisterPerson(person)))
    for organisation, roles in entry.roles.items():
        for role in roles:
            done(carry_out(call, ask.GrantRole(ids[organisation], person, role)))
    PersonalRecord.objects.create(person=person, name_en=entry.en, name_zh=entry.zh)
    password = secrets.token_urlsafe(12)
    User.objects.create_user(entry.email, password, person)
    held = tuple(role.value for roles in entry.roles.values() for role in roles)
    return Account(entry.en, entry.email, password, held)


def _venture(entry: VentureEntry, ids: dict[str, str], call: Call) -> None:
    ids[entry.key] = venture = new_id("ven", call.at)
    today = call.today
    founders = tuple(ids[key] for key in entry.founders)
    done(carry_out(call, ask.RegisterVenture(venture, _names(entry.en, entry.zh), founders, today)))
    if entry.organisation:
        done(carry_out(call, ask.IncorporateVenture(venture, ids[entry.organisation], today)))
    for stage in _WAY[: _WAY.index(entry.stage) + 1] if entry.stage in _WAY else ():
        done(carry_out(call, ask.AdvanceVenture(venture, stage, today)))


def _names(en: str, zh: str) -> tuple[Name, ...]:
    return (Name(en, Language.EN, NameKind.LEGAL), Name(zh, Language.ZH, NameKind.LEGAL))
