"""The policy in force: how long a match must be found, by the day. It is dated data with its source.

The policies stand in ``policies.toml``. Whoever mounts a database may be stricter than the policy of the day (a
shorter window), never laxer: an index of a longer window is not used.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources

import msgspec

__all__ = ["Policy", "Source", "policies", "policy_in_force"]


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a policy stands, the day on which that was read, and whether the words were seen."""

    title: str
    url: str
    read_on: date
    verified: bool
    note: str = ""


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every match of ``window`` nt must be found from the day ``begins`` on (None: on all days before the
    next).
    """

    id: str
    window: int
    source: Source
    begins: date | None = msgspec.field(name="from", default=None)


@cache
def policies() -> tuple[Policy, ...]:
    """The policies that Tilth ships, the oldest first."""
    text = resources.files("tilth.approval.screening").joinpath("policies.toml").read_text(encoding="utf-8")
    found = msgspec.convert(tomllib.loads(text)["policy"], list[Policy])
    return tuple(sorted(found, key=_begins))


def policy_in_force(day: date) -> Policy:
    """The policy in force on ``day``."""
    return next(policy for policy in reversed(policies()) if _begins(policy) <= day)


def _begins(policy: Policy) -> date:
    return policy.begins or date.min
