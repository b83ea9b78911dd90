"""Forms of the parties' pages, filled in and sent as a browser would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from party_pages import key_of

from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind, Role


@pytest.fixture
def send(client) -> Callable:
    """Load the form at an address, fill it in, send it; gives the answer."""

    def fill(path: str, **typed: object):
        return client.post(path, {"key": key_of(client.get(path)), **typed})

    return fill


@pytest.fixture
def carry_out(cast) -> Callable:
    """Carry a command out at the console, where nobody refuses for want of a role."""
    from django.utils import timezone

    from tilth_site.accounts.permissions import OPERATOR
    from tilth_site.journal.actions import Call, Done
    from tilth_site.parties import actions

    def do(command: ask.Command) -> None:
        done = actions.carry_out(Call(OPERATOR, timezone.now()), command)
        assert isinstance(done, Done), done

    return do


@pytest.fixture
def venture(cast, carry_out) -> str:
    """A venture that the firm's founder applied with."""
    id = new_id("ven")
    founders = (cast.person("firm", Role.FOUNDER),)
    carry_out(ask.RegisterVenture(id, (short("Brook"),), founders, date(2026, 1, 5)))
    return id


def short(name: str) -> Name:
    return Name(name, Language.EN, NameKind.SHORT)
