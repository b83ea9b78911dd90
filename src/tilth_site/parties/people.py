"""People's logins and personal data, which an administrator of the site's operator looks after.

Nothing here is in the journal, except that a person with an id became known. A login is made without a password:
a link that can be used once, and for a few days, lets its owner choose one. The link is shown to the administrator
and kept nowhere; it stops working once the password is set or its owner has signed in (Django's token says both).

To erase a person is to forget the names, the logins and the names printed under signatures with the salts that
open the journal's commitments to them. The journal keeps the id: what was done stays accounted for, by nobody
known.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Value
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from tilth.kernel.refusal import Refused, refuse
from tilth.parties.commands import RegisterPerson
from tilth_site.accounts.models import ApiToken, PersonalRecord, PrintedName, User
from tilth_site.accounts.permissions import Actor, administers, not_found
from tilth_site.journal.actions import Call
from tilth_site.parties.actions import carry_out
from tilth_site.parties.actors import operator_id, same_human
from tilth_site.parties.models import PersonKnown

__all__ = [
    "Erased",
    "Names",
    "administers",
    "correct_names",
    "erase",
    "holdings",
    "invite",
    "login_of",
    "password_link",
]

_log = logging.getLogger("tilth.people")


@dataclass(frozen=True, slots=True)
class Names:
    """What a person is called; either may be empty."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Erased:
    """How many of each there are of a person, to be erased or erased just now."""

    records: int
    logins: int
    printed_names: int
    tokens: int


def invite(call: Call, person: str, email: str, names: Names) -> User | Refused:
    """Register ``person`` under ``names`` with a login that has no password yet.

    Asked again with the same person and address, it goes on where it was interrupted, and gives the login again.
    The person is registered first: one who was left without a login can do nothing.
    """
    if not administers(call.actor, operator_id()):
        return not_found()
    address = User.objects.normalize_email(email).lower()
    before = User.objects.filter(email=address).first()
    if before is not None:
        return before if before.person == person else _taken(before)
    registered = carry_out(call, RegisterPerson(person))
    if isinstance(registered, Refused):
        return registered
    with transaction.atomic():
        correct_names(person, names)
        user = User.objects.create_user(address, None, person)
    _log.info("person.invited", extra={"person": person, "by": call.actor.person})
    return user


def correct_names(person: str, names: Names) -> None:
    """Put the names of ``person`` right, outside the journal."""
    PersonalRecord.objects.update_or_create(person=person, defaults={"name_en": names.en, "name_zh": names.zh})


def password_link(user: User, now: datetime) -> tuple[str, datetime]:
    """The path under which ``user`` can choose a password once, and until when."""
    uid, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    path = reverse("parties:choose-password", kwargs={"uidb64": uid, "token": token})
    return path, now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def login_of(person: str) -> User | None:
    """The login of ``person``, if there is one."""
    return User.objects.filter(person=person).first()


def holdings(persons: tuple[str, ...]) -> Erased:
    """What :func:`erase` would erase of the records ``persons`` of one human being. One query."""
    first, *others = (
        table._default_manager.filter(person__in=persons)
        .annotate(table=Value(table.__name__))
        .values_list("table")
        for table in (PersonalRecord, User, PrintedName, ApiToken)
    )
    counted = Counter(name for (name,) in first.union(*others, all=True))
    return Erased(*(counted[table.__name__] for table in (PersonalRecord, User, PrintedName, ApiToken)))


def erase(actor: Actor, person: str) -> Erased | Refused:
    """Erase all personal data of the human being that ``person`` is, for good, in one transaction.

    Names, logins with their second factors, tokens, and the names printed under signatures with their salts.
    Backups that were made before still hold them.
    """
    if not administers(actor, operator_id()) or not PersonKnown.objects.filter(pk=person).exists():
        return not_found()
    persons = same_human(person)
    if actor.person in persons:
        return refuse(
            "people.erase.oneself",
            "Nobody erases his own login, with which he is signed in.",
            "Ask another administrator of the site’s operator.",
        )
    with transaction.atomic():
        erased = holdings(persons)
        PrintedName.objects.filter(person__in=persons).delete()
        ApiToken.objects.filter(person__in=persons).delete()
        User.objects.filter(person__in=persons).delete()
        PersonalRecord.objects.filter(person__in=persons).delete()
    _log.info("person.erased", extra={"person": person, "by": actor.person})
    return erased


def _taken(user: User) -> Refused:
    return refuse(
        "people.email.taken",
        "{person} has a login with this address.",
        "Give that person a role, or give another address.",
        "email",
        person=user.person,
    )
