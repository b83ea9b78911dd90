"""A small cluster for tests of the site: an operator, a foundry and two firms, with a person for every role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from django.utils import translation

from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, OrganisationKind, Role

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@dataclass
class Cast:
    """Ids of organisations and of persons: ``cast.person("firm", Role.FOUNDER)``."""

    operator: str
    foundry: str
    firm: str
    other: str
    people: dict[tuple[str, Role], str] = field(default_factory=dict)

    def organisation(self, name: str) -> str:
        return {"operator": self.operator, "foundry": self.foundry, "firm": self.firm, "other": self.other}[name]

    def person(self, name: str, role: Role) -> str:
        """The person who holds ``role`` in the organisation called ``name``, and no other; made when first asked
        for.
        """
        from tilth_site.accounts.models import PersonalRecord
        from tilth_site.accounts.permissions import OPERATOR
        from tilth_site.journal.actions import Call, Done
        from tilth_site.parties.actions import carry_out

        if (name, role) not in self.people:
            person = new_id("per")
            call = Call(OPERATOR, NOON)
            assert isinstance(carry_out(call, ask.RegisterPerson(person)), Done)
            done = carry_out(call, ask.GrantRole(self.organisation(name), person, role))
            assert isinstance(done, Done), done
            PersonalRecord.objects.create(person=person, name_en=f"{role} of {name}", name_zh=f"{name}{role}")
            self.people[name, role] = person
        return self.people[name, role]

    def call(self, name: str, role: Role, *, key: str = "", at: datetime = NOON, reason: str = ""):
        """A call by that person."""
        from tilth_site.journal.actions import Call
        from tilth_site.parties.actors import actor_of

        return Call(actor_of(self.person(name, role)), at, key, reason)


@pytest.fixture
def cast(db: None) -> Cast:
    """The cluster, freshly registered."""
    return register_cast()


def register_cast() -> Cast:
    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.journal.actions import Call, Done
    from tilth_site.parties.actions import carry_out

    ids = {}
    for name, chinese, kind in (
        ("operator", "园区", OrganisationKind.AUTHORITY),
        ("foundry", "铸造中心", OrganisationKind.FOUNDRY),
        ("firm", "甲公司", OrganisationKind.FIRM),
        ("other", "乙公司", OrganisationKind.FIRM),
    ):
        ids[name] = new_id("org")
        names = (Name(f"The {name}", Language.EN, NameKind.LEGAL), Name(chinese, Language.ZH, NameKind.LEGAL))
        done = carry_out(Call(OPERATOR, NOON), ask.RegisterOrganisation(ids[name], names, (kind,)))
        assert isinstance(done, Done), done
    return Cast(**ids)


@pytest.fixture
def sign_in(client, cast: Cast) -> Callable:
    """Sign the test client in as the person with that role; gives the client."""

    def enter(name: str, role: Role):
        from tilth_site.accounts.models import User

        person = cast.person(name, role)
        user = User.objects.filter(person=person).first()
        user = user or User.objects.create_user(f"{role}@{name}.example", "a long password for tests", person)
        client.force_login(user)
        return client

    return enter


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    # A page that was asked for in Chinese leaves its thread in Chinese, and the next test would begin so.
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _light_passwords(settings) -> None:
    # The real hasher is slow on purpose, and no test is about it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
