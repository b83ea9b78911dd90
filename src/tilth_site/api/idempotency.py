"""One call, however often it is sent: ``Idempotency-Key``, as draft-ietf-httpapi-idempotency-key-header-07 has it.

The key goes into the action's own key together with a digest of the method, the address and the body, so that the
same call is answered with the entries it wrote the first time, and another call under the same key is refused.
What is sent again is looked for before anything is made of it: a second look at the clock or at the state of
things (the id of what is opened, the prices of a quote) cannot make two calls of one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import msgspec
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError

from tilth.kernel.journal import open_body
from tilth.kernel.refusal import Refused, refuse
from tilth_site.api.auth import Asked
from tilth_site.journal.actions import Call, Done, Outcome
from tilth_site.journal.models import Answer, JournalEntry

__all__ = ["HEADER", "LONGEST", "REPLAYED", "once"]

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 100

_KEY = re.compile(rf"[!-~]{{1,{LONGEST}}}")


def once(request: Asked, act: Callable[[Call], Outcome], *, reason: str = "", content: str = "") -> Outcome:
    """``act`` on the call that ``request`` makes, or what it did when the call came before.

    ``content`` stands for a body that is no JSON (the hashes of the files in it). Raises HttpError for a key that
    is none.
    """
    header = request.headers.get(HEADER)
    if header is None:
        return act(Call(request.auth, timezone.now(), reason=reason))
    if not _KEY.fullmatch(header):
        raise HttpError(400, "idempotency.key")
    # No header holds a space, so the two parts cannot be mistaken for another pair.
    key = f"{header} {_fingerprint(request, content)}"
    earlier = _remembered(request.auth.person, header, key)
    if earlier:
        return earlier
    outcome = act(Call(request.auth, timezone.now(), key, reason))
    if isinstance(outcome, Refused) and outcome.reasons[0].code == "idempotency.reused":
        # The same call was carried out while this one was on its way to the lock.
        return _remembered(request.auth.person, header, key) or outcome
    return outcome


def _fingerprint(request: HttpRequest, content: str) -> str:
    try:
        body = content or (msgspec.json.decode(request.body) if request.body else None)
    except msgspec.MsgspecError as error:
        raise HttpError(400, "call.unreadable") from error
    parts = [request.method, request.path, body]
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()


def _remembered(person: str, header: str, key: str) -> Outcome | None:
    """What was done under the header's key: the entries of this very call, or a refusal for another's."""
    answer = Answer.objects.filter(actor=person, key__startswith=f"{header} ").first()
    if answer is None:
        return None
    if answer.key != key:
        return refuse(
            "idempotency.reused",
            "The key {key} was used for another call.",
            "Send a new key with every new call.",
            HEADER,
            key=header,
        )
    rows = JournalEntry.objects.filter(seq__gte=answer.first, seq__lte=answer.last).order_by("seq")
    return Done(tuple(open_body(*row) for row in rows.values_list("body", "hash")), repeated=True)
