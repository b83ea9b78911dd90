"""How every write happens: permission, lock, state, decision, entries and tables, in one transaction.

A room's ``actions.py`` has one function an action. Each hands :func:`perform` a function that, called under the
lock, looks at the state and decides; nothing else in the site writes to the journal or to its tables. A caller
that may ask twice (a browser's double click, an API client's retry, a worker that died after the commit) sends an
idempotency key, and gets the first answer again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
import rfc8785
from django.db import transaction
from django.utils import timezone

from tilth.kernel.journal import Entry, open_body
from tilth.kernel.refusal import Refused, refuse
from tilth_site.accounts.permissions import Actor
from tilth_site.journal.append import Happened, append, take_turn
from tilth_site.journal.models import Answer, JournalEntry

__all__ = ["KEPT", "Call", "Decision", "Done", "Outcome", "perform", "sweep_answers"]

KEPT = timedelta(days=7)
"""How long an answer is remembered under its key."""

KEY_MOST = 200
"""Characters that an idempotency key may have."""

# Odd numbers of backslashes only: an even number before the u is text about the escape.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks, when, why, and under which idempotency key (none: asking twice acts twice)."""

    actor: Actor
    at: datetime
    key: str = ""
    reason: str = ""

    @property
    def today(self) -> date:
        """The day of the call, by the clocks of the site."""
        return timezone.localdate(self.at)


@dataclass(frozen=True, slots=True)
class Done:
    """What was written. ``repeated`` says that an earlier call under the same key had written it."""

    entries: tuple[Entry, ...]
    repeated: bool = False


Outcome = Done | Refused
Decision = tuple[Happened, ...] | Refused


def perform(call: Call, action: str, command: object, decide: Callable[[], Decision]) -> Outcome:
    """Carry out ``action``: call ``decide`` under the lock, write what it answers, remember it under the key.

    ``command`` is everything that makes this call differ from another (the target too); a key that comes back
    with a different command is refused. A refusal writes nothing and is not remembered: the caller may mend it
    and ask again. When this returns :class:`Done` the transaction is committed.
    """
    written = _written(call, [action, command])
    if isinstance(written, Refused):
        return written
    fingerprint = hashlib.sha256(written).hexdigest()
    with transaction.atomic(durable=True):
        take_turn()
        if call.key and (before := _remembered(call, fingerprint)):
            return before
        entries = _carry_out(call, decide)
        if isinstance(entries, Refused):
            # Whatever was written on the way to the refusal goes with it.
            transaction.set_rollback(True)
            return entries
        if call.key and entries:
            _remember(call, action, fingerprint, entries)
    return Done(entries)


def _carry_out(call: Call, decide: Callable[[], Decision]) -> tuple[Entry, ...] | Refused:
    try:
        decision = decide()
        if isinstance(decision, Refused):
            return decision
        return append(decision, actor=call.actor.person, at=call.at, reason=call.reason)
    except rfc8785.IntegerDomainError:
        return refuse(
            "value.large",
            "A number is larger than can be written down exactly.",
            "Give a number of up to {most}.",
            most=2**53 - 1,
        )


def _written(call: Call, asked: object) -> bytes | Refused:
    """What is asked for, as JSON; refused where it is no text that both databases keep and JSON can write."""
    try:
        call.reason.encode()
        call.key.encode()
        written = msgspec.json.encode(asked, order="deterministic")
    except UnicodeEncodeError:
        return _unkeepable("half of a surrogate pair")
    if "\0" in call.reason or "\0" in call.key or _NUL.search(written):
        return _unkeepable("the character NUL")
    if len(call.key) > KEY_MOST:
        return refuse(
            "idempotency.length",
            "The key has {count} characters, and {most} are allowed.",
            "Send a shorter key, such as a UUID.",
            "Idempotency-Key",
            count=len(call.key),
            most=KEY_MOST,
        )
    return written


def _unkeepable(what: str) -> Refused:
    return refuse(
        "text.unkeepable", "The text holds {what}, which cannot be kept.", "Type it again without.", what=what
    )


def _remembered(call: Call, fingerprint: str) -> Outcome | None:
    answer = Answer.objects.filter(actor=call.actor.person, key=call.key).first()
    if answer is None:
        return None
    if answer.fingerprint != fingerprint:
        return refuse(
            "idempotency.reused",
            "The key {key} was used for another call.",
            "Send a new key with every new call.",
            "Idempotency-Key",
            key=call.key,
        )
    rows = JournalEntry.objects.filter(seq__gte=answer.first, seq__lte=answer.last).order_by("seq")
    entries = tuple(open_body(body, digest) for body, digest in rows.values_list("body", "hash"))
    return Done(entries, repeated=True)


def _remember(call: Call, action: str, fingerprint: str, entries: tuple[Entry, ...]) -> None:
    Answer.objects.create(
        actor=call.actor.person, key=call.key, action=action, fingerprint=fingerprint,
        first=entries[0].seq, last=entries[-1].seq, at=call.at,
    )  # fmt: skip


def sweep_answers(now: datetime) -> int:
    """Forget answers older than :data:`KEPT`; how many."""
    with transaction.atomic():
        return Answer.objects.filter(at__lt=now - KEPT).delete()[0]
