"""Who the caller is."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from tilth.parties.model import Role
from tilth_site.accounts.tokens import Scope
from tilth_site.api.fields import Shown

__all__ = ["GrantOut", "Me", "TokenOut"]


class GrantOut(Shown):
    """A role in an organisation, or in a venture."""

    organisation: str
    role: Role


class TokenOut(Shown):
    """The token that the call came with."""

    id: str
    name: str
    scopes: list[Scope]
    expires: datetime


class Me(Shown):
    """The person behind the call, and every role that counts today."""

    person: str
    name: str
    grants: list[GrantOut]
    operates: bool = Field(description="Whether the person administers the site, or is its cluster officer.")
    token: TokenOut | None = Field(description="Null where the call came with a session.")
