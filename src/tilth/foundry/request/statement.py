"""The statement of work: what the foundry promises, for how much and when, as a document that can be signed.

A statement is a value with one spelling, :meth:`Statement.to_json`, and the sha256 of that spelling names it. A
signature binds to the number of the version and to this hash, so what was signed cannot change afterwards. It says
nothing that a machine could find out again (see :mod:`.assessment`): the groups of constructs are repeated here as
its scope, with their digests, because both sides sign for exactly these constructs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import msgspec
import rfc8785

from tilth.foundry.request.constructs import Group
from tilth.foundry.request.pricing import Line
from tilth.kernel.money import Money

__all__ = ["Statement", "requote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Version ``version`` (from 1) of the statement of work for a request.

    ``owner`` and ``provider`` are the organisations that sign, by id. ``scope`` is what is built, from version
    ``design_version`` of the design; ``lines`` and their ``total`` what it costs a customer of ``customer_class``,
    newly priced lines by ``price_list``. The work is to be complete between ``earliest`` and ``latest``
    (``provisional``: holidays still to be announced may move the latest).
    ``terms`` names or spells the terms, ``assumptions`` what the price and the dates rest on. The statement can be
    signed up to and on ``valid_until``.
    """

    request: str
    version: int
    owner: str
    provider: str
    design_version: int
    customer_class: str
    scope: tuple[Group, ...]
    lines: tuple[Line, ...]
    total: Money
    price_list: str
    earliest: date
    latest: date
    provisional: bool
    terms: str
    valid_until: date
    assumptions: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """The statement as canonical JSON (RFC 8785), UTF-8; dates as ``2026-03-02``, money in minor units."""
        return rfc8785.dumps(msgspec.to_builtins(self))

    @property
    def sha256(self) -> str:
        """The hash of :meth:`to_json` in hex: what a signature binds to."""
        return hashlib.sha256(self.to_json()).hexdigest()


def requote(previous: Iterable[Line], priced: Iterable[Line]) -> tuple[Line, ...]:
    """The lines ``priced`` by today's list, where each that did not change stands as ``previous`` quoted it.

    A line did not change when ``previous`` has its key with the same quantity, wherever the list has moved since.
    Lines that ``priced`` no longer has are gone. The order is that of ``priced``.
    """
    quoted = {line.key: line for line in previous}
    return tuple(
        quoted[line.key] if line.key in quoted and quoted[line.key].quantity == line.quantity else line
        for line in priced
    )
