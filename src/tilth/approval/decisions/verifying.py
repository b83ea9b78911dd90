"""Whether the record of a case holds: every fault named, each with the place that it is in.

Nothing is believed that can be worked out: hashes are counted, signatures checked, the clock, the dossier under
decision, conflicts and quorums folded again from the events. Of a broken chain only what stands before the break
is believed, and what cannot be judged for that reason is not judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from tilth.approval.decisions.agreement import Signed, disagreements, lonely_clearances
from tilth.approval.decisions.faults import EVENTS, MANIFEST, PROCEDURE, fault
from tilth.approval.decisions.history import History, history_of
from tilth.approval.decisions.signing import KIND, open_statement
from tilth.approval.decisions.statement import What
from tilth.approval.decisions.tallying import (
    other_dossiers,
    untrue_decisions,
    untrue_recognitions,
    untrue_votes,
)
from tilth.approval.model import Procedure
from tilth.kernel.dsse import is_as_written, public_key, public_key_pem
from tilth.kernel.errors import InputError, IntegrityError
from tilth.kernel.refusal import Reason

if TYPE_CHECKING:
    from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]

__all__ = ["verify_record"]


def verify_record(
    *,
    manifest: bytes,
    procedure: bytes,
    events: bytes,
    envelopes: Mapping[str, bytes],
    keys: Mapping[str, bytes],
    threshold: int = 1,
) -> tuple[Reason, ...]:
    """Every fault of a record, in the order of its parts; none is a record that holds.

    ``manifest``, ``procedure`` and ``events`` are the bytes of the files of a bundle (``events`` is empty where
    nothing is told), ``envelopes`` the signed statements by the names of their files, ``keys`` the public keys in
    PEM by theirs. ``threshold`` of the keys have to have signed each statement. ``where`` of a fault is the name
    of the file, with ``:line`` for an event. :data:`tilth.approval.decisions.faults.FAULTS` lists the codes.
    """
    history = history_of(events.splitlines(keepends=True))
    rules, procedure_faults = _procedure(procedure, history)
    opened = _opened(envelopes, keys, threshold)
    found = [*_manifest(manifest, history), *procedure_faults, *history.faults, *opened.faults]
    if envelopes and not events:
        found.append(fault("events.missing", EVENTS, "There are signed statements, and no events of the case."))
    if rules is not None:
        found += _judged(history, rules, opened)
    found += other_dossiers(history, hashlib.sha256(manifest).hexdigest())
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Opened:
    """The statements whose signatures hold, and what is wrong with the others and with the keys.

    ``sure`` says that there were keys to tell by.
    """

    signed: tuple[Signed, ...]
    faults: tuple[Reason, ...]
    sure: bool


def _manifest(manifest: bytes, history: History) -> Iterator[Reason]:
    sha256 = hashlib.sha256(manifest).hexdigest()
    if (history.events or not history.whole) and sha256 not in history.manifests:
        what = "No event of the case seals or hands in a dossier with the hash {sha256}."
        yield fault("manifest.unknown", MANIFEST, what, sha256=sha256)


def _procedure(text: bytes, history: History) -> tuple[Procedure | None, tuple[Reason, ...]]:
    """The procedure that ``text`` spells; None where it is not to be gone by."""
    opened = history.opened
    if opened and opened.digest != hashlib.sha256(text).hexdigest():
        what = "The case was opened under another text of {procedure}."
        return None, (fault("procedure.other", PROCEDURE, what, procedure=opened.procedure),)
    try:
        found = msgspec.json.decode(text, type=Procedure)
        whole = found.to_json() == text
    except (ValueError, RecursionError) as error:
        return None, (fault("procedure.unreadable", PROCEDURE, "It is no procedure: {said}.", said=str(error)),)
    if not whole:
        return None, (fault("procedure.unreadable", PROCEDURE, "It is not as it was written out."),)
    return found, ()


def _opened(envelopes: Mapping[str, bytes], keys: Mapping[str, bytes], threshold: int) -> _Opened:
    """Every envelope, opened with the keys that can be read."""
    usable, faults = _keys(keys)
    if len(usable) < threshold:
        if envelopes:
            faults.append(
                fault("key.missing", ", ".join(keys), "There are fewer keys than signatures are wanted.")
            )
        return _Opened((), tuple(faults), sure=False)
    signed: dict[str, Signed] = {}
    for name, envelope in envelopes.items():
        try:
            statement = open_statement(envelope, usable, threshold=threshold)
        except IntegrityError as error:
            code = "signature" if error.code == "decision.signature" else "envelope"
            faults.append(fault(code, name, "{said}", said=error.message))
            continue
        if statement.sha256 in signed:
            faults.append(
                fault("statement.twice", name, "The same is in {file}.", file=signed[statement.sha256].name)
            )
        signed.setdefault(statement.sha256, Signed(name, statement))
        if not is_as_written(KIND, envelope):
            faults.append(fault("envelope", name, "The envelope is not as it was written out."))
    return _Opened(tuple(signed.values()), tuple(faults), sure=True)


def _keys(keys: Mapping[str, bytes]) -> tuple[list[SSlibKey], list[Reason]]:
    usable, faults = [], []
    for name, pem in keys.items():
        try:
            key = public_key(pem)
            whole = public_key_pem(key) == pem
        except InputError as error:
            faults.append(fault("key", name, "{said}", said=error.message))
            continue
        usable.append(key)
        if not whole:
            faults.append(fault("key", name, "The key is not as it was written out."))
    return usable, faults


def _judged(history: History, rules: Procedure, opened: _Opened) -> Iterator[Reason]:
    """Faults of statements, votes and decisions by the rules of the procedure."""
    signed: set[int] = set()
    for one in opened.signed:
        wrong = tuple(disagreements(one, history, rules))
        yield from wrong
        # A statement stands for the one event that directly follows what its signer knew of, and for no other.
        place = history.place_after(one.statement.after)
        if not wrong and place is not None and one.statement.what is not What.CLEARANCE:
            signed.add(place)
    yield from lonely_clearances(opened.signed)
    if opened.sure:
        yield from untrue_votes(history, rules, signed)
        yield from untrue_decisions(history, rules, signed)
        yield from untrue_recognitions(history, rules, signed)
