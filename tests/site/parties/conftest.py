"""Forms of the parties' pages, filled in and sent as a browser would."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from tilth.kernel.ids import new_id
from tilth.parties import commands as ask
from tilth.parties.model import Language, Name, NameKind


def text(response) -> str:
    return unescape(response.content.decode())


def errors(response) -> list[str]:
    """What the page says is wrong, at the fields and above the form."""
    page = response.content.decode().partition('<template id="update-failed">')[0]
    found = re.findall(r'(?s)<ul class="field__errors".*?</ul>|<div class="notice notice--bad".*?</div>', page)
    return [unescape(" ".join(re.sub(r"<[^>]+>", " ", each).split())) for each in found]


def key_of(response) -> str:
    found = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    assert found, "the form has no key"
    return found[1]


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
    from datetime import date

    from tilth.parties.model import Role

    id = new_id("ven")
    founders = (cast.person("firm", Role.FOUNDER),)
    carry_out(ask.RegisterVenture(id, (short("Brook"),), founders, date(2026, 1, 5)))
    return id


def short(name: str) -> Name:
    return Name(name, Language.EN, NameKind.SHORT)
