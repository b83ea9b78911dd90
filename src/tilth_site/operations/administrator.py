"""The first administrator: the organisation that operates the site, a person, a role and a login."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tilth.kernel.errors import OptionError
from tilth.kernel.ids import new_id
from tilth.kernel.refusal import Refused
from tilth.parties.commands import Command, GrantRole, RegisterOrganisation, RegisterPerson
from tilth.parties.model import Language, Name, NameKind, Role
from tilth_site.accounts.models import PersonalRecord, User
from tilth_site.accounts.permissions import OPERATOR
from tilth_site.journal.actions import Call
from tilth_site.parties.actions import carry_out
from tilth_site.parties.actors import operator_id

__all__ = ["Administrator", "make_administrator"]


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who may now administer the site: the ids of the person and of the organisation that operates it."""

    email: str
    person: str
    organisation: str


def make_administrator(email: str, name: str, organisation: str, password: str, at: datetime) -> Administrator:
    """Give the person ``name`` a login and the role of administrator in the organisation that operates the site.

    Where no organisation is registered yet, ``organisation`` becomes the one that operates it; else it is not
    looked at. Each step is an action of the console. The login comes last, so a run that was interrupted can be
    run again; a person without a login may be left over, who can do nothing. Raises OptionError for an address or
    a password that cannot be used, or an address that has a login.
    """
    _require_usable(email, password)
    operator = operator_id() or _register(organisation, at)
    person = new_id("per", at)
    _do(RegisterPerson(person), at)
    _do(GrantRole(operator, person, Role.ADMINISTRATOR), at)
    PersonalRecord.objects.update_or_create(person=person, defaults={_name_field(name): name})
    User.objects.create_user(email, password, person)
    return Administrator(email.lower(), person, operator)


def _require_usable(email: str, password: str) -> None:
    try:
        validate_email(email)
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise OptionError(
            "admin.login",
            " ".join(error.messages),
            mend="Give an e-mail address and a password of 12 or more characters.",
        ) from error
    if User.objects.filter(email=email.lower()).exists():
        raise OptionError("admin.email", f"{email} has a login already.", mend="Give another --email.")


def _register(name: str, at: datetime) -> str:
    if not name:
        raise OptionError(
            "admin.organisation",
            "No organisation operates the site yet.",
            mend="Name the one that does with --organisation.",
        )
    organisation = new_id("org", at)
    language = Language.EN if name.isascii() else Language.ZH
    _do(RegisterOrganisation(organisation, (Name(name, language, NameKind.LEGAL),)), at)
    return organisation


def _do(command: Command, at: datetime) -> None:
    outcome = carry_out(Call(OPERATOR, at, reason="set up at the console"), command)
    if isinstance(outcome, Refused):
        first = outcome.reasons[0]
        raise OptionError(first.code, first.message, mend=first.advice)


def _name_field(name: str) -> str:
    return "name_en" if name.isascii() else "name_zh"
